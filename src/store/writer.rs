//! The trait by which a dataset is written to a database, and the content hash that identifies it.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::error::{StoreError, corrupt};
use super::history::ClaimHash;
use super::index_writer::{IndexedClaim, TermDictionary};
use super::seeded::{KeptArticles, SeededArticle};
use crate::domain::actor::Actor;
use crate::domain::article::Article;
use crate::domain::checksum::Checksum;
use crate::domain::claim::QuoteContext;
use crate::domain::dataset::DatasetDescription;
use crate::domain::default_order::RankKey;
use crate::domain::identifier::ArticleId;
use crate::domain::release::{Release, Withdrawal};
use crate::domain::topic::Topic;
use crate::quotes::HashedText;

/// Writes one dataset, which stays invisible to readers until it is complete.
///
/// The methods are called in the order in which they are declared: actors, topics and articles by ascending
/// identifier, then claims in default order, the words of articles, releases, withdrawals, the term dictionary, then what is
/// known of the seed files.
pub trait DatasetWriter {
    fn description(&mut self, description: &DatasetDescription) -> Result<(), StoreError>;

    fn actor(&mut self, actor: &Actor) -> Result<(), StoreError>;

    fn topic(&mut self, topic: &Topic) -> Result<(), StoreError>;

    fn article(&mut self, article: &Article) -> Result<(), StoreError>;

    /// The ordinals of the claims that are written next, given in the default order.
    fn ordinals(&mut self, claims: &[&RankKey]) -> Result<Vec<u32>, StoreError> {
        Ok((0..).take(claims.len()).collect())
    }

    /// The checksum of the claims that the dataset keeps without their being written.
    fn kept_checksum(&self) -> Checksum {
        Checksum::default()
    }

    /// Adds a claim with the words around its quotes, by evidence position, where they are known. These words are not part
    /// of the content hash.
    fn claim(&mut self, claim: &IndexedClaim, contexts: &[Option<QuoteContext>]) -> Result<(), StoreError>;

    /// Adds all claims of the dataset to its content hash; `written` are the hashes of those that were written.
    fn hash_claims(&mut self, written: &[ClaimHash], hash: &mut ContentHash) -> Result<(), StoreError> {
        hash.claims(written);
        Ok(())
    }

    /// Adds an article's words to the quote index. They are not part of the content hash.
    fn article_words(&mut self, article: &ArticleId, text: &HashedText) -> Result<(), StoreError>;

    /// Adds all releases, from the first to that of this dataset.
    fn releases(&mut self, releases: &[Release]) -> Result<(), StoreError>;

    /// Adds a withdrawn claim.
    fn withdrawal(&mut self, withdrawal: &Withdrawal) -> Result<(), StoreError>;

    /// Adds the terms of the claims; those without claims only name words.
    fn terms(&mut self, dictionary: TermDictionary) -> Result<(), StoreError>;

    /// Adds what is known of the seed files: for a database whose seedings continue each other.
    fn seeded(&mut self, _context: &str, _articles: &[SeededArticle]) -> Result<(), StoreError> {
        Ok(())
    }
}

/// The numbers of records of a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DatasetSize {
    pub actors: usize,
    pub topics: usize,
    pub articles: usize,
    pub claims: usize,
}

/// What of a dataset is written.
#[derive(Debug, Clone)]
pub struct DatasetScope {
    /// All of it, with what is not written.
    pub size: DatasetSize,
    /// What is not written, because the dataset that is replaced has it.
    pub kept: Option<KeptArticles>,
}

/// The content hash of a dataset: SHA-256 over its records as lines of JSON, and over the hashes of its claims.
pub struct ContentHash(Sha256);

impl Default for ContentHash {
    fn default() -> Self {
        Self(Sha256::new_with_prefix("isnad dataset 2\n"))
    }
}

impl ContentHash {
    pub fn record(&mut self, record: &impl Serialize) -> Result<(), StoreError> {
        self.0.update(to_json(record)?);
        self.0.update(b"\n");
        Ok(())
    }

    /// Adds claims.
    pub fn claims(&mut self, hashes: &[ClaimHash]) {
        for hash in hashes {
            self.0.update(hash);
        }
    }

    /// The `dataset_version`.
    pub fn version(self) -> String {
        hex::encode(self.0.finalize())
    }
}

pub fn to_json<T: Serialize + ?Sized>(record: &T) -> Result<String, StoreError> {
    serde_json::to_string(record).map_err(|error| corrupt("record", error))
}
