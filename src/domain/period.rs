//! Calendar periods, and counts of claims by period and by facet value.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::domain::language_map::LanguageMap;
use crate::domain::vocabulary::TimelineInterval;

/// A value of a facet and its number of claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    /// The value in query parameters.
    pub id: String,
    pub label: LanguageMap,
    pub count: u64,
}

/// A period and the number of claims that overlap it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    pub period: Period,
    pub count: u64,
}

/// A day, week, month or year of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    pub interval: TimelineInterval,
    /// Consecutive periods have consecutive numbers: days and weeks since [`EPOCH`], months and years since year 0.
    pub number: i32,
}

/// A Thursday, so that week 0 begins three days earlier.
const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// Months since year 0.
pub fn month_number(day: Date) -> i32 {
    i32::from(day.year()) * 12 + i32::from(day.month()) - 1
}

/// The inverse of [`month_number`], as year and month.
pub fn year_and_month(number: i32) -> (i16, i8) {
    let year = i16::try_from(number.div_euclid(12)).expect("years have four digits");
    let month = i8::try_from(number.rem_euclid(12) + 1).expect("months are 1 to 12");
    (year, month)
}

impl Period {
    /// Returns the period that contains `day`.
    pub fn from_day(interval: TimelineInterval, day: Date) -> Self {
        let days = || i32::try_from(day.duration_since(EPOCH).as_hours() / 24).expect("years have four digits");
        let number = match interval {
            TimelineInterval::Day => days(),
            TimelineInterval::Week => (days() + 3).div_euclid(7),
            TimelineInterval::Month => month_number(day),
            TimelineInterval::Year => i32::from(day.year()),
        };
        Self { interval, number }
    }

    pub fn first_day(self) -> Date {
        let n = self.number;
        match self.interval {
            TimelineInterval::Day => EPOCH.saturating_add(n.days()),
            TimelineInterval::Week => EPOCH.saturating_add((n * 7 - 3).days()),
            TimelineInterval::Month => {
                let (year, month) = year_and_month(n);
                jiff::civil::date(year, month, 1)
            }
            TimelineInterval::Year => jiff::civil::date(i16::try_from(n).expect("years have four digits"), 1, 1),
        }
    }

    pub fn last_day(self) -> Date {
        let first = self.first_day();
        match self.interval {
            TimelineInterval::Day => first,
            TimelineInterval::Week => first.saturating_add(6.days()),
            TimelineInterval::Month => first.last_of_month(),
            TimelineInterval::Year => first.last_of_year(),
        }
    }

    /// Formats the period in ISO 8601: `2025`, `2025-07`, `2025-W30` or `2025-07-23`.
    pub fn id(self) -> String {
        let first = self.first_day();
        match self.interval {
            TimelineInterval::Day => first.to_string(),
            TimelineInterval::Week => {
                let week = first.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            TimelineInterval::Month => format!("{:04}-{:02}", first.year(), first.month()),
            TimelineInterval::Year => format!("{:04}", first.year()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(TimelineInterval::Day, "2025-07-23", "2025-07-23", "2025-07-23", "2025-07-23")]
    #[case(TimelineInterval::Week, "2025-07-23", "2025-W30", "2025-07-21", "2025-07-27")]
    #[case(TimelineInterval::Week, "2024-12-30", "2025-W01", "2024-12-30", "2025-01-05")]
    #[case(TimelineInterval::Week, "1969-12-31", "1970-W01", "1969-12-29", "1970-01-04")]
    #[case(TimelineInterval::Month, "2024-02-29", "2024-02", "2024-02-01", "2024-02-29")]
    #[case(TimelineInterval::Month, "0001-01-01", "0001-01", "0001-01-01", "0001-01-31")]
    #[case(TimelineInterval::Year, "9999-12-31", "9999", "9999-01-01", "9999-12-31")]
    fn a_day_belongs_to_one_period(
        #[case] interval: TimelineInterval,
        #[case] day: Date,
        #[case] id: &str,
        #[case] first: Date,
        #[case] last: Date,
    ) {
        let period = Period::from_day(interval, day);
        assert_eq!((period.id().as_str(), period.first_day(), period.last_day()), (id, first, last));
        assert!(first <= day && day <= last);
    }
}
