//! EDTF dates and intervals (ISO 8601-2) with their first and last day.
//!
//! `edtf-core` parses the grammar. The rules here decide which values claims and filters accept.

use edtf_core::{Bound, BoundDate, Date as DateParts, Edtf, IntervalEndpoint, Precision};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::domain::vocabulary::DatePrecision;

/// In bytes.
const MAX_LENGTH: usize = 64;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDate {
    #[error("is not a valid EDTF date (ISO 8601-2): {0}")]
    Syntax(&'static str),
    #[error(
        "has no first and last day; accepted: a date such as 2025, 2025-07 or 2025-07-23, or an interval such as 2025-04/2025-07"
    )]
    Unbounded,
    /// A time of day, or a set of dates.
    #[error(
        "is not a single date or interval; accepted: a date such as 2025, 2025-07 or 2025-07-23, or an interval such as 2025-04/2025-07"
    )]
    Form,
    /// Databases and clients support only these years.
    #[error("is outside the years 0001 to 9999")]
    Range,
    #[error("is not a year, month or day; accepted: 2025, 2025-07 or 2025-07-23")]
    NotLevelZero,
}

/// The days from `earliest` to `latest`, inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DaySpan {
    pub earliest: Date,
    /// Not before `earliest`.
    pub latest: Date,
}

/// An EDTF value with a known first and last day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EdtfDate {
    /// The original text.
    pub edtf: String,
    pub earliest: Date,
    pub latest: Date,
    pub precision: DatePrecision,
}

impl EdtfDate {
    /// Parses a date or an interval of EDTF levels 0 to 2. Open intervals are rejected.
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

    pub fn span(&self) -> DaySpan {
        DaySpan { earliest: self.earliest, latest: self.latest }
    }
}

impl DaySpan {
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
    fn edtf_values_have_a_first_and_last_day(
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
    fn values_without_a_first_and_last_day_are_rejected(#[case] text: &str) {
        assert!(EdtfDate::parse(text).is_err());
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
