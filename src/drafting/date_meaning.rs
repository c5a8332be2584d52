//! The meaning of a pattern of dates: the period that it stands for, counted from the date of publication.

use crate::domain::claim_date::DaySpan;
use crate::drafting::date_arithmetic::{Form, Period, Unit, Which, offset, stretch, weekday, year_of};
use crate::drafting::date_patterns::Captures;

/// What a pattern stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// The unit at this distance, in units, from the one of publication.
    Offset(Unit, i32),
    YearToDate,
    Now,
    /// Since the date mentioned before.
    Then,
    Weekday(Which),
    Month(Which),
    Season(Which),
    Date,
    /// The decade that begins with a year, which the pattern has or the rule.
    Decade(Option<i16>),
    /// A number of units before publication; the pattern or the rule gives the number.
    Ago(Option<(i32, Unit)>),
    Ahead,
    /// The period of a number of units that ends with publication.
    Past,
    Coming,
    /// A number of units before the date mentioned before.
    Earlier,
    Later,
}

/// What a date may be counted from.
#[derive(Debug, Clone, Copy, Default)]
pub struct DateContext {
    pub published: Option<DaySpan>,
    /// The date mentioned before.
    pub previous: Option<DaySpan>,
    /// Whether the sentence speaks of what is to come.
    pub is_future: bool,
}

impl Meaning {
    /// Parses the meaning of a rule.
    pub fn parse(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split(' ').collect();
        Some(match words.as_slice() {
            ["now"] => Self::Now,
            ["then"] => Self::Then,
            ["date"] => Self::Date,
            ["ago"] => Self::Ago(None),
            ["ago", count, unit] => Self::Ago(Some((count.parse().ok()?, Unit::parse(unit)?))),
            ["ahead"] => Self::Ahead,
            ["past"] => Self::Past,
            ["coming"] => Self::Coming,
            ["before"] => Self::Earlier,
            ["after"] => Self::Later,
            ["year", "to", "date"] => Self::YearToDate,
            ["decade"] => Self::Decade(None),
            ["decade", year] => Self::Decade(Some(year.parse().ok()?)),
            ["weekday", which @ ..] => Self::Weekday(Which::parse(which)?),
            ["month"] => Self::Month(Which::Nearest),
            ["month", which @ ("last" | "next")] => Self::Month(Which::parse(&[which])?),
            ["season", which @ ..] => Self::Season(Which::parse(which)?),
            [unit, count] => Self::Offset(Unit::parse(unit)?, count.parse().ok()?),
            _ => return None,
        })
    }

    /// Whether the article names the date, if only without its year.
    pub fn is_explicit(self) -> bool {
        matches!(self, Self::Date | Self::Decade(_) | Self::Month(Which::Nearest) | Self::Season(Which::Nearest))
    }

    /// Returns the period; `None` if it is counted from a date that is not known.
    pub fn resolve(self, captures: &Captures, context: &DateContext) -> Option<Period> {
        let published = || context.published;
        let count = || Some((captures.number?, captures.unit?));
        match self {
            Self::Offset(unit, count) => offset(published()?, count, unit),
            Self::YearToDate => {
                let DaySpan { earliest, latest } = published()?;
                Some(Period::new(earliest.first_of_year(), latest.last_of_month(), Form::Months))
            }
            Self::Now => offset(published()?, 0, Unit::Month),
            Self::Then => {
                let (from, until) = (context.previous?.earliest, published()?.latest);
                (from < until).then(|| Period::new(from, until, Form::Days))
            }
            Self::Weekday(Which::Nearest) if context.is_future => weekday(published()?, captures.weekday?, Which::Next),
            Self::Weekday(which) => weekday(published()?, captures.weekday?, which),
            Self::Month(which) => {
                let month = captures.month?;
                Period::month(year_of(published()?, month, which), month)
            }
            Self::Season(which) => {
                let season = captures.season?;
                let year = captures.year.or_else(|| Some(year_of(published()?, season * 3, which)));
                Period::season(year?, season)
            }
            Self::Date => resolve_date(captures, context),
            Self::Decade(year) => Period::decade(captures.year.or(year)?),
            Self::Ago(fixed) => {
                let (number, unit) = fixed.or_else(count)?;
                offset(published()?, -number, unit)
            }
            Self::Ahead => {
                let (number, unit) = count()?;
                offset(published()?, number, unit)
            }
            Self::Past => {
                let (number, unit) = count()?;
                stretch(published()?, number, unit)
            }
            Self::Coming => {
                let (number, unit) = count()?;
                stretch(published()?, -number, unit)
            }
            Self::Earlier => {
                let (number, unit) = count()?;
                offset(context.previous?, -number, unit)
            }
            Self::Later => {
                let (number, unit) = count()?;
                offset(context.previous?, number, unit)
            }
        }
    }
}

/// A year, a month of a year, or a day, whose year may not be given.
fn resolve_date(captures: &Captures, context: &DateContext) -> Option<Period> {
    let Some(month) = captures.month else { return Period::year(captures.year?) };
    let year = match captures.year {
        Some(year) => year,
        None => year_of(context.published?, month, Which::Nearest),
    };
    let period = Period::month(year, month)?;
    let Some(day) = captures.day else { return Some(period) };
    let day = period.first.with().day(day).build().ok()?;
    Some(Period::new(day, day, Form::Days))
}
