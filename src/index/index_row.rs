//! What the index is built from.

use crate::domain::claim_date::Days;
use crate::domain::vocabulary::{Certainty, ClaimKind, EvidenceStatus, RelationKind, Role, Speech};

/// The indexed values of a claim. Actors, topics and articles are ordinals of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexRow {
    /// From [`crate::index::hash_identifier`].
    pub id_hash: u32,
    pub date: Option<Days>,
    pub asserted: Option<Days>,
    pub speech: Option<Speech>,
    pub has_note: bool,
    pub has_review: bool,
    /// The source that it was imported from.
    pub origin: Option<String>,
    /// The kinds of its relations, in either direction.
    pub relations: Vec<RelationKind>,
    pub article: u32,
    pub kind: ClaimKind,
    pub certainty: Certainty,
    /// 1 to 3.
    pub salience: u8,
    pub actors: Vec<(u32, Role)>,
    /// Without broader topics.
    pub topics: Vec<u32>,
    pub evidence: Vec<EvidenceStatus>,
    /// Where the quote that states it begins; the largest number if that is not known.
    pub start: u32,
    /// The languages of its statement, as BCP 47 tags.
    pub statement_languages: Vec<String>,
    /// The release that added it.
    pub created: u32,
    /// The release that changed it last, or added it.
    pub modified: u32,
    /// The number of its terms in the full-text index.
    pub length: u32,
}
