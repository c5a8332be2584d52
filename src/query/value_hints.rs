//! The accepted value that a rejected one stands for: dates, numbers, flags and sort orders as people type them.

use jiff::civil::Date;

use super::sorts::SORTS;
use crate::i18n::Locale;
use crate::search::normalize;

/// Other names of the months: short English ones, and those of the eastern Arab countries.
const OTHER_MONTH_NAMES: [&[&str]; 12] = [
    &["jan", "كانون الثاني"],
    &["feb", "شباط"],
    &["mar", "آذار"],
    &["apr", "نيسان", "ابريل"],
    &["أيار"],
    &["jun", "حزيران"],
    &["jul", "تموز"],
    &["aug", "آب"],
    &["sep", "sept", "أيلول"],
    &["oct", "تشرين الأول"],
    &["nov", "تشرين الثاني"],
    &["dec", "كانون الأول"],
];

/// A year, month or day in the form in which people write dates, as an EDTF value: `20250723`, `2025/7/3`, `3 July 2025`,
/// `23.07.2025`, a timestamp, digits of any script. `None` if the order of day and month is not clear.
pub fn suggest_date(typed: &str) -> Option<String> {
    let text = normalize(typed);
    let text = text
        .split_once('t')
        .filter(|(day, _)| day.ends_with(|c: char| c.is_ascii_digit()))
        .map_or(&*text, |(day, _)| day);
    let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let month_name = month_named(&words);
    // Words that name no month may be a quarter, another calendar or another language.
    if text.trim_start().starts_with('-') || (month_name.is_none() && !words.is_empty()) {
        return None;
    }
    let numbers: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty()).collect();
    // A time of day after the date.
    let numbers = if text.contains(':') { numbers.get(..3)? } else { &numbers };
    match (month_name, numbers) {
        (Some(month), [year]) => month_of(year, month),
        (Some(month), [day, year] | [year, day]) if is_year(year) && !is_year(day) => day_of(year, month, day),
        (None, [digits]) => match digits.len() {
            4 => (*digits >= "1000").then(|| (*digits).to_owned()),
            6 => month_of(&digits[..4], digits[4..].parse().ok()?),
            8 => day_of(&digits[..4], digits[4..6].parse().ok()?, &digits[6..]),
            _ => None,
        },
        (None, [year, month] | [month, year]) if is_year(year) && !is_year(month) => {
            month_of(year, month.parse().ok()?)
        }
        (None, [year, month, day]) if is_year(year) => day_of(year, month.parse().ok()?, day),
        (None, [first, second, year]) if is_year(year) => {
            let numbers: (i8, i8) = (first.parse().ok()?, second.parse().ok()?);
            match numbers {
                (day, month) if day > 12 || text.contains('.') || day == month => day_of(year, month, first),
                (month, day) if day > 12 => day_of(year, month, second),
                _ => None,
            }
        }
        _ => None,
    }
}

fn is_year(digits: &str) -> bool {
    digits.len() == 4
}

fn month_of(year: &str, month: i8) -> Option<String> {
    let first = Date::new(year.parse().ok()?, month, 1).ok()?;
    is_year(year).then(|| first.to_string()[..7].to_owned())
}

/// A day; its month if the month has no such day.
fn day_of(year: &str, month: i8, day: &str) -> Option<String> {
    let date = Date::new(year.parse().ok()?, month, day.parse().ok()?);
    date.map_or_else(|_| month_of(year, month), |date| Some(date.to_string()))
}

/// The number of the month that normalized words name, in a language of the interface; once or in two ways, as in
/// `يوليو/تموز`.
fn month_named(words: &[&str]) -> Option<i8> {
    let is_month = |(month, others): &(i8, &&[&str])| {
        let key = format!("month-{month}");
        let names = Locale::ALL.iter().map(|locale| locale.text(&key)).chain(others.iter().copied());
        let names: Vec<String> = names.map(normalize).collect();
        let is_named = |words: &[&str]| names.contains(&words.join(" "));
        is_named(words) || (1..words.len()).any(|at| is_named(&words[..at]) && is_named(&words[at..]))
    };
    (1..).zip(&OTHER_MONTH_NAMES).find(is_month).map(|(month, _)| month)
}

/// The accepted number nearest to what was typed, in digits of any script.
pub fn suggest_number(typed: &str, min: u32, max: u32) -> Option<String> {
    let number: f64 =
        normalize(typed).trim().replace(['_', ' ', ','], "").parse().ok().filter(|n: &f64| !n.is_nan())?;
    Some(number.round().clamp(min.into(), max.into()).to_string())
}

