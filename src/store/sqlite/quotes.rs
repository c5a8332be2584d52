//! Reads the quote index.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, Row, params};

use super::pool::SnapshotPool;
use crate::domain::claim::MAX_QUOTE_CODE_POINTS;
use crate::quotes::HashedText;
use crate::store::deadline::Deadline;
use crate::store::error::{StoreError, corrupt};
use crate::store::quote_index::{EvidencePlace, Passage, decode};

pub fn posting_sizes(pool: &SnapshotPool, keys: &[u32], deadline: Deadline) -> Result<HashMap<u32, u32>, StoreError> {
    pool.with(deadline, |connection| {
        let mut statement = connection.prepare_cached("SELECT length(words) FROM quote_posting WHERE key = ?1")?;
        let mut sizes = HashMap::with_capacity(keys.len());
        for &key in keys {
            let size = statement.query_row([key], |row| row.get(0)).optional()?;
            sizes.extend(size.map(|size| (key, size)));
        }
        Ok(sizes)
    })
}

pub fn posting(pool: &SnapshotPool, key: u32, deadline: Deadline) -> Result<Vec<u32>, StoreError> {
    pool.with(deadline, |connection| {
        let mut statement = connection.prepare_cached("SELECT words FROM quote_posting WHERE key = ?1")?;
        let mut rows = statement.query([key])?;
        let Some(row) = rows.next()? else { return Ok(vec![]) };
        Ok(decode(row.get_ref(0)?.as_blob().map_err(|error| corrupt("posting list", error))?))
    })
}

pub fn passages(pool: &SnapshotPool, words: &[u32], deadline: Deadline) -> Result<Vec<Passage>, StoreError> {
    pool.with(deadline, |connection| {
        let mut statement = connection.prepare_cached(
            "SELECT claim, position, start_offset, end_offset, first_word, article FROM quote_passage
             WHERE first_word <= ?1 ORDER BY first_word DESC LIMIT 1",
        )?;
        let passage =
            |row: &Row| Ok(Passage { first_word: row.get(4)?, article: row.get(5)?, evidence: evidence_place(row)? });
        words.iter().map(|word| Ok(statement.query_row([word], passage)?)).collect()
    })
}

pub fn quotes_at(
    pool: &SnapshotPool,
    places: &[(u32, u32, u32)],
    deadline: Deadline,
) -> Result<Vec<(usize, EvidencePlace)>, StoreError> {
    pool.with(deadline, |connection| {
        // No quote is longer, so that only those that begin shortly before the place are read.
        let sql = format!(
            "SELECT claim, position, start_offset, end_offset FROM quote_passage
             WHERE article = ?1 AND start_offset > ?2 - {MAX_QUOTE_CODE_POINTS} AND start_offset < ?3 AND end_offset > ?2"
        );
        let mut statement = connection.prepare_cached(&sql)?;
        let mut found = Vec::new();
        for (at, (article, start, end)) in places.iter().enumerate() {
            let rows = statement.query_map(params![article, start, end], evidence_place)?;
            for row in rows {
                found.extend(row?.map(|evidence| (at, evidence)));
            }
        }
        Ok(found)
    })
}

pub fn article_words(pool: &SnapshotPool, article: u32, deadline: Deadline) -> Result<HashedText, StoreError> {
    pool.with(deadline, |connection| {
        let mut statement = connection.prepare_cached("SELECT words FROM article_words WHERE article = ?1")?;
        let bytes: Vec<u8> = statement.query_row([article], |row| row.get(0))?;
        postcard::from_bytes(&bytes).map_err(|error| corrupt("hashed text", error))
    })
}

/// Reads claim, position, start and end; `None` for an article.
fn evidence_place(row: &Row) -> rusqlite::Result<Option<EvidencePlace>> {
    let (claim, position): (Option<u32>, Option<u32>) = (row.get(0)?, row.get(1)?);
    let (start, end): (Option<u32>, Option<u32>) = (row.get(2)?, row.get(3)?);
    Ok(claim.zip(position).map(|(claim, position)| EvidencePlace { claim, position, span: start.zip(end) }))
}
