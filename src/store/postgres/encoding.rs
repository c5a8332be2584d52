//! Numbers and days as PostgreSQL has them.

use jiff::civil::Date;

use super::copy::Fields;
use crate::domain::claim::{Claim, ClaimDate};
use crate::domain::claim_date::DaySpan;
use crate::store::error::{StoreError, corrupt};

/// The years that PostgreSQL supports in full.
const YEARS: std::ops::RangeInclusive<i16> = -4712..=9998;

pub fn unsigned(number: i32) -> Result<u32, StoreError> {
    u32::try_from(number).map_err(|error| corrupt("ordinal", error))
}

/// An ordinal as PostgreSQL stores it.
pub fn signed(ordinal: u32) -> i32 {
    i32::try_from(ordinal).expect("ordinals were read from integers")
}

/// Writes the claim date and the date of assertion, each with its first and last day; the claim date as a range too.
pub fn write_dates(fields: &mut Fields, claim: &Claim) {
    write_date(fields, claim.claim_date.as_ref());
    match &claim.claim_date {
        Some(date) => fields.plain(range(DaySpan::new(date.earliest, date.latest))),
        None => fields.optional(None),
    }
    write_date(fields, claim.asserted_date.as_ref());
}

fn write_date(fields: &mut Fields, date: Option<&ClaimDate>) {
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    fields.optional(date.map(|date| date.edtf.as_str()));
    fields.optional(date.and_then(|date| day(date.earliest)).as_deref());
    fields.optional(date.and_then(|date| day(date.latest)).as_deref());
}

/// A span as a `daterange`, open where PostgreSQL does not support the year.
fn range(DaySpan { earliest, latest }: DaySpan) -> String {
    let is_supported = |day: Date| YEARS.contains(&day.year()) && day != Date::MAX;
    match (is_supported(earliest), is_supported(latest)) {
        (true, true) => format!("[{},{}]", format_date(earliest), format_date(latest)),
        (false, true) => format!("(,{}]", format_date(latest)),
        (true, false) => format!("[{},)", format_date(earliest)),
        (false, false) => "(,)".to_owned(),
    }
}

/// The year of a day, limited to those that PostgreSQL supports.
pub fn supported_year(day: Date) -> i16 {
    day.year().clamp(*YEARS.start(), *YEARS.end())
}

/// A day as PostgreSQL writes it: year 0 is 1 BC.
pub fn format_date(day: Date) -> String {
    let (year, month, day) = (supported_year(day), day.month(), day.day());
    if year > 0 { format!("{year:04}-{month:02}-{day:02}") } else { format!("{:04}-{month:02}-{day:02} BC", 1 - year) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(2025, 7, 1, "2025-07-01")]
    #[case(1, 1, 1, "0001-01-01")]
    #[case(0, 1, 1, "0001-01-01 BC")]
    #[case(-43, 3, 15, "0044-03-15 BC")]
    #[case(-9999, 1, 1, "4713-01-01 BC")]
    fn dates_are_written_as_postgresql_reads_them(
        #[case] year: i16,
        #[case] month: i8,
        #[case] day: i8,
        #[case] text: &str,
    ) {
        assert_eq!(format_date(Date::constant(year, month, day)), text);
    }
}
