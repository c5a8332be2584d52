//! The claims' dates by ordinal. Ordinals follow the first day downwards, so that a bound on it is a range of ordinals.
//! A bound on the last day only matters for claims that last over the bound, and those are kept ready for the first day
//! of months.

use std::borrow::Cow;
use std::ops::Range;

use jiff::civil::Date;
use roaring::RoaringBitmap;
use serde::{Deserialize, Serialize};

use crate::domain::claim_date::DaySpan;
use crate::domain::date_window::DateWindow;
use crate::domain::default_order::RankKey;
use crate::domain::vocabulary::DateMatch;
use crate::index::date_serde;

/// The most first days of months for which the claims that last over them are kept.
const MOST_CHECKPOINTS: usize = 256;

/// Spans of the dated claims, which come first; undated claims have the ordinals from `dated()` on.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct DateIndex {
    #[serde(with = "date_serde")]
    spans: Vec<DaySpan>,
    /// The first ordinal of every run of claims with the same span.
    runs: Vec<u32>,
    /// In ascending order.
    checkpoints: Vec<Checkpoint>,
}

/// A day as its year and month, the first of which it is; and the claims that begin before it and last into it.
type Checkpoint = ((i16, i8), RoaringBitmap);

impl DateIndex {
    /// Adds the next claim in rank order.
    pub fn push(&mut self, span: Option<DaySpan>) {
        let Some(span) = span else { return };
        if self.spans.last() != Some(&span) {
            self.runs.push(self.dated());
        }
        self.spans.push(span);
    }

    /// Once every claim is in: finds out which claims last over the first days of months.
    pub fn finish(&mut self) {
        let Some(DaySpan { earliest, latest }) = self.coverage() else { return };
        let number = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
        let month = |number: i32| {
            let year = i16::try_from(number.div_euclid(12)).unwrap_or(i16::MAX);
            (year, i8::try_from(number.rem_euclid(12) + 1).unwrap_or(1))
        };
        let months = number(earliest) + 1..=number(latest);
        let step = months.clone().count().div_ceil(MOST_CHECKPOINTS).max(1);
        let mut checkpoints: Vec<Checkpoint> =
            months.step_by(step).map(|number| (month(number), RoaringBitmap::new())).collect();
        for (ordinal, span) in (0u32..).zip(&self.spans) {
            let begun = checkpoints.partition_point(|(first, _)| first_day(*first) <= span.earliest);
            for (_, lasting) in
                checkpoints[begun..].iter_mut().take_while(|(first, _)| first_day(*first) <= span.latest)
            {
                lasting.try_push(ordinal).expect("ordinals ascend");
            }
        }
        self.checkpoints = checkpoints;
    }

    /// How many claims have a date.
    pub fn dated(&self) -> u32 {
        ordinal(self.spans.len())
    }

    /// First and last day of all.
    pub fn coverage(&self) -> Option<DaySpan> {
        let latest = self.spans.iter().map(|span| span.latest).max()?;
        Some(DaySpan { earliest: self.spans.last()?.earliest, latest })
    }

    /// The span of a dated claim.
    pub fn span(&self, ordinal: u32) -> Option<DaySpan> {
        self.spans.get(ordinal as usize).copied()
    }

    /// Leaves in a set of dated claims those that the window admits.
    pub fn admit(&self, found: &mut RoaringBitmap, window: &DateWindow) {
        let DateWindow { relation, from, to } = *window;
        match relation {
            DateMatch::Overlap => {
                let begun = to.map_or(0, |to| self.first_from(to));
                found.remove_range(..begun);
                // A claim that starts inside the window overlaps it; one that starts before has to last into it.
                if let Some(from) = from {
                    let lasting = &*found & self.lasting_into(from).as_ref();
                    found.remove_range(self.first_before(from)..);
                    *found |= lasting;
                }
            }
            DateMatch::Within => {
                found.remove_range(..to.map_or(0, |to| self.first_from(to)));
                if let Some(from) = from {
                    found.remove_range(self.first_before(from)..);
                }
                if let Some(behind) = to.and_then(|to| to.tomorrow().ok()) {
                    *found -= self.lasting_into(behind).as_ref();
                }
            }
            DateMatch::Contains => {
                found.remove_range(..from.map_or(0, |from| self.first_from(from)));
                if let Some(to) = to {
                    let mut lasting = &*found & self.lasting_into(to).as_ref();
                    lasting.extend(found.range(self.first_from(to)..self.first_before(to)));
                    *found = lasting;
                }
            }
        }
    }

