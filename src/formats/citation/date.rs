//! Dates of citations: both ends, each at the precision it was given in.

use jiff::civil::Date;

use crate::domain::claim_date::EdtfDate;
use crate::domain::vocabulary::DatePrecision;

/// A year; a year and a month; or a year, a month and a day.
pub type DateParts = Vec<i16>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitedDate {
    pub edtf: String,
    /// `None` if it is open.
    pub start: Option<DateParts>,
    /// `None` if it is open.
    pub end: Option<DateParts>,
    /// `~` (approximate), `?` (uncertain), `%` (both) or nothing.
    pub qualifier: &'static str,
}

impl CitedDate {
    /// Reads an EDTF value, of which the ends are cited.
    pub fn parse(edtf: &str) -> Option<Self> {
        let (start, end) = edtf.split_once('/').unwrap_or((edtf, edtf));
        let known = |end: &str| if end == ".." { Some(None) } else { EdtfDate::parse(end).ok().map(Some) };
        let parts = |date: &EdtfDate, day: Option<Date>| Some(date_parts(day?, date.precision));
        let (start, end) = (known(start)?, known(end)?);
        let is_approximate = edtf.contains(['~', '%']);
        let is_uncertain = edtf.contains(['?', '%']);
        Some(Self {
            edtf: edtf.to_owned(),
            start: start.and_then(|date| parts(&date, date.earliest)),
            end: end.and_then(|date| parts(&date, date.latest)),
            qualifier: match (is_approximate, is_uncertain) {
                (true, true) => "%",
                (true, false) => "~",
                (false, true) => "?",
                (false, false) => "",
            },
        })
    }

    /// In the levels of EDTF that biblatex reads: a date, or an interval whose ends may be open.
    pub fn to_biblatex(&self) -> String {
        let end = |parts: &Option<DateParts>| match parts {
            Some(parts) => format!("{}{}", iso(parts), self.qualifier),
            None => "..".to_owned(),
        };
        let (start, last) = (end(&self.start), end(&self.end));
        if start == last { start } else { format!("{start}/{last}") }
    }
}

fn date_parts(day: Date, precision: DatePrecision) -> DateParts {
    let (year, month, day) = (day.year(), i16::from(day.month()), i16::from(day.day()));
    match precision {
        DatePrecision::Year => vec![year],
        DatePrecision::Month => vec![year, month],
        DatePrecision::Day => vec![year, month, day],
    }
}

fn iso(parts: &DateParts) -> String {
    let padded =
        parts.iter().enumerate().map(|(at, part)| if at == 0 { format!("{part:04}") } else { format!("{part:02}") });
    padded.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("2025-07-28/2025-07-29", "2025-07-28/2025-07-29")]
    #[case("2025-04/2025-07", "2025-04/2025-07")]
    #[case("2024/2025-07-03", "2024/2025-07-03")]
    #[case("2025-07/2025-07", "2025-07")]
    #[case("2025", "2025")]
    #[case("2025-07~", "2025-07~")]
    #[case("2025?", "2025?")]
    #[case("2025-07-01%/2025-07-03", "2025-07-01%/2025-07-03%")]
    #[case("2019/..", "2019/..")]
    #[case("../2004-06", "../2004-06")]
    #[case("202X", "2020/2029")]
    #[case("2025-07-XX", "2025-07")]
    #[case("2025-21", "2025-03/2025-05")]
    #[case("0987-01", "0987-01")]
    fn both_ends_are_cited(#[case] edtf: &str, #[case] cited: &str) {
        assert_eq!(CitedDate::parse(edtf).unwrap().to_biblatex(), cited);
    }
}
