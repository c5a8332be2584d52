//! Counts of claims: by value of a facet, by stretch of time.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::domain::text::LanguageMap;
use crate::domain::vocabulary::TimelineInterval;

/// A value of a facet and how many claims have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    /// The value as its parameter takes it.
    pub id: String,
    /// Its name for people.
    pub label: LanguageMap,
    /// How many claims.
    pub count: u64,
}

/// A stretch of time and how many claims touch it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    /// The stretch.
    pub stretch: Period,
    /// How many claims.
    pub count: u64,
}

/// A day, week, month or year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// How wide it is.
    pub interval: TimelineInterval,
    /// Its number, counted without gaps.
    pub number: i32,
}

/// Where days are counted from: a Thursday.
const EPOCH: Date = jiff::civil::date(1970, 1, 1);

impl Period {
    /// The stretch that a day lies in.
    pub fn of(interval: TimelineInterval, day: Date) -> Self {
        let days = || i32::try_from(day.duration_since(EPOCH).as_hours() / 24).unwrap_or(i32::MAX);
        let number = match interval {
            TimelineInterval::Day => days(),
            TimelineInterval::Week => (days() + 3).div_euclid(7),
            TimelineInterval::Month => i32::from(day.year()) * 12 + i32::from(day.month()) - 1,
            TimelineInterval::Year => i32::from(day.year()),
        };
        Self { interval, number }
    }

    /// Its first day.
    pub fn first_day(self) -> Date {
        let n = self.number;
        let year = |year: i32| i16::try_from(year).unwrap_or(i16::MAX).min(9999);
        match self.interval {
            TimelineInterval::Day => EPOCH.saturating_add(n.days()),
            TimelineInterval::Week => EPOCH.saturating_add((n * 7 - 3).days()),
            TimelineInterval::Month => {
                let month = i8::try_from(n.rem_euclid(12) + 1).unwrap_or(1);
                jiff::civil::date(year(n.div_euclid(12)), month, 1)
            }
            TimelineInterval::Year => jiff::civil::date(year(n), 1, 1),
        }
    }

    /// Its last day.
    pub fn last_day(self) -> Date {
        let first = self.first_day();
        match self.interval {
            TimelineInterval::Day => first,
            TimelineInterval::Week => first.saturating_add(6.days()),
            TimelineInterval::Month => first.last_of_month(),
            TimelineInterval::Year => first.last_of_year(),
        }
    }

    /// Its name in ISO 8601: `2025`, `2025-07`, `2025-W30` or `2025-07-23`.
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
    fn a_day_lies_in_one_stretch(
        #[case] interval: TimelineInterval,
        #[case] day: Date,
        #[case] id: &str,
        #[case] first: Date,
        #[case] last: Date,
    ) {
        let stretch = Period::of(interval, day);
        assert_eq!((stretch.id().as_str(), stretch.first_day(), stretch.last_day()), (id, first, last));
        assert!(first <= day && day <= last);
    }
}
