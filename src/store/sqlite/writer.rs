//! Writes the rows of a snapshot.

use rusqlite::{Connection, ToSql, params};

use super::claim_writer::ClaimWriter;
use super::releases::{write_releases, write_withdrawal};
use super::views::create_views;
use crate::domain::actor::Actor;
use crate::domain::article::Article;
use crate::domain::claim::QuoteContext;
use crate::domain::dataset::DatasetDescription;
use crate::domain::identifier::ArticleId;
use crate::domain::release::{Release, Withdrawal};
use crate::domain::topic::Topic;
use crate::quotes::HashedText;
use crate::search::ANALYZER_VERSION;
use crate::store::catalogue::CatalogueKeys;
use crate::store::error::{StoreError, corrupt};
use crate::store::history::DatasetStamp;
use crate::store::index_writer::{IndexedClaim, TermDictionary, TermInfo};
use crate::store::positions::to_list;
use crate::store::quote_index::{Passage, QuoteIndex, to_ordinal};
use crate::store::writer::{DatasetWriter, to_json};

/// Bytes of full-text index that SQLite gathers in memory before it writes them.
const FTS5_BUFFER_BYTES: i64 = 64 << 20;

/// Writes one snapshot in one transaction.
pub struct SnapshotWriter<'c> {
    connection: &'c Connection,
    keys: CatalogueKeys,
    claims: ClaimWriter<'c>,
    quotes: QuoteIndex,
}

impl<'c> SnapshotWriter<'c> {
    pub fn new(connection: &'c Connection) -> Result<Self, StoreError> {
        // Relations may name claims that follow; they are resolved once all claims are written.
        connection
            .execute_batch("BEGIN; CREATE TEMP TABLE pending_relation (claim INTEGER, kind TEXT, target TEXT)")?;
        connection
            .execute("INSERT INTO plain_search (plain_search, rank) VALUES ('hashsize', ?1)", [FTS5_BUFFER_BYTES])?;
        let (keys, quotes) = (CatalogueKeys::default(), QuoteIndex::default());
        Ok(Self { connection, keys, claims: ClaimWriter::new(connection)?, quotes })
    }

    fn insert(&self, sql: &str, values: &[&dyn ToSql]) -> Result<(), StoreError> {
        self.connection.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    fn passage(&self, passage: &Passage) -> Result<(), StoreError> {
        let Passage { first_word, article, evidence } = passage;
        let span = evidence.and_then(|evidence| evidence.span);
        let sql = "INSERT INTO quote_passage (first_word, article, claim, position, start_offset, end_offset)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let (claim, position) = (evidence.map(|at| at.claim), evidence.map(|at| at.position));
        self.insert(sql, params![first_word, article, claim, position, span.map(|at| at.0), span.map(|at| at.1)])
    }

    fn dataset_value(&self, name: &str, value: &str) -> Result<(), StoreError> {
        self.insert("INSERT INTO dataset (name, value) VALUES (?1, ?2)", params![name, value])
    }

    /// Completes the snapshot with what identifies it, the relations and the indexes.
    pub fn finish(self, stamp: &DatasetStamp) -> Result<(), StoreError> {
        let DatasetStamp { version, release, oldest_release, checksum, fingerprint } = stamp;
        self.dataset_value("version", version)?;
        self.dataset_value("release", &release.to_string())?;
        self.dataset_value("oldest_release", &oldest_release.to_string())?;
        self.dataset_value("checksum", checksum)?;
        self.dataset_value("fingerprint", fingerprint)?;
        self.dataset_value("analyzer_version", &ANALYZER_VERSION.to_string())?;
        self.connection.execute_batch(
            "CREATE UNIQUE INDEX claim_by_id ON claim (id);
             INSERT INTO relation (claim, kind, target)
             SELECT pending_relation.claim, pending_relation.kind, claim.ordinal
             FROM pending_relation JOIN claim ON claim.id = pending_relation.target
             ORDER BY 1, 2, 3;
             DROP TABLE pending_relation;
             CREATE INDEX relation_by_target ON relation (target);
             CREATE INDEX claim_actor_by_actor ON claim_actor (actor, role);
             CREATE INDEX claim_topic_by_topic ON claim_topic (topic);
             INSERT INTO plain_search (rowid, statement, evidence)
             SELECT
                 ordinal,
                 (SELECT group_concat(text, ' ') FROM claim_statement WHERE claim_statement.claim = ordinal),
                 (SELECT group_concat(quote, ' ') FROM evidence WHERE evidence.claim = ordinal)
             FROM claim
             ORDER BY ordinal;
             INSERT INTO plain_search (plain_search) VALUES ('optimize');
             CREATE INDEX quote_passage_by_place ON quote_passage (article, start_offset)
             WHERE start_offset IS NOT NULL;",
        )?;
        create_views(self.connection)?;
        Ok(self.connection.execute_batch("COMMIT")?)
    }
}

impl DatasetWriter for SnapshotWriter<'_> {
    fn description(&mut self, description: &DatasetDescription) -> Result<(), StoreError> {
        self.dataset_value("description", &to_json(description)?)
    }

