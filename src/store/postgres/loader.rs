//! A dataset loaded beside the one that is served, then switched to in one transaction: readers see one or the other.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;
use std::hash::{BuildHasher, RandomState};

use jiff::civil::Date;
use tokio_postgres::Client;

use super::LAYOUT;
use crate::domain::actor::Actor;
use crate::domain::article::Article;
use crate::domain::claim::QuoteContext;
use crate::domain::dataset::DatasetDescription;
use crate::domain::identifier::{ActorId, ArticleId, TopicId};
use crate::domain::topic::Topic;
use crate::domain::vocabulary::VocabularyTerm;
use crate::search::ANALYZER_VERSION;
use crate::store::index_writer::{IndexedClaim, TermDictionary, TermInfo};
use crate::store::postgres::copy::Copy;
use crate::store::postgres::encoding::{date_text, days, vector, year_of};
use crate::store::postgres::pool::Cluster;
use crate::store::writer::{ClaimSink, DatasetWriter, json, next_key};
use crate::store::{StoreError, corrupt};

/// What schemas are called while they are filled.
const LOADING: &str = "isnad_loading_";

/// Earlier datasets that are kept, for nodes that still serve them and for a way back.
const KEPT: i64 = 2;

/// The advisory lock of whoever loads ("ISND").
const LOCK: i64 = 0x4953_4E44;

impl Cluster {
    /// Loads a dataset with `fill` and switches to it. On any failure the old one goes on being served.
    ///
    /// `fill` gives the content hash, the `dataset_version`; so does this.
    pub fn replace<E: From<StoreError>>(
        &self,
        fill: impl FnOnce(&mut dyn DatasetWriter) -> Result<String, E>,
    ) -> Result<String, E> {
        let mut loader = Loader::begin(self)?;
        let version = fill(&mut loader)?;
        loader.finish(&version)?;
        Ok(version)
    }
}

/// Fills a schema.
struct Loader {
    cluster: Cluster,
    /// Holds the lock, and makes the tables.
    client: Client,
    schema: String,
    description: Option<String>,
    actors: HashMap<ActorId, i32>,
    topics: HashMap<TopicId, i32>,
    articles: HashMap<ArticleId, (i32, Date)>,
    records: Vec<Copy>,
    claims: Option<ClaimCopies>,
    loaded: u64,
}

/// The tables that claims have rows in.
struct ClaimCopies {
    claim: Copy,
    document: Copy,
    relation: Copy,
    context: Copy,
}

impl Loader {
    fn begin(cluster: &Cluster) -> Result<Self, StoreError> {
        let schema = format!("{LOADING}{:016x}", RandomState::new().hash_one(std::process::id()));
        let client = cluster.wait(async {
            let client = cluster.connect(true).await?;
            let free: bool = client.query_one("SELECT pg_try_advisory_lock($1)", &[&LOCK]).await?.get(0);
            if !free {
                return Err(StoreError::Database("another dataset is being loaded right now".to_owned()));
            }
            client.batch_execute("SET client_min_messages = warning").await?;
            client.batch_execute(include_str!("registry.sql")).await?;
            // Whoever filled these is gone: the lock was free.
            let pattern = format!("{}%", LOADING.replace('_', "\\_"));
            for left in
                client.query("SELECT nspname::text FROM pg_namespace WHERE nspname LIKE $1", &[&pattern]).await?
            {
                let left: String = left.get(0);
                client.batch_execute(&format!("DROP SCHEMA {left} CASCADE")).await?;
                tracing::info!(schema = left, "removed what an interrupted load left");
            }
            client.batch_execute(&format!("CREATE SCHEMA {schema}; SET search_path = {schema}")).await?;
            client.batch_execute(include_str!("dataset.sql")).await?;
            Ok::<_, StoreError>(client)
        })??;
        Ok(Self {
            cluster: cluster.clone(),
            client,
            schema,
            description: None,
            actors: HashMap::new(),
            topics: HashMap::new(),
            articles: HashMap::new(),
            records: Vec::new(),
            claims: None,
            loaded: 0,
        })
    }

    fn run(&self, sql: &str) -> Result<(), StoreError> {
        Ok(self.cluster.wait(self.client.batch_execute(sql))??)
    }

    fn copy(&self, table: &str) -> Result<Copy, StoreError> {
        Copy::begin(&self.cluster, &format!("{}.{table}", self.schema))
    }

    /// Waits for every row that was sent.
    fn settle(&mut self) -> Result<(), StoreError> {
        for records in self.records.drain(..) {
            records.finish()?;
        }
        if let Some(ClaimCopies { claim, document, relation, context }) = self.claims.take() {
            self.loaded = claim.finish()?;
            document.finish()?;
            relation.finish()?;
            context.finish()?;
        }
        Ok(())
    }

