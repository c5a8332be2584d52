//! An open dataset: the index in memory, built from the rows; everything else asked of the hosts.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use roaring::RoaringBitmap;
use serde::de::DeserializeOwned;
use tokio::time::sleep;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Row};

use super::LAYOUT;
use crate::domain::catalogue::{Catalogue, HasId, Table};
use crate::domain::claim::QuoteContext;
use crate::domain::identifier::ClaimId;
use crate::domain::vocabulary::{Ranking, RelationKind, VocabularyTerm};
use crate::index::{ClaimIndex, IdOrder};
use crate::search::ANALYZER_VERSION;
use crate::store::backend::{Backend, PhraseTerms, Relation, SeekResult, TermEntry};
use crate::store::dataset::Dataset;
use crate::store::deadline::Deadline;
use crate::store::postgres::index_rows::facts;
use crate::store::postgres::pool::{Cluster, Value};
use crate::store::results::Document;
use crate::store::{StoreError, corrupt};

/// How much a word counts by its weight, D to A: topics, evidence, actors, statements. `DESIGN.md` says why.
const WEIGHTS: &str = "{0.2, 0.4, 0.6, 1.0}";

/// Asks which dataset is served.
const SERVED: &str =
    "SELECT generation, version, schema, layout, analyzer FROM isnad.served JOIN isnad.dataset USING (version)";

/// How long hosts that lag behind are passed over where a dataset is opened.
const CATCHING_UP: Duration = Duration::from_secs(30);

/// A dataset in a schema of its own.
struct PostgresDataset {
    cluster: Cluster,
    schema: String,
}

/// Which dataset is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// Grows with every switch.
    pub generation: i64,
    version: String,
    schema: String,
    layout: i32,
    analyzer: String,
}

impl From<&Row> for Served {
    /// A row of [`SERVED`].
    fn from(row: &Row) -> Self {
        Self {
            generation: row.get(0),
            version: row.get(1),
            schema: row.get(2),
            layout: row.get(3),
            analyzer: row.get(4),
        }
    }
}

impl Cluster {
    /// Whether there is a dataset. A host that knows of none may lag behind: only the primary can tell that there is none.
    pub fn holds_any(&self) -> Result<bool, StoreError> {
        if self.served()?.is_some() {
            return Ok(true);
        }
        self.wait(async { Ok(self.served_by(&self.connect(true).await?).await?.is_some()) })?
    }

