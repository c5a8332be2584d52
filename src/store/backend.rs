//! The trait by which a dataset is read from a database: documents, identifiers, relations, terms.

use std::collections::HashMap;

use roaring::RoaringBitmap;

use super::deadline::Deadline;
use super::error::StoreError;
use super::quote_index::{EvidencePlace, Passage};
use super::releases::ReleaseBackend;
use super::results::Document;
use super::snapshot_file::SnapshotFile;
use crate::domain::claim::QuoteContext;
use crate::domain::identifier::ClaimId;
use crate::domain::vocabulary::RelationKind;
use crate::index::ClaimIndex;
use crate::quotes::HashedText;

/// A term of the dictionary, with a word that is analyzed to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermEntry {
    pub term: String,
    pub word: String,
    /// The number of claims that contain the term.
    pub claims: u64,
}

/// The first string after those that begin with `prefix`.
pub fn end_of_prefix(prefix: &str) -> String {
    format!("{prefix}{}", char::MAX)
}

/// A relation of a claim, by ordinal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relation {
    pub kind: RelationKind,
    /// Whether the relation points from `other` to the claim.
    pub incoming: bool,
    pub other: u32,
}

/// The claim with the smallest identifier that is not smaller than a given one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeekResult {
    pub ordinal: u32,
    /// Whether the identifiers are equal.
    pub exact: bool,
}

/// One immutable dataset in a database. Claims are numbered in default order.
pub trait Backend: ReleaseBackend + Send + Sync + 'static {
    /// Whether reads wait for another host, and so must not run on a thread that serves requests.
    fn is_remote(&self) -> bool;

    /// The documents of the claims, in the order of `ordinals`.
    fn documents(&self, ordinals: &[u32], deadline: Deadline) -> Result<Vec<Document>, StoreError>;

    /// The identifiers of the claims, in the order of `ordinals`.
    fn identifiers(&self, ordinals: &[u32], deadline: Deadline) -> Result<Vec<String>, StoreError>;

    /// The claim with the smallest identifier that is not smaller than `id`.
    fn seek(&self, id: &ClaimId, index: &ClaimIndex, deadline: Deadline) -> Result<Option<SeekResult>, StoreError>;

    /// The claims with these identifiers, in their order.
    fn ordinals(&self, ids: &[String], index: &ClaimIndex, deadline: Deadline) -> Result<Vec<Option<u32>>, StoreError>;

    /// The relations of a claim, in both directions.
    fn relations(&self, ordinal: u32, deadline: Deadline) -> Result<Vec<Relation>, StoreError>;

    /// The words around a claim's quotes, each with the position of the quote in its evidence.
    fn quote_contexts(&self, ordinal: u32, deadline: Deadline) -> Result<Vec<(usize, QuoteContext)>, StoreError>;

    /// The posting list of each term; terms that do not occur are left out.
    fn postings(&self, terms: &[&str], deadline: Deadline) -> Result<HashMap<String, RoaringBitmap>, StoreError>;

    /// The positions of each term (`positions.rs`); terms that do not occur are left out.
    fn positions(&self, terms: &[&str], deadline: Deadline) -> Result<HashMap<String, Vec<u8>>, StoreError>;

    /// The size in bytes of the posting list of each key of the quote index; keys that do not occur are left out.
    fn quote_posting_sizes(&self, keys: &[u32], deadline: Deadline) -> Result<HashMap<u32, u32>, StoreError>;

    /// The numbers of the words at which a key of the quote index stands, in ascending order.
    fn quote_posting(&self, key: u32, deadline: Deadline) -> Result<Vec<u32>, StoreError>;

    /// The passages that contain the words with these numbers, in the order of `words`.
    fn quote_passages(&self, words: &[u32], deadline: Deadline) -> Result<Vec<Passage>, StoreError>;

    /// The quotes of claims that share a code point with a place, each with the position of the place: article, start, end.
    fn quotes_at(
        &self,
        places: &[(u32, u32, u32)],
        deadline: Deadline,
    ) -> Result<Vec<(usize, EvidencePlace)>, StoreError>;

    /// The hashed words of an article whose text was given.
    fn article_words(&self, article: u32, deadline: Deadline) -> Result<HashedText, StoreError>;

    /// At most `limit` terms that begin with `prefix`.
    fn terms_with_prefix(&self, prefix: &str, limit: usize, deadline: Deadline) -> Result<Vec<String>, StoreError>;

    /// The terms whose length in letters differs from `letters` by at most two.
    fn terms_of_length(&self, letters: usize, deadline: Deadline) -> Result<Vec<TermEntry>, StoreError>;

    /// The database file, if the dataset is in one.
    fn file(&self) -> Option<SnapshotFile>;
}
