//! The highlighter: finds the matches of a query in a text.

use std::ops::Range;

use crate::search::analyzer::{Analyzer, Token};
use crate::search::arabic::preposition_variants;
use crate::search::text_query::TextQuery;

/// Returns the words of a text in a language that match a required word or phrase, as ranges of code points in text order.
pub fn highlight(text: &str, language: &str, query: &TextQuery) -> Vec<Range<usize>> {
    let tokens = Analyzer::for_language(language).analyze(text);
    let is = |token: &Token, term: &String| token.term == *term || token.unmarked == *term;
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for phrase in query.required.iter().flatten() {
        if let [term] = phrase.as_slice() {
            let whole = tokens.iter().filter(|token| token.joined.as_ref() == Some(term));
            ranges.extend(whole.map(|token| token.range.clone()));
        }
        let (first, rest) = phrase.split_first().expect("the query parser returns no empty phrases");
        let variants = preposition_variants(first);
        for window in tokens.windows(phrase.len()) {
            let begins = is(&window[0], first) || variants.contains(&window[0].term);
            if begins && window[1..].iter().zip(rest).all(|(token, term)| is(token, term)) {
                ranges.extend(window.iter().map(|token| token.range.clone()));
            }
        }
    }
    ranges.sort_by_key(|range| (range.start, range.end));
    // Words of a script without spaces touch each other.
    ranges.dedup_by(|next, previous| {
        let touches = next.start <= previous.end;
        if touches {
            previous.end = previous.end.max(next.end);
        }
        touches
    });
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
        let analyzers = ["en", "ar"].map(Analyzer::for_language);
        let query = parse_query(typed, &analyzers).unwrap_or_default();
        let characters: Vec<char> = text.chars().collect();
        let marked: Vec<String> =
            highlight(text, "ar", &query).into_iter().map(|range| characters[range].iter().collect()).collect();
        assert_eq!(marked, expected);
    }
}
