//! The index over the claims of one dataset.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;
use serde::{Deserialize, Serialize};

use crate::domain::claim_date::DaySpan;
use crate::domain::date_window::DateWindow;
use crate::domain::vocabulary::{DateField, Role, VocabularyTerm};
use crate::index::date_index::DateIndex;
use crate::index::forward_index::ForwardIndex;
use crate::index::permutation::Permutation;
use crate::index::release_index::ReleaseIndex;
use crate::index::span_index::SpanIndex;

/// Where the quote that states a claim begins: claims sort by article, then by place in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Ordinal of the catalogue.
    pub article: u32,
    /// In code points.
    pub start: u32,
}

/// The posting bitmaps of one field, by value.
pub(super) type Bitmaps = Vec<RoaringBitmap>;

/// Serializable, because reading an index from a file is faster than building it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct ClaimIndex {
    pub(super) len: u32,
    pub(super) all: RoaringBitmap,
    pub(crate) actors: Bitmaps,
    pub(crate) roles: [Bitmaps; Role::ALL.len()],
    pub(crate) actor_kinds: Bitmaps,
    /// Without the claims of narrower topics.
    pub(super) topics_direct: Bitmaps,
    pub(crate) topics: Bitmaps,
    pub(crate) articles: Bitmaps,
    pub(crate) published: SpanIndex,
    pub(crate) asserted: SpanIndex,
    pub(crate) speeches: Bitmaps,
    pub(crate) relations: Bitmaps,
    /// Claims without and with a translation note.
    pub(crate) with_note: Bitmaps,
    /// Claims without and with a review.
    pub(crate) reviewed: Bitmaps,
    pub(crate) origins: BTreeMap<String, RoaringBitmap>,
    pub(crate) publishers: BTreeMap<String, RoaringBitmap>,
    pub(crate) languages: BTreeMap<String, RoaringBitmap>,
    pub(crate) statement_languages: BTreeMap<String, RoaringBitmap>,
    pub(crate) kinds: Bitmaps,
    pub(crate) certainties: Bitmaps,
    /// By salience minus one.
    pub(crate) saliences: Bitmaps,
    /// By status, the last for claims without evidence.
    pub(crate) evidence: Bitmaps,
    pub(crate) releases: ReleaseIndex,
    pub(crate) dates: DateIndex,
    pub(super) by_id: Permutation,
    pub(super) by_place: Permutation,
    pub(super) places: Vec<Place>,
    pub(super) id_hashes: Vec<u32>,
    pub(super) lengths: Vec<u32>,
    pub(super) total_length: u64,
    pub(super) actor_values: ForwardIndex,
    pub(super) asserter_values: ForwardIndex,
    pub(super) topic_values: ForwardIndex,
    pub(super) article_values: ForwardIndex,
    pub(super) by_frequency: ByFrequency,
}

/// The values that occur, by descending number of claims.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct ByFrequency {
    pub(super) actors: Vec<u32>,
    pub(super) asserters: Vec<u32>,
    pub(super) topics: Vec<u32>,
    pub(super) articles: Vec<u32>,
}

impl ClaimIndex {
    /// An index of claims about which only their number is known.
    #[cfg(test)]
    pub fn with_claims(len: u32) -> Self {
        Self { len, ..Self::default() }
    }

    /// Returns all ordinals ordered by identifier.
    pub fn ordinals_by_id(&self) -> &[u32] {
        self.by_id.ordinals()
    }

    pub fn claim_count(&self) -> u32 {
        self.len
    }

    /// Returns the number of a claim's terms.
    pub fn length(&self, ordinal: u32) -> u32 {
        self.lengths[ordinal as usize]
    }

    /// Returns the mean number of the terms of a claim.
    pub fn mean_length(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a mean")]
        let total = self.total_length as f64;
        total / f64::from(self.len)
    }

    /// Returns the ordinals of all claims.
    pub fn all(&self) -> &RoaringBitmap {
        &self.all
    }

    pub fn count_actor_claims(&self, actor: usize) -> u64 {
        self.actors[actor].len()
    }

    pub fn count_actor_claims_in_role(&self, actor: usize, role: Role) -> u64 {
        self.roles[role as usize][actor].len()
    }

    /// Returns the number of claims without and with those of narrower topics.
    pub fn count_topic_claims(&self, topic: usize) -> (u64, u64) {
        (self.topics_direct[topic].len(), self.topics[topic].len())
    }

    pub fn count_article_claims(&self, article: usize) -> u64 {
        self.articles[article].len()
    }

    /// Returns the languages of the evidence, as BCP 47 tags.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.languages.keys().map(String::as_str)
    }

    /// Returns the languages of the statements, as BCP 47 tags.
    pub fn statement_languages(&self) -> impl Iterator<Item = &str> {
        self.statement_languages.keys().map(String::as_str)
    }

    /// Returns the first and the last day of a claim's date.
    pub fn claim_span(&self, ordinal: u32) -> Option<DaySpan> {
        self.dates.span(ordinal)
    }

    /// Removes the claims without a date.
    pub fn remove_undated(&self, matches: &mut RoaringBitmap, field: DateField) {
        match self.span_index(field) {
            None => _ = matches.remove_range(self.dates.dated()..),
            Some(index) => *matches -= index.undated(),
        }
    }

    /// Returns the matches without a date.
    pub fn undated(&self, matches: &RoaringBitmap, field: DateField) -> RoaringBitmap {
        let Some(index) = self.span_index(field) else {
            let mut undated = matches.clone();
            undated.remove_range(..self.dates.dated());
            return undated;
        };
        matches & index.undated()
    }

    pub fn count_undated(&self, matches: &RoaringBitmap, field: DateField) -> u64 {
        match self.span_index(field) {
            None => matches.range_cardinality(self.dates.dated()..),
            Some(index) => matches.intersection_len(index.undated()),
        }
    }

    /// Removes the claims outside a window. `matches` must have the date.
    pub fn retain_in_window(&self, matches: &mut RoaringBitmap, field: DateField, window: &DateWindow) {
        match self.span_index(field) {
            None => self.dates.retain_in_window(matches, window),
            Some(index) => *matches &= index.in_window(window),
        }
    }

    /// The index of a date other than the claim date, by which the ordinals are sorted.
    pub(super) fn span_index(&self, field: DateField) -> Option<&SpanIndex> {
        match field {
            DateField::Event => None,
            DateField::Asserted => Some(&self.asserted),
            DateField::Published => Some(&self.published),
        }
    }

    /// Returns the span from the first to the last day of all claim dates, and the number of dated claims.
    pub fn coverage(&self) -> (Option<DaySpan>, u32) {
        (self.dates.coverage(), self.dates.dated())
    }
}
