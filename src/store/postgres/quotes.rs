//! Reads the quote index.

use std::collections::HashMap;

use tokio_postgres::Row;

use super::cluster::Cluster;
use crate::domain::claim::MAX_QUOTE_CODE_POINTS;
use crate::quotes::HashedText;
use crate::store::deadline::Deadline;
use crate::store::error::{StoreError, corrupt};
use crate::store::quote_index::{EvidencePlace, Passage, decode};

/// The quote index of a dataset.
pub struct Quotes<'c> {
    pub cluster: &'c Cluster,
    pub schema: &'c str,
    pub deadline: Deadline,
}

impl Quotes<'_> {
    pub fn posting_sizes(&self, keys: &[u32]) -> Result<HashMap<u32, u32>, StoreError> {
        let Self { cluster, schema, deadline } = self;
        let keys: Vec<i64> = keys.iter().copied().map(i64::from).collect();
        let sql = format!("SELECT key, octet_length(words) FROM {schema}.quote_posting WHERE key = ANY ($1)");
        let rows = cluster.query(sql, &[Box::new(keys)], *deadline)?;
        let size = |row: &Row| Ok((unsigned(row.get(0))?, unsigned(row.get::<_, i32>(1).into())?));
        rows.iter().map(size).collect()
    }

    pub fn posting(&self, key: u32) -> Result<Vec<u32>, StoreError> {
        let Self { cluster, schema, deadline } = self;
        let sql = format!("SELECT words FROM {schema}.quote_posting WHERE key = $1");
        let rows = cluster.query(sql, &[Box::new(i64::from(key))], *deadline)?;
        Ok(rows.first().map(|row| decode(row.get(0))).unwrap_or_default())
    }

    pub fn passages(&self, words: &[u32]) -> Result<Vec<Passage>, StoreError> {
        let Self { cluster, schema, deadline } = self;
        if words.is_empty() {
            return Ok(vec![]);
        }
        let numbers: Vec<i64> = words.iter().copied().map(i64::from).collect();
        let sql = format!(
            "SELECT passage.claim, passage.position, passage.start_offset, passage.end_offset, passage.first_word,
                    passage.article
             FROM unnest($1::bigint[]) WITH ORDINALITY AS searched (word, at) CROSS JOIN LATERAL (
                 SELECT * FROM {schema}.quote_passage WHERE first_word <= word ORDER BY first_word DESC LIMIT 1
             ) AS passage ORDER BY at"
        );
        let rows = cluster.query(sql, &[Box::new(numbers)], *deadline)?;
        let passage = |row: &Row| {
            let (first_word, article): (i64, i32) = (row.get(4), row.get(5));
            let evidence = evidence_place(row)?;
            Ok(Passage { first_word: unsigned(first_word)?, article: unsigned(article.into())?, evidence })
        };
        let passages: Vec<Passage> = rows.iter().map(passage).collect::<Result<_, StoreError>>()?;
        if passages.len() == words.len() { Ok(passages) } else { Err(corrupt("quote index", "a word of no passage")) }
    }

    pub fn quotes_at(&self, places: &[(u32, u32, u32)]) -> Result<Vec<(usize, EvidencePlace)>, StoreError> {
        let Self { cluster, schema, deadline } = self;
        if places.is_empty() {
            return Ok(vec![]);
        }
        // No quote is longer, so that only those that begin shortly before the place are read.
        let sql = format!(
            "SELECT passage.claim, passage.position, passage.start_offset, passage.end_offset, at
             FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) WITH ORDINALITY AS place (article, first, last, at)
             JOIN {schema}.quote_passage AS passage ON passage.article = place.article
             AND start_offset > first - {MAX_QUOTE_CODE_POINTS} AND start_offset < last AND end_offset > first
             ORDER BY at, first_word"
        );
        let column = |value: fn(&(u32, u32, u32)) -> u32| {
            Box::new(places.iter().map(|place| i64::from(value(place))).collect::<Vec<i64>>())
        };
        let values = [column(|place| place.0), column(|place| place.1), column(|place| place.2)];
        let [articles, starts, ends] = values;
        let rows = cluster.query(sql, &[articles, starts, ends], *deadline)?;
        let mut found = Vec::with_capacity(rows.len());
        for row in &rows {
            // Ordinality counts from 1.
            let at: i64 = row.get(4);
            let at = unsigned(at - 1)? as usize;
            found.extend(evidence_place(row)?.map(|evidence| (at, evidence)));
        }
        Ok(found)
    }

    pub fn article_words(&self, article: u32) -> Result<HashedText, StoreError> {
        let Self { cluster, schema, deadline } = self;
        let sql = format!("SELECT words FROM {schema}.article_words WHERE article = $1");
        let key = i32::try_from(article).map_err(|error| corrupt("article", error))?;
        let rows = cluster.query(sql, &[Box::new(key)], *deadline)?;
        let row = rows.first().ok_or_else(|| corrupt("quote index", "an article without words"))?;
        postcard::from_bytes(row.get(0)).map_err(|error| corrupt("hashed text", error))
    }
}

/// Reads claim, position, start and end; `None` for an article.
fn evidence_place(row: &Row) -> Result<Option<EvidencePlace>, StoreError> {
    let (claim, position): (Option<i32>, Option<i32>) = (row.get(0), row.get(1));
    let (start, end): (Option<i64>, Option<i64>) = (row.get(2), row.get(3));
    let Some((claim, position)) = claim.zip(position) else { return Ok(None) };
    let span = start.zip(end).map(|(start, end)| Ok::<_, StoreError>((unsigned(start)?, unsigned(end)?)));
    let (claim, position) = (unsigned(claim.into())?, unsigned(position.into())?);
    Ok(Some(EvidencePlace { claim, position, span: span.transpose()? }))
}

fn unsigned(number: i64) -> Result<u32, StoreError> {
    u32::try_from(number).map_err(|error| corrupt("quote index", error))
}
