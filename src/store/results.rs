//! What the API asks of a store. Every store answers alike: one suite of tests holds them to it.

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use futures_executor::block_on;

use super::StoreError;
use crate::domain::catalogue::Catalogue;
use crate::domain::claim::QuoteContext;
use crate::domain::claim_date::DaySpan;
use crate::domain::dataset::DatasetDescription;
use crate::domain::identifier::ClaimId;
use crate::domain::period::{Bucket, FacetCount};
use crate::domain::vocabulary::{DateField, FacetDimension, FacetMode, Ranking, RelationKind, TimelineInterval};
use crate::query::filter::{ClaimFilter, ClaimQuery};
use crate::query::text_query::TextQuery;

/// A claim as JSON, ready to be served.
pub type Document = bytes::Bytes;

/// Claims fetched at a time while streaming.
const CHUNK: u32 = 1_000;

/// An immutable dataset that answers questions about claims.
#[async_trait]
pub trait ClaimStore: Send + Sync {
    /// The hash of everything it holds, the `dataset_version`.
    fn version(&self) -> &str;

    /// What the dataset is, if its curators say so.
    fn description(&self) -> Option<&DatasetDescription>;

    /// Actors, topics and articles.
    fn catalogue(&self) -> &Arc<Catalogue>;

    /// How much it holds.
    fn extent(&self) -> DatasetStats;

    /// How often claims involve the actor with this ordinal.
    fn actor_counts(&self, actor: usize) -> ActorCounts;

    /// How many claims fall under the topic with this ordinal.
    fn topic_counts(&self, topic: usize) -> TopicCounts;

    /// How many claims are drawn from the article with this ordinal.
    fn article_count(&self, article: usize) -> u64;

    /// One claim.
    async fn get(&self, id: &ClaimId) -> Result<Option<Document>, StoreError>;

    /// Identifiers that stand around the place of one that does not exist.
    async fn neighbours(&self, id: &ClaimId) -> Result<Vec<String>, StoreError>;

    /// Claims that this one stands in relation to, and those that stand in relation to it.
    async fn related(&self, id: &ClaimId) -> Result<Vec<Related>, StoreError>;

    /// The words around each of a claim's quotes, in the order of its evidence, as far as they are known.
    async fn context(&self, id: &ClaimId) -> Result<Vec<Option<QuoteContext>>, StoreError>;

    /// Whether a query may take long, so that it had better be prepared elsewhere than where others wait.
    fn takes_long(&self, query: &ClaimQuery) -> bool;

    /// Does what takes long in answering a query; answering it is quick afterwards.
    async fn prepare(&self, query: &ClaimQuery) -> Result<(), StoreError>;

    /// A page of matches, from the start or behind a place.
    async fn page(&self, query: &ClaimQuery, after: Option<&CursorPosition>, limit: u32) -> Result<Page, StoreError>;

    /// The most frequent values of each dimension among the matches.
    async fn facets(&self, filter: &ClaimFilter, request: &FacetRequest) -> Result<Vec<Vec<FacetCount>>, StoreError>;

    /// How many matches touch each stretch of time.
    async fn timeline(&self, filter: &ClaimFilter, request: TimelineRequest) -> Result<Timeline, StoreError>;

    /// What was probably meant by a text query that finds nothing.
    async fn spelling(&self, query: &TextQuery) -> Result<Option<String>, StoreError>;

    /// The dataset as a file, where it is one.
    fn file(&self) -> Option<PathBuf>;
}

/// How much a dataset holds, beyond its catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatasetStats {
    /// Claims.
    pub claims: u32,
    /// Claims with a date.
    pub dated_claims: u32,
    /// First and last day of all claim dates.
    pub coverage: Option<DaySpan>,
    /// Languages of the evidence, as BCP 47 tags.
    pub languages: Vec<String>,
}

/// How many claims involve an actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActorCounts {
    /// In any role.
    pub total: u64,
    /// As asserter.
    pub asserter: u64,
    /// As subject.
    pub subject: u64,
    /// As target.
    pub target: u64,
    /// As mentioned.
    pub mentioned: u64,
}

/// How many claims fall under a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TopicCounts {
    /// Under the topic itself.
    pub direct: u64,
    /// Under it or a narrower one.
    pub with_narrower: u64,
}

/// A claim in relation to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The relation.
    pub kind: RelationKind,
    /// Whether the claim asked about is the one related to.
    pub incoming: bool,
    /// The other claim.
    pub document: Document,
}

/// A claim's place in every order, good in later datasets too. By relevance it is as good as scores are alike.
#[derive(Debug, Clone, PartialEq)]
pub struct CursorPosition {
    /// The dataset it was seen in.
    pub dataset_version: String,
    /// Its number there.
    pub ordinal: u32,
    /// The claim.
    pub id: ClaimId,
    /// Its days.
    pub span: Option<DaySpan>,
    /// Its salience.
    pub salience: u8,
    /// Its relevance to the query, where that was the order; smaller is better.
    pub score: Option<f64>,
}

/// A page of matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The claims.
    pub documents: Vec<Document>,
    /// How many match on all pages.
    pub total: u64,
    /// How many more would match but have no date.
    pub undated_excluded: u64,
    /// How relevance was told, where that is the order.
    pub ranking: Option<Ranking>,
    /// The last claim's place, where another page follows.
    pub next: Option<CursorPosition>,
}

/// Which facets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetRequest {
    /// What to count by.
    pub dimensions: Vec<FacetDimension>,
    /// The most values of each.
    pub limit: usize,
    /// Which filters the counts obey.
    pub mode: FacetMode,
}

/// Which timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimelineRequest {
    /// Width of a bucket.
    pub interval: TimelineInterval,
    /// Which date.
    pub field: DateField,
    /// The most buckets that may be answered with.
    pub most: u32,
}

/// Matches over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// From the first to the last stretch of time, empty ones included; `None` when there are too many.
    pub buckets: Option<Vec<Bucket>>,
    /// How many match.
    pub total: u64,
    /// How many of them have no date and are in no bucket.
    pub undated: u64,
    /// How many more would match but have no date.
    pub undated_excluded: u64,
}

/// Every match in the order of the query, in chunks, so that memory does not grow with their number.
pub struct ClaimStream {
    store: Arc<dyn ClaimStore>,
    query: ClaimQuery,
    after: Option<CursorPosition>,
    ended: bool,
}

impl ClaimStream {
    /// Begins at the first match.
    pub fn new(store: Arc<dyn ClaimStore>, query: ClaimQuery) -> Self {
        Self { store, query, after: None, ended: false }
    }

    /// The next chunk; none behind the last one or behind a failure.
    pub async fn next(&mut self) -> Option<Result<Vec<Document>, StoreError>> {
        if self.ended {
            return None;
        }
        match self.store.page(&self.query, self.after.as_ref(), CHUNK).await {
            Ok(Page { documents, next, .. }) => {
                self.ended = next.is_none();
                self.after = next;
                Some(Ok(documents))
            }
            Err(error) => {
                self.ended = true;
                Some(Err(error))
            }
        }
    }

    /// The chunks one after the other, for a thread that may wait.
    pub fn waiting(mut self) -> impl Iterator<Item = Result<Vec<Document>, StoreError>> + Send {
        std::iter::from_fn(move || block_on(self.next()))
    }
}
