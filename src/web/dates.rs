//! Dates as people say them, in both languages: an EDTF value becomes a phrase. Pure.

use jiff::civil::Date;

use crate::domain::period::Period;
use crate::domain::vocabulary::TimelineInterval;
use crate::web::language::Language;

/// One end of a date, as fine as it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Point {
    Year(i16),
    Month(i16, i8),
    Day(i16, i8, i8),
}

/// A date or interval with the days it can stand for, as a phrase.
pub fn say(language: Language, edtf: &str, earliest: Date, latest: Date) -> String {
    let (from, to) = edtf.split_once('/').unwrap_or((edtf, edtf));
    let plain = |text: &str| Point::read(text.trim_end_matches(['~', '?', '%']));
    let phrase = match (plain(from), plain(to)) {
        (Some(from), Some(to)) => say_between(language, from, to),
        _ => say_days(language, earliest, latest),
    };
    let doubt = match (edtf.contains(['~', '%']), edtf.contains(['?', '%']), language) {
        (true, _, Language::English) => "about ",
        (true, _, Language::Arabic) => "نحو ",
        (_, true, Language::English) => "perhaps ",
        (_, true, Language::Arabic) => "ربما ",
        _ => "",
    };
    format!("{doubt}{phrase}")
}

/// A date as a filter takes it, in words; what is no such date stays as it is.
pub fn say_typed(language: Language, typed: &str) -> String {
    Point::read(typed).map_or_else(|| typed.to_owned(), |point| point.say(language, true))
}

/// A sentence with its days in words: digits and hyphens would be shown in disorder between Arabic letters.
pub fn say_inside(language: Language, sentence: &str) -> String {
    let is_day = |word: &str| word.len() == 10 && matches!(Point::read(word), Some(Point::Day(..)));
    let word = |word: &str| {
        let bare = word.trim_end_matches([',', '،']);
        if is_day(bare) { word.replace(bare, &say_typed(language, bare)) } else { word.to_owned() }
    };
    sentence.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// The days from one to another, said as coarsely as is exact.
pub fn say_days(language: Language, earliest: Date, latest: Date) -> String {
    let whole_months = earliest.day() == 1 && latest == latest.last_of_month();
    let whole_years = whole_months && earliest.month() == 1 && latest.month() == 12;
    let point = |day: Date| match (whole_years, whole_months) {
        (true, _) => Point::Year(day.year()),
        (_, true) => Point::Month(day.year(), day.month()),
        _ => Point::Day(day.year(), day.month(), day.day()),
    };
    say_between(language, point(earliest), point(latest))
}

/// A stretch of a timeline.
pub fn say_stretch(language: Language, stretch: Period) -> String {
    match stretch.interval {
        TimelineInterval::Year => stretch.id(),
        _ => say_days(language, stretch.first_day(), stretch.last_day()),
    }
}

fn say_between(language: Language, from: Point, to: Point) -> String {
    if from == to {
        return from.say(language, true);
    }
    let same_year = from.year() == to.year();
    match (from, to, language) {
        (Point::Day(y, m, first), Point::Day(year, month, _), Language::English) if (y, m) == (year, month) => {
            format!("{first}–{}", to.say(language, true))
        }
        (Point::Day(y, m, first), Point::Day(year, month, _), Language::Arabic) if (y, m) == (year, month) => {
            format!("{first} إلى {}", to.say(language, true))
        }
        (Point::Year(_), Point::Year(_), Language::English) => {
            format!("{}–{}", from.say(language, true), to.say(language, true))
        }
        (.., Language::English) => format!("{} – {}", from.say(language, !same_year), to.say(language, true)),
        (.., Language::Arabic) => format!("{} إلى {}", from.say(language, !same_year), to.say(language, true)),
    }
}

impl Point {
    fn read(text: &str) -> Option<Self> {
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

    fn say(self, language: Language, with_year: bool) -> String {
        let month_name = |year: i16, month: i8| {
            let number = i32::from(year) * 12 + i32::from(month) - 1;
            let label = Period { interval: TimelineInterval::Month, number }.label();
            let named = language.of(&label).to_owned();
            // The label ends with the year.
            if with_year { named } else { named.rsplit_once(' ').map_or(named.clone(), |(name, _)| name.to_owned()) }
        };
        match self {
            Self::Year(year) => year.to_string(),
            Self::Month(year, month) => month_name(year, month),
            Self::Day(year, month, day) => format!("{day} {}", month_name(year, month)),
        }
    }
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
    #[case("202X", "2020–2029", "2020 إلى 2029")]
    #[case("2025-07-XX", "July 2025", "يوليو 2025")]
    #[case("2024/2025-07-03", "2024 – 3 July 2025", "2024 إلى 3 يوليو 2025")]
    fn a_date_is_said_as_people_say_it(#[case] edtf: &str, #[case] en: &str, #[case] ar: &str) {
        let EdtfDate { earliest, latest, .. } = EdtfDate::parse(edtf).unwrap();
        assert_eq!(say(Language::English, edtf, earliest, latest), en);
        assert_eq!(say(Language::Arabic, edtf, earliest, latest), ar);
    }

    #[test]
    fn a_sentence_says_its_days_in_words() {
        let said = say_inside(Language::English, "Claims, dated from 2025-07-01 to 2025-07-31, newest first (2025-7)");
        assert_eq!(said, "Claims, dated from 1 July 2025 to 31 July 2025, newest first (2025-7)");
        assert_eq!(say_inside(Language::Arabic, "حتى 2025-07-31، الأحدث"), "حتى 31 يوليو 2025، الأحدث");
        assert_eq!(say_typed(Language::Arabic, "2025-07"), "يوليو 2025");
    }
}
