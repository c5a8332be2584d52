//! Writes the terms of the full-text index.

use super::cluster::Cluster;
use super::copy::TableCopy;
use super::encoding::unsigned;
use super::schema::Schema;
use crate::store::error::StoreError;
use crate::store::index_writer::{TermDictionary, TermInfo, serialize_posting};
use crate::store::positions::to_list;
use crate::store::term_update::{ClaimChanges, StoredTerm, TermChange};

/// Terms that are read at once.
const PAGE: i64 = 500;

/// Fills the table `search_word`.
pub struct TermRows(TableCopy);

/// A row of the table.
struct TermRow<'a> {
    term: &'a str,
    word: &'a str,
    claims: u64,
    posting: &'a [u8],
    positions: &'a [u8],
    forms: &'a [u8],
}

impl TermRows {
    pub fn start(cluster: &Cluster, schema: &str) -> Result<Self, StoreError> {
        let table = format!("{schema}.search_word (token, word, letters, claims, posting, positions, forms)");
        Ok(Self(TableCopy::start(cluster, &table)?))
    }

    /// Waits until all rows are stored.
    pub fn finish(self) -> Result<(), StoreError> {
        self.0.finish()?;
        Ok(())
    }

    /// Writes the terms that claims contain.
    pub fn write_all(&mut self, dictionary: TermDictionary) -> Result<(), StoreError> {
        let mut used = dictionary.into_iter().filter(|(_, info)| !info.claims.is_empty());
        used.try_for_each(|(term, info)| self.write_info(&term, info))
    }

    /// Writes the terms of the release before, in `schema`, as they are after `changes`, and those that only new claims contain.
    pub fn write_changed(
        &mut self,
        schema: &Schema,
        changes: &ClaimChanges,
        mut added: TermDictionary,
    ) -> Result<(), StoreError> {
        let sql = format!(
            "SELECT token, word, claims, posting, positions, forms FROM dataset.search_word
             WHERE token > $1 ORDER BY token LIMIT {PAGE}"
        );
        let mut after = String::new();
        loop {
            let rows = schema.query(&sql, &[&after])?;
            let Some(last) = rows.last() else { break };
            after = last.get(0);
            for row in &rows {
                let (term, word): (&str, &str) = (row.get(0), row.get(1));
                let (posting, positions, forms) = (row.get(3), row.get(4), row.get(5));
                let stored = StoredTerm { term, word, posting, forms };
                let new = added.remove(term).unwrap_or_default();
                let update = changes.update_term(&stored, &new, || Ok(<[u8]>::to_vec(positions)))?;
                let posting = match update.change {
                    TermChange::Removed => continue,
                    TermChange::Rewritten(info) => {
                        self.write_info(term, info)?;
                        continue;
                    }
                    TermChange::None => posting.to_vec(),
                    TermChange::Renumbered { posting } => posting,
                };
                let word = update.word.as_deref().unwrap_or(word);
                let claims = u64::from(unsigned(row.get(2))?);
                self.write(&TermRow { term, word, claims, posting: &posting, positions, forms })?;
            }
        }
        self.write_all(added)
    }

    fn write_info(&mut self, term: &str, TermInfo { words, claims, positions }: TermInfo) -> Result<(), StoreError> {
        let (count, positions) = (claims.len(), to_list(&positions, claims.len()));
        let (posting, forms) = (serialize_posting(claims)?, words.to_bytes()?);
        let row = TermRow {
            term,
            word: words.shortest(),
            claims: count,
            posting: &posting,
            positions: &positions,
            forms: &forms,
        };
        self.write(&row)
    }

    fn write(&mut self, row: &TermRow) -> Result<(), StoreError> {
        self.0.row(|fields| {
            fields.text(row.term);
            fields.text(row.word);
            fields.plain(row.term.chars().count());
            fields.plain(row.claims);
            fields.bytes(row.posting);
            fields.bytes(row.positions);
            fields.bytes(row.forms);
        })
    }
}
