//! Loads a dataset beside the active one, then switches to it in one transaction: readers see one or the other.

use std::collections::BTreeSet;
use std::convert::identity;
use std::fmt::Write;
use std::hash::{BuildHasher, RandomState};

use jiff::civil::Date;
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use super::claim_copies::ClaimCopies;
use super::cleanup::{LOADING_PREFIX, drop_old_datasets, drop_unfinished_schemas, drop_unregistered_schemas};
use super::cluster::Cluster;
use super::copy::TableCopy;
use super::dataset::LAYOUT;
use super::encoding::{format_date, supported_year};
use super::registry::ActiveDataset;
use super::releases::read_history;
use crate::domain::actor::Actor;
use crate::domain::article::Article;
use crate::domain::claim::QuoteContext;
use crate::domain::dataset::DatasetDescription;
use crate::domain::identifier::ArticleId;
use crate::domain::release::{Release, Withdrawal};
use crate::domain::topic::Topic;
use crate::domain::vocabulary::VocabularyTerm;
use crate::quotes::HashedText;
use crate::search::ANALYZER_VERSION;
use crate::store::catalogue::CatalogueKeys;
use crate::store::error::StoreError;
use crate::store::history::{DatasetStamp, History};
use crate::store::index_writer::{IndexedClaim, TermDictionary, TermInfo, serialize_posting};
use crate::store::layout::check_versions;
use crate::store::positions::to_list;
use crate::store::quote_index::QuoteIndex;
use crate::store::writer::{DatasetWriter, to_json};

/// The advisory lock that is held while a dataset is loaded ("ISND").
const LOAD_LOCK: i64 = 0x4953_4E44;

/// How long to wait for another dataset that is being loaded, as PostgreSQL writes it.
const MAX_WAIT: &str = "10min";

impl Cluster {
    /// Loads a dataset with `fill` and switches to it. On any failure the old dataset remains active.
    ///
    /// `fill` gets the history of the active dataset, and returns what identifies the new one; so does this function.
    pub fn replace<E: From<StoreError>>(
        &self,
        fill: impl FnOnce(&mut dyn DatasetWriter, History) -> Result<DatasetStamp, E>,
    ) -> Result<DatasetStamp, E> {
        let mut loader = Loader::new(self)?;
        let active = self.block_on(self.active_dataset_on(&loader.client))??;
        let history = self.history(active)?;
        let stamp = fill(&mut loader, history)?;
        loader.finish(&stamp)?;
        Ok(stamp)
    }
}

impl Cluster {
    /// The history of the active dataset; empty if this program does not read that dataset.
    fn history(&self, active: Option<ActiveDataset>) -> Result<History, StoreError> {
        let Some(ActiveDataset { schema, layout, analyzer, .. }) = active else { return Ok(History::default()) };
        if let Err(problem) = check_versions(layout, LAYOUT, &analyzer) {
            tracing::warn!(schema, problem, "cannot read the earlier releases: the history starts again");
            return Ok(History::default());
        }
        read_history(self, &schema)
    }
}

/// Takes the lock of loading, after another seeding if one is running.
async fn lock(client: &Client) -> Result<(), StoreError> {
    let is_free: bool = client.query_one("SELECT pg_try_advisory_lock($1)", &[&LOAD_LOCK]).await?.get(0);
    if is_free {
        return Ok(());
    }
    tracing::info!("waiting for another dataset that is being loaded");
    client.batch_execute(&format!("SET lock_timeout = '{MAX_WAIT}'")).await?;
    match client.execute("SELECT pg_advisory_lock($1)", &[&LOAD_LOCK]).await {
        Err(error) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) => {
            Err(StoreError::Database(format!("another dataset has been loading for more than {MAX_WAIT}")))
        }
        locked => {
            locked?;
            Ok(client.batch_execute("RESET lock_timeout").await?)
        }
    }
}

/// Fills a schema.
struct Loader {
    cluster: Cluster,
    /// Holds the lock and creates the tables.
    client: Client,
    schema: String,
    description: Option<String>,
    keys: CatalogueKeys,
    /// The days of publication, by key of the article.
    published: Vec<Date>,
    catalogue: Option<CatalogueCopies>,
    claims: Option<ClaimCopies>,
    withdrawals: Option<TableCopy>,
    loaded_claims: u64,
    quotes: QuoteIndex,
    article_words: Option<TableCopy>,
}

struct CatalogueCopies {
    actor: TableCopy,
    topic: TableCopy,
    article: TableCopy,
}

