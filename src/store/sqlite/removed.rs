//! The claims of the previous snapshot that a release removes: read from it while it is copied, then deleted from the copy.

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

/// The claims that are removed, and those that are kept.
pub struct RemovedClaims {
    /// The keys of their articles.
    articles: Vec<i64>,
    /// Their own keys.
    pub keys: Vec<i64>,
    /// Their ordinals in the previous release.
    pub ordinals: RoaringBitmap,
    /// The terms of their texts.
    pub terms: TermDictionary,
    /// The words of their quotes and of their articles.
    pub words: RemovedWords,
    /// The ordinals, in the previous release, of the claims that are kept.
    pub kept_ordinals: Vec<u32>,
    pub kept_keys: RowKeys,
    pub kept_checksum: Checksum,
}

impl RemovedClaims {
    /// Reads the claims of all articles but those that are kept, from the previous snapshot.
    pub fn find(
        connection: &Connection,
        previous: &PreviousRelease,
        kept_articles: &BTreeSet<String>,
    ) -> Result<Self, StoreError> {
        let keys = |sql: &str, values: &str| -> Result<Vec<i64>, StoreError> {
            Ok(connection.prepare(sql)?.query_map([values], |row| row.get(0))?.collect::<Result<_, _>>()?)
        };
        let articles = keys(
            "SELECT key FROM article WHERE id NOT IN (SELECT value FROM json_each(?1))",
            &to_json(kept_articles)?,
        )?;
        let keys = keys(
            "SELECT key FROM claim WHERE article IN (SELECT value FROM json_each(?1)) ORDER BY key",
            &to_json(&articles)?,
        )?;
        let before = previous.docs.keys();
        let ordinals = keys.iter().map(|&key| before.ordinal(key)).collect::<Result<RoaringBitmap, _>>()?;
        let mut kept_checksum: Checksum =
            read_stamp(connection)?.checksum.parse().map_err(|error| corrupt("checksum", error))?;
        let mut indexer = TextIndexer::new(Arc::new(NameTokens::default()));
        let mut words = RemovedWords::default();
        for (ordinal, &key) in ordinals.iter().zip(&keys) {
            let document = previous.docs.document(ordinal);
            kept_checksum.add(-Checksum::of(&document));
            let claim: Claim = serde_json::from_slice(&document).map_err(|error| corrupt("claim", error))?;
            indexer.index_columns(ordinal, &claim);
            words.add_claim(key, &claim);
        }
        locate_words(&mut words, connection, &articles)?;
        Ok(Self {
            kept_ordinals: runs_without(&ordinals, before.len()).flatten().collect(),
            kept_keys: before.without(&ordinals),
            kept_checksum,
            articles,
            keys,
            ordinals,
            terms: indexer.into_dictionary(),
            words,
        })
    }

    /// Deletes all their rows from a copy of the snapshot. Relations of other claims to them are saved in `broken_relation`, to be
    /// inserted after the new claims.
    pub fn delete(&self, connection: &Connection) -> Result<(), StoreError> {
        for (table, keys) in [("removed_article", &self.articles), ("removed_claim", &self.keys)] {
            connection.execute_batch(&format!("CREATE TEMP TABLE {table} (key INTEGER PRIMARY KEY)"))?;
            connection.execute(&format!("INSERT INTO {table} SELECT value FROM json_each(?1)"), [to_json(keys)?])?;
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