    fn actor(&mut self, actor: &Actor) -> Result<(), StoreError> {
        let key = self.keys.actors.add(&actor.id)?;
        let sql = "INSERT INTO actor (key, id, record) VALUES (?1, ?2, ?3)";
        self.insert(sql, params![key, actor.id.as_str(), to_json(actor)?])
    }

    fn topic(&mut self, topic: &Topic) -> Result<(), StoreError> {
        let key = self.keys.topics.add(&topic.id)?;
        let sql = "INSERT INTO topic (key, id, record) VALUES (?1, ?2, ?3)";
        self.insert(sql, params![key, topic.id.as_str(), to_json(topic)?])
    }

    fn article(&mut self, article: &Article) -> Result<(), StoreError> {
        let key = self.keys.articles.add(&article.id)?;
        let sql = "INSERT INTO article (key, id, record) VALUES (?1, ?2, ?3)";
        self.insert(sql, params![key, article.id.as_str(), to_json(article)?])
    }

    fn claim(&mut self, claim: &IndexedClaim, contexts: &[Option<QuoteContext>]) -> Result<(), StoreError> {
        self.claims.write(&self.keys, claim, contexts)?;
        let article = to_ordinal(self.keys.articles.get(&claim.claim.article.id)?)?;
        let passages = self.quotes.add_claim(claim.ordinal, article, &claim.claim, &claim.quotes)?;
        passages.iter().try_for_each(|passage| self.passage(passage))
    }

    fn article_words(&mut self, article: &ArticleId, text: &HashedText) -> Result<(), StoreError> {
        let key = self.keys.articles.get(article)?;
        let (passage, words) = self.quotes.add_article(to_ordinal(key)?, text)?;
        self.insert("INSERT INTO article_words (article, words) VALUES (?1, ?2)", params![key, words])?;
        self.passage(&passage)
    }

    fn releases(&mut self, releases: &[Release]) -> Result<(), StoreError> {
        write_releases(self.connection, releases)
    }

    fn withdrawal(&mut self, withdrawal: &Withdrawal) -> Result<(), StoreError> {
        write_withdrawal(self.connection, withdrawal)
    }

    fn terms(&mut self, dictionary: TermDictionary) -> Result<(), StoreError> {
        let mut terms: Vec<(String, TermInfo)> = dictionary.into_iter().collect();
        terms.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        for (key, (term, TermInfo { word, mut claims, positions })) in (0_i64..).zip(terms) {
            let count = u32::try_from(claims.len()).expect("fewer claims than ordinals");
            let sql = "INSERT INTO search_word (key, token, word, claims) VALUES (?1, ?2, ?3, ?4)";
            self.insert(sql, params![key, term, word, count])?;
            claims.optimize();
            let mut bytes = Vec::with_capacity(claims.serialized_size());
            claims.serialize_into(&mut bytes).map_err(|error| corrupt("posting list", error))?;
            let sql = "INSERT INTO search_posting (word, claims, positions) VALUES (?1, ?2, ?3)";
            self.insert(sql, params![key, bytes, to_list(&positions)])?;
        }
        for (key, words) in std::mem::take(&mut self.quotes).into_postings() {
            self.insert("INSERT INTO quote_posting (key, words) VALUES (?1, ?2)", params![key, words])?;
        }
        Ok(())
    }
}
