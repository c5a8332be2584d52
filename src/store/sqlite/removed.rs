//! The claims that a release removes from the one before. What must be known of them is read from the previous snapshot, while it is
//! copied.

use std::collections::BTreeSet;
use std::sync::Arc;

use roaring::RoaringBitmap;
use rusqlite::Connection;

use super::keys::{RowKeys, runs_without};
use super::previous::PreviousRelease;
use super::quote_update::locate_words;
use super::releases::read_stamp;
use super::writer::plain_search_rows;
use crate::domain::checksum::Checksum;
use crate::domain::claim::Claim;
use crate::store::error::{StoreError, corrupt};
use crate::store::index_writer::{NameTokens, TermDictionary, TextIndexer};
use crate::store::quote_update::RemovedWords;
use crate::store::writer::to_json;

/// The claims that are removed, and what is left.
pub struct RemovedClaims {
    /// The keys of their articles, and of the claims, as JSON.
    articles: String,
    claims: String,
    pub keys: Vec<i64>,
    /// Those before the release.
    pub ordinals: RoaringBitmap,
    pub terms: TermDictionary,
    pub words: RemovedWords,
    pub kept: Kept,
}

/// The claims that are kept.
pub struct Kept {
    /// Those before the release.
    pub ordinals: Vec<u32>,
    pub keys: RowKeys,
    pub checksum: Checksum,
}

impl RemovedClaims {
    /// The claims of all articles but some.
    pub fn find(
        connection: &Connection,
        previous: &PreviousRelease,
        articles: &BTreeSet<String>,
    ) -> Result<Self, StoreError> {
        let keys = |sql: &str, values: &str| -> Result<Vec<i64>, StoreError> {
            Ok(connection.prepare(sql)?.query_map([values], |row| row.get(0))?.collect::<Result<_, _>>()?)
        };
        let other = "SELECT key FROM article WHERE id NOT IN (SELECT value FROM json_each(?1))";
        let articles = to_json(&keys(other, &to_json(articles)?)?)?;
        let of_articles = "SELECT key FROM claim WHERE article IN (SELECT value FROM json_each(?1)) ORDER BY key";
        let keys = keys(of_articles, &articles)?;
        let before = previous.docs.keys();
        let ordinals = keys.iter().map(|&key| before.ordinal(key)).collect::<Result<RoaringBitmap, _>>()?;
        let mut checksum: Checksum =
            read_stamp(connection)?.checksum.parse().map_err(|error| corrupt("checksum", error))?;
        let mut indexer = TextIndexer::new(Arc::new(NameTokens::default()));
        let mut words = RemovedWords::default();
        for (ordinal, &key) in ordinals.iter().zip(&keys) {
            let document = previous.docs.document(ordinal);
            checksum.add(-Checksum::of(&document));
            let claim: Claim = serde_json::from_slice(&document).map_err(|error| corrupt("claim", error))?;
            indexer.index_columns(ordinal, &claim);
            words.add_claim(key, &claim);
        }
        locate_words(&mut words, connection, &articles)?;
        let kept = runs_without(&ordinals, before.len()).flatten().collect();
        let kept = Kept { ordinals: kept, keys: before.without(&ordinals), checksum };
        Ok(Self { articles, claims: to_json(&keys)?, keys, ordinals, terms: indexer.into_dictionary(), words, kept })
    }

    /// Deletes all their rows from a copy of the snapshot. Relations of other claims to them are saved in `broken_relation`, to be
    /// inserted after the new claims.
    pub fn delete(&self, connection: &Connection) -> Result<(), StoreError> {
        for (table, keys) in [("removed_article", &self.articles), ("removed_claim", &self.claims)] {
            connection.execute_batch(&format!("CREATE TEMP TABLE {table} (key INTEGER PRIMARY KEY)"))?;
            connection.execute(&format!("INSERT INTO {table} SELECT value FROM json_each(?1)"), [keys])?;
        }
        connection.execute_batch(
            "CREATE TEMP TABLE broken_relation AS
             SELECT relation.claim, relation.kind, claim.id AS target
             FROM removed_claim
             JOIN relation ON relation.target = removed_claim.key JOIN claim ON claim.key = relation.target
             WHERE relation.claim NOT IN (SELECT key FROM removed_claim);
             DELETE FROM relation WHERE target IN (SELECT key FROM removed_claim);
             DELETE FROM quote_passage WHERE article IN (SELECT key FROM removed_article);
             DELETE FROM article_words WHERE article IN (SELECT key FROM removed_article);",
        )?;
        connection.execute_batch(&plain_search_rows(
            "INSERT INTO plain_search (plain_search, rowid, statement, evidence) SELECT 'delete',",
            "WHERE key IN (SELECT key FROM removed_claim)",
        ))?;
        let tables = [
            "relation",
            "evidence_context",
            "evidence",
            "attribution",
            "claim_topic",
            "claim_actor",
            "claim_document",
            "claim_statement",
            "claim_change",
        ];
        for table in tables {
            connection.execute_batch(&format!("DELETE FROM {table} WHERE claim IN (SELECT key FROM removed_claim)"))?;
        }
        Ok(connection.execute_batch("DELETE FROM claim WHERE key IN (SELECT key FROM removed_claim)")?)
    }
}
