//! Writes the rows of a new snapshot.

use rusqlite::{Connection, ToSql, params};

use super::claim_writer::ClaimWriter;
use super::connection::write_dataset_value;
use super::keys::KeySequence;
use super::releases::{write_releases, write_withdrawal};
use super::seeded::write_seeded;
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
use crate::store::error::StoreError;
use crate::store::history::DatasetStamp;
use crate::store::index_writer::{IndexedClaim, TermDictionary, TermInfo, serialize_posting};
use crate::store::positions::to_list;
use crate::store::seeded::SeededArticle;
use crate::store::writer::{DatasetSize, DatasetWriter, to_json};

/// Bytes of full-text index that SQLite gathers in memory before it writes them.
const FTS5_BUFFER_BYTES: i64 = 64 << 20;

/// The keys of the rows of a new snapshot.
struct KeySequences {
    actors: KeySequence,
    topics: KeySequence,
    articles: KeySequence,
    claims: KeySequence,
}

impl KeySequences {
    fn for_size(DatasetSize { actors, topics, articles, claims }: DatasetSize) -> Self {
        Self {
            actors: KeySequence::for_rows(actors),
            topics: KeySequence::for_rows(topics),
            articles: KeySequence::for_rows(articles),
            claims: KeySequence::for_rows(claims),
        }
    }
}

/// Writes one snapshot in one transaction.
pub struct SnapshotWriter<'c> {
    connection: &'c Connection,
    sequences: KeySequences,
    keys: CatalogueKeys,
    claims: ClaimWriter<'c>,
    next_word: u32,
}

impl<'c> SnapshotWriter<'c> {
    pub fn new(connection: &'c Connection, size: DatasetSize) -> Result<Self, StoreError> {
        connection.execute_batch("BEGIN")?;
        connection
            .execute("INSERT INTO plain_search (plain_search, rank) VALUES ('hashsize', ?1)", [FTS5_BUFFER_BYTES])?;
        let (sequences, keys) = (KeySequences::for_size(size), CatalogueKeys::default());
        Ok(Self { connection, sequences, keys, claims: ClaimWriter::new(connection, 0)?, next_word: 0 })
    }

    fn insert(&self, sql: &str, values: &[&dyn ToSql]) -> Result<(), StoreError> {
        self.connection.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    /// Completes the snapshot with what identifies it, the relations and the indexes.
    pub fn finish(self, stamp: &DatasetStamp) -> Result<(), StoreError> {
        let connection = self.connection;
        write_stamp(connection, stamp, &stamp.fingerprint, self.next_word)?;
        connection.execute_batch(
            "CREATE UNIQUE INDEX claim_by_id ON claim (id);
             CREATE INDEX claim_by_article ON claim (article);",
        )?;
        let languages = self.claims.finish()?;
        connection.execute_batch(&format!(
            "CREATE INDEX relation_by_target ON relation (target);
             CREATE INDEX claim_actor_by_actor ON claim_actor (actor, role);
             CREATE INDEX claim_topic_by_topic ON claim_topic (topic);
             {}
             INSERT INTO plain_search (plain_search) VALUES ('optimize');
             CREATE INDEX quote_passage_by_place ON quote_passage (article, start_offset);",
            fill_plain_search("")
        ))?;
        create_views(connection, &languages)?;
        Ok(connection.execute_batch("COMMIT")?)
    }
}

/// SQL that adds claims to the full-text index for people.
pub fn fill_plain_search(condition: &str) -> String {
    plain_search_rows("INSERT INTO plain_search (rowid, statement, evidence) SELECT", condition)
}

/// SQL that completes `insert` with the key of each claim and its texts in the full-text index for people.
pub fn plain_search_rows(insert: &str, condition: &str) -> String {
    format!(
        "{insert}
             key,
             (SELECT group_concat(text, ' ') FROM claim_statement WHERE claim_statement.claim = key),
             (SELECT group_concat(quote, ' ') FROM evidence WHERE evidence.claim = key)
         FROM claim {condition} ORDER BY key;"
    )
}

/// Writes what identifies the dataset and its doc store, and the number of the next word of the quote index. Removes the changes
/// that are kept no longer.
pub fn write_stamp(
    connection: &Connection,
    stamp: &DatasetStamp,
    docs_id: &str,
    next_word: u32,
) -> Result<(), StoreError> {
    let DatasetStamp { version, release, oldest_release, checksum, fingerprint } = stamp;
    connection.execute("DELETE FROM claim_change WHERE release <= ?1", [oldest_release])?;
    write_dataset_value(connection, "version", version)?;
    write_dataset_value(connection, "release", &release.to_string())?;
    write_dataset_value(connection, "oldest_release", &oldest_release.to_string())?;
    write_dataset_value(connection, "checksum", checksum)?;
    write_dataset_value(connection, "fingerprint", fingerprint)?;
    write_dataset_value(connection, "doc_store", docs_id)?;
    write_dataset_value(connection, "analyzer_version", &ANALYZER_VERSION.to_string())?;
    Ok(write_dataset_value(connection, "next_quote_word", &next_word.to_string())?)
}

/// Writes the rows of a term.
pub fn insert_term(connection: &Connection, key: i64, term: &str, info: TermInfo) -> Result<(), StoreError> {
    let TermInfo { words, claims, positions } = info;
    let (count, positions) = (claims.len(), to_list(&positions, claims.len()));
    let insert = |sql: &str, values: &[&dyn ToSql]| connection.prepare_cached(sql)?.execute(values);
    insert(
        "INSERT INTO search_word (key, token, word, claims) VALUES (?1, ?2, ?3, ?4)",
        params![key, term, words.shortest(), count.cast_signed()],
    )?;
    insert("INSERT INTO search_posting (word, claims) VALUES (?1, ?2)", params![key, serialize_posting(claims)?])?;
    insert("INSERT INTO search_position (word, positions) VALUES (?1, ?2)", params![key, positions])?;
    insert("INSERT INTO search_word_form (word, forms) VALUES (?1, ?2)", params![key, words.to_bytes()?])?;
    Ok(())
}

impl DatasetWriter for SnapshotWriter<'_> {
    fn description(&mut self, description: &DatasetDescription) -> Result<(), StoreError> {
        Ok(write_dataset_value(self.connection, "description", &to_json(description)?)?)
    }

