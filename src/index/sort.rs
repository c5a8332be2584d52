//! Iterates over matches in any order, from the start or after a given claim.

use std::iter;
use std::ops::Range;

use roaring::RoaringBitmap;

use crate::domain::claim_date::DaySpan;
use crate::domain::vocabulary::ClaimSort;
use crate::index::claim_index::ClaimIndex;

/// Below this selectivity (1/N of all claims), sorting the matches is faster than filtering all claims.
const SPARSE_FRACTION: u64 = 32;

/// The position after a claim in every order. The claim need not exist in this dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub span: Option<DaySpan>,
    pub salience: u8,
    /// Number of claims up to and including it in the default order.
    pub rank: u32,
    /// Number of claims up to and including it in the order of identifiers.
    pub by_id: u32,
}

impl ClaimIndex {
    /// Returns the matches in the order of `sort`, all of them or those after a position.
    pub fn iter_sorted<'a>(
        &'a self,
        matches: &'a RoaringBitmap,
        sort: ClaimSort,
        after: Option<Position>,
    ) -> Box<dyn Iterator<Item = u32> + 'a> {
        let rank = after.map_or(0, |position| position.rank);
        match sort {
            ClaimSort::DateDescending => Box::new(matches.range(rank..)),
            ClaimSort::DateAscending => self.iter_oldest_first(matches, after),
            ClaimSort::SalienceAscending => self.iter_by_salience(matches, after, 1..=3),
            // Salience replaces relevance where there are no scores.
            ClaimSort::SalienceDescending | ClaimSort::Relevance => {
                self.iter_by_salience(matches, after, (1..=3).rev())
            }
            ClaimSort::Id => self.iter_by_id(matches, after.map_or(0, |position| position.by_id)),
        }
    }

    /// Returns the position after a claim of this dataset.
    pub fn position_after(&self, ordinal: u32) -> Position {
        let salience = (1..).zip(&self.saliences).find(|(_, claims)| claims.contains(ordinal));
        Position {
            span: self.dates.span(ordinal),
            salience: salience.expect("every claim has a salience").0,
            rank: ordinal + 1,
            by_id: self.by_id.rank(ordinal) + 1,
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

    /// Returns the runs of equal dates in reverse order, each by identifier, then the undated claims.
    fn iter_oldest_first<'a>(
        &'a self,
        matches: &'a RoaringBitmap,
        after: Option<Position>,
    ) -> Box<dyn Iterator<Item = u32> + 'a> {
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

    fn iter_by_salience<'a>(
        &'a self,
        matches: &'a RoaringBitmap,
        after: Option<Position>,
        levels: impl Iterator<Item = u8> + 'a,
    ) -> Box<dyn Iterator<Item = u32> + 'a> {
        let rest = levels.skip_while(move |&level| after.is_some_and(|position| position.salience != level));
        Box::new(rest.flat_map(move |level| {
            let from = after.filter(|position| position.salience == level).map_or(0, |position| position.rank);
            (matches & &self.saliences[usize::from(level) - 1]).into_range(from..)
        }))
    }

    fn iter_by_id<'a>(&'a self, matches: &'a RoaringBitmap, from: u32) -> Box<dyn Iterator<Item = u32> + 'a> {
        if matches.len() * SPARSE_FRACTION < u64::from(self.len) {
            let mut ranks: Vec<u32> = matches.iter().map(|ordinal| self.by_id.rank(ordinal)).collect();
            ranks.retain(|&rank| rank >= from);
            ranks.sort_unstable();
            return Box::new(ranks.into_iter().map(|rank| self.by_id.ordinals()[rank as usize]));
        }
        let ordinals = self.by_id.ordinals().iter().skip(from as usize).copied();
        Box::new(ordinals.filter(|&ordinal| matches.contains(ordinal)))
    }
}