    /// The claims that begin before a day and last into it.
    fn lasting_into(&self, day: Date) -> Cow<'_, RoaringBitmap> {
        let before = self.checkpoints.partition_point(|(first, _)| first_day(*first) <= day);
        let behind = self.first_before(day);
        let Some((first, lasting)) = before.checked_sub(1).map(|at| &self.checkpoints[at]) else {
            return Cow::Owned(self.scan(behind..self.dated(), day));
        };
        let checkpoint = first_day(*first);
        if checkpoint == day {
            return Cow::Borrowed(lasting);
        }
        // What has begun since the checkpoint has smaller ordinals than what had begun by then.
        let mut found = self.scan(behind..self.first_before(checkpoint), day);
        let still = lasting.iter().filter(|&ordinal| self.spans[ordinal as usize].latest >= day);
        found.append(still).expect("ordinals ascend");
        Cow::Owned(found)
    }

    /// The run of ordinals that share the ordinal's span.
    pub fn run_of(&self, ordinal: u32) -> Range<u32> {
        let next = self.runs.partition_point(|&start| start <= ordinal);
        let end = self.runs.get(next).copied().unwrap_or_else(|| self.dated());
        self.runs[next - 1]..end
    }

    /// The ordinals with this span: an empty range where it would stand if there are none.
    pub fn ordinals_with(&self, span: DaySpan) -> Range<u32> {
        let place = |end: bool| {
            let before = |known: &DaySpan| {
                let order = RankKey::compare_spans(Some(*known), Some(span));
                order.is_lt() || (end && order.is_eq())
            };
            ordinal(self.spans.partition_point(before))
        };
        place(false)..place(true)
    }

    /// The first ordinal whose claim starts on `day` or earlier.
    fn first_from(&self, day: Date) -> u32 {
        ordinal(self.spans.partition_point(|span| span.earliest > day))
    }

    /// The first ordinal whose claim starts before `day`.
    fn first_before(&self, day: Date) -> u32 {
        ordinal(self.spans.partition_point(|span| span.earliest >= day))
    }

    /// The claims of a range that last into a day.
    fn scan(&self, range: Range<u32>, day: Date) -> RoaringBitmap {
        let spans = &self.spans[range.start as usize..range.end as usize];
        let found = range.zip(spans).filter(|(_, span)| span.latest >= day).map(|(ordinal, _)| ordinal);
        RoaringBitmap::from_sorted_iter(found).expect("ordinals ascend")
    }
}

fn first_day((year, month): (i16, i8)) -> Date {
    Date::new(year, month, 1).expect("years are those of dates")
}

fn ordinal(index: usize) -> u32 {
    u32::try_from(index).expect("ordinals are 32 bits wide")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(number: i16) -> Date {
        Date::new(2025, 1, 1).unwrap().saturating_add(jiff::Span::new().days(number))
    }

    fn spans() -> impl Strategy<Value = Vec<DaySpan>> {
        let span =
            (0i16..160, 0i16..90).prop_map(|(first, more)| DaySpan { earliest: day(first), latest: day(first + more) });
        proptest::collection::vec(span, 0..60)
    }

    proptest! {
        #[test]
        fn a_window_admits_the_same_claims_as_one_by_one(
            mut spans in spans(),
            first in 0i16..200,
            more in 0i16..60,
            open in 0u8..3,
            relation in 0usize..3,
        ) {
            spans.sort_by(|&a, &b| RankKey::compare_spans(Some(a), Some(b)));
            let mut calendar = DateIndex::default();
            for &span in &spans {
                calendar.push(Some(span));
            }
            calendar.finish();
            let end = |open: bool, number| (!open).then(|| DaySpan { earliest: day(number), latest: day(number) });
            let relation = DateMatch::ALL[relation];
            let window = DateWindow::new(relation, end(open == 1, first), end(open == 2, first + more)).unwrap();
            let expected: Vec<u32> = (0u32..).zip(&spans).filter(|&(_, &span)| window.admits(span)).map(|(o, _)| o).collect();
            let mut admitted = RoaringBitmap::new();
            admitted.insert_range(0..calendar.dated());
            calendar.admit(&mut admitted, &window);
            prop_assert_eq!(admitted.iter().collect::<Vec<_>>(), expected);
        }
    }
}
