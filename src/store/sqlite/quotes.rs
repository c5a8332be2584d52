//! Reads the quote index.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, Row, params};

use super::docstore::DocStore;
use super::keys::RowKeys;
use super::pool::SnapshotPool;
use crate::domain::claim::MAX_QUOTE_CODE_POINTS;
use crate::quotes::HashedText;
use crate::store::deadline::Deadline;
use crate::store::error::{StoreError, corrupt};
use crate::store::quote_index::{EvidencePlace, Passage, decode};

pub struct QuoteReader<'s> {
    pub pool: &'s SnapshotPool,
    pub docs: &'s DocStore,
    /// The keys of the articles.
    pub articles: &'s RowKeys,
    pub deadline: Deadline,
}

impl QuoteReader<'_> {
    pub fn posting_sizes(&self, keys: &[u32]) -> Result<HashMap<u32, u32>, StoreError> {
        self.pool.with(self.deadline, |connection| {
            let mut statement = connection.prepare_cached("SELECT length(words) FROM quote_posting WHERE key = ?1")?;
            let mut sizes = HashMap::with_capacity(keys.len());
            for &key in keys {
                let size = statement.query_row([key], |row| row.get(0)).optional()?;
                sizes.extend(size.map(|size| (key, size)));
            }
            Ok(sizes)
        })
    }

    pub fn posting(&self, key: u32) -> Result<Vec<u32>, StoreError> {
        self.pool.with(self.deadline, |connection| {
            let mut statement = connection.prepare_cached("SELECT words FROM quote_posting WHERE key = ?1")?;
            let mut rows = statement.query([key])?;
            let Some(row) = rows.next()? else { return Ok(vec![]) };
            Ok(decode(row.get_ref(0)?.as_blob().map_err(|error| corrupt("posting list", error))?))
        })
    }

    pub fn passages(&self, words: &[u32]) -> Result<Vec<Passage>, StoreError> {
        self.pool.with(self.deadline, |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT claim, position, start_offset, end_offset, first_word, article FROM quote_passage
                 WHERE first_word <= ?1 ORDER BY first_word DESC LIMIT 1",
            )?;
            let passage = |word: &u32| {
                let mut rows = statement.query([word])?;
                let row = rows.next()?.ok_or_else(|| corrupt("quote index", "a word of no passage"))?;
                let article = self.articles.ordinal(row.get(5)?)?;
                Ok(Passage { first_word: row.get(4)?, article, evidence: self.evidence_place(row)? })
            };
            words.iter().map(passage).collect()
        })
    }

    pub fn quotes_at(&self, places: &[(u32, u32, u32)]) -> Result<Vec<(usize, EvidencePlace)>, StoreError> {
        self.pool.with(self.deadline, |connection| {
            // No quote is longer, so that only those that begin shortly before the place are read.
            let sql = format!(
                "SELECT claim, position, start_offset, end_offset FROM quote_passage
                 WHERE article = ?1 AND start_offset > ?2 - {MAX_QUOTE_CODE_POINTS} AND start_offset < ?3
                 AND end_offset > ?2"
            );
            let mut statement = connection.prepare_cached(&sql)?;
            let mut found = Vec::new();
            for (at, &(article, start, end)) in places.iter().enumerate() {
                let mut rows = statement.query(params![self.articles.key(article), start, end])?;
                while let Some(row) = rows.next()? {
                    found.extend(self.evidence_place(row)?.map(|evidence| (at, evidence)));
                }
            }
            Ok(found)
        })
    }

    pub fn article_words(&self, article: u32) -> Result<HashedText, StoreError> {
        self.pool.with(self.deadline, |connection| {
            let mut statement = connection.prepare_cached("SELECT words FROM article_words WHERE article = ?1")?;
            let bytes: Vec<u8> = statement.query_row([self.articles.key(article)], |row| row.get(0))?;
            postcard::from_bytes(&bytes).map_err(|error| corrupt("hashed text", error))
        })
    }

    /// Reads claim, position, start and end; `None` for an article.
    fn evidence_place(&self, row: &Row) -> Result<Option<EvidencePlace>, StoreError> {
        let (claim, position): (Option<i64>, Option<u32>) = (row.get(0)?, row.get(1)?);
        let Some((key, position)) = claim.zip(position) else { return Ok(None) };
        let (start, end): (Option<u32>, Option<u32>) = (row.get(2)?, row.get(3)?);
        Ok(Some(EvidencePlace { claim: self.docs.ordinal(key)?, position, span: start.zip(end) }))
    }
}
