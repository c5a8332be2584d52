//! Loads a dataset beside the active one, then switches to it in one transaction: readers see one or the other.

use std::convert::identity;
use std::hash::{BuildHasher, RandomState};
use std::pin::pin;

use futures_util::TryStreamExt;
use jiff::civil::Date;
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use super::claim_copies::{ClaimCopies, create_partitions};
use super::cleanup::{LOADING_PREFIX, drop_unfinished_schemas};
use super::cluster::Cluster;
use super::copy::TableCopy;
use super::dataset::LAYOUT;
use super::index::write_index;
use super::kept_rows::KeptRows;
use super::publish::FilledSchema;
use super::registry::ActiveDataset;
use super::releases::read_history;
use super::schema::Schema;
use super::seeded::SEED_CONTEXT;
use super::term_rows::TermRows;
use crate::domain::actor::Actor;
use crate::domain::article::Article;
use crate::domain::checksum::Checksum;
use crate::domain::claim::QuoteContext;
use crate::domain::dataset::DatasetDescription;
use crate::domain::default_order::RankKey;
use crate::domain::identifier::ArticleId;
use crate::domain::release::{Release, Withdrawal};
use crate::domain::topic::Topic;
use crate::domain::vocabulary::VocabularyTerm;
use crate::quotes::HashedText;
use crate::store::catalogue::CatalogueKeys;
use crate::store::error::{StoreError, corrupt};
use crate::store::history::{ClaimHash, DatasetStamp, History};
use crate::store::index_writer::{IndexedClaim, TermDictionary};
use crate::store::layout::check_versions;
use crate::store::quote_index::QuoteIndex;
use crate::store::seeded::{KeptArticles, SeededArticle};
use crate::store::writer::{ContentHash, DatasetScope, DatasetWriter, to_json};

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
        scope: &DatasetScope,
        fill: impl FnOnce(&mut dyn DatasetWriter, History) -> Result<DatasetStamp, E>,
    ) -> Result<DatasetStamp, E> {
        let mut loader = Loader::new(self)?;
        let active = self.block_on(self.active_dataset_on(&loader.client))??;
        let (active, kept) = (active.as_ref(), scope.kept.as_ref());
        if let Some(kept) = kept {
            loader.keep(active, kept)?;
        }
        let removed = loader.kept.as_ref().map(KeptRows::removed);
        let history = self.history(active, removed.as_deref())?;
        let stamp = fill(&mut loader, history)?;
        loader.finish(&stamp)?;
        Ok(stamp)
    }

    /// The history of the active dataset, with all its claims or only some; empty if this program does not read that dataset.
    fn history(&self, active: Option<&ActiveDataset>, claims: Option<&[i32]>) -> Result<History, StoreError> {
        let Some(ActiveDataset { schema, layout, analyzer, .. }) = active else { return Ok(History::default()) };
        if let Err(problem) = check_versions(*layout, LAYOUT, analyzer) {
            tracing::warn!(schema, problem, "cannot read the earlier releases: the history starts again");
            return Ok(History::default());
        }
        match read_history(self, schema, claims) {
            // Not where claims are kept: they refer to releases of this history.
            Err(StoreError::Corrupt(problem)) if claims.is_none() => {
                tracing::warn!(schema, problem, "cannot read the earlier releases: the history starts again");
                Ok(History::default())
            }
            read => read,
        }
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
    /// The rows of the table `about` beside the stamp.
    about: Vec<(&'static str, String)>,
    keys: CatalogueKeys,
    /// The days of publication, by key of the article.
    published: Vec<Date>,
    catalogue: Option<CatalogueCopies>,
    claims: Option<ClaimCopies>,
    withdrawals: Option<TableCopy>,
    claim_count: u64,
    quotes: QuoteIndex,
    article_words: Option<TableCopy>,
    /// The claims of the release before that are kept.
    kept: Option<KeptRows>,
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
            about: Vec::new(),
            keys: CatalogueKeys::default(),
            published: Vec::new(),
            catalogue: Some(catalogue),
            claims: None,
            withdrawals: None,
            claim_count: 0,
            quotes: QuoteIndex::default(),
            article_words: None,
            kept: None,
        })
    }

    /// Keeps the claims of some articles of the active dataset.
    fn keep(&mut self, active: Option<&ActiveDataset>, articles: &KeptArticles) -> Result<(), StoreError> {
        let active = active.ok_or(StoreError::CannotUpdate("it was removed meanwhile"))?;
        let kept = KeptRows::find(&self.cluster, &active.schema, articles)?;
        self.claim_count = kept.len();
        self.quotes = QuoteIndex::numbered_from(kept.next_word());
        self.kept = Some(kept);
        Ok(())
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
            let (claims, quotes) = copies.finish()?;
            self.claim_count += claims;
            self.quotes = quotes;
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
        self.cluster.block_on(create_partitions(&self.client, &self.published))??;
        ClaimCopies::start(&self.cluster, &self.schema, std::mem::take(&mut self.quotes))
    }

    /// Completes the dataset and switches to it.
    fn finish(mut self, stamp: &DatasetStamp) -> Result<(), StoreError> {
        self.finish_copies()?;
        self.cluster.block_on(async {
            self.client.batch_execute("SET maintenance_work_mem = '256MB'").await?;
            self.client.batch_execute(include_str!("indexes.sql")).await
        })??;
        write_index(&Schema::connect(&self.cluster, &self.schema)?, self.kept.as_ref())?;
        let filled = FilledSchema { name: &self.schema, stamp, claims: self.claim_count, about: &self.about };
        self.cluster.block_on(filled.publish(&self.client))?
    }
}

