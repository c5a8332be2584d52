//! Removes the words of removed quotes and articles from the posting lists of the quote index.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::error::{StoreError, corrupt};
use super::quote_index::{QuoteIndex, QuoteKeys, decode, encode};
use crate::domain::claim::Claim;
use crate::quotes::HashedText;

/// The words that are removed.
#[derive(Debug, Default)]
pub struct RemovedWords {
    /// The keys of each quote, by key of the claim in the database.
    claims: HashMap<i64, Vec<QuoteKeys>>,
    /// The numbers of the words at which each key stands.
    numbers: BTreeMap<u32, BTreeSet<u32>>,
}

impl RemovedWords {
    /// Adds a claim; the passages of its quotes follow.
    pub fn add_claim(&mut self, key: i64, claim: &Claim) {
        self.claims.insert(key, QuoteKeys::of_claim(claim));
    }

    /// Adds the passage of a quote of a claim.
    pub fn add_quote(&mut self, claim: i64, position: u32, first_word: u32) -> Result<(), StoreError> {
        let quote = self.claims.get(&claim).and_then(|quotes| quotes.get(position as usize));
        let quote = quote.ok_or_else(|| corrupt("quote index", "a passage of no quote"))?;
        for &(at, key) in &quote.keys {
            self.numbers.entry(key).or_default().insert(first_word + at);
        }
        Ok(())
    }

    /// Adds the passage of an article, whose hashed words are `words`.
    pub fn add_article(&mut self, first_word: u32, words: &[u8]) -> Result<(), StoreError> {
        let text: HashedText = postcard::from_bytes(words).map_err(|error| corrupt("hashed text", error))?;
        for (at, key) in text.keys() {
            self.numbers.entry(key).or_default().insert(first_word + at);
        }
        Ok(())
    }

    /// The keys whose posting lists change, each with the words of `added` at which it stands.
    pub fn changed_keys(&self, added: QuoteIndex) -> BTreeMap<u32, Vec<u8>> {
        let mut changed: BTreeMap<u32, Vec<u8>> = added.into_postings().collect();
        for key in self.numbers.keys() {
            changed.entry(*key).or_default();
        }
        changed
    }

    /// The posting list of a key without the removed words and with those that are added, whose numbers are larger than all
    /// others; `None` if no word is left.
    pub fn update_posting(&self, key: u32, stored: Option<&[u8]>, added: &[u8]) -> Option<Vec<u8>> {
        let mut words = stored.map(decode).unwrap_or_default();
        if let Some(removed) = self.numbers.get(&key) {
            words.retain(|word| !removed.contains(word));
        }
        words.extend(decode(added));
        (!words.is_empty()).then(|| encode(words.into_iter()))
    }
}
