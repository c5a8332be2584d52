//! Dates that expressions stand for, counted from a day or an interval of days, as EDTF.

use jiff::Span;
use jiff::civil::{Date, Weekday};

use crate::domain::claim_date::DaySpan;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Day,
    Week,
    Weekend,
    Month,
    Year,
}

impl Unit {
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "day" => Self::Day,
            "week" => Self::Week,
            "weekend" => Self::Weekend,
            "month" => Self::Month,
            "year" => Self::Year,
            _ => return None,
        })
    }
}

/// Which of several days with the same name is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The nearest one, a past one if both are as near.
    Nearest,
    Last,
    Next,
}

impl Which {
    /// Parses the last part of a meaning, which may be absent.
    pub fn parse(words: &[&str]) -> Option<Self> {
        match words {
            [] => Some(Self::Nearest),
            ["last"] => Some(Self::Last),
            ["next"] => Some(Self::Next),
            _ => None,
        }
    }
}

/// A period of whole days, months or years, as EDTF writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub first: Date,
    pub last: Date,
    pub form: Form,
}

/// How a period is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Days,
    Months,
    Years,
    /// A season of the year by its EDTF number, 21 to 24.
    Season(i8),
    Decade,
}

impl Period {
    pub fn new(first: Date, last: Date, form: Form) -> Self {
        Self { first, last, form }
    }

    pub fn month(year: i16, month: i8) -> Option<Self> {
        let first = Date::new(year, month, 1).ok()?;
        Some(Self::new(first, first.last_of_month(), Form::Months))
    }

    pub fn year(year: i16) -> Option<Self> {
        let first = Date::new(year, 1, 1).ok()?;
        Some(Self::new(first, first.last_of_year(), Form::Years))
    }

    pub fn decade(year: i16) -> Option<Self> {
        let first = Date::new(year - year % 10, 1, 1).ok()?;
        Some(Self::new(first, Date::new(first.year() + 9, 12, 31).ok()?, Form::Decade))
    }

    /// The season from 1, spring, to 4, winter.
    pub fn season(year: i16, season: i8) -> Option<Self> {
        let first = Date::new(year, (season * 3).min(12), 1).ok()?;
        let last = first.checked_add(Span::new().months(2)).ok()?.last_of_month();
        Some(Self::new(first, last, Form::Season(20 + season)))
    }

    pub fn edtf(self) -> String {
        let Self { first, last, form } = self;
        match form {
            Form::Season(number) => format!("{:04}-{number}", first.year()),
            Form::Decade => format!("{:03}X", first.year() / 10),
            _ => {
                let (start, end) = (write(first, form), write(last, form));
                if start == end { start } else { format!("{start}/{end}") }
            }
        }
    }

    /// From the beginning of the period on.
    pub fn onwards(self) -> String {
        match self.form {
            Form::Season(_) | Form::Decade => format!("{}/..", write(self.first, Form::Months)),
            form => format!("{}/..", write(self.first, form)),
        }
    }

    /// From a day to the end of the period, or all until then if it ends before that day.
    pub fn until(self, from: Date) -> String {
        let form = if self.form == Form::Years && self.last.year() > from.year() { Form::Years } else { Form::Days };
        if from <= self.last { format!("{}/{}", write(from, form), write(self.last, form)) } else { self.up_to() }
    }

    /// All until the end of the period.
    pub fn up_to(self) -> String {
        format!("../{}", write(self.last, if self.form == Form::Years { Form::Years } else { Form::Days }))
    }
}

fn write(date: Date, form: Form) -> String {
    match form {
        Form::Months => format!("{:04}-{:02}", date.year(), date.month()),
        Form::Years | Form::Decade => format!("{:04}", date.year()),
        Form::Days | Form::Season(_) => date.to_string(),
    }
}

/// Returns the period that is `count` units away from the days of `base`.
pub fn offset(base: DaySpan, count: i32, unit: Unit) -> Option<Period> {
    let (first, last) = (shift(base.earliest, count, unit)?, shift(base.latest, count, unit)?);
    let (start, end) = (whole(first, unit)?, whole(last, unit)?);
    Some(Period::new(start.first, end.last, start.form))
}

/// Returns the period of `count` units before `base`, or after it if `count` is negative, with both ends.
pub fn stretch(base: DaySpan, count: i32, unit: Unit) -> Option<Period> {
    let (first, last) = if count > 0 {
        (shift(base.earliest, -count, unit)?, base.latest)
    } else {
        (base.earliest, shift(base.latest, -count, unit)?)
    };
    let unit = if unit == Unit::Week { Unit::Day } else { unit };
    Some(Period::new(whole(first, unit)?.first, whole(last, unit)?.last, whole(first, unit)?.form))
}

fn shift(date: Date, count: i32, unit: Unit) -> Option<Date> {
    let span = Span::new();
    let span = match unit {
        Unit::Day => span.try_days(count),
        Unit::Week | Unit::Weekend => span.try_weeks(count),
        Unit::Month => span.try_months(count),
        Unit::Year => span.try_years(count),
    };
    date.checked_add(span.ok()?).ok()
}

/// The whole unit that contains a day. A weekend is the one before a Monday, a Tuesday or a Wednesday, otherwise the next.
fn whole(date: Date, unit: Unit) -> Option<Period> {
    let monday = date.checked_sub(Span::new().days(i64::from(date.weekday().to_monday_zero_offset()))).ok()?;
    let day = |from: Date, days: i64| from.checked_add(Span::new().days(days)).ok();
    match unit {
        Unit::Day => Some(Period::new(date, date, Form::Days)),
        Unit::Week => Some(Period::new(monday, day(monday, 6)?, Form::Days)),
        Unit::Weekend => {
            let is_over = date.weekday().to_monday_zero_offset() < 3;
            let saturday = day(monday, if is_over { -2 } else { 5 })?;
            Some(Period::new(saturday, day(saturday, 1)?, Form::Days))
        }
        Unit::Month => Period::month(date.year(), date.month()),
        Unit::Year => Period::year(date.year()),
    }
}

/// Returns the day of the week that an article means which was published on `base`.
pub fn weekday(base: DaySpan, weekday: Weekday, which: Which) -> Option<Period> {
    let day = base.latest;
    let back = i64::from(day.weekday().since(weekday));
    let back = match which {
        Which::Nearest => back,
        Which::Last => {
            if back == 0 {
                7
            } else {
                back
            }
        }
        Which::Next => back - 7,
    };
    let found = day.checked_sub(Span::new().days(back)).ok()?;
    Some(Period::new(found, found, Form::Days))
}

/// Returns the year of a day or a month that an article names without one.
pub fn year_of(base: DaySpan, month: i8, which: Which) -> i16 {
    let published = base.latest;
    let distance = i16::from(month) - i16::from(published.month());
    let year = published.year();
    match which {
        Which::Nearest if distance > 6 => year - 1,
        Which::Nearest if distance < -6 => year + 1,
        Which::Last if distance >= 0 => year - 1,
        Which::Next if distance <= 0 => year + 1,
        _ => year,
    }
}