    /// A partition for every year in which an article was published.
    fn partitions(&self) -> Result<(), StoreError> {
        let years: BTreeSet<i16> = self.articles.values().map(|(_, published)| year_of(*published)).collect();
        let mut sql = String::new();
        for year in years {
            let name = format!("claim_{}{:04}", if year < 0 { "bc_" } else { "" }, year.unsigned_abs());
            let day = |year: i16| date_text(Date::constant(year, 1, 1));
            let (from, to) = (day(year), day(year + 1));
            let _ = writeln!(sql, "CREATE TABLE {name} PARTITION OF claim FOR VALUES FROM ('{from}') TO ('{to}');");
        }
        self.run(&sql)
    }

    /// Builds the indexes, names the schema after its dataset and switches to it.
    fn finish(mut self, version: &str) -> Result<(), StoreError> {
        self.settle()?;
        let schema = format!("isnad_{}", version.get(..16).unwrap_or(version));
        let (loading, claims) = (&self.schema, i64::try_from(self.loaded).unwrap_or(i64::MAX));
        self.cluster.wait(async {
            let client = &self.client;
            client.batch_execute("SET maintenance_work_mem = '256MB'").await?;
            client.batch_execute(include_str!("indexes.sql")).await?;
            let about = [("version", Some(version)), ("description", self.description.as_deref())];
            for (name, value) in about.into_iter().filter_map(|(name, value)| Some((name, value?))) {
                client.execute("INSERT INTO about (name, value) VALUES ($1, $2)", &[&name, &value]).await?;
            }
            client.batch_execute("ANALYZE").await?;
            client.batch_execute("RESET search_path").await?;
            let known = client.query("SELECT 1 FROM isnad.dataset WHERE version = $1", &[&version]).await?;
            // The same content once more is the dataset that is there.
            let place = if known.is_empty() {
                format!("ALTER SCHEMA {loading} RENAME TO {schema}")
            } else {
                format!("DROP SCHEMA {loading} CASCADE")
            };
            let analyzer = ANALYZER_VERSION.to_string();
            client.batch_execute(&format!("BEGIN; {place}")).await?;
            client
                .execute(
                    "INSERT INTO isnad.dataset (version, schema, layout, analyzer, claims) VALUES ($1, $2, $3, $4, $5)
                     ON CONFLICT (version) DO UPDATE SET loaded = now()",
                    &[&version, &schema, &LAYOUT, &analyzer, &claims],
                )
                .await?;
            client
                .execute(
                    "INSERT INTO isnad.served (generation, version) VALUES (1, $1)
                     ON CONFLICT (one) DO UPDATE SET generation = served.generation + 1, version = excluded.version",
                    &[&version],
                )
                .await?;
            client.batch_execute("COMMIT").await?;
            forget(client).await
        })?
    }
}

/// Drops datasets that are neither served nor among the latest, unless somebody reads them right now.
async fn forget(client: &Client) -> Result<(), StoreError> {
    let old = client
        .query(
            "SELECT version, schema FROM isnad.dataset
             WHERE version <> (SELECT version FROM isnad.served) ORDER BY loaded DESC OFFSET $1",
            &[&KEPT],
        )
        .await?;
    for row in old {
        let (version, schema): (String, String) = (row.get(0), row.get(1));
        let sql = format!(
            "BEGIN; SET LOCAL lock_timeout = '2s';
             DELETE FROM isnad.dataset WHERE version = '{version}'; DROP SCHEMA {schema} CASCADE; COMMIT"
        );
        if let Err(error) = client.batch_execute(&sql).await {
            client.batch_execute("ROLLBACK").await?;
            tracing::info!(schema, %error, "an old dataset is still read; the next load drops it");
        }
    }
    Ok(())
}

impl DatasetWriter for Loader {
    fn describe(&mut self, description: &DatasetDescription) -> Result<(), StoreError> {
        self.description = Some(json(description)?);
        Ok(())
    }

    fn actor(&mut self, actor: &Actor) -> Result<(), StoreError> {
        if self.records.is_empty() {
            let tables = ["actor", "topic", "article"].into_iter();
            self.records =
                tables.map(|table| self.copy(&format!("{table} (key, id, record)"))).collect::<Result<_, _>>()?;
        }
        let key = next_key(&self.actors)?;
        self.actors.insert(actor.id.clone(), key);
        record(&mut self.records[0], key, actor.id.as_str(), &json(actor)?)
    }

    fn topics(&mut self, topics: &[&Topic]) -> Result<(), StoreError> {
        for topic in topics {
            let key = next_key(&self.topics)?;
            self.topics.insert(topic.id.clone(), key);
            record(&mut self.records[1], key, topic.id.as_str(), &json(topic)?)?;
        }
        Ok(())
    }

