//! EDTF dates, intervals and sets (ISO 8601-2) with their first and last day.
//!
//! `edtf-core` parses the grammar. The rules here decide which values claims and filters accept.

use std::fmt;

use edtf_core::{Bound, BoundDate, Date as DateParts, Edtf, IntervalEndpoint, Precision, SetElement};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::domain::vocabulary::DatePrecision;

/// In bytes.
const MAX_LENGTH: usize = 64;

/// Maximum number of separate periods that a date with unspecified digits or a set stands for.
const MAX_RUNS: usize = 366;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvalidDate {
    Syntax(&'static str),
    Unbounded,
    UnknownEnd,
    TooManyRuns,
    TimeOfDay,
    /// Databases and clients support only the years 0001 to 9999.
    Range,
    NotLevelZero,
}

impl InvalidDate {
    /// Returns what is wrong, without what is accepted.
    pub fn problem(&self) -> String {
        match self {
            Self::Syntax(problem) => format!("is not a valid EDTF date (ISO 8601-2): {problem}"),
            Self::Unbounded => "has neither a first nor a last day".to_owned(),
            Self::UnknownEnd => "has an end that is not known".to_owned(),
            Self::TooManyRuns => format!("stands for more than {MAX_RUNS} separate periods"),
            Self::TimeOfDay => "has a time of day".to_owned(),
            Self::Range => "is outside the years 0001 to 9999".to_owned(),
            Self::NotLevelZero => "is not a year, month or day".to_owned(),
        }
    }

    /// Returns what is accepted, where the problem does not say it.
    pub fn accepted(&self) -> Option<&'static str> {
        match self {
            Self::Syntax(_) | Self::Range => None,
            Self::Unbounded => {
                Some("a date such as 2025, 2025-07 or 2025-07-23, or an interval such as 2025-04/2025-07 or 2019/..")
            }
            Self::UnknownEnd => Some("`..` for an end that is open, such as 2019/.., or a date"),
            Self::TooManyRuns => Some("a date with fewer unspecified digits"),
            Self::TimeOfDay => {
                Some("a date such as 2025, 2025-07 or 2025-07-23, or an interval such as 2025-04/2025-07")
            }
            Self::NotLevelZero => Some("2025, 2025-07 or 2025-07-23"),
        }
    }
}

impl fmt::Display for InvalidDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem())?;
        self.accepted().map_or(Ok(()), |accepted| write!(f, "; accepted: {accepted}"))
    }
}

impl std::error::Error for InvalidDate {}

/// The days from `earliest` to `latest`, inclusive. An open end is [`Date::MIN`] or [`Date::MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DaySpan {
    pub earliest: Date,
    /// Not before `earliest`.
    pub latest: Date,
}

/// An EDTF value with a first day, a last day, or both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EdtfDate {
    /// The original text.
    pub edtf: String,
    /// `None` for an interval with an open start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earliest: Option<Date>,
    /// `None` for an interval with an open end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<Date>,
    pub precision: DatePrecision,
}

impl EdtfDate {
    /// Parses a date, an interval or a set of EDTF levels 0 to 2; one end may be open.
    pub fn parse(text: &str) -> Result<Self, InvalidDate> {
        let value = parse_edtf(text)?;
        let precision = match &value {
            Edtf::Date(date) => precision_of(date),
            Edtf::Interval(interval) => {
                let (start, end) = (endpoint_precision(&interval.start)?, endpoint_precision(&interval.end)?);
                start.max(end).ok_or(InvalidDate::Unbounded)?
            }
            Edtf::Set(set) => {
                let dates = set.elements.iter().flat_map(dates_of);
                dates.map(precision_of).max().ok_or(InvalidDate::Unbounded)?
            }
            Edtf::DateTime(_) => return Err(InvalidDate::TimeOfDay),
        };
        let DaySpan { earliest, latest } = span_of(&value)?;
        runs_of(&value)?;
        let bounded = |day: Date, open: Date| (day != open).then_some(day);
        let (earliest, latest) = (bounded(earliest, Date::MIN), bounded(latest, Date::MAX));
        if earliest.is_none() && latest.is_none() {
            return Err(InvalidDate::Unbounded);
        }
        Ok(Self { edtf: text.to_owned(), earliest, latest, precision })
    }

    pub fn span(&self) -> DaySpan {
        DaySpan::new(self.earliest, self.latest)
    }

    pub fn days(&self) -> Days {
        Days::new(&self.edtf, self.span())
    }
}

