//! A plain API on PostgreSQL: pages of claims by actor, by actor with topic and dates, and by a word. Each is answered from
//! indexes made for it (`bench/peers/postgres_indexes.sql`), by prepared statements, without a layer in between.

use std::collections::HashMap;
use std::fmt::Write;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::error::{ErrorBadRequest, ErrorInternalServerError};
use actix_web::{App, HttpResponse, HttpServer, get, rt, web};
use clap::Parser;
use futures_util::future::{try_join, try_join_all};
use serde::Deserialize;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Error, NoTls, Row, Statement};

/// Answers `GET /v1/claims` with `actor`, `topic`, `date_from` and `date_to` as years, `q` as one word, and `limit`.
#[derive(Debug, Parser)]
struct Options {
    /// Address and port.
    #[arg(long)]
    listen: SocketAddr,
    /// Worker threads.
    #[arg(long, default_value_t = 2)]
    workers: usize,
    /// Connections of each worker.
    #[arg(long, default_value_t = 4)]
    connections: usize,
    /// Address of the database.
    #[arg(long)]
    database: String,
}

#[derive(Debug, Deserialize)]
struct Params {
    actor: Option<String>,
    topic: Option<String>,
    date_from: Option<i32>,
    date_to: Option<i32>,
    q: Option<String>,
    #[serde(default = "default_limit")]
    limit: i64,
}

fn default_limit() -> i64 {
    20
}

const ACTOR: &str = "SELECT document, claim FROM claim_actor JOIN claim_document USING (claim) WHERE actor = $1 ORDER BY claim LIMIT $2";

/// The claims of a span of days have numbers within a range.
const SPAN: &str =
    "SELECT coalesce(min(claim), 1), coalesce(max(claim), 0) FROM dated WHERE earliest <= $2 AND latest >= $1";

const FILTERED: &str = "WITH found AS MATERIALIZED (
        SELECT claim FROM claim_actor_topic
        WHERE actor = $1 AND topic = $2 AND claim BETWEEN $5 AND $6 AND earliest <= $4 AND latest >= $3)
    SELECT document, claim, (SELECT count(*) FROM found)
    FROM (SELECT claim FROM found ORDER BY claim LIMIT $7) AS page JOIN claim_document USING (claim) ORDER BY claim";

const WORD: &str = "SELECT document, claim
    FROM (SELECT claim FROM claim_words WHERE words @@ plainto_tsquery('simple', $1) ORDER BY claim LIMIT $2) AS page
    JOIN claim_document USING (claim) ORDER BY claim";

const WORD_ACTOR: &str = "SELECT document, claim
    FROM (SELECT claim FROM claim_words
        WHERE words @@ plainto_tsquery('simple', $1) AND actors @> ARRAY[$3::int] ORDER BY claim LIMIT $2) AS page
    JOIN claim_document USING (claim) ORDER BY claim";
const WORD_ACTOR_TOTAL: &str =
    "SELECT count(*) FROM claim_words WHERE words @@ plainto_tsquery('simple', $1) AND actors @> ARRAY[$2::int]";

const STATEMENTS: [&str; 6] = [ACTOR, SPAN, FILTERED, WORD, WORD_ACTOR, WORD_ACTOR_TOTAL];

/// A connection with its prepared statements.
struct Connection {
    client: Client,
    statements: HashMap<&'static str, Statement>,
}

impl Connection {
    /// With `plan_each`, every query is planned for its values: whether a word is rare decides how it is found.
    async fn open(database: &str, plan_each: bool) -> Result<Self, Error> {
        let (client, connection) = tokio_postgres::connect(database, NoTls).await?;
        rt::spawn(connection);
        if plan_each {
            client.batch_execute("SET plan_cache_mode = force_custom_plan").await?;
        }
        let mut statements = HashMap::new();
        for sql in STATEMENTS {
            statements.insert(sql, client.prepare(sql).await?);
        }
        Ok(Self { client, statements })
    }

    async fn query(&self, sql: &str, values: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, Error> {
        self.client.query(&self.statements[sql], values).await
    }
}

/// What a worker needs: its connections, the keys, and the totals of actors and words, which do not depend on the request.
struct Worker {
    connections: Vec<Connection>,
    searching: Vec<Connection>,
    next: AtomicUsize,
    actors: HashMap<String, (i32, i64)>,
    topics: HashMap<String, i32>,
    words: HashMap<String, i64>,
    spans: Mutex<HashMap<(i32, i32), (i32, i32)>>,
}

impl Worker {
    async fn open(database: &str, connections: usize) -> Result<Self, Error> {
        let searching = try_join_all((0..connections).map(|_| Connection::open(database, true))).await?;
        let connections = try_join_all((0..connections).map(|_| Connection::open(database, false))).await?;
        let client = &connections[0].client;
        let actors = client.query("SELECT id, key, claims::bigint FROM actor", &[]).await?;
        let topics = client.query("SELECT id, key FROM topic", &[]).await?;
        let words = client.query("SELECT word, claims::bigint FROM word", &[]).await?;
        Ok(Self {
            words: words.iter().map(|row| (row.get(0), row.get(1))).collect(),
            actors: actors.iter().map(|row| (row.get(0), (row.get(1), row.get(2)))).collect(),
            topics: topics.iter().map(|row| (row.get(0), row.get(1))).collect(),
            next: AtomicUsize::new(0),
            spans: Mutex::default(),
            connections,
            searching,
        })
    }