    fn actor(&mut self, actor: &Actor) -> Result<(), StoreError> {
        let key = self.keys.actors.add(&actor.id, |number| self.sequences.actors.key(number));
        let sql = "INSERT INTO actor (key, id, record) VALUES (?1, ?2, ?3)";
        self.insert(sql, params![key, actor.id.as_str(), to_json(actor)?])
    }

    fn topic(&mut self, topic: &Topic) -> Result<(), StoreError> {
        let key = self.keys.topics.add(&topic.id, |number| self.sequences.topics.key(number));
        let sql = "INSERT INTO topic (key, id, record) VALUES (?1, ?2, ?3)";
        self.insert(sql, params![key, topic.id.as_str(), to_json(topic)?])
    }

    fn article(&mut self, article: &Article) -> Result<(), StoreError> {
        let key = self.keys.articles.add(&article.id, |number| self.sequences.articles.key(number));
        let sql = "INSERT INTO article (key, id, record) VALUES (?1, ?2, ?3)";
        self.insert(sql, params![key, article.id.as_str(), to_json(article)?])
    }

    fn claim(&mut self, claim: &IndexedClaim, contexts: &[Option<QuoteContext>]) -> Result<(), StoreError> {
        self.claims.write(self.sequences.claims.key(claim.ordinal), &self.keys, claim, contexts)
    }

    fn article_words(&mut self, article: &ArticleId, text: &HashedText) -> Result<(), StoreError> {
        self.claims.write_article_words(self.keys.articles.get(article)?, text)
    }

    fn releases(&mut self, releases: &[Release]) -> Result<(), StoreError> {
        write_releases(self.connection, releases)
    }

    fn withdrawal(&mut self, withdrawal: &Withdrawal) -> Result<(), StoreError> {
        write_withdrawal(self.connection, withdrawal)
    }

    fn terms(&mut self, dictionary: TermDictionary) -> Result<(), StoreError> {
        let used = dictionary.into_iter().filter(|(_, info)| !info.claims.is_empty());
        let mut terms: Vec<(String, TermInfo)> = used.collect();
        terms.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        for (key, (term, info)) in (0_i64..).zip(terms) {
            insert_term(self.connection, key, &term, info)?;
        }
        let quotes = self.claims.take_quotes();
        self.next_word = quotes.next_word();
        for (key, words) in quotes.into_postings() {
            self.insert("INSERT INTO quote_posting (key, words) VALUES (?1, ?2)", params![key, words])?;
        }
        Ok(())
    }

    fn seeded(&mut self, context: &str, articles: &[SeededArticle]) -> Result<(), StoreError> {
        write_seeded(self.connection, &self.keys, context, articles)
    }
}
