//! What a dataset answers: pages, counts, timelines.

use crate::domain::claim_date::DaySpan;
use crate::domain::period::Bucket;
use crate::domain::vocabulary::{DateField, Ranking, RelationKind, TimelineInterval};
use crate::query::cursor::CursorPosition;

/// A claim as JSON, ready to be served.
pub type Document = bytes::Bytes;

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