    /// Which dataset this host serves, if it knows of one.
    async fn served_by(&self, client: &Client) -> Result<Option<Served>, StoreError> {
        match client.query_opt(SERVED, &[]).await {
            Ok(row) => {
                let served = row.as_ref().map(Served::from);
                self.tells(served.as_ref().map_or(0, |served| served.generation));
                Ok(served)
            }
            Err(error) if error.code() == Some(&SqlState::UNDEFINED_TABLE) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// A host that knows of the latest switch that any has told of, and what it serves.
    async fn up_to_date(&self) -> Result<Option<(Client, Served)>, StoreError> {
        let late = Instant::now() + CATCHING_UP;
        loop {
            let client = self.connect(false).await?;
            let served = self.served_by(&client).await?;
            let generation = served.as_ref().map_or(0, |served| served.generation);
            if generation >= self.latest() {
                return Ok(served.map(|served| (client, served)));
            }
            if Instant::now() > late {
                return Err(StoreError::Unreachable("only hosts that lag behind".to_owned()));
            }
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// Which dataset is served, if there is one. Asks a host that may lag behind.
    pub fn served(&self) -> Result<Option<Served>, StoreError> {
        self.wait(async {
            let registry = self.ask("SELECT to_regclass('isnad.served') IS NOT NULL", vec![]).await?;
            if !registry.first().is_some_and(|row| row.get(0)) {
                return Ok(None);
            }
            let served = self.ask(SERVED, vec![]).await?.first().map(Served::from);
            self.tells(served.as_ref().map_or(0, |served| served.generation));
            Ok(served)
        })?
    }

    /// Opens the dataset that is served and tells its generation, from a thread that may wait. Everything is read from one
    /// host, which knows of the latest switch that any has told of: nobody goes back to what a standby still tells.
    pub fn open(&self) -> Result<(Dataset, i64), StoreError> {
        let refuse = |what: String| StoreError::NotADataset { address: self.to_string(), what };
        let (client, served) = self.wait(self.up_to_date())??.ok_or_else(|| refuse("holds no dataset".to_owned()))?;
        let Served { generation, version, schema, layout, analyzer } = served;
        if layout != LAYOUT {
            return Err(refuse(format!("has the layout {layout}, and this program reads the layout {LAYOUT}")));
        }
        if analyzer != ANALYZER_VERSION.to_string() {
            return Err(refuse(format!(
                "was indexed by the analyzer {analyzer}, and this program searches by {ANALYZER_VERSION}"
            )));
        }
        let (client, catalogue, description, by_id) = self.wait(async {
            let catalogue = Catalogue {
                actors: register(&client, &schema, "actor").await?,
                topics: register(&client, &schema, "topic").await?,
                articles: register(&client, &schema, "article").await?,
            };
            let sql = format!("SELECT value FROM {schema}.about WHERE name = 'description'");
            let description = client.query_opt(&sql, &[]).await?.map(|row| row.get::<_, String>(0));
            let rows = client.query(&format!("SELECT ordinal FROM {schema}.claim_document ORDER BY id"), &[]).await?;
            let by_id: Vec<u32> = rows.iter().map(|row| unsigned(row.get(0))).collect::<Result<_, _>>()?;
            Ok::<_, StoreError>((client, catalogue, description, by_id))
        })??;
        let description = description
            .map(|json| serde_json::from_str(&json).map_err(|error| corrupt("description", error)))
            .transpose()?;
        if by_id.iter().any(|&ordinal| ordinal as usize >= by_id.len()) {
            return Err(corrupt("order of claims", "numbers without claims"));
        }
        let claims = by_id.len();
        let index = ClaimIndex::build(&catalogue, facts(self, client, &schema)?, IdOrder::new(by_id))?;
        if index.claim_count() as usize != claims {
            return Err(corrupt("claims", format!("{} of {claims}", index.claim_count())));
        }
        let backend = PostgresDataset { cluster: self.clone(), schema };
        Ok((Dataset::new(version, description, Arc::new(catalogue), index, backend), generation))
    }
}

async fn register<T: HasId + DeserializeOwned>(
    client: &Client,
    schema: &str,
    table: &str,
) -> Result<Table<T>, StoreError> {
    let rows = client.query(&format!("SELECT record::text FROM {schema}.{table} ORDER BY key"), &[]).await?;
    let record = |row: &Row| serde_json::from_str(row.get(0)).map_err(|error| corrupt(table, error));
    Ok(Table::new(rows.iter().map(record).collect::<Result<_, _>>()?))
}

fn unsigned(number: i32) -> Result<u32, StoreError> {
    u32::try_from(number).map_err(|error| corrupt("ordinal", error))
}

/// Ordinals as PostgreSQL takes them.
fn signed(ordinals: &[u32]) -> Value {
    Box::new(ordinals.iter().filter_map(|&ordinal| i32::try_from(ordinal).ok()).collect::<Vec<i32>>())
}

impl PostgresDataset {
    /// The values of a column of `claim_document`, in the order of the ordinals.
    fn column<T>(
        &self,
        expression: &str,
        ordinals: &[u32],
        read: impl Fn(&str) -> T,
        deadline: Deadline,
    ) -> Result<Vec<T>, StoreError> {
        if ordinals.is_empty() {
            return Ok(vec![]);
        }
        let Self { cluster, schema } = self;
        let sql = format!("SELECT ordinal, {expression} FROM {schema}.claim_document WHERE ordinal = ANY ($1)");
        let rows = cluster.query(sql, &[signed(ordinals)], deadline)?;
        let found: HashMap<i32, &str> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        let value = |ordinal: &u32| {
            let found = i32::try_from(*ordinal).ok().and_then(|ordinal| found.get(&ordinal));
            found.map(|value| read(value)).ok_or_else(|| corrupt("claim", format!("none at {ordinal}")))
        };
        ordinals.iter().map(value).collect()
    }
}

impl Backend for PostgresDataset {
    fn ranking(&self) -> Ranking {
        Ranking::TsRank
    }

    fn is_remote(&self) -> bool {
        true
    }

    fn documents(&self, ordinals: &[u32], deadline: Deadline) -> Result<Vec<Document>, StoreError> {
        self.column("document::text", ordinals, |json| Document::copy_from_slice(json.as_bytes()), deadline)
    }

    fn identifiers(&self, ordinals: &[u32], deadline: Deadline) -> Result<Vec<String>, StoreError> {
        self.column("id", ordinals, str::to_owned, deadline)
    }

    fn seek(&self, id: &ClaimId, _: &ClaimIndex, deadline: Deadline) -> Result<Option<SeekResult>, StoreError> {
        let Self { cluster, schema } = self;
        let sql = format!("SELECT ordinal, id FROM {schema}.claim_document WHERE id >= $1 ORDER BY id LIMIT 1");
        let rows = cluster.query(sql, &[Box::new(id.as_str().to_owned())], deadline)?;
        let found = rows.first().map(|row| {
            let known: &str = row.get(1);
            Ok(SeekResult { ordinal: unsigned(row.get(0))?, exact: known == id.as_str() })
        });
        found.transpose()
    }

    fn relations(&self, ordinal: u32, deadline: Deadline) -> Result<Vec<Relation>, StoreError> {
        let Self { cluster, schema } = self;
        let sql = format!(
            "SELECT kind, false AS incoming, target AS other FROM {schema}.relation WHERE claim = ANY ($1)
             UNION ALL SELECT kind, true, claim FROM {schema}.relation WHERE target = ANY ($1)
             ORDER BY incoming, other, kind"
        );
        let rows = cluster.query(sql, &[signed(&[ordinal])], deadline)?;
        let relation = |row: &Row| {
            let kind = RelationKind::parse(row.get(0)).map_err(|error| corrupt("relation", error))?;
            Ok(Relation { kind, incoming: row.get(1), other: unsigned(row.get(2))? })
        };
        rows.iter().map(relation).collect()
    }

    fn quote_contexts(&self, ordinal: u32, deadline: Deadline) -> Result<Vec<(usize, QuoteContext)>, StoreError> {
        let Self { cluster, schema } = self;
        let sql = format!("SELECT position, prefix, suffix FROM {schema}.evidence_context WHERE claim = ANY ($1)");
        let rows = cluster.query(sql, &[signed(&[ordinal])], deadline)?;
        let context = |row: &tokio_postgres::Row| {
            let position = unsigned(row.get(0))? as usize;
            Ok((position, QuoteContext { prefix: row.get(1), suffix: row.get(2) }))
        };
        rows.iter().map(context).collect()
    }

    fn postings(&self, terms: &[&str], deadline: Deadline) -> Result<HashMap<String, RoaringBitmap>, StoreError> {
        let Self { cluster, schema } = self;
        let terms: Vec<String> = terms.iter().map(|&term| term.to_owned()).collect();
        let sql = format!("SELECT token, posting FROM {schema}.search_word WHERE token = ANY ($1)");
        let rows = cluster.query(sql, &[Box::new(terms)], deadline)?;
        let posting = |row: &Row| {
            let bytes: &[u8] = row.get(1);
            let claims = RoaringBitmap::deserialize_from(bytes).map_err(|error| corrupt("list of claims", error))?;
            Ok((row.get(0), claims))
        };
        rows.iter().map(posting).collect()
    }

    fn phrase_claims(&self, phrase: &PhraseTerms, deadline: Deadline) -> Result<RoaringBitmap, StoreError> {
        let Self { cluster, schema } = self;
        let sql = format!("SELECT ordinal FROM {schema}.claim WHERE search @@ $1::text::tsquery");
        let rows = cluster.query(sql, &[Box::new(tsquery_phrase(phrase))], deadline)?;
        rows.iter().map(|row| unsigned(row.get(0))).collect()
    }

    fn score(&self, required: &[Vec<PhraseTerms>], deadline: Deadline) -> Result<Vec<(f64, u32)>, StoreError> {
        let Self { cluster, schema } = self;
        let any_of = |alternatives: &Vec<PhraseTerms>| {
            let each: Vec<String> = alternatives.iter().map(tsquery_phrase).collect();
            format!("({})", each.join(" | "))
        };
        let words = required.iter().map(any_of).collect::<Vec<_>>().join(" & ");
        let sql = format!(
            "SELECT -ts_rank('{WEIGHTS}', search, words)::float8, ordinal
             FROM {schema}.claim, CAST ($1::text AS tsquery) AS words WHERE search @@ words"
        );
        let rows = cluster.query(sql, &[Box::new(words)], deadline)?;
        rows.iter().map(|row| Ok((row.get(0), unsigned(row.get(1))?))).collect()
    }

    fn terms_of_length(&self, letters: usize, deadline: Deadline) -> Result<Vec<TermEntry>, StoreError> {
        let Self { cluster, schema } = self;
        let letters = i32::try_from(letters).unwrap_or(i32::MAX - 2);
        let sql = format!(
            "SELECT token, word, claims FROM {schema}.search_word WHERE letters BETWEEN $1 AND $2 ORDER BY token"
        );
        let rows = cluster.query(sql, &[Box::new(letters - 2), Box::new(letters + 2)], deadline)?;
        let word = |row: &Row| {
            let claims = unsigned(row.get(2))?.into();
            Ok(TermEntry { term: row.get(0), word: row.get(1), claims })
        };
        rows.iter().map(word).collect()
    }

    fn file(&self) -> Option<PathBuf> {
        None
    }
}

/// Tokens side by side, as a `tsquery` is written. Tokens are letters and digits only and stand in quotation marks, so that
/// nothing typed is ever syntax.
fn tsquery_phrase(phrase: &PhraseTerms) -> String {
    let quoted: Vec<String> = phrase.iter().map(|token| format!("'{token}'")).collect();
    format!("({})", quoted.join(" <-> "))
}