impl Loader {
    fn new(cluster: &Cluster) -> Result<Self, StoreError> {
        let schema = format!("{LOADING_PREFIX}{:016x}", RandomState::new().hash_one(std::process::id()));
        let client = cluster.block_on(async {
            let client = cluster.connect_to_primary().await?;
            lock(&client).await?;
            client.batch_execute("SET client_min_messages = warning").await?;
            client.batch_execute(include_str!("registry.sql")).await?;
            drop_unfinished_schemas(&client).await?;
            client.batch_execute(&format!("CREATE SCHEMA {schema}; SET search_path = {schema}")).await?;
            client.batch_execute(include_str!("dataset.sql")).await?;
            Ok::<_, StoreError>(client)
        })??;
        let copy = |table: &str| TableCopy::start(cluster, &format!("{schema}.{table} (key, id, record)"));
        let catalogue = CatalogueCopies { actor: copy("actor")?, topic: copy("topic")?, article: copy("article")? };
        Ok(Self {
            cluster: cluster.clone(),
            client,
            schema,
            description: None,
            keys: CatalogueKeys::default(),
            published: Vec::new(),
            catalogue: Some(catalogue),
            claims: None,
            withdrawals: None,
            loaded_claims: 0,
            quotes: QuoteIndex::default(),
            article_words: None,
        })
    }

    fn catalogue(&mut self) -> &mut CatalogueCopies {
        self.catalogue.as_mut().expect("the catalogue comes before the claims")
    }

    fn start_copy(&self, table: &str) -> Result<TableCopy, StoreError> {
        TableCopy::start(&self.cluster, &format!("{}.{table}", self.schema))
    }

    /// Waits until all rows that were sent are stored.
    fn finish_copies(&mut self) -> Result<(), StoreError> {
        if let Some(CatalogueCopies { actor, topic, article }) = self.catalogue.take() {
            actor.finish()?;
            topic.finish()?;
            article.finish()?;
        }
        if let Some(copies) = self.claims.take() {
            (self.loaded_claims, self.quotes) = copies.finish()?;
        }
        if let Some(copy) = self.article_words.take() {
            copy.finish()?;
        }
        if let Some(copy) = self.withdrawals.take() {
            copy.finish()?;
        }
        Ok(())
    }

    fn take_claims(&mut self) -> Result<ClaimCopies, StoreError> {
        match self.claims.take() {
            Some(copies) => Ok(copies),
            None => self.start_claims(),
        }
    }

    /// Starts to fill the tables of claims, once the catalogue is complete.
    fn start_claims(&mut self) -> Result<ClaimCopies, StoreError> {
        self.finish_copies()?;
        self.create_partitions()?;
        ClaimCopies::start(&self.cluster, &self.schema)
    }

    /// Creates a partition for each year in which an article was published.
    fn create_partitions(&self) -> Result<(), StoreError> {
        let years: BTreeSet<i16> = self.published.iter().map(|&published| supported_year(published)).collect();
        let mut sql = String::new();
        for year in years {
            let name = format!("claim_{}{:04}", if year < 0 { "bc_" } else { "" }, year.unsigned_abs());
            let start = |year: i16| format_date(Date::constant(year, 1, 1));
            let (from, to) = (start(year), start(year + 1));
            writeln!(sql, "CREATE TABLE {name} PARTITION OF claim FOR VALUES FROM ('{from}') TO ('{to}');")
                .expect("writing to memory");
        }
        Ok(self.cluster.block_on(self.client.batch_execute(&sql))??)
    }

    /// Builds the indexes, names the schema after its dataset and switches to it.
    fn finish(mut self, stamp: &DatasetStamp) -> Result<(), StoreError> {
        self.finish_copies()?;
        let DatasetStamp { version, release, oldest_release, checksum, fingerprint } = stamp;
        let schema = format!("isnad_{}", &fingerprint[..16]);
        let claims = i64::try_from(self.loaded_claims).expect("fewer claims than ordinals");
        let Self { client, schema: loading, description, .. } = &self;
        self.cluster.block_on(async {
            client.batch_execute("SET maintenance_work_mem = '256MB'").await?;
            client.batch_execute(include_str!("indexes.sql")).await?;
            let (release, oldest_release) = (release.to_string(), oldest_release.to_string());
            let about = [
                ("version", Some(version.as_str())),
                ("release", Some(&release)),
                ("oldest_release", Some(&oldest_release)),
                ("checksum", Some(checksum)),
                ("fingerprint", Some(fingerprint)),
                ("description", description.as_deref()),
            ];
            for (name, value) in about.into_iter().filter_map(|(name, value)| Some((name, value?))) {
                client.execute("INSERT INTO about (name, value) VALUES ($1, $2)", &[&name, &value]).await?;
            }
            client.batch_execute("ANALYZE").await?;
            client.batch_execute("RESET search_path").await?;
            let existing = client.query("SELECT 1 FROM isnad.dataset WHERE schema = $1", &[&schema]).await?;
            // The fingerprint names the schema: if it exists, it has the same content and the same history.
            let place = if existing.is_empty() {
                format!("ALTER SCHEMA {loading} RENAME TO {schema}")
            } else {
                format!("DROP SCHEMA {loading} CASCADE")
            };
            let analyzer = ANALYZER_VERSION.to_string();
            client.batch_execute(&format!("BEGIN; {place}")).await?;
            client
                .execute(
                    "INSERT INTO isnad.dataset (version, schema, layout, analyzer, claims) VALUES ($1, $2, $3, $4, $5)
                     ON CONFLICT (version) DO UPDATE SET loaded = now(), schema = excluded.schema",
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
            drop_old_datasets(client).await?;
            drop_unregistered_schemas(client).await
        })?
    }
}

impl DatasetWriter for Loader {
    fn description(&mut self, description: &DatasetDescription) -> Result<(), StoreError> {
        self.description = Some(to_json(description)?);
        Ok(())
    }