/// `true` or `false` as other programs write them.
pub fn suggest_flag(typed: &str) -> Option<&'static str> {
    match typed.trim().to_lowercase().as_str() {
        "true" | "1" | "yes" | "y" | "on" | "t" | "نعم" => Some("true"),
        "false" | "0" | "no" | "n" | "off" | "f" | "none" | "لا" => Some("false"),
        _ => None,
    }
}

/// The order for a field with a direction as other APIs write it: `date:desc`, `date desc`, `+date`, `newest`.
pub fn suggest_sort(typed: &str) -> Option<&'static str> {
    let typed = typed.trim().to_lowercase();
    let parts: Vec<&str> = typed.split([':', ' ', ',', '.', '_', '-', '+']).filter(|part| !part.is_empty()).collect();
    let (name, is_descending) = match parts[..] {
        ["newest" | "latest" | "recent" | "desc"] => ("date", true),
        ["oldest" | "asc"] => ("date", false),
        [name, "desc" | "descending"] => (name, true),
        [name, "asc" | "ascending"] => (name, false),
        [name] => (name, typed.starts_with('-')),
        _ => return None,
    };
    let find = |wanted: &str| SORTS.iter().map(|sort| sort.name).find(|known| *known == wanted);
    if is_descending { find(&format!("-{name}")).or_else(|| find(name)) } else { find(name) }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("20250723", Some("2025-07-23"))]
    #[case("202507", Some("2025-07"))]
    #[case("2025/7/3", Some("2025-07-03"))]
    #[case("2025-7-3", Some("2025-07-03"))]
    #[case("2025-7", Some("2025-07"))]
    #[case("7/2025", Some("2025-07"))]
    #[case("٢٠٢٥", Some("2025"))]
    #[case("٢٠٢٥-٠٧-٢٣", Some("2025-07-23"))]
    #[case("۲۰۲۵/۷", Some("2025-07"))]
    #[case("23.07.2025", Some("2025-07-23"))]
    #[case("23/7/2025", Some("2025-07-23"))]
    #[case("07/23/2025", Some("2025-07-23"))]
    #[case("3.7.2025", Some("2025-07-03"))]
    #[case("3/7/2025", None)]
    #[case("2025-07-23T10:00:00Z", Some("2025-07-23"))]
    #[case("2025-07-23 10:00", Some("2025-07-23"))]
    #[case("July 2025", Some("2025-07"))]
    #[case("23 July 2025", Some("2025-07-23"))]
    #[case("Jul 23, 2025", Some("2025-07-23"))]
    #[case("23 يوليو 2025", Some("2025-07-23"))]
    #[case("تموز ٢٠٢٥", Some("2025-07"))]
    #[case("كانون الثاني 2025", Some("2025-01"))]
    #[case("2025-02-30", Some("2025-02"))]
    #[case("2025-13-01", None)]
    #[case("last week", None)]
    #[case("يوليو/تموز 2025", Some("2025-07"))]
    #[case("23 يوليو (تموز) 2025", Some("2025-07-23"))]
    #[case("2025-Q3", None)]
    #[case("2025H1", None)]
    #[case("2025-X1", None)]
    #[case("juillet 2025", None)]
    #[case("1446هـ", None)]
    #[case("0000", None)]
    #[case("-0044", None)]
    #[case("1753228800", None)]
    #[case("25", None)]
    #[case("", None)]
    fn dates_as_people_type_them(#[case] typed: &str, #[case] expected: Option<&str>) {
        assert_eq!(suggest_date(typed).as_deref(), expected, "{typed}");
    }

    #[rstest]
    #[case("1000", Some("200"))]
    #[case("-1", Some("1"))]
    #[case("+5", Some("5"))]
    #[case("١٠", Some("10"))]
    #[case("20.0", Some("20"))]
    #[case("99999999999999999999", Some("200"))]
    #[case("1,000", Some("200"))]
    #[case("many", None)]
    #[case("NaN", None)]
    fn numbers(#[case] typed: &str, #[case] expected: Option<&str>) {
        assert_eq!(suggest_number(typed, 1, 200).as_deref(), expected, "{typed}");
    }

    #[rstest]
    #[case("date:desc", Some("-date"))]
    #[case("date desc", Some("-date"))]
    #[case("date_asc", Some("date"))]
    #[case(" date", Some("date"))]
    #[case("-Date", Some("-date"))]
    #[case("published.desc", Some("-published"))]
    #[case("newest", Some("-date"))]
    #[case("oldest", Some("date"))]
    #[case("relevance:desc", Some("relevance"))]
    #[case("colour", None)]
    fn sort_orders(#[case] typed: &str, #[case] expected: Option<&str>) {
        assert_eq!(suggest_sort(typed), expected, "{typed}");
    }
}
