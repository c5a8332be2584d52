//! The results of queries: pages, counts, timelines.

use crate::domain::claim_date::DaySpan;
use crate::domain::period::Bucket;
use crate::domain::vocabulary::{DateField, Ranking, RelationKind, TimelineInterval};
use crate::query::AbsentClaims;
use crate::query::cursor::CursorPosition;

/// A claim as JSON, as the API serves it.
pub type Document = bytes::Bytes;

/// The size and extent of a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatasetStats {
    pub claims: u32,
    /// Claims with a date.
    pub dated_claims: u32,
    /// The first and the last day of all claim dates.
    pub coverage: Option<DaySpan>,
    /// Languages of the evidence, as BCP 47 tags.
    pub languages: Vec<String>,
}

/// The numbers of claims that involve an actor, by role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActorCounts {
    /// In any role. A claim with several roles of the actor counts once.
    pub total: u64,
    pub asserter: u64,
    pub subject: u64,
    pub target: u64,
    pub mentioned: u64,
}

/// The numbers of claims under a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TopicCounts {
    /// Under the topic itself.
    pub direct: u64,
    /// Under the topic or a narrower one.
    pub with_narrower: u64,
}

/// A claim that is related to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    pub kind: RelationKind,
    /// Whether the relation points from `document` to the other claim.
    pub incoming: bool,
    pub document: Document,
}

/// A page of matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub documents: Vec<Document>,
    /// The number of matches on all pages.
    pub total: u64,
    /// Claims that match everything but the date window, because they have no date.
    pub undated_excluded: u64,
    pub absent: AbsentClaims,
    /// The measure of relevance, if it is the sort order.
    pub ranking: Option<Ranking>,
    /// The position of the last claim, if another page follows.
    pub next: Option<CursorPosition>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimelineRequest {
    pub interval: TimelineInterval,
    pub field: DateField,
    pub max_buckets: u32,
}

/// Matches by period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// From the first to the last period, including empty ones; `None` if there are too many.
    pub buckets: Option<Vec<Bucket>>,
    /// The number of matches.
    pub total: u64,
    /// Matches without a date, which are in no bucket.
    pub undated: u64,
    /// Claims that match everything but the date window, because they have no date.
    pub undated_excluded: u64,
    pub absent: AbsentClaims,
}