impl DatasetWriter for Loader {
    fn description(&mut self, description: &DatasetDescription) -> Result<(), StoreError> {
        self.about.push(("description", to_json(description)?));
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

    fn ordinals(&mut self, claims: &[&RankKey]) -> Result<Vec<u32>, StoreError> {
        let Some(mut kept) = self.kept.take() else { return Ok((0..).take(claims.len()).collect()) };
        self.finish_copies()?;
        self.cluster.block_on(create_partitions(&self.client, &self.published))??;
        kept.number_around(claims)?;
        kept.copy_rows(&self.client)?;
        let ordinals = kept.new_claims().to_vec();
        self.kept = Some(kept);
        Ok(ordinals)
    }

    fn kept_checksum(&self) -> Checksum {
        self.kept.as_ref().map(KeptRows::checksum).unwrap_or_default()
    }

    fn claim(&mut self, claim: &IndexedClaim, contexts: &[Option<QuoteContext>]) -> Result<(), StoreError> {
        let mut copies = self.take_claims()?;
        copies.write(&self.keys, &self.published, claim, contexts)?;
        self.claims = Some(copies);
        Ok(())
    }

    fn hash_claims(&mut self, written: &[ClaimHash], hash: &mut ContentHash) -> Result<(), StoreError> {
        if self.kept.is_none() {
            hash.claims(written);
            return Ok(());
        }
        self.finish_copies()?;
        self.cluster.block_on(async {
            let rows = self.client.query_raw("SELECT content_hash FROM claim ORDER BY ordinal", [0_i32; 0]).await?;
            let mut rows = pin!(rows);
            while let Some(row) = rows.try_next().await? {
                let claim: &[u8] = row.get(0);
                hash.claims(&[claim.try_into().map_err(|error| corrupt("content hash", error))?]);
            }
            Ok(())
        })?
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
        let quotes = std::mem::take(&mut self.quotes);
        self.about.push(("next_quote_word", quotes.next_word().to_string()));
        let mut postings = self.start_copy("quote_posting (key, words)")?;
        let mut terms = TermRows::start(&self.cluster, &self.schema)?;
        if let Some(kept) = &self.kept {
            kept.write_quotes(&self.client, &mut postings, quotes)?;
            kept.write_terms(&mut terms, dictionary)?;
        } else {
            for (key, words) in quotes.into_postings() {
                postings.row(|fields| {
                    fields.plain(key);
                    fields.bytes(&words);
                })?;
            }
            terms.write_all(dictionary)?;
        }
        postings.finish()?;
        terms.finish()
    }

    fn seeded(&mut self, context: &str, articles: &[SeededArticle]) -> Result<(), StoreError> {
        self.about.push((SEED_CONTEXT, context.to_owned()));
        let mut copy = self.start_copy("seed_article (article, digest, quotes, verified_quotes)")?;
        for SeededArticle { id, digest, quotes } in articles {
            let key = self.keys.articles.get(id)?;
            copy.row(|fields| {
                fields.plain(key);
                fields.bytes(digest);
                fields.plain(quotes.all);
                fields.plain(quotes.verified);
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
