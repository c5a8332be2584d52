//! What a database records of the seed files of its dataset, so that the next seeding reads only those that changed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::error::StoreError;
use crate::domain::identifier::{ArticleId, ClaimId};

/// The files of an article when they were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeededArticle {
    pub id: ArticleId,
    /// The SHA-256 of its files.
    pub digest: [u8; 32],
    pub quotes: QuoteCounts,
}

/// Numbers of quotes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QuoteCounts {
    pub all: usize,
    /// Those that were compared with the text of their article.
    pub verified: usize,
}

/// The dataset that a seeding continues.
pub struct SeededDataset {
    /// That of the dataset as stored.
    pub fingerprint: String,
    /// The SHA-256 of the program's version, `dataset.json` and the order of the languages: if it differs, all files are read.
    pub context: String,
    pub articles: BTreeMap<String, SeededArticle>,
    /// The records as JSON, by identifier.
    pub actors: HashMap<String, String>,
    pub topics: HashMap<String, String>,
    pub claims: usize,
    pub(super) claims_of: Box<dyn SeededClaims>,
}

/// Looks up claims of the dataset that a seeding continues.
pub trait SeededClaims: Send + Sync {
    /// The article of each of these claims that exists.
    fn articles_of(&self, claims: &[&ClaimId]) -> Result<HashMap<String, String>, StoreError>;

    /// The number of claims of each article.
    fn counts(&self) -> Result<BTreeMap<String, usize>, StoreError>;

    /// The articles with claims that name one of these actors or topics.
    fn articles_naming(&self, actors: &[&str], topics: &[&str]) -> Result<BTreeSet<String>, StoreError>;

    /// The claims of other articles than `kept` to which claims of `kept` are related.
    fn targets_outside(&self, kept: &BTreeSet<String>) -> Result<Vec<String>, StoreError>;
}

impl SeededDataset {
    pub fn lookup(&self) -> &dyn SeededClaims {
        &*self.claims_of
    }
}

/// The part of a dataset that a seeding keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptArticles {
    /// The dataset that it belongs to.
    pub fingerprint: String,
    pub articles: BTreeSet<String>,
}