    fn actor(&mut self, actor: &Actor) -> Result<(), StoreError> {
        let key = self.keys.actors.add(&actor.id, identity);
        copy_record(&mut self.catalogue().actor, key, actor.id.as_str(), &to_json(actor)?)
    }

    fn topic(&mut self, topic: &Topic) -> Result<(), StoreError> {
        let key = self.keys.topics.add(&topic.id, identity);
        copy_record(&mut self.catalogue().topic, key, topic.id.as_str(), &to_json(topic)?)
    }

    fn article(&mut self, article: &Article) -> Result<(), StoreError> {
        let key = self.keys.articles.add(&article.id, identity);
        // The first year for those whose date is not known.
        let published = article.published.as_ref().and_then(|date| date.earliest.or(date.latest));
        self.published.push(published.unwrap_or(Date::constant(1, 1, 1)));
        copy_record(&mut self.catalogue().article, key, article.id.as_str(), &to_json(article)?)
    }

    fn claim(&mut self, claim: &IndexedClaim, contexts: &[Option<QuoteContext>]) -> Result<(), StoreError> {
        let mut copies = self.take_claims()?;
        copies.write(&self.keys, &self.published, claim, contexts)?;
        self.claims = Some(copies);
        Ok(())
    }

    fn article_words(&mut self, article: &ArticleId, text: &HashedText) -> Result<(), StoreError> {
        let key = self.keys.articles.get(article)?;
        let mut copies = self.take_claims()?;
        let words = copies.write_article_words(key, text)?;
        self.claims = Some(copies);
        let mut copy = match self.article_words.take() {
            Some(copy) => copy,
            None => self.start_copy("article_words (article, words)")?,
        };
        copy.row(|fields| {
            fields.plain(key);
            fields.bytes(&words);
        })?;
        self.article_words = Some(copy);
        Ok(())
    }

    fn releases(&mut self, releases: &[Release]) -> Result<(), StoreError> {
        self.finish_copies()?;
        let mut copy = self.start_copy("release (number, version, time, added, modified, withdrawn)")?;
        for Release { number, dataset_version, date: _, time, added, modified, withdrawn } in releases {
            copy.row(|fields| {
                fields.plain(number);
                fields.text(dataset_version);
                fields.plain(time.as_millisecond());
                fields.plain(added);
                fields.plain(modified);
                fields.plain(withdrawn);
            })?;
        }
        copy.finish()?;
        Ok(())
    }

    fn withdrawal(&mut self, withdrawal: &Withdrawal) -> Result<(), StoreError> {
        let mut copy = match self.withdrawals.take() {
            Some(copy) => copy,
            None => self.start_copy("withdrawn_claim (id, created, release, reason, note, replaced_by)")?,
        };
        let Withdrawal { id, created, release, reason, note, replaced_by } = withdrawal;
        let (note, replaced_by) = (note.as_ref().map(to_json).transpose()?, to_json(replaced_by)?);
        copy.row(|fields| {
            fields.text(id.as_str());
            fields.plain(created);
            fields.plain(release);
            fields.plain(reason.as_str());
            fields.optional(note.as_deref());
            fields.text(&replaced_by);
        })?;
        self.withdrawals = Some(copy);
        Ok(())
    }

    fn terms(&mut self, dictionary: TermDictionary) -> Result<(), StoreError> {
        self.finish_copies()?;
        let mut postings = self.start_copy("quote_posting (key, words)")?;
        for (key, words) in std::mem::take(&mut self.quotes).into_postings() {
            postings.row(|fields| {
                fields.plain(key);
                fields.bytes(&words);
            })?;
        }
        postings.finish()?;
        let mut copy = self.start_copy("search_word (token, word, letters, claims, posting, positions)")?;
        let used = dictionary.into_iter().filter(|(_, info)| !info.claims.is_empty());
        for (term, TermInfo { words, claims, positions }) in used {
            let (count, positions) = (claims.len(), to_list(&positions, claims.len()));
            let posting = serialize_posting(claims)?;
            copy.row(|fields| {
                fields.text(&term);
                fields.text(words.shortest());
                fields.plain(term.chars().count());
                fields.plain(count);
                fields.bytes(&posting);
                fields.bytes(&positions);
            })?;
        }
        copy.finish()?;
        Ok(())
    }
}

fn copy_record(copy: &mut TableCopy, key: i64, id: &str, json: &str) -> Result<(), StoreError> {
    copy.row(|fields| {
        fields.plain(key);
        fields.text(id);
        fields.text(json);
    })
}
