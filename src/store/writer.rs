//! What a database has to do to take in a dataset: first everything claims refer to, then the claims in rank order, then
//! the words they hold. And the content hash, the same for all.

use std::collections::HashMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{StoreError, corrupt};
use crate::domain::actor::Actor;
use crate::domain::article::Article;
use crate::domain::claim::QuoteContext;
use crate::domain::dataset::DatasetDescription;
use crate::domain::topic::Topic;
use crate::store::index_writer::{IndexedClaim, TermDictionary};

/// Writes one dataset that nobody sees before it is whole. Records come in the order of their identifiers.
pub trait DatasetWriter {
    /// Describes the dataset as a whole.
    fn describe(&mut self, description: &DatasetDescription) -> Result<(), StoreError>;

    /// Adds an actor.
    fn actor(&mut self, actor: &Actor) -> Result<(), StoreError>;

    /// Adds every topic at once, since broader ones may come later.
    fn topics(&mut self, topics: &[&Topic]) -> Result<(), StoreError>;

    /// Adds an article.
    fn article(&mut self, article: &Article) -> Result<(), StoreError>;

    /// Begins to add claims, once everything they refer to is in.
    fn claims(&mut self) -> Result<Box<dyn ClaimSink + '_>, StoreError>;

    /// Adds every token of the search index, with a word that gives it and the claims that hold it.
    fn words(&mut self, lexicon: TermDictionary) -> Result<(), StoreError>;
}

/// Takes claims in rank order.
pub trait ClaimSink {
    /// Adds the next one.
    fn add(&mut self, prepared: &IndexedClaim) -> Result<(), StoreError>;

    /// Adds the words around a claim's quotes, as far as they are known. They are no part of the content hash.
    fn contexts(&mut self, ordinal: u32, contexts: &[Option<QuoteContext>]) -> Result<(), StoreError>;
}

/// The content hash of a dataset, which grows with every record.
pub struct ContentHash(Sha256);

impl Default for ContentHash {
    fn default() -> Self {
        Self(Sha256::new_with_prefix("isnad dataset 1\n"))
    }
}

impl ContentHash {
    /// Adds a record.
    pub fn record(&mut self, record: &impl Serialize) -> Result<(), StoreError> {
        self.document(&json(record)?);
        Ok(())
    }

    /// Adds a claim as JSON.
    pub fn document(&mut self, json: &str) {
        self.0.update(json.as_bytes());
        self.0.update(b"\n");
    }

    /// The `dataset_version`.
    pub fn version(self) -> String {
        hex::encode(self.0.finalize())
    }
}

/// A record as JSON.
pub fn json(record: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(record).map_err(|error| corrupt("record", error))
}

/// The key of the next record: keys follow the order of identifiers, so that they are the catalogue's ordinals.
pub fn next_key<I, K, N: TryFrom<usize>>(keys: &HashMap<I, K>) -> Result<N, StoreError> {
    N::try_from(keys.len()).map_err(|_| corrupt("number of records", keys.len()))
}
