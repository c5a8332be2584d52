//! The orders of claims: each method returns the matches in one order, from the first or after a position.

use std::cmp::Ordering;
use std::iter;
use std::ops::Range;

use roaring::RoaringBitmap;

use crate::domain::claim_date::DaySpan;
use crate::domain::default_order::RankKey;
use crate::index::claim_index::{ClaimIndex, Place};

/// Ordinals in some order.
pub type Ordinals<'a> = Box<dyn Iterator<Item = u32> + 'a>;

/// The position after a claim in every order. The claim need not exist in this dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub span: Option<DaySpan>,
    pub asserted: Option<DaySpan>,
    pub published: Option<DaySpan>,
    pub salience: u8,
    /// The release that changed it last.
    pub modified: u32,
    /// Number of claims up to and including it in the default order.
    pub rank: u32,
    /// Number of claims up to and including it in the order of identifiers.
    pub by_id: u32,
    /// Number of claims up to and including it in the order of places.
    pub by_place: u32,
}

impl ClaimIndex {
    /// Returns the position after a claim of this dataset.
    pub fn position_after(&self, ordinal: u32) -> Position {
        let salience = (1..).zip(&self.saliences).find(|(_, claims)| claims.contains(ordinal));
        Position {
            span: self.dates.span(ordinal),
            asserted: self.asserted.span(ordinal),
            published: self.published.span(ordinal),
            salience: salience.expect("every claim has a salience").0,
            modified: self.releases.of(ordinal).1,
            rank: ordinal + 1,
            by_id: self.by_id.rank(ordinal) + 1,
            by_place: self.by_place.rank(ordinal) + 1,
        }
    }

    /// Returns the ordinals of the claims with this span. They are sorted by identifier.
    pub fn ordinals_with(&self, span: Option<DaySpan>) -> Range<u32> {
        span.map_or(self.dates.dated()..self.len, |span| self.dates.ordinals_with(span))
    }

    /// Returns the ordinal of the claim at this rank in the order of identifiers.
    pub fn ordinal_by_id(&self, rank: u32) -> Option<u32> {
        self.by_id.ordinals().get(rank as usize).copied()
    }

    /// Returns the ordinal of the claim at this rank in the order of places.
    pub fn ordinal_by_place(&self, rank: u32) -> Option<u32> {
        self.by_place.ordinals().get(rank as usize).copied()
    }

    pub fn place(&self, ordinal: u32) -> Place {
        self.places[ordinal as usize]
    }

    /// The default order.
    pub fn newest_first<'a>(&'a self, matches: &'a RoaringBitmap, after: Option<Position>) -> Ordinals<'a> {
        Box::new(matches.range(after.map_or(0, |position| position.rank)..))
    }

    /// Returns the runs of equal dates in reverse order, each by identifier, then the undated claims.
    pub fn oldest_first<'a>(&'a self, matches: &'a RoaringBitmap, after: Option<Position>) -> Ordinals<'a> {
        let dated = self.dates.dated();
        let (rest_of_run, mut upper, undated_from) = match after {
            None => (0..0, dated, dated),
            Some(Position { span: Some(span), rank, .. }) => {
                let run = self.dates.ordinals_with(span);
                (rank..run.end.max(rank), run.start, dated)
            }
            Some(Position { span: None, rank, .. }) => (0..0, 0, rank),
        };
        let earlier_runs = iter::from_fn(move || {
            let last = matches.range(..upper).next_back()?;
            let start = self.dates.run_of(last).start;
            let run = matches.range(start..upper);
            upper = start;
            Some(run)
        });
        Box::new(matches.range(rest_of_run).chain(earlier_runs.flatten()).chain(matches.range(undated_from..)))
    }

    pub fn newest_asserted_first<'a>(&'a self, matches: &'a RoaringBitmap, after: Option<Position>) -> Ordinals<'a> {
        let after = after.map(|position| (position.asserted, position.rank));
        by_span(self.asserted.iter(), self.asserted.undated(), RankKey::compare_spans, matches, after)
    }

    pub fn oldest_asserted_first<'a>(&'a self, matches: &'a RoaringBitmap, after: Option<Position>) -> Ordinals<'a> {
        let after = after.map(|position| (position.asserted, position.rank));
        by_span(self.asserted.iter().rev(), self.asserted.undated(), oldest_first, matches, after)
    }

    pub fn newest_published_first<'a>(&'a self, matches: &'a RoaringBitmap, after: Option<Position>) -> Ordinals<'a> {
        let after = after.map(|position| (position.published, position.rank));
        by_span(self.published.iter(), self.published.undated(), RankKey::compare_spans, matches, after)
    }

