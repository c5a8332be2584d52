//! The date index. Ordinals descend by first day, so a bound on the first day is a range of ordinals. A bound on the
//! last day needs the claims that extend over it, which are stored for the first days of some months; for other days, the claims
//! that begin or end since that day are added and removed.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use jiff::civil::Date;
use roaring::RoaringBitmap;
use serde::{Deserialize, Serialize};

use crate::domain::claim_date::{DaySpan, Days};
use crate::domain::date_window::DateWindow;
use crate::domain::default_order::RankKey;
use crate::domain::period::{month_number, year_and_month};
use crate::domain::vocabulary::DateMatch;
use crate::index::date_serde;
use crate::index::holes::Holes;

const MAX_CHECKPOINTS: usize = 256;

/// The spans of the dated claims by ordinal. Undated claims have the ordinals from `dated()`.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct DateIndex {
    #[serde(with = "date_serde")]
    spans: Vec<DaySpan>,
    /// The first ordinal of each run of claims with equal spans.
    runs: Vec<u32>,
    /// In ascending order.
    checkpoints: Vec<Checkpoint>,
    holes: Holes,
    /// The span of all claims, computed when it is first asked for.
    #[serde(skip)]
    coverage: OnceLock<Option<DaySpan>>,
}

/// The first day of a month.
#[derive(Debug, Serialize, Deserialize)]
struct Checkpoint {
    month: (i16, i8),
    /// The claims that begin before it and end on it or later.
    extending: RoaringBitmap,
    /// Those of them that end before the next checkpoint, by last day.
    ending: Vec<u32>,
}

impl Checkpoint {
    fn day(&self) -> Date {
        Date::new(self.month.0, self.month.1, 1).expect("checkpoints are months of the calendar")
    }
}

impl DateIndex {
    /// Adds the next claim in the default order.
    pub fn push(&mut self, date: Option<&Days>) {
        let Some(&Days { span, ref runs }) = date else { return };
        if !runs.is_empty() {
            self.holes.add(self.dated(), runs);
        }
        if self.spans.last() != Some(&span) {
            self.runs.push(self.dated());
        }
        self.spans.push(span);
    }

    /// Builds the checkpoints after the last claim.
    pub fn finish(&mut self) {
        let Some(DaySpan { earliest, latest }) = self.coverage() else { return };
        let months = month_number(earliest) + 1..=month_number(latest);
        let step = months.clone().count().div_ceil(MAX_CHECKPOINTS).max(1);
        let empty = |month| Checkpoint { month, extending: RoaringBitmap::new(), ending: vec![] };
        let mut checkpoints: Vec<Checkpoint> =
            months.step_by(step).map(|number| empty(year_and_month(number))).collect();
        for (ordinal, span) in (0u32..).zip(&self.spans) {
            let after = checkpoints.partition_point(|checkpoint| checkpoint.day() <= span.earliest);
            let end = checkpoints.partition_point(|checkpoint| checkpoint.day() <= span.latest);
            if let [covered @ .., last] = &mut checkpoints[after..end] {
                last.ending.push(ordinal);
                for checkpoint in covered.iter_mut().chain([last]) {
                    checkpoint.extending.try_push(ordinal).expect("ordinals ascend");
                }
            }
        }
        for Checkpoint { ending, .. } in &mut checkpoints {
            ending.sort_by_key(|&ordinal| self.spans[ordinal as usize].latest);
        }
        self.checkpoints = checkpoints;
    }

    /// Returns the number of dated claims.
    pub fn dated(&self) -> u32 {
        ordinal(self.spans.len())
    }

    /// Returns the span from the first to the last day of all claims. Open ends do not count. Not called before the last claim
    /// is added.
    pub fn coverage(&self) -> Option<DaySpan> {
        *self.coverage.get_or_init(|| extent(self.runs.iter().map(|&start| self.spans[start as usize])))
    }

    pub fn holes(&self) -> &Holes {
        &self.holes
    }

    pub fn span(&self, ordinal: u32) -> Option<DaySpan> {
        self.spans.get(ordinal as usize).copied()
    }

    /// The span of a claim with its holes.
    pub fn days(&self, ordinal: u32) -> Option<Days> {
        self.span(ordinal).map(|span| Days { span, runs: self.holes.runs(ordinal) })
    }

    /// Removes the claims outside the window. `claims` must be dated.
    pub fn retain_in_window(&self, claims: &mut RoaringBitmap, window: &DateWindow) {
        self.retain_spans_in_window(claims, window);
        self.holes.retain_in_window(claims, window);
    }

