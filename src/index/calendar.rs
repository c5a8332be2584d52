//! The claims' dates by ordinal. Ordinals follow the first day downwards, so that a bound on it is a range of ordinals
//! and only the last day has to be looked at claim by claim.

use std::ops::Range;

use jiff::civil::Date;
use roaring::RoaringBitmap;

use crate::domain::claim_date::DaySpan;
use crate::domain::filter::DateWindow;
use crate::domain::rank::RankKey;
use crate::domain::vocabulary::DateMatch;

/// Spans of the dated claims, which come first; undated claims have the ordinals from `dated()` on.
#[derive(Debug, Default)]
pub struct Calendar {
    spans: Vec<DaySpan>,
    /// The first ordinal of every run of claims with the same span.
    runs: Vec<u32>,
}

impl Calendar {
    /// Adds the next claim in rank order.
    pub fn push(&mut self, span: Option<DaySpan>) {
        let Some(span) = span else { return };
        if self.spans.last() != Some(&span) {
            self.runs.push(self.dated());
        }
        self.spans.push(span);
    }

    /// How many claims have a date.
    pub fn dated(&self) -> u32 {
        u32::try_from(self.spans.len()).expect("ordinals are 32 bits wide")
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

    /// The dated claims that the window admits.
    pub fn admitted(&self, window: &DateWindow) -> RoaringBitmap {
        let DateWindow { field: _, relation, from, to } = *window;
        let mut admitted = RoaringBitmap::new();
        match relation {
            DateMatch::Overlap => {
                let begun = to.map_or(0, |to| self.first_from(to));
                // A claim that starts inside the window overlaps it; one that starts before has to last into it.
                let inside = from.map_or(self.dated(), |from| self.first_before(from));
                admitted.insert_range(begun..inside.max(begun));
                if let Some(from) = from {
                    admitted |= self.scan(inside.max(begun)..self.dated(), |latest| latest >= from);
                }
            }
            DateMatch::Within => {
                let begun = to.map_or(0, |to| self.first_from(to));
                let inside = from.map_or(self.dated(), |from| self.first_before(from));
                admitted = self.scan(begun..inside.max(begun), |latest| to.is_none_or(|to| latest <= to));
            }
            DateMatch::Contains => {
                let begun = from.map_or(0, |from| self.first_from(from));
                admitted = self.scan(begun..self.dated(), |latest| to.is_none_or(|to| latest >= to));
            }
        }
        admitted
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

    fn scan(&self, range: Range<u32>, admits: impl Fn(Date) -> bool) -> RoaringBitmap {
        let spans = &self.spans[range.start as usize..range.end as usize];
        let found = range.zip(spans).filter(|(_, span)| admits(span.latest)).map(|(ordinal, _)| ordinal);
        RoaringBitmap::from_sorted_iter(found).expect("ordinals ascend")
    }
}

fn ordinal(index: usize) -> u32 {
    u32::try_from(index).expect("ordinals are 32 bits wide")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::vocabulary::DateField;
    use proptest::prelude::*;

    fn day(number: i16) -> Date {
        Date::new(2025, 1, 1).unwrap().saturating_add(jiff::Span::new().days(number))
    }

    fn spans() -> impl Strategy<Value = Vec<DaySpan>> {
        let span =
            (0i16..60, 0i16..20).prop_map(|(first, more)| DaySpan { earliest: day(first), latest: day(first + more) });
        proptest::collection::vec(span, 0..60)
    }

    proptest! {
        #[test]
        fn a_window_admits_the_same_claims_as_one_by_one(
            mut spans in spans(),
            first in 0i16..70,
            more in 0i16..10,
            open in 0u8..3,
            relation in 0usize..3,
        ) {
            spans.sort_by(|&a, &b| RankKey::compare_spans(Some(a), Some(b)));
            let mut calendar = Calendar::default();
            for &span in &spans {
                calendar.push(Some(span));
            }
            let end = |open: bool, number| (!open).then(|| DaySpan { earliest: day(number), latest: day(number) });
            let relation = DateMatch::ALL[relation];
            let window = DateWindow::new(DateField::Event, relation, end(open == 1, first), end(open == 2, first + more)).unwrap();
            let expected: Vec<u32> = (0u32..).zip(&spans).filter(|&(_, &span)| window.admits(span)).map(|(o, _)| o).collect();
            prop_assert_eq!(calendar.admitted(&window).iter().collect::<Vec<_>>(), expected);
        }
    }
}
