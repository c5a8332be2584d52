//! Walking matches in any order, from the start or from behind a claim.

use std::iter;

use roaring::RoaringBitmap;
use serde::{Deserialize, Serialize};

use super::ClaimIndex;
use crate::domain::claim_date::DaySpan;
use crate::domain::vocabulary::ClaimSort;

/// Below this share of all claims, sorting the matches beats walking every claim.
const SPARSE: u64 = 32;

/// The claims in the order of their identifiers.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct IdOrder {
    ordinals: Vec<u32>,
    /// Where each ordinal stands in `ordinals`.
    places: Vec<u32>,
}

impl IdOrder {
    /// Takes the ordinals in the order of their identifiers.
    pub fn new(ordinals: Vec<u32>) -> Self {
        let mut places = vec![0; ordinals.len()];
        for (place, &ordinal) in (0u32..).zip(&ordinals) {
            places[ordinal as usize] = place;
        }
        Self { ordinals, places }
    }
}

/// A place in every order: behind one claim, which need not be in the snapshot any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The claim's days.
    pub span: Option<DaySpan>,
    /// The claim's salience.
    pub salience: u8,
    /// How many claims of the snapshot rank before it or are it.
    pub rank: u32,
    /// How many claims of the snapshot have its identifier or a smaller one.
    pub by_id: u32,
}

impl ClaimIndex {
    /// The ordinals of `matches` in the order of `sort`, all of them or those behind a position.
    pub fn walk<'a>(
        &'a self,
        matches: &'a RoaringBitmap,
        sort: ClaimSort,
        after: Option<Position>,
    ) -> Box<dyn Iterator<Item = u32> + 'a> {
        let rank = after.map_or(0, |position| position.rank);
        match sort {
            ClaimSort::DateDescending => Box::new(matches.range(rank..)),
            ClaimSort::DateAscending => self.walk_oldest_first(matches, after),
            ClaimSort::SalienceAscending => self.walk_saliences(matches, after, 1..=3),
            // Without scores, the nearest thing to relevance is weight.
            ClaimSort::SalienceDescending | ClaimSort::Relevance => self.walk_saliences(matches, after, (1..=3).rev()),
            ClaimSort::Id => self.walk_ids(matches, after.map_or(0, |position| position.by_id)),
        }
    }

    /// The position behind a claim of this snapshot.
    pub fn position_of(&self, ordinal: u32) -> Position {
        let salience = self.saliences.iter().position(|set| set.contains(ordinal)).map_or(1, |level| level + 1);
        Position {
            span: self.calendar.span(ordinal),
            salience: u8::try_from(salience).unwrap_or(1),
            rank: ordinal + 1,
            by_id: self.by_id.places[ordinal as usize] + 1,
        }
    }

    /// The ordinals among which a claim with this span has its place by identifier.
    pub fn ordinals_with(&self, span: Option<DaySpan>) -> std::ops::Range<u32> {
        span.map_or(self.calendar.dated()..self.len, |span| self.calendar.ordinals_with(span))
    }

    /// The ordinal of the claim that stands at this place in the order of identifiers.
    pub fn ordinal_by_id(&self, place: u32) -> Option<u32> {
        self.by_id.ordinals.get(place as usize).copied()
    }

    /// Runs of equal dates from the last to the first, each by identifier; then the undated claims.
    fn walk_oldest_first<'a>(
        &'a self,
        matches: &'a RoaringBitmap,
        after: Option<Position>,
    ) -> Box<dyn Iterator<Item = u32> + 'a> {
        let dated = self.calendar.dated();
        let (rest_of_run, mut upper, undated_from) = match after {
            None => (0..0, dated, dated),
            Some(Position { span: Some(span), rank, .. }) => {
                let run = self.calendar.ordinals_with(span);
                (rank..run.end.max(rank), run.start, dated)
            }
            Some(Position { span: None, rank, .. }) => (0..0, 0, rank),
        };
        let earlier_runs = iter::from_fn(move || {
            let last = matches.range(..upper).next_back()?;
            let start = self.calendar.run_of(last).start;
            let run = matches.range(start..upper);
            upper = start;
            Some(run)
        });
        Box::new(matches.range(rest_of_run).chain(earlier_runs.flatten()).chain(matches.range(undated_from..)))
    }

    fn walk_saliences<'a>(
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

    fn walk_ids<'a>(&'a self, matches: &'a RoaringBitmap, from: u32) -> Box<dyn Iterator<Item = u32> + 'a> {
        let IdOrder { ordinals, places } = &self.by_id;
        if matches.len() * SPARSE < u64::from(self.len) {
            let mut chosen: Vec<u32> = matches.iter().map(|ordinal| places[ordinal as usize]).collect();
            chosen.retain(|&place| place >= from);
            chosen.sort_unstable();
            return Box::new(chosen.into_iter().map(|place| ordinals[place as usize]));
        }
        Box::new(ordinals.iter().skip(from as usize).copied().filter(|&ordinal| matches.contains(ordinal)))
    }
}
