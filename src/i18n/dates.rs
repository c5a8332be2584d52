//! Dates in words: EDTF values, days, months and ranges in each interface language.

use jiff::civil::Date;

use crate::domain::claim_date::{DaySpan, Days};
use crate::domain::language_map::LanguageMap;
use crate::domain::period::Period;
use crate::domain::vocabulary::TimelineInterval;
use crate::i18n::Locale;

/// A date at the precision it was given in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Point {
    Year(i16),
    Month(i16, i8),
    Day(i16, i8, i8),
}

/// An EDTF date or interval in words; `earliest` and `latest` are the first and last day that it covers, unless it is open.
pub fn format_edtf(locale: Locale, edtf: &str, earliest: Option<Date>, latest: Option<Date>) -> String {
    let (from, to) = edtf.split_once('/').unwrap_or((edtf, edtf));
    let unqualified = |text: &str| Point::parse(text.trim_end_matches(['~', '?', '%']));
    let text = |key, date: String| locale.format(key, &[("date", date.into())]).into_owned();
    let is_approximate = edtf.contains(['~', '%']);
    let about = |date| if is_approximate { text("date-approximate", date) } else { date };
    let open = |key, point: Option<Point>, day: Date| {
        text(key, about(point.map_or_else(|| format_day(locale, day), |point| point.format(locale))))
    };
    let runs = Days::new(edtf, DaySpan::new(earliest, latest)).runs;
    let date = match (unqualified(from), unqualified(to), earliest, latest) {
        _ if !runs.is_empty() => format_runs(locale, &runs, edtf.starts_with('{'), about),
        (Some(from), Some(to), ..) => about(format_range(locale, from, to)),
        (.., Some(earliest), Some(latest)) => about(format_days(locale, earliest, latest)),
        (from, _, Some(earliest), None) => open("date-open-end", from, earliest),
        (_, to, None, Some(latest)) => open("date-open-start", to, latest),
        (.., None, None) => edtf.to_owned(),
    };
    if edtf.contains('?') && !is_approximate { text("date-uncertain", date) } else { date }
}

/// Maximum number of separate periods that are listed.
const MAX_LISTED: usize = 3;

/// Separate periods: all of them, or any one. `about` qualifies the date of each.
fn format_runs(locale: Locale, runs: &[DaySpan], all: bool, about: impl Fn(String) -> String) -> String {
    let text = |key, date: String| locale.format(key, &[("date", date.into())]).into_owned();
    let run = |run: &DaySpan| match (run.earliest == Date::MIN, run.latest == Date::MAX) {
        (true, _) => text("date-open-start", about(format_day(locale, run.latest))),
        (_, true) => text("date-open-end", about(format_day(locale, run.earliest))),
        _ => about(format_days(locale, run.earliest, run.latest)),
    };
    let join = |first: String, last: String| {
        let key = if all { "date-and" } else { "date-or" };
        locale.format(key, &[("first", first.into()), ("last", last.into())]).into_owned()
    };
    if let [first, .., last] = runs
        && runs.len() > MAX_LISTED
    {
        return text("date-within", run(&DaySpan { earliest: first.earliest, latest: last.latest }));
    }
    runs.iter().map(run).reduce(join).unwrap_or_default()
}

/// A filter's date (`2025`, `2025-07` or `2025-07-23`) in words; any other text unchanged.
pub fn format_date(locale: Locale, typed: &str) -> String {
    Point::parse(typed).map_or_else(|| typed.to_owned(), |point| point.format(locale))
}

/// A day in words.
pub fn format_day(locale: Locale, day: Date) -> String {
    Point::Day(day.year(), day.month(), day.day()).format(locale)
}

/// The days from `earliest` to `latest`, as whole years or whole months where they are.
pub fn format_days(locale: Locale, earliest: Date, latest: Date) -> String {
    let whole_months = earliest.day() == 1 && latest == latest.last_of_month();
    let whole_years = whole_months && earliest.month() == 1 && latest.month() == 12;
    let point = |day: Date| match (whole_years, whole_months) {
        (true, _) => Point::Year(day.year()),
        (_, true) => Point::Month(day.year(), day.month()),
        _ => Point::Day(day.year(), day.month(), day.day()),
    };
    format_range(locale, point(earliest), point(latest))
}

/// A period of the calendar in words.
pub fn format_period(locale: Locale, period: Period) -> String {
    match period.interval {
        TimelineInterval::Year => period.id(),
        _ => format_days(locale, period.first_day(), period.last_day()),
    }
}

/// The API's name of a period: a month in words, any other period by its ISO 8601 identifier.
pub fn period_label(period: Period) -> LanguageMap {
    let label = |locale| match period.interval {
        TimelineInterval::Month => format_period(locale, period),
        _ => period.id(),
    };
    LanguageMap::interface(label(Locale::English), label(Locale::Arabic))
}

fn format_range(locale: Locale, from: Point, to: Point) -> String {
    if from == to {
        return from.format(locale);
    }
    let (key, start) = match (from, to) {
        (Point::Day(y, m, day), Point::Day(year, month, _)) if (y, m) == (year, month) => {
            ("date-range-close", day.to_string())
        }
        (Point::Year(_), Point::Year(_)) => ("date-range-close", from.format(locale)),
        _ if from.year() == to.year() => ("date-range", from.format_without_year(locale)),
        _ => ("date-range", from.format(locale)),
    };
    locale.format(key, &[("from", start.into()), ("to", to.format(locale).into())]).into_owned()
}

