//! What an index does not hold and every database gives in its own way: documents, identifiers, words.

use std::collections::HashMap;
use std::future::Future;
use std::path::PathBuf;

use roaring::RoaringBitmap;

use super::StoreError;
use crate::domain::claim::QuoteContext;
use crate::domain::identifier::ClaimId;
use crate::domain::vocabulary::{Ranking, RelationKind};
use crate::index::ClaimIndex;
use crate::query::filter::ClaimQuery;
use crate::store::results::Document;
use crate::store::search::PhraseTerms;

/// A word of the search index as it is written somewhere, and how many claims have its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermEntry {
    /// The token.
    pub token: String,
    /// The word.
    pub word: String,
    /// How many claims.
    pub claims: u64,
}

/// A claim in relation to another, by ordinal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relation {
    /// The relation.
    pub kind: RelationKind,
    /// Whether the claim asked about is the one related to.
    pub incoming: bool,
    /// The other claim.
    pub other: u32,
}

/// Where a claim with some identifier is, or would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeekResult {
    /// The claim with the identifier, or with the next larger one.
    pub ordinal: u32,
    /// Whether it is the very identifier.
    pub exact: bool,
}

/// One immutable dataset in a database, its claims numbered by rank.
pub trait Backend: Send + Sync + 'static {
    /// What relevance is told by.
    const RANKING: Ranking;

    /// The claims with these ordinals, in this order.
    fn documents(&self, ordinals: &[u32]) -> impl Future<Output = Result<Vec<Document>, StoreError>> + Send;

    /// Their identifiers, in this order.
    fn identifiers(&self, ordinals: &[u32]) -> impl Future<Output = Result<Vec<String>, StoreError>> + Send;

    /// The first claim in the order of identifiers that has this one or a larger one.
    fn seek(
        &self,
        id: &ClaimId,
        index: &ClaimIndex,
    ) -> impl Future<Output = Result<Option<SeekResult>, StoreError>> + Send;

    /// What a claim stands in relation to, and what stands in relation to it.
    fn relations(&self, ordinal: u32) -> impl Future<Output = Result<Vec<Relation>, StoreError>> + Send;

    /// The words around a claim's quotes, each with the place of the quote in its evidence.
    fn contexts(&self, ordinal: u32) -> impl Future<Output = Result<Vec<(usize, QuoteContext)>, StoreError>> + Send;

    /// For each token the claims that hold it; none for a token that does not occur.
    fn postings(
        &self,
        tokens: &[&str],
    ) -> impl Future<Output = Result<HashMap<String, RoaringBitmap>, StoreError>> + Send;

    /// The claims that hold these tokens side by side.
    fn side_by_side(&self, phrase: &PhraseTerms) -> impl Future<Output = Result<RoaringBitmap, StoreError>> + Send;

    /// Every claim that holds one of the alternatives for each word, with its weight; smaller is better. In any order.
    fn weighed(
        &self,
        required: &[Vec<PhraseTerms>],
    ) -> impl Future<Output = Result<Vec<(f64, u32)>, StoreError>> + Send;

    /// The words whose tokens have about this many letters: two less to two more.
    fn words_of_length(&self, letters: usize) -> impl Future<Output = Result<Vec<TermEntry>, StoreError>> + Send;

    /// Whether answering takes long on the thread that asks, so that it had better be done elsewhere.
    fn takes_long(&self, query: &ClaimQuery) -> bool;

    /// The dataset as a file, where it is one.
    fn file(&self) -> Option<PathBuf>;
}
