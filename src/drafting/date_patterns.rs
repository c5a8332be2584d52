//! Patterns of dates: words, and placeholders for months, numbers and the like.

use jiff::civil::Weekday;

use crate::drafting::date_arithmetic::Unit;
use crate::drafting::phrases::Phrases;
use crate::drafting::tokens::Token;

/// Names of months, numbers and the like in a language, and the words before a date.
#[derive(Default)]
pub struct DateWords {
    pub months: Phrases,
    pub weekdays: Phrases,
    pub seasons: Phrases,
    pub units: Phrases,
    pub numbers: Phrases,
    pub before: Phrases,
    pub since: Phrases,
    pub until: Phrases,
    pub end_of: Phrases,
    pub about: Phrases,
}

/// A part of a pattern.
pub enum Element {
    /// A folded word.
    Word(String),
    Day,
    Weekday,
    Month,
    Season,
    Year,
    Decade,
    Number,
    Unit,
}

impl Element {
    /// Parses a part of a pattern; placeholders are in braces.
    pub fn parse(part: String) -> Self {
        match part.as_str() {
            "{day}" => Self::Day,
            "{weekday}" => Self::Weekday,
            "{month}" => Self::Month,
            "{season}" => Self::Season,
            "{year}" => Self::Year,
            "{decade}" => Self::Decade,
            "{number}" => Self::Number,
            "{unit}" => Self::Unit,
            _ => Self::Word(part),
        }
    }
}

/// What the placeholders of a pattern stand for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Captures {
    pub day: Option<i8>,
    pub weekday: Option<Weekday>,
    pub month: Option<i8>,
    /// From 1, spring, to 4, winter.
    pub season: Option<i8>,
    pub year: Option<i16>,
    pub number: Option<i32>,
    pub unit: Option<Unit>,
}

/// Returns the number of tokens that match a pattern from the first one, and what its placeholders stand for.
pub fn matches(pattern: &[Element], tokens: &[Token], words: &DateWords) -> Option<(usize, Captures)> {
    let (mut at, mut captures) = (0, Captures::default());
    for element in pattern {
        let token = tokens.get(at)?;
        let digits = || token.folded().parse::<u16>().ok();
        let named = |phrases: &Phrases| {
            let (length, name) = phrases.longest_at(tokens, at)?;
            Some((length, name.parse::<i8>().ok()?))
        };
        let length = match element {
            Element::Word(word) => token.is(word).then_some(1)?,
            Element::Day => {
                captures.day = Some(day(token.folded())?);
                1
            }
            Element::Year => {
                captures.year = Some(year(digits()?)?);
                1
            }
            Element::Decade => {
                captures.year = Some(year(token.folded().strip_suffix('s')?.trim_end_matches('\'').parse().ok()?)?);
                1
            }
            Element::Weekday => {
                let (length, number) = named(&words.weekdays)?;
                captures.weekday = Some(Weekday::from_monday_one_offset(number).ok()?);
                length
            }
            Element::Month => {
                let (length, number) = named(&words.months)?;
                captures.month = Some(number);
                length
            }
            Element::Season => {
                let (length, number) = named(&words.seasons)?;
                captures.season = Some(number);
                length
            }
            Element::Number => {
                let (length, number) = match digits() {
                    Some(number) if number < 1_000 => (1, i32::from(number)),
                    _ => named(&words.numbers).map(|(length, number)| (length, i32::from(number)))?,
                };
                captures.number = Some(number);
                length
            }
            Element::Unit => {
                let (length, name) = words.units.longest_at(tokens, at)?;
                captures.unit = Some(Unit::parse(name)?);
                length
            }
        };
        at += length;
    }
    Some((at, captures))
}

/// A day of a month, also as an ordinal number.
fn day(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
    let suffix = &word[digits.len()..];
    let is_ordinal = ["", "st", "nd", "rd", "th", "er"].contains(&suffix);
    digits.parse().ok().filter(|day| is_ordinal && (1..=31).contains(day))
}

fn year(number: u16) -> Option<i16> {
    i16::try_from(number).ok().filter(|year| (1_000..2_200).contains(year))
}
