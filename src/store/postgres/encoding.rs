//! Days and words as PostgreSQL writes them.

use std::fmt::Write;

use jiff::civil::Date;

use crate::domain::claim::Claim;
use crate::store::postgres::copy::Fields;

/// Weights by the columns of the search text: statements in both languages, evidence, actors, topics.
const WEIGHTS: [char; 5] = ['A', 'A', 'C', 'B', 'D'];

/// Positions left free between two columns, so that no phrase reaches from one into the next.
const GAP: u32 = 10;

/// The last position that a `tsvector` can hold.
const LAST_POSITION: u32 = 16_383;

/// The first and the last year that PostgreSQL has days in.
const YEARS: std::ops::RangeInclusive<i16> = -4712..=9998;

/// The first day, the last day, and both as a range.
pub fn days(fields: &mut Fields, claim: &Claim) {
    let Some(date) = &claim.claim_date else {
        return (0..3).for_each(|_| fields.optional(None));
    };
    fields.plain(date.earliest);
    fields.plain(date.latest);
    let known = |day: Date| YEARS.contains(&day.year());
    match (known(date.earliest), known(date.latest)) {
        (true, true) => fields.plain(format_args!("[{},{}]", date_text(date.earliest), date_text(date.latest))),
        (false, true) => fields.plain(format_args!("(,{}]", date_text(date.latest))),
        (true, false) => fields.plain(format_args!("[{},)", date_text(date.earliest))),
        (false, false) => fields.plain("(,)"),
    }
}

/// Its year, in the reach of PostgreSQL.
pub fn year_of(day: Date) -> i16 {
    day.year().clamp(*YEARS.start(), *YEARS.end())
}

/// A day as PostgreSQL writes it: there is no year 0, and years before 1 are said to be before Christ.
pub fn date_text(day: Date) -> String {
    let (year, month, day) = (year_of(day), day.month(), day.day());
    if year > 0 { format!("{year:04}-{month:02}-{day:02}") } else { format!("{:04}-{month:02}-{day:02} BC", 1 - year) }
}

/// The analysed words with their positions and weights, as a `tsvector` is written: the same words that
/// `to_tsvector('simple', ...)` finds in them, columns apart.
pub fn vector(columns: &[String; 5]) -> String {
    let mut vector = String::new();
    let mut position = 0;
    for (column, weight) in columns.iter().zip(WEIGHTS) {
        for token in column.split_ascii_whitespace() {
            position += 1;
            let _ = write!(vector, "'{token}':{}{weight} ", position.min(LAST_POSITION));
        }
        position += GAP;
    }
    vector
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
    fn days_as_postgresql_writes_them(#[case] year: i16, #[case] month: i8, #[case] day: i8, #[case] text: &str) {
        assert_eq!(date_text(Date::constant(year, month, day)), text);
    }

    #[test]
    fn columns_of_the_search_text_stand_apart() {
        let columns = ["chip export", "", "export", "", "trade"].map(str::to_owned);
        assert_eq!(vector(&columns), "'chip':1A 'export':2A 'export':23C 'trade':44D ");
    }
}
