//! Dates as intervals: an EDTF value (ISO 8601-2) with the first and the last day it can stand for.
//!
//! The grammar is `edtf-core`'s; this file decides which of its values a claim may carry and which a filter may.

use edtf_core::{Bound, BoundDate, Date as EdtfPart, Edtf, IntervalEndpoint, Precision};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::domain::vocabulary::DatePrecision;

/// The longest EDTF text that is read, in bytes.
const MAX_LENGTH: usize = 64;

/// Why a text is not a date that can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDate {
    /// Not EDTF, or a calendar day that does not exist.
    #[error("not a date of EDTF (ISO 8601-2): {0}")]
    Syntax(&'static str),
    /// Valid EDTF without a first and a last day.
    #[error(
        "has no first and last day; accepted: a date such as 2025, 2025-07 or 2025-07-23, or an interval such as 2025-04/2025-07"
    )]
    Unbounded,
    /// A time of day or a set.
    #[error(
        "is no single date or interval; accepted: a date such as 2025, 2025-07 or 2025-07-23, or an interval such as 2025-04/2025-07"
    )]
    Form,
    /// Years that calendars of databases and clients do not reach.
    #[error("lies outside the years 0001 to 9999")]
    Range,
    /// More than a plain level 0 date, where only that is accepted.
    #[error("is no year, month or day; accepted: 2025, 2025-07 or 2025-07-23")]
    NotLevelZero,
}

/// The days from `earliest` to `latest`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DaySpan {
    /// First day.
    pub earliest: Date,
    /// Last day, not before the first.
    pub latest: Date,
}

/// An EDTF value with a known first and last day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EdtfDate {
    /// The value as written.
    pub edtf: String,
    /// First day it can stand for.
    pub earliest: Date,
    /// Last day it can stand for.
    pub latest: Date,
    /// Its smallest unit.
    pub precision: DatePrecision,
}

impl EdtfDate {
    /// Reads a date or an interval, EDTF levels 0 to 2, that has a first and a last day.
    pub fn parse(text: &str) -> Result<Self, InvalidDate> {
        let value = parse_edtf(text)?;
        let precision = match &value {
            Edtf::Date(date) => precision_of(date),
            Edtf::Interval(interval) => endpoint_precision(&interval.start)?.max(endpoint_precision(&interval.end)?),
            Edtf::DateTime(_) | Edtf::Set(_) => return Err(InvalidDate::Form),
        };
        let DaySpan { earliest, latest } = span_of(&value)?;
        Ok(Self { edtf: text.to_owned(), earliest, latest, precision })
    }

    /// The days it can stand for.
    pub fn span(&self) -> DaySpan {
        DaySpan { earliest: self.earliest, latest: self.latest }
    }
}

impl DaySpan {
    /// Reads the value of a date filter: a year, a month or a day (EDTF level 0), standing for its whole span.
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
        return Err(InvalidDate::Syntax("longer than 64 characters"));
    }
    Edtf::parse(text).map_err(|error| InvalidDate::Syntax(error.message))
}

fn span_of(value: &Edtf) -> Result<DaySpan, InvalidDate> {
    let bounds = value.bounds();
    let (Bound::Date(earliest), Bound::Date(latest)) = (bounds.earliest, bounds.latest) else {
        return Err(InvalidDate::Unbounded);
    };
    Ok(DaySpan { earliest: day(earliest)?, latest: day(latest)? })
}

fn day(bound: BoundDate) -> Result<Date, InvalidDate> {
    let year = i16::try_from(bound.year).map_err(|_| InvalidDate::Range)?;
    if !(1..=9999).contains(&year) {
        return Err(InvalidDate::Range);
    }
    let (month, day) = (bound.month.cast_signed(), bound.day.cast_signed());
    Date::new(year, month, day).map_err(|_| InvalidDate::Range)
}

fn endpoint_precision(endpoint: &IntervalEndpoint) -> Result<DatePrecision, InvalidDate> {
    match endpoint {
        IntervalEndpoint::Date(date) => Ok(precision_of(date)),
        _ => Err(InvalidDate::Unbounded),
    }
}

fn precision_of(date: &EdtfPart) -> DatePrecision {
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
    fn an_edtf_value_stands_for_a_span_of_days(
        #[case] text: &str,
        #[case] earliest: Date,
        #[case] latest: Date,
        #[case] precision: DatePrecision,
    ) {
        let date = EdtfDate::parse(text).unwrap();
        assert_eq!((date.earliest, date.latest, date.precision), (earliest, latest, precision));
        assert_eq!(date.edtf, text);
    }

    #[rstest]
    #[case("")]
    #[case("2025-02-30")]
    #[case("2025-13")]
    #[case("2025-07/2025-04")]
    #[case("2025-07/..")]
    #[case("2025-07/")]
    #[case("{2025,2026}")]
    #[case("2025-07-23T10:00:00Z")]
    #[case("Y170000002")]
    #[case("0000")]
    #[case("-2025")]
    #[case("last week")]
    #[case("٢٠٢٥")]
    #[case("2025-07-23/2025-07-23/2025-07-23/2025-07-23/2025-07-23/2025-07-23/2025-07-23")]
    fn a_value_without_a_first_and_last_day_is_refused(#[case] text: &str) {
        assert!(EdtfDate::parse(text).is_err());
    }

    #[rstest]
    #[case("2025-04/2025-07")]
    #[case("2025-07?")]
    #[case("202X")]
    #[case("2025-21")]
    fn a_filter_takes_plain_dates_only(#[case] text: &str) {
        assert!(EdtfDate::parse(text).is_ok());
        assert_eq!(DaySpan::parse_level_zero(text), Err(InvalidDate::NotLevelZero));
    }
}