/// The days that a date contains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Days {
    pub span: DaySpan,
    /// The days of the span that it contains, if not all of them: `2025-X1` has January and November.
    pub runs: Vec<DaySpan>,
}

impl Days {
    /// The days of an EDTF value, whose span is known.
    pub fn new(edtf: &str, span: DaySpan) -> Self {
        // Only unspecified digits and sets leave holes.
        let runs = edtf.contains(['X', '{', '[']).then(|| DaySpan::runs(edtf)).flatten().unwrap_or_default();
        Self { span, runs }
    }
}

impl DaySpan {
    /// A span whose ends may be open.
    pub fn new(earliest: Option<Date>, latest: Option<Date>) -> Self {
        Self { earliest: earliest.unwrap_or(Date::MIN), latest: latest.unwrap_or(Date::MAX) }
    }

    /// The days that an EDTF value with unspecified digits or a set contains, such as January and November for `2025-X1`.
    /// `None` if it contains all days of its span.
    pub fn runs(edtf: &str) -> Option<Vec<Self>> {
        runs_of(&parse_edtf(edtf).ok()?).ok()?
    }

    /// Parses the value of a date filter: a year, a month or a day (EDTF level 0).
    pub fn parse_level_zero(text: &str) -> Result<Self, InvalidDate> {
        let value = parse_edtf(text)?;
        match value {
            Edtf::Date(_) if value.level() == 0 => span_of(&value),
            _ => Err(InvalidDate::NotLevelZero),
        }
    }
}

fn parse_edtf(text: &str) -> Result<Edtf, InvalidDate> {
    if text.len() > MAX_LENGTH {
        return Err(InvalidDate::Syntax("longer than 64 bytes"));
    }
    Edtf::parse(text).map_err(|error| InvalidDate::Syntax(error.message))
}

fn span_of(value: &Edtf) -> Result<DaySpan, InvalidDate> {
    let bound = |bound| match bound {
        Bound::Date(date) => day(date).map(Some),
        Bound::NegativeInfinity | Bound::PositiveInfinity => Ok(None),
        Bound::Unknown => Err(InvalidDate::Unbounded),
    };
    let bounds = value.bounds();
    Ok(DaySpan::new(bound(bounds.earliest)?, bound(bounds.latest)?))
}

/// The runs of consecutive days that a date with unspecified digits or a set contains; `None` if there is one run.
fn runs_of(value: &Edtf) -> Result<Option<Vec<DaySpan>>, InvalidDate> {
    let runs = match value {
        Edtf::Date(date) => date_runs(date)?,
        Edtf::Set(set) => {
            let runs: Result<Vec<_>, _> = set.elements.iter().map(element_runs).collect();
            let mut runs = runs?.concat();
            runs.sort_by_key(|run| (run.earliest, run.latest));
            merge_runs(runs.into_iter().map(Ok))?
        }
        Edtf::Interval(_) | Edtf::DateTime(_) => return Ok(None),
    };
    Ok((runs.len() > 1).then_some(runs))
}

fn date_runs(date: &DateParts) -> Result<Vec<DaySpan>, InvalidDate> {
    let date = without_unspecified_parts(*date);
    let value = Edtf::Date(date);
    if !date.has_unspecified() {
        return Ok(vec![span_of(&value)?]);
    }
    merge_runs(value.values().map_err(|_| InvalidDate::Range)?.map(|completion| span_of(&completion)))
}

/// The same days with fewer values: `1XXX-XX-XX` is the 1,000 years of `1XXX`.
fn without_unspecified_parts(mut date: DateParts) -> DateParts {
    for part in [&mut date.day, &mut date.month] {
        if part.is_some_and(|part| part.digits != [None; 2]) {
            break;
        }
        *part = None;
    }
    date
}

fn element_runs(element: &SetElement) -> Result<Vec<DaySpan>, InvalidDate> {
    let span = |date: &DateParts| span_of(&Edtf::Date(*date));
    Ok(match element {
        SetElement::Date(date) => date_runs(date)?,
        SetElement::OnOrBefore(date) => vec![DaySpan { earliest: Date::MIN, ..span(date)? }],
        SetElement::OnOrAfter(date) => vec![DaySpan { latest: Date::MAX, ..span(date)? }],
        SetElement::Range(first, last) => vec![DaySpan { earliest: span(first)?.earliest, latest: span(last)?.latest }],
    })
}

