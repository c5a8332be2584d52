//! Takes the words of removed quotes and articles out of the quote index.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::claim::Claim;
use crate::quotes::HashedText;
use crate::store::error::{StoreError, corrupt};
use crate::store::quote_index::{QuoteIndex, QuoteKeys, decode, encode};

/// The words that are removed.
#[derive(Debug, Default)]
pub struct RemovedWords {
    /// The keys of each quote, by key of the claim.
    claims: HashMap<i64, Vec<QuoteKeys>>,
    /// The numbers of the words at which each key stands.
    numbers: BTreeMap<u32, BTreeSet<u32>>,
}

impl RemovedWords {
    pub fn add_claim(&mut self, key: i64, claim: &Claim) {
        self.claims.insert(key, QuoteKeys::of_claim(claim));
    }

    /// Finds the numbers of the words, and those of the articles in `removed_article`. Their passages still exist.
    pub fn locate(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let mut select = connection.prepare(
            "SELECT claim, position, first_word FROM quote_passage
             WHERE claim IS NOT NULL AND article IN (SELECT key FROM removed_article)",
        )?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let (claim, position, first): (i64, u32, u32) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let quote = self.claims.get(&claim).and_then(|quotes| quotes.get(position as usize));
            let quote = quote.ok_or_else(|| corrupt("quote index", "a passage of no quote"))?;
            for &(at, key) in &quote.keys {
                self.numbers.entry(key).or_default().insert(first + at);
            }
        }
        let mut select = connection.prepare(
            "SELECT first_word, words FROM quote_passage JOIN article_words USING (article)
             WHERE claim IS NULL AND article IN (SELECT key FROM removed_article)",
        )?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let (first, words): (u32, Vec<u8>) = (row.get(0)?, row.get(1)?);
            let text: HashedText = postcard::from_bytes(&words).map_err(|error| corrupt("hashed text", error))?;
            for (at, key) in text.keys() {
                self.numbers.entry(key).or_default().insert(first + at);
            }
        }
        Ok(())
    }

    /// Replaces the words in the posting lists by those of `added`, whose numbers are larger than all others.
    pub fn replace(&self, connection: &Connection, added: QuoteIndex) -> Result<(), StoreError> {
        let mut added: BTreeMap<u32, Vec<u8>> = added.into_postings().collect();
        for key in self.numbers.keys() {
            added.entry(*key).or_default();
        }
        for (key, added) in added {
            let stored: Option<Vec<u8>> = connection
                .prepare_cached("SELECT words FROM quote_posting WHERE key = ?1")?
                .query_row([key], |row| row.get(0))
                .optional()?;
            let mut words = stored.map(|bytes| decode(&bytes)).unwrap_or_default();
            if let Some(removed) = self.numbers.get(&key) {
                words.retain(|word| !removed.contains(word));
            }
            words.extend(decode(&added));
            let sql = if words.is_empty() {
                "DELETE FROM quote_posting WHERE key = ?1 AND ?2 IS NOT NULL"
            } else {
                "INSERT OR REPLACE INTO quote_posting (key, words) VALUES (?1, ?2)"
            };
            connection.prepare_cached(sql)?.execute(params![key, encode(words.into_iter())])?;
        }
        Ok(())
    }
}