    fn retain_spans_in_window(&self, claims: &mut RoaringBitmap, window: &DateWindow) {
        let DateWindow { relation, from, to } = *window;
        match relation {
            DateMatch::Overlap => {
                claims.remove_range(..to.map_or(0, |to| self.first_from(to)));
                // A claim that begins before the window overlaps it if it extends to its first day.
                if let Some(from) = from {
                    let extending = match self.extending_to(from) {
                        Cow::Borrowed(extending) => extending & &*claims,
                        Cow::Owned(extending) => extending & &*claims,
                    };
                    claims.remove_range(self.first_before(from)..);
                    *claims |= extending;
                }
            }
            DateMatch::Within => {
                claims.remove_range(..to.map_or(0, |to| self.first_from(to)));
                if let Some(from) = from {
                    claims.remove_range(self.first_before(from)..);
                }
                if let Some(day_after) = to.and_then(|to| to.tomorrow().ok()) {
                    *claims -= self.extending_to(day_after).as_ref();
                }
            }
            DateMatch::Contains => {
                claims.remove_range(..from.map_or(0, |from| self.first_from(from)));
                if let Some(to) = to {
                    let mut extending = &*claims & self.extending_to(to).as_ref();
                    extending.extend(claims.range(self.first_from(to)..self.first_before(to)));
                    *claims = extending;
                }
            }
        }
    }

    /// Returns the claims that begin before `day` and end on it or later.
    fn extending_to(&self, day: Date) -> Cow<'_, RoaringBitmap> {
        let checkpoints = self.checkpoints.partition_point(|checkpoint| checkpoint.day() <= day);
        let begun = self.first_before(day);
        let Some(checkpoint) = checkpoints.checked_sub(1).map(|at| &self.checkpoints[at]) else {
            return Cow::Owned(self.scan(begun..self.dated(), day));
        };
        if checkpoint.day() == day {
            return Cow::Borrowed(&checkpoint.extending);
        }
        let mut claims = self.scan(begun..self.first_before(checkpoint.day()), day);
        let ended = checkpoint.ending.partition_point(|&ordinal| self.spans[ordinal as usize].latest < day);
        let mut ended = checkpoint.ending[..ended].to_vec();
        ended.sort_unstable();
        claims |= &checkpoint.extending;
        claims -= RoaringBitmap::from_sorted_iter(ended).expect("ordinals ascend");
        Cow::Owned(claims)
    }

    /// Returns the ordinals of each span.
    pub fn runs(&self) -> impl Iterator<Item = Range<u32>> {
        self.runs_from(0)
    }

    fn runs_from(&self, first: usize) -> impl Iterator<Item = Range<u32>> {
        let runs = &self.runs[first..];
        let ends = runs.iter().skip(1).copied().chain([self.dated()]);
        runs.iter().zip(ends).map(|(&start, end)| start..end)
    }

    /// Returns the ordinals with the same span as `ordinal`.
    pub fn run_of(&self, ordinal: u32) -> Range<u32> {
        let next = self.runs.partition_point(|&start| start <= ordinal);
        let end = self.runs.get(next).copied().unwrap_or_else(|| self.dated());
        self.runs[next - 1]..end
    }

    /// Returns the ordinals with this span, or an empty range at its position in the order.
    pub fn ordinals_with(&self, span: DaySpan) -> Range<u32> {
        let compare = |known: &DaySpan| RankKey::compare_spans(Some(*known), Some(span));
        let start = self.spans.partition_point(|known| compare(known).is_lt());
        let end = self.spans.partition_point(|known| compare(known).is_le());
        ordinal(start)..ordinal(end)
    }

    /// Returns the first ordinal whose claim begins on `day` or earlier.
    fn first_from(&self, day: Date) -> u32 {
        ordinal(self.spans.partition_point(|span| span.earliest > day))
    }

    /// Returns the first ordinal whose claim begins before `day`.
    fn first_before(&self, day: Date) -> u32 {
        ordinal(self.spans.partition_point(|span| span.earliest >= day))
    }

    /// Returns the claims of a range of runs that end on `day` or later.
    fn scan(&self, range: Range<u32>, day: Date) -> RoaringBitmap {
        let first = self.runs.partition_point(|&start| start < range.start);
        let runs = self.runs_from(first).take_while(|run| run.start < range.end);
        let mut claims = RoaringBitmap::new();
        for run in runs.filter(|run| self.spans[run.start as usize].latest >= day) {
            claims.insert_range(run);
        }
        claims
    }
}

