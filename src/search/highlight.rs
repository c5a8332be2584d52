//! The highlighter: finds the matches of a query in a text.

use std::ops::Range;

use crate::search::analyzer::analyze;
use crate::search::arabic::preposition_variants;
use crate::search::text_query::TextQuery;

/// Returns the words that match a required term or phrase, as ranges of code points in text order.
pub fn highlight(text: &str, query: &TextQuery) -> Vec<Range<usize>> {
    let tokens = analyze(text);
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for phrase in &query.required {
        let (first, rest) = phrase.split_first().expect("the query parser returns no empty phrases");
        let variants = preposition_variants(first);
        for window in tokens.windows(phrase.len()) {
            let begins = window[0].term == *first || variants.contains(&window[0].term);
            if begins && window[1..].iter().map(|token| &token.term).eq(rest) {
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
    use crate::search::query_parser::parse_query;
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
    fn matching_words_are_highlighted(#[case] typed: &str, #[case] text: &str, #[case] expected: &[&str]) {
        let query = parse_query(typed).unwrap_or_default();
        let characters: Vec<char> = text.chars().collect();
        let marked: Vec<String> =
            highlight(text, &query).into_iter().map(|range| characters[range].iter().collect()).collect();
        assert_eq!(marked, expected);
    }
}