    pub fn oldest_published_first<'a>(&'a self, matches: &'a RoaringBitmap, after: Option<Position>) -> Ordinals<'a> {
        let after = after.map(|position| (position.published, position.rank));
        by_span(self.published.iter().rev(), self.published.undated(), oldest_first, matches, after)
    }

    pub fn least_salient_first<'a>(&'a self, matches: &'a RoaringBitmap, after: Option<Position>) -> Ordinals<'a> {
        self.by_salience(matches, after, 1..=3)
    }

    pub fn most_salient_first<'a>(&'a self, matches: &'a RoaringBitmap, after: Option<Position>) -> Ordinals<'a> {
        self.by_salience(matches, after, (1..=3).rev())
    }

    /// Last changed first; within a release in the default order.
    pub fn last_modified_first<'a>(&'a self, matches: &'a RoaringBitmap, after: Option<Position>) -> Ordinals<'a> {
        let until = after.map_or(u32::MAX, |position| position.modified);
        by_release(self.releases.by_last_change().range(..=until).rev(), matches, after)
    }

    /// Changed longest ago first; within a release in the default order.
    pub fn first_modified_first<'a>(&'a self, matches: &'a RoaringBitmap, after: Option<Position>) -> Ordinals<'a> {
        let from = after.map_or(0, |position| position.modified);
        by_release(self.releases.by_last_change().range(from..), matches, after)
    }

    pub fn by_id<'a>(&'a self, matches: &'a RoaringBitmap, after: Option<Position>) -> Ordinals<'a> {
        self.by_id.iter(matches, after.map_or(0, |position| position.by_id))
    }

    pub fn by_place<'a>(&'a self, matches: &'a RoaringBitmap, after: Option<Position>) -> Ordinals<'a> {
        self.by_place.iter(matches, after.map_or(0, |position| position.by_place))
    }

    fn by_salience<'a>(
        &'a self,
        matches: &'a RoaringBitmap,
        after: Option<Position>,
        levels: impl Iterator<Item = u8> + 'a,
    ) -> Ordinals<'a> {
        let rest = levels.skip_while(move |&level| after.is_some_and(|position| position.salience != level));
        Box::new(rest.flat_map(move |level| {
            let from = after.filter(|position| position.salience == level).map_or(0, |position| position.rank);
            (matches & &self.saliences[usize::from(level) - 1]).into_range(from..)
        }))
    }
}

/// Compares dates like [`RankKey::compare_spans`] but oldest first. Undated claims are last in both orders.
fn oldest_first(a: Option<DaySpan>, b: Option<DaySpan>) -> Ordering {
    match (a, b) {
        (Some(_), Some(_)) => RankKey::compare_spans(b, a),
        _ => RankKey::compare_spans(a, b),
    }
}

/// Returns the matches span by span, within a span in the default order, then those without a date. `after` is the span and
/// the default rank of a position; `compare` is the order of the spans.
fn by_span<'a>(
    spans: impl Iterator<Item = (DaySpan, &'a RoaringBitmap)> + 'a,
    undated: &'a RoaringBitmap,
    compare: fn(Option<DaySpan>, Option<DaySpan>) -> Ordering,
    matches: &'a RoaringBitmap,
    after: Option<(Option<DaySpan>, u32)>,
) -> Ordinals<'a> {
    let groups = spans.map(|(span, claims)| (Some(span), claims)).chain([(None, undated)]);
    Box::new(groups.flat_map(move |(span, claims)| {
        let from = match after.map(|(last, rank)| (compare(span, last), rank)) {
            // Its claims were before the position.
            Some((Ordering::Less, _)) => return RoaringBitmap::new().into_range(..),
            Some((Ordering::Equal, rank)) => rank,
            Some((Ordering::Greater, _)) | None => 0,
        };
        (matches & claims).into_range(from..)
    }))
}

/// Returns the matches release by release, within a release in the default order. The first release is that of the position.
fn by_release<'a>(
    releases: impl Iterator<Item = (&'a u32, &'a RoaringBitmap)> + 'a,
    matches: &'a RoaringBitmap,
    after: Option<Position>,
) -> Ordinals<'a> {
    Box::new(releases.flat_map(move |(release, claims)| {
        let from = after.filter(|position| position.modified == *release).map_or(0, |position| position.rank);
        (matches & claims).into_range(from..)
    }))
}