    /// One of the connections, in turn.
    fn connection<'a>(&self, connections: &'a [Connection]) -> &'a Connection {
        &connections[self.next.fetch_add(1, Ordering::Relaxed) % connections.len()]
    }

    /// The first and the last number of the claims that overlap these days.
    async fn span(&self, days: (i32, i32)) -> Result<(i32, i32), Error> {
        let known = self.spans.lock().expect("no thread panicked").get(&days).copied();
        if let Some(range) = known {
            return Ok(range);
        }
        let rows = self.connection(&self.connections).query(SPAN, &[&days.0, &days.1]).await?;
        let range = (rows[0].get(0), rows[0].get(1));
        self.spans.lock().expect("no thread panicked").insert(days, range);
        Ok(range)
    }

    /// The rows of a page and the total.
    async fn page(&self, wanted: &Wanted) -> Result<(Vec<Row>, i64), Error> {
        let connection = self.connection(&self.connections);
        let searching = self.connection(&self.searching);
        match wanted {
            Wanted::Actor { actor, total, limit } => Ok((connection.query(ACTOR, &[actor, limit]).await?, *total)),
            Wanted::Filtered { actor, topic, days, limit } => {
                let (first, last) = self.span(*days).await?;
                let rows = connection.query(FILTERED, &[actor, topic, &days.0, &days.1, &first, &last, limit]).await?;
                let total = rows.first().map_or(0, |row| row.get(2));
                Ok((rows, total))
            }
            Wanted::Word { word, total, limit } => Ok((searching.query(WORD, &[word, limit]).await?, *total)),
            Wanted::WordActor { word, actor, limit } => {
                let page: [&(dyn ToSql + Sync); 3] = [word, limit, actor];
                let counted: [&(dyn ToSql + Sync); 2] = [word, actor];
                let (rows, total) =
                    try_join(searching.query(WORD_ACTOR, &page), searching.query(WORD_ACTOR_TOTAL, &counted)).await?;
                Ok((rows, total[0].get(0)))
            }
        }
    }
}

enum Wanted {
    Actor { actor: i32, total: i64, limit: i64 },
    Filtered { actor: i32, topic: i32, days: (i32, i32), limit: i64 },
    Word { word: String, total: i64, limit: i64 },
    WordActor { word: String, actor: i32, limit: i64 },
}

impl Wanted {
    /// What the parameters mean; `None` if they are not accepted.
    fn new(params: Params, worker: &Worker) -> Option<Self> {
        let Params { actor, topic, date_from, date_to, q, limit } = params;
        let actor = actor.map(|id| worker.actors.get(&id).copied().ok_or(())).transpose().ok()?;
        if !(1..=200).contains(&limit) {
            return None;
        }
        match (q, actor, topic) {
            (Some(word), _, _) if !word.chars().all(char::is_alphanumeric) => None,
            (Some(word), None, None) => {
                let total = worker.words.get(&word.to_lowercase()).copied().unwrap_or(0);
                Some(Self::Word { word, total, limit })
            }
            (Some(word), Some((actor, _)), None) => Some(Self::WordActor { word, actor, limit }),
            (None, Some((actor, total)), None) => Some(Self::Actor { actor, total, limit }),
            (None, Some((actor, _)), Some(topic)) => {
                let days = (date_from.unwrap_or(0) * 10_000 + 101, date_to.unwrap_or(9999) * 10_000 + 1231);
                Some(Self::Filtered { actor, topic: *worker.topics.get(&topic)?, days, limit })
            }
            _ => None,
        }
    }
}

#[get("/v1/claims")]
async fn claims(params: web::Query<Params>, worker: web::Data<Worker>) -> actix_web::Result<HttpResponse> {
    let wanted = Wanted::new(params.into_inner(), &worker).ok_or_else(|| ErrorBadRequest("parameters"))?;
    let (rows, total) = worker.page(&wanted).await.map_err(ErrorInternalServerError)?;
    let mut body = String::with_capacity(64 + rows.iter().map(|row| row.get::<_, &str>(0).len() + 1).sum::<usize>());
    body.push_str("{\"data\":[");
    for (number, row) in rows.iter().enumerate() {
        body.push_str(if number == 0 { "" } else { "," });
        body.push_str(row.get(0));
    }
    let last: Option<i32> = rows.last().map(|row| row.get(1));
    write!(body, "],\"page\":{{\"last\":{}}},\"total\":{total}}}", last.unwrap_or(-1))
        .map_err(ErrorInternalServerError)?;
    Ok(HttpResponse::Ok().content_type("application/json").body(body))
}

#[get("/health")]
async fn health() -> &'static str {
    "ok"
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let Options { listen, workers, connections, database } = Options::parse();
    let server = HttpServer::new(move || {
        let database = database.clone();
        App::new()
            .data_factory(move || {
                let database = database.clone();
                async move { Worker::open(&database, connections).await }
            })
            .service(claims)
            .service(health)
    });
    server.workers(workers).bind(listen)?.run().await
}