    fn article(&mut self, article: &Article) -> Result<(), StoreError> {
        let key = next_key(&self.articles)?;
        self.articles.insert(article.id.clone(), (key, article.published.earliest));
        record(&mut self.records[2], key, article.id.as_str(), &json(article)?)
    }

    fn claims(&mut self) -> Result<Box<dyn ClaimSink + '_>, StoreError> {
        self.settle()?;
        self.partitions()?;
        let claim = self.copy(
            "claim (ordinal, id, article, published, statement_en, statement_ar, kind, certainty, salience, asserted_by,
             date_earliest, date_latest, event, actors, roles, topics, evidence, search)",
        )?;
        let document = self.copy("claim_document (ordinal, id, document)")?;
        let relation = self.copy("pending_relation (claim, kind, target)")?;
        let context = self.copy("evidence_context (claim, position, prefix, suffix)")?;
        self.claims = Some(ClaimCopies { claim, document, relation, context });
        Ok(Box::new(self))
    }

    fn words(&mut self, lexicon: TermDictionary) -> Result<(), StoreError> {
        self.settle()?;
        let mut words = self.copy("search_word (token, word, letters, claims, posting)")?;
        for (token, TermInfo { word, mut claims }) in lexicon {
            claims.optimize();
            let mut posting = Vec::with_capacity(claims.serialized_size());
            claims.serialize_into(&mut posting).map_err(|error| corrupt("list of claims", error))?;
            words.row(|fields| {
                fields.text(&token);
                fields.text(&word);
                fields.plain(token.chars().count());
                fields.plain(claims.len());
                fields.bytes(&posting);
            })?;
        }
        words.finish()?;
        Ok(())
    }
}

fn record(copy: &mut Copy, key: i32, id: &str, json: &str) -> Result<(), StoreError> {
    copy.row(|fields| {
        fields.plain(key);
        fields.text(id);
        fields.text(json);
    })
}

impl ClaimSink for &mut Loader {
    fn add(&mut self, prepared: &IndexedClaim) -> Result<(), StoreError> {
        let IndexedClaim { ordinal, claim, document, columns } = prepared;
        let Loader { actors, topics, articles, claims, .. } = &mut **self;
        let Some(copies) = claims else { return Err(corrupt("order of loading", "claims before their tables")) };
        let unknown = || corrupt("reference", &claim.id);
        let &(article, published) = articles.get(&claim.article.id).ok_or_else(unknown)?;
        let actor = |id: &ActorId| actors.get(id).copied().ok_or_else(unknown);
        let topic = |id: &TopicId| topics.get(id).copied().ok_or_else(unknown);
        let asserted_by = actor(&claim.asserted_by.id)?;
        let involved: Vec<i32> = claim.actors.iter().map(|one| actor(&one.actor.id)).collect::<Result<_, _>>()?;
        let about: Vec<i32> = claim.topics.iter().map(|one| topic(&one.id)).collect::<Result<_, _>>()?;
        copies.claim.row(|fields| {
            fields.plain(ordinal);
            fields.text(claim.id.as_str());
            fields.plain(article);
            fields.plain(date_text(published));
            fields.text(&claim.statement.en);
            fields.text(&claim.statement.ar);
            fields.plain(claim.kind.as_str());
            fields.plain(claim.certainty.as_str());
            fields.plain(claim.salience);
            fields.plain(asserted_by);
            days(fields, claim);
            fields.list(&involved);
            fields.list(claim.actors.iter().map(|one| one.role.as_str()));
            fields.list(&about);
            fields.list(claim.evidence.iter().map(|span| span.status.as_str()));
            fields.plain(vector(columns));
        })?;
        copies.document.row(|fields| {
            fields.plain(ordinal);
            fields.text(claim.id.as_str());
            fields.text(document);
        })?;
        for relation in &claim.relations {
            copies.relation.row(|fields| {
                fields.plain(ordinal);
                fields.plain(relation.kind.as_str());
                fields.text(relation.claim.as_str());
            })?;
        }
        Ok(())
    }

    fn contexts(&mut self, ordinal: u32, contexts: &[Option<QuoteContext>]) -> Result<(), StoreError> {
        let Some(copies) = &mut self.claims else { return Ok(()) };
        for (position, context) in contexts.iter().enumerate() {
            let Some(QuoteContext { prefix, suffix }) = context else { continue };
            copies.context.row(|fields| {
                fields.plain(ordinal);
                fields.plain(position);
                fields.text(prefix);
                fields.text(suffix);
            })?;
        }
        Ok(())
    }
}