/// Returns the span from the first to the last day of spans, without their open ends.
pub fn extent(spans: impl Iterator<Item = DaySpan>) -> Option<DaySpan> {
    let days = spans.flat_map(|span| [span.earliest, span.latest]).filter(|&day| day != Date::MIN && day != Date::MAX);
    days.fold(None, |extent, day| {
        let DaySpan { earliest, latest } = extent.unwrap_or(DaySpan { earliest: day, latest: day });
        Some(DaySpan { earliest: earliest.min(day), latest: latest.max(day) })
    })
}

fn ordinal(index: usize) -> u32 {
    u32::try_from(index).expect("ordinals are 32 bits wide")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::claim_date::EdtfDate;
    use crate::domain::vocabulary::VocabularyTerm;
    use proptest::prelude::*;

    fn day(number: i16) -> Date {
        Date::new(2025, 1, 1).unwrap().saturating_add(jiff::Span::new().days(number))
    }

    fn spans() -> impl Strategy<Value = Vec<DaySpan>> {
        let span =
            (0i16..160, 0i16..90).prop_map(|(first, more)| DaySpan { earliest: day(first), latest: day(first + more) });
        proptest::collection::vec(span, 0..60)
    }

    /// Values with holes and without, in 2024 and 2025.
    fn edtf() -> impl Strategy<Value = String> {
        let x = prop_oneof![Just("X1"), Just("1X"), Just("X2"), Just("0X"), Just("XX"), Just("03"), Just("11")];
        let date = (4..=5u8, x.clone(), prop_oneof![Just(""), Just("-X1"), Just("-3X"), Just("-12")])
            .prop_map(|(year, month, day)| format!("202{year}-{month}{day}"))
            .prop_filter("no such day", |text| EdtfDate::parse(text).is_ok());
        let set = proptest::collection::vec(date.clone(), 1..4).prop_map(|dates| format!("[{}]", dates.join(",")));
        prop_oneof![date, set]
    }

    /// Whether a day fits one of the patterns of a value.
    fn contains(edtf: &str, day: Date) -> bool {
        let day = day.to_string();
        let fits = |pattern: &str| pattern.chars().zip(day.chars()).all(|(p, digit)| p == 'X' || p == digit);
        edtf.trim_matches(['[', ']']).split(',').any(fits)
    }

    proptest! {
        #[test]
        fn a_date_with_holes_matches_by_its_days(edtf in edtf(), first in -400i16..400, more in 0i16..60, relation in 0usize..3) {
            let date = EdtfDate::parse(&edtf).unwrap();
            let mut index = DateIndex::default();
            index.push(Some(&date.days()));
            index.finish();
            let relation = DateMatch::ALL[relation];
            let window = DateWindow { relation, from: Some(day(first)), to: Some(day(first + more)) };
            let in_window = || (first..=first + more).map(day);
            let expected = match relation {
                DateMatch::Overlap => in_window().any(|day| contains(&edtf, day)),
                DateMatch::Contains => in_window().all(|day| contains(&edtf, day)),
                DateMatch::Within => {
                    let outside = |day: &Date| *day < window.from.unwrap() || *day > window.to.unwrap();
                    !(-400..800).map(day).filter(outside).any(|day| contains(&edtf, day))
                }
            };
            let mut retained: RoaringBitmap = [0].into();
            index.retain_in_window(&mut retained, &window);
            prop_assert_eq!(!retained.is_empty(), expected, "{} {:?}", edtf, window);
        }

        #[test]
        fn windows_retain_exactly_the_claims_they_match(
            mut spans in spans(),
            first in 0i16..200,
            more in 0i16..60,
            open in 0u8..3,
            relation in 0usize..3,
        ) {
            spans.sort_by(|&a, &b| RankKey::compare_spans(Some(a), Some(b)));
            let mut index = DateIndex::default();
            for &span in &spans {
                index.push(Some(&Days { span, runs: vec![] }));
            }
            index.finish();
            let end = |open: bool, number| (!open).then(|| DaySpan { earliest: day(number), latest: day(number) });
            let relation = DateMatch::ALL[relation];
            let (from, to) = (end(open == 1, first), end(open == 2, first + more));
            let window = DateWindow::new(relation, from, to).unwrap();
            let expected = (0u32..).zip(&spans).filter(|&(_, &span)| window.matches(span)).map(|(ordinal, _)| ordinal);
            let mut retained = RoaringBitmap::new();
            retained.insert_range(0..index.dated());
            index.retain_in_window(&mut retained, &window);
            prop_assert_eq!(retained, expected.collect());
        }
    }
}
