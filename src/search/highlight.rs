//! Where a query's words stand in a text.

use std::ops::Range;

use crate::search::analyzer::tokens;
use crate::search::arabic::variants;
use crate::search::text_query::TextQuery;

/// The ranges of code points that match a required word or phrase, in order and without overlap.
pub fn highlight(text: &str, query: &TextQuery) -> Vec<Range<usize>> {
    let tokens = tokens(text);
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for sought in &query.required {
        for window in tokens.windows(sought.len()) {
            let (Some(first), Some(wanted)) = (window.first(), sought.first()) else { continue };
            let begins = first.text == *wanted || variants(wanted).contains(&first.text);
            if begins && window[1..].iter().map(|token| &token.text).eq(&sought[1..]) {
                ranges.extend(window.iter().map(|token| token.range.clone()));
            }
        }
    }
    ranges.sort_by_key(|range| (range.start, range.end));
    ranges.dedup();
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::parse;
    use rstest::rstest;

    #[rstest]
    #[case("ضوابط التصدير", "تشديد ضوابطِ التصديـر", &["ضوابطِ", "التصديـر"])]
    #[case("الذكاء الاصطناعى", "بالذكاء الإصطناعيّ.", &["بالذكاء", "الإصطناعيّ"])]
    #[case("nvidia chips", "Nvidia's B200 chip", &["Nvidia's", "chip"])]
    #[case("\"export control\"", "control of export; export controls", &["export", "controls"])]
    #[case("تايوان", "لتايوان وبتايوان", &["لتايوان", "وبتايوان"])]
    #[case("لا", "ﻻ", &["ﻻ"])]
    #[case("كلام", "ﻛﻼم", &["ﻛﻼم"])]
    #[case("chips -smuggled", "smuggled chips", &["chips"])]
    fn the_matching_words_are_marked_as_they_stand(#[case] typed: &str, #[case] text: &str, #[case] expected: &[&str]) {
        let query = parse(typed).unwrap_or_default();
        let characters: Vec<char> = text.chars().collect();
        let marked: Vec<String> =
            highlight(text, &query).into_iter().map(|range| characters[range].iter().collect()).collect();
        assert_eq!(marked, expected);
    }
}