fn dates_of(element: &SetElement) -> impl Iterator<Item = &DateParts> {
    let (first, last) = match element {
        SetElement::Date(date) | SetElement::OnOrBefore(date) | SetElement::OnOrAfter(date) => (date, None),
        SetElement::Range(first, last) => (first, Some(last)),
    };
    std::iter::once(first).chain(last)
}

/// Joins spans that overlap or follow each other; they are in the order of their first days.
fn merge_runs(spans: impl Iterator<Item = Result<DaySpan, InvalidDate>>) -> Result<Vec<DaySpan>, InvalidDate> {
    let mut runs: Vec<DaySpan> = vec![];
    for span in spans {
        let span = span?;
        let touches = |run: &DaySpan| run.latest.tomorrow().map_or(true, |next| span.earliest <= next);
        if let Some(run) = runs.last_mut().filter(|run| touches(run)) {
            run.latest = run.latest.max(span.latest);
        } else if runs.len() < MAX_RUNS {
            runs.push(span);
        } else {
            return Err(InvalidDate::TooManyRuns);
        }
    }
    Ok(runs)
}

fn day(bound: BoundDate) -> Result<Date, InvalidDate> {
    let year = i16::try_from(bound.year).map_err(|_| InvalidDate::Range)?;
    if !(1..=9999).contains(&year) {
        return Err(InvalidDate::Range);
    }
    let (month, day) = (bound.month.cast_signed(), bound.day.cast_signed());
    Date::new(year, month, day).map_err(|_| InvalidDate::Range)
}

/// The precision of an end; `None` if it is open.
fn endpoint_precision(endpoint: &IntervalEndpoint) -> Result<Option<DatePrecision>, InvalidDate> {
    match endpoint {
        IntervalEndpoint::Date(date) => Ok(Some(precision_of(date))),
        IntervalEndpoint::Open => Ok(None),
        _ => Err(InvalidDate::UnknownEnd),
    }
}

