//! The index of a date that the ordinals are not sorted by: the claims of each span.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;
use serde::{Deserialize, Serialize};

use crate::domain::claim_date::{DaySpan, Days};
use crate::domain::date_window::DateWindow;
use crate::domain::default_order::RankKey;
use crate::index::date_serde;
use crate::index::forward_index::ForwardIndex;
use crate::index::holes::Holes;

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct SpanIndex {
    /// In the order of [`RankKey::compare_spans`], newest first.
    #[serde(with = "date_serde")]
    spans: Vec<DaySpan>,
    /// By position in `spans`.
    claims: Vec<RoaringBitmap>,
    holes: Holes,
    undated: RoaringBitmap,
    /// The position of each claim's span in `spans`; their number for an undated claim.
    positions: ForwardIndex,
}

impl SpanIndex {
    /// Builds the index from the claims of each date, which may repeat.
    pub fn build(claims: impl Iterator<Item = (Option<Days>, RoaringBitmap)>) -> Self {
        let mut index = Self::default();
        let mut by_span: BTreeMap<_, (DaySpan, RoaringBitmap)> = BTreeMap::new();
        for (days, claims) in claims {
            let Some(Days { span, runs }) = days else {
                index.undated |= claims;
                continue;
            };
            if !runs.is_empty() {
                claims.iter().for_each(|ordinal| index.holes.add(ordinal, &runs));
            }
            by_span.entry((span.earliest, span.latest)).or_insert((span, RoaringBitmap::new())).1 |= claims;
        }
        let mut spans: Vec<_> = by_span.into_values().collect();
        spans.sort_by(|(a, _), (b, _)| RankKey::compare_spans(Some(*a), Some(*b)));
        (index.spans, index.claims) = spans.into_iter().unzip();
        let claims = || index.claims.iter().chain([&index.undated]);
        let len = claims().map(RoaringBitmap::len).sum::<u64>();
        index.positions = ForwardIndex::new(claims(), u32::try_from(len).expect("ordinals are 32 bits wide"));
        index
    }

    /// What the index was built from.
    pub fn entries(&self) -> Vec<(Option<Days>, RoaringBitmap)> {
        let mut entries = vec![(None, self.undated.clone())];
        for (&span, claims) in self.spans.iter().zip(&self.claims) {
            entries.push((Some(Days { span, runs: vec![] }), claims - self.holes.claims()));
            for (ordinal, runs) in self.holes.among(claims) {
                entries.push((Some(Days { span, runs }), [ordinal].into()));
            }
        }
        entries
    }

    /// Returns the claims without this date.
    pub fn undated(&self) -> &RoaringBitmap {
        &self.undated
    }

    pub fn holes(&self) -> &Holes {
        &self.holes
    }

    /// Returns the claims in a window.
    pub fn in_window(&self, window: &DateWindow) -> RoaringBitmap {
        let spans = self.spans.iter().zip(&self.claims);
        let mut found: RoaringBitmap =
            roaring::MultiOps::union(spans.filter(|(span, _)| window.matches(**span)).map(|(_, claims)| claims));
        self.holes.retain_in_window(&mut found, window);
        found
    }

    /// Returns the spans with their claims, newest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (DaySpan, &RoaringBitmap)> + ExactSizeIterator {
        self.spans.iter().copied().zip(&self.claims)
    }

    /// Returns the span of a claim.
    pub fn span(&self, ordinal: u32) -> Option<DaySpan> {
        self.spans.get(self.positions.value(ordinal) as usize).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::claim_date::EdtfDate;

    #[test]
    fn a_claim_has_the_span_of_its_date() {
        let dates =
            [(Some("2025-07"), vec![1, 3]), (None, vec![0]), (Some("2024"), vec![2]), (Some("2025-07"), vec![4])];
        let index =
            SpanIndex::build(dates.iter().map(|(edtf, claims)| {
                (edtf.map(|edtf| EdtfDate::parse(edtf).unwrap().days()), claims.iter().collect())
            }));
        let span = |edtf| EdtfDate::parse(edtf).ok().map(|date| date.span());
        let spans: Vec<_> = (0..5).map(|ordinal| index.span(ordinal)).collect();
        assert_eq!(spans, [None, span("2025-07"), span("2024"), span("2025-07"), span("2025-07")]);
    }
}
