//! The trait by which a dataset is written to a database, and the content hash that identifies it.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::error::{StoreError, corrupt};
use super::index_writer::{IndexedClaim, TermDictionary};
use crate::domain::actor::Actor;
use crate::domain::article::Article;
use crate::domain::claim::QuoteContext;
use crate::domain::dataset::DatasetDescription;
use crate::domain::identifier::ArticleId;
use crate::domain::release::{Release, Withdrawal};
use crate::domain::topic::Topic;
use crate::quotes::HashedText;

/// Writes one dataset, which stays invisible to readers until it is complete.
///
/// The methods are called in the order in which they are declared: actors, topics and articles by ascending
/// identifier, then claims in default order, the words of articles, releases, withdrawals, then the term dictionary.
pub trait DatasetWriter {
    fn description(&mut self, description: &DatasetDescription) -> Result<(), StoreError>;

    fn actor(&mut self, actor: &Actor) -> Result<(), StoreError>;

    fn topic(&mut self, topic: &Topic) -> Result<(), StoreError>;

    fn article(&mut self, article: &Article) -> Result<(), StoreError>;

    /// Adds a claim with the words around its quotes, by evidence position, where they are known. These words are not part
    /// of the content hash.
    fn claim(&mut self, claim: &IndexedClaim, contexts: &[Option<QuoteContext>]) -> Result<(), StoreError>;

    /// Adds an article's words to the quote index. They are not part of the content hash.
    fn article_words(&mut self, article: &ArticleId, text: &HashedText) -> Result<(), StoreError>;

    /// Adds all releases, from the first to that of this dataset.
    fn releases(&mut self, releases: &[Release]) -> Result<(), StoreError>;

    /// Adds a withdrawn claim.
    fn withdrawal(&mut self, withdrawal: &Withdrawal) -> Result<(), StoreError>;

    fn terms(&mut self, dictionary: TermDictionary) -> Result<(), StoreError>;
}

/// The content hash of a dataset: SHA-256 over its records as lines of JSON.
pub struct ContentHash(Sha256);

impl Default for ContentHash {
    fn default() -> Self {
        Self(Sha256::new_with_prefix("isnad dataset 1\n"))
    }
}

impl ContentHash {
    pub fn record(&mut self, record: &impl Serialize) -> Result<(), StoreError> {
        self.document(&to_json(record)?);
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

pub fn to_json(record: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(record).map_err(|error| corrupt("record", error))
}