impl Point {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let year: i16 = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
        let Some(month) = parts.next() else { return Some(Self::Year(year)) };
        let month: i8 = month.parse().ok().filter(|month| (1..=12).contains(month))?;
        let Some(day) = parts.next() else { return Some(Self::Month(year, month)) };
        let day: i8 = day.parse().ok()?;
        Date::new(year, month, day).ok().map(|_| Self::Day(year, month, day))
    }

    const fn year(self) -> i16 {
        match self {
            Self::Year(year) | Self::Month(year, _) | Self::Day(year, ..) => year,
        }
    }

    fn format(self, locale: Locale) -> String {
        let year = self.year().to_string();
        match self {
            Self::Year(_) => year,
            Self::Month(_, month) => {
                let values = [("month", month_name(locale, month).into()), ("year", year.into())];
                locale.format("date-month", &values).into_owned()
            }
            Self::Day(_, month, day) => {
                let month = month_name(locale, month).into();
                locale.format("date-day", &[("day", day.into()), ("month", month), ("year", year.into())]).into_owned()
            }
        }
    }

    fn format_without_year(self, locale: Locale) -> String {
        match self {
            Self::Year(year) => year.to_string(),
            Self::Month(_, month) => month_name(locale, month).to_owned(),
            Self::Day(_, month, day) => {
                let month = month_name(locale, month).into();
                locale.format("date-day-of-year", &[("day", day.into()), ("month", month)]).into_owned()
            }
        }
    }
}

fn month_name(locale: Locale, month: i8) -> &'static str {
    locale.text(&format!("month-{month}"))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::claim_date::EdtfDate;

    #[rstest]
    #[case("2025-07-23", "23 July 2025", "23 يوليو 2025")]
    #[case("2025-07", "July 2025", "يوليو 2025")]
    #[case("2025", "2025", "2025")]
    #[case("2025-07-26/2025-07-27", "26–27 July 2025", "26 إلى 27 يوليو 2025")]
    #[case("2025-07-28/2025-08-03", "28 July – 3 August 2025", "28 يوليو إلى 3 أغسطس 2025")]
    #[case("2024-12-30/2025-01-02", "30 December 2024 – 2 January 2025", "30 ديسمبر 2024 إلى 2 يناير 2025")]
    #[case("2025-04/2025-07", "April – July 2025", "أبريل إلى يوليو 2025")]
    #[case("2020/2025", "2020–2025", "2020 إلى 2025")]
    #[case("2025-07~", "about July 2025", "نحو يوليو 2025")]
    #[case("2025?", "perhaps 2025", "ربما 2025")]
    #[case("2025%", "about 2025", "نحو 2025")]
    #[case("202X", "2020–2029", "2020 إلى 2029")]
    #[case("1XXX-XX-XX", "1000–1999", "1000 إلى 1999")]
    #[case("2025-07-XX", "July 2025", "يوليو 2025")]
    #[case("2019/..", "from 2019 on", "من 2019 فصاعدًا")]
    #[case("../2004-06", "until June 2004", "حتى يونيو 2004")]
    #[case("2019-07-01~/..", "from about 1 July 2019 on", "من نحو 1 يوليو 2019 فصاعدًا")]
    #[case("../2004-06%", "until about June 2004", "حتى نحو يونيو 2004")]
    #[case("2019-07?/..", "perhaps from July 2019 on", "ربما من يوليو 2019 فصاعدًا")]
    #[case("[..2018-07-01~]", "until about 1 July 2018", "حتى نحو 1 يوليو 2018")]
    #[case("[2019~,2022..]", "about 2019 or from about 1 January 2022 on", "نحو 2019 أو من نحو 1 يناير 2022 فصاعدًا")]
    #[case("2025-X1", "January 2025 or November 2025", "يناير 2025 أو نوفمبر 2025")]
    #[case("{2025-01-03,2025-11}", "3 January 2025 and November 2025", "3 يناير 2025 ونوفمبر 2025")]
    #[case("[2019,2022..]", "2019 or from 1 January 2022 on", "2019 أو من 1 يناير 2022 فصاعدًا")]
    #[case("2025-XX-12", "at a time within 12 January – 12 December 2025", "في وقت ما ضمن 12 يناير إلى 12 ديسمبر 2025")]
    #[case("2024/2025-07-03", "2024 – 3 July 2025", "2024 إلى 3 يوليو 2025")]
    fn edtf_dates_are_formatted_in_each_language(#[case] edtf: &str, #[case] en: &str, #[case] ar: &str) {
        let EdtfDate { earliest, latest, .. } = EdtfDate::parse(edtf).unwrap();
        assert_eq!(format_edtf(Locale::English, edtf, earliest, latest), en);
        assert_eq!(format_edtf(Locale::Arabic, edtf, earliest, latest), ar);
    }

    #[test]
    fn a_filter_date_is_formatted_and_other_text_is_unchanged() {
        assert_eq!(format_date(Locale::Arabic, "2025-07"), "يوليو 2025");
        assert_eq!(format_date(Locale::English, "2025-7-x"), "2025-7-x");
    }

    #[test]
    fn months_have_labels_in_both_languages() {
        let july = Period { interval: TimelineInterval::Month, number: 2025 * 12 + 6 };
        assert_eq!(period_label(july), LanguageMap::interface("July 2025", "يوليو 2025"));
        let week = Period { interval: TimelineInterval::Week, ..july };
        assert_eq!(period_label(week).pick("en").1, week.id());
    }
}