fn precision_of(date: &DateParts) -> DatePrecision {
    let unspecified = |field: Option<edtf_core::DateField>| field.is_some_and(edtf_core::DateField::has_unspecified);
    match date.precision() {
        _ if date.year.has_unspecified() || unspecified(date.month) => DatePrecision::Year,
        Precision::Year => DatePrecision::Year,
        Precision::Month | Precision::Season => DatePrecision::Month,
        Precision::Day if unspecified(date.day) => DatePrecision::Month,
        Precision::Day => DatePrecision::Day,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("2025", "2025-01-01", "2025-12-31", DatePrecision::Year)]
    #[case("2025-02", "2025-02-01", "2025-02-28", DatePrecision::Month)]
    #[case("2024-02", "2024-02-01", "2024-02-29", DatePrecision::Month)]
    #[case("2025-08-12", "2025-08-12", "2025-08-12", DatePrecision::Day)]
    #[case("2025-04/2025-07", "2025-04-01", "2025-07-31", DatePrecision::Month)]
    #[case("2025-07-28/2025-08-03", "2025-07-28", "2025-08-03", DatePrecision::Day)]
    #[case("2025/2025-07-03", "2025-01-01", "2025-07-03", DatePrecision::Year)]
    #[case("2025-07~", "2025-07-01", "2025-07-31", DatePrecision::Month)]
    #[case("202X", "2020-01-01", "2029-12-31", DatePrecision::Year)]
    #[case("2025-07-XX", "2025-07-01", "2025-07-31", DatePrecision::Month)]
    #[case("{2025-11,2025-01}", "2025-01-01", "2025-11-30", DatePrecision::Month)]
    #[case("[2020..2022]", "2020-01-01", "2022-12-31", DatePrecision::Year)]
    fn edtf_values_have_a_first_and_last_day(
        #[case] text: &str,
        #[case] earliest: Date,
        #[case] latest: Date,
        #[case] precision: DatePrecision,
    ) {
        let date = EdtfDate::parse(text).unwrap();
        assert_eq!((date.earliest, date.latest, date.precision), (Some(earliest), Some(latest), precision));
        assert_eq!(date.edtf, text);
    }

    #[rstest]
    #[case("")]
    #[case("2025-02-30")]
    #[case("2025-13")]
    #[case("2025-07/2025-04")]
    #[case("2025-07/")]
    #[case("../..")]
    #[case("XXXX-12-25")]
    #[case("/2025")]
    #[case("2025/open")]
    #[case("[..2019,2025..]")]
    #[case("{2025-07-23T10:00:00Z}")]
    #[case("2025-07-23T10:00:00Z")]
    #[case("Y170000002")]
    #[case("0000")]
    #[case("-2025")]
    #[case("last week")]
    #[case("٢٠٢٥")]
    #[case("2025-07-23/2025-07-23/2025-07-23/2025-07-23/2025-07-23/2025-07-23/2025-07-23")]
    fn values_without_a_first_and_last_day_are_rejected(#[case] text: &str) {
        assert!(EdtfDate::parse(text).is_err());
    }

    #[rstest]
    #[case("2019/..", Some("2019-01-01"), None)]
    #[case("../2004-06", None, Some("2004-06-30"))]
    fn an_end_of_an_interval_may_be_open(
        #[case] text: &str,
        #[case] earliest: Option<&str>,
        #[case] latest: Option<&str>,
    ) {
        let date = EdtfDate::parse(text).unwrap();
        let day = |text: Option<&str>| text.map(|text| text.parse::<Date>().unwrap());
        assert_eq!((date.earliest, date.latest), (day(earliest), day(latest)));
    }

    #[rstest]
    #[case("2025-X1", &["2025-01-01/2025-01-31", "2025-11-01/2025-11-30"])]
    #[case("202X-12", &["2020-12-01/2020-12-31", "2021-12-01/2021-12-31", "2022-12-01/2022-12-31",
        "2023-12-01/2023-12-31", "2024-12-01/2024-12-31", "2025-12-01/2025-12-31", "2026-12-01/2026-12-31",
        "2027-12-01/2027-12-31", "2028-12-01/2028-12-31", "2029-12-01/2029-12-31"])]
    #[case("{2025-11,2025-01,2025-02-01..2025-02-03}", &["2025-01-01/2025-02-03", "2025-11-01/2025-11-30"])]
    #[case("[..2024-05,2024-07-XX]", &["-009999-01-01/2024-05-31", "2024-07-01/2024-07-31"])]
    #[case("202X", &[])]
    #[case("{2024,2025}", &[])]
    #[case("2025-04/2025-07", &[])]
    #[case("1XXX-XX-XX", &[])]
    #[case("{20X1-XX-XX,2012}", &["2001-01-01/2001-12-31", "2011-01-01/2012-12-31", "2021-01-01/2021-12-31",
        "2031-01-01/2031-12-31", "2041-01-01/2041-12-31", "2051-01-01/2051-12-31", "2061-01-01/2061-12-31",
        "2071-01-01/2071-12-31", "2081-01-01/2081-12-31", "2091-01-01/2091-12-31"])]
    fn unspecified_digits_and_sets_can_leave_holes(#[case] edtf: &str, #[case] expected: &[&str]) {
        let runs = DaySpan::runs(edtf).unwrap_or_default();
        let days: Vec<_> = runs.iter().map(|run| format!("{}/{}", run.earliest, run.latest)).collect();
        assert_eq!(days, expected);
    }

    #[rstest]
    #[case("202X-XX-XX")]
    #[case("2025-XX")]
    #[case("2024-0X-XX")]
    #[case("2024-X2-XX")]
    #[case("2X24-X2-XX")]
    #[case("2024-XX-3X")]
    fn parts_without_digits_do_not_change_the_runs(#[case] edtf: &str) {
        let Edtf::Date(date) = parse_edtf(edtf).unwrap() else { panic!("a date") };
        let values = Edtf::Date(date).values().unwrap();
        assert_eq!(date_runs(&date), merge_runs(values.map(|value| span_of(&value))));
    }

    #[test]
    fn few_values_are_enumerated() {
        for edtf in ["1XXX-XX-XX", "1XX5-XX-XX", "1XX5-XX", "1X5X-XX-XX"] {
            let Edtf::Date(date) = parse_edtf(edtf).unwrap() else { panic!("a date") };
            let count = Edtf::Date(without_unspecified_parts(date)).values().unwrap().count();
            assert!(count <= 1_000, "{edtf}: {count}");
        }
    }

    #[rstest]
    #[case("2025-04/2025-07")]
    #[case("2025-07?")]
    #[case("202X")]
    #[case("2025-21")]
    fn filters_accept_plain_dates_only(#[case] text: &str) {
        assert!(EdtfDate::parse(text).is_ok());
        assert_eq!(DaySpan::parse_level_zero(text), Err(InvalidDate::NotLevelZero));
    }
}
