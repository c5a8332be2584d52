//! The date filter: a window of days, and how a claim's date must relate to it.

use jiff::civil::Date;

use crate::domain::claim_date::DaySpan;
use crate::domain::period::Period;
use crate::domain::vocabulary::{DateMatch, TimelineInterval};

/// The days from `from` to `to`, inclusive, and how a date must relate to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DateWindow {
    pub relation: DateMatch,
    /// `None` for no limit.
    pub from: Option<Date>,
    /// `None` for no limit.
    pub to: Option<Date>,
}

impl DateWindow {
    /// Returns the window between two spans, or `None` without either.
    ///
    /// No date contains an open window, so for `contains` a single span is the whole window.
    pub fn new(relation: DateMatch, from: Option<DaySpan>, to: Option<DaySpan>) -> Option<Self> {
        let either = from.or(to)?;
        let (from, to) = match relation {
            DateMatch::Contains => (from.or(Some(either)), to.or(Some(either))),
            DateMatch::Overlap | DateMatch::Within => (from, to),
        };
        Some(Self { relation, from: from.map(|span| span.earliest), to: to.map(|span| span.latest) })
    }

    /// The day, week, month or year that the window is.
    pub fn period(&self, interval: TimelineInterval) -> Option<Period> {
        let (from, to) = (self.from?, self.to?);
        let period = Period::from_day(interval, from);
        (period.first_day() == from && period.last_day() == to).then_some(period)
    }

    /// Whether a date with holes satisfies the window, given the runs of days that it contains.
    pub fn matches_runs(&self, runs: &[DaySpan]) -> bool {
        match self.relation {
            DateMatch::Overlap | DateMatch::Contains => runs.iter().any(|&run| self.matches(run)),
            DateMatch::Within => runs.iter().all(|&run| self.matches(run)),
        }
    }

    /// Whether a date with this span satisfies the window.
    pub fn matches(&self, span: DaySpan) -> bool {
        let DaySpan { earliest, latest } = span;
        let satisfies = |bound: Option<Date>, test: &dyn Fn(Date) -> bool| bound.is_none_or(test);
        let (from, to) = (self.from, self.to);
        match self.relation {
            DateMatch::Overlap => satisfies(from, &|from| latest >= from) && satisfies(to, &|to| earliest <= to),
            DateMatch::Within => satisfies(from, &|from| earliest >= from) && satisfies(to, &|to| latest <= to),
            DateMatch::Contains => satisfies(from, &|from| earliest <= from) && satisfies(to, &|to| latest >= to),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(DateMatch::Overlap, "2025-07", "2025-07", "2025-04/2025-07", true)]
    #[case(DateMatch::Overlap, "2025-08", "2025-08", "2025-04/2025-07", false)]
    #[case(DateMatch::Overlap, "2025", "2025", "2025-08-12", true)]
    #[case(DateMatch::Within, "2025-07", "2025-07", "2025-07-21/2025-07-27", true)]
    #[case(DateMatch::Within, "2025-07", "2025-07", "2025-07-28/2025-08-03", false)]
    #[case(DateMatch::Within, "", "2025-07", "2025-04/2025-07", true)]
    #[case(DateMatch::Contains, "2025-07-22", "2025-07-24", "2025-07-21/2025-07-27", true)]
    #[case(DateMatch::Contains, "2025-07-22", "2025-07-28", "2025-07-21/2025-07-27", false)]
    #[case(DateMatch::Contains, "2025-07", "", "2025", true)]
    #[case(DateMatch::Contains, "2025-07", "", "2025-07-21/2025-07-27", false)]
    fn a_window_matches_dates_by_its_relation(
        #[case] relation: DateMatch,
        #[case] from: &str,
        #[case] to: &str,
        #[case] date: &str,
        #[case] expected: bool,
    ) {
        let span = |text: &str| (!text.is_empty()).then(|| DaySpan::parse_level_zero(text).unwrap());
        let window = DateWindow::new(relation, span(from), span(to)).unwrap();
        let date = crate::domain::claim_date::EdtfDate::parse(date).unwrap().span();
        assert_eq!(window.matches(date), expected);
    }
}
