//! The highlighter: finds the matches of a query in a text.

use std::ops::Range;

use crate::search::analyzer::{Analysis, Analyzer, Token};
use crate::search::text_query::{Lookup, Position, TextQuery};

/// Returns the words of a text in a language that match a required word or phrase, as ranges of code points in text order.
pub fn highlight(text: &str, language: &str, query: &TextQuery) -> Vec<Range<usize>> {
    let analysis = Analyzer::for_language(language).analyze(text);
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for lookup in query.required.iter().flatten() {
        match lookup {
            Lookup::Phrase(positions) => ranges.extend(phrase_ranges(&analysis, positions)),
            Lookup::Prefix { beginnings, terms, .. } => {
                let begins = |term: &String| beginnings.iter().any(|beginning| term.starts_with(beginning));
                let matches = |token: &&Token| is_any(token, |term| begins(term) || terms.contains(term));
                // As in the search.
                let words = analysis.tokens.iter().filter(|token| !token.terms.is_particle);
                ranges.extend(words.filter(matches).map(|token| token.range.clone()));
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

fn phrase_ranges(analysis: &Analysis, positions: &[Position]) -> Vec<Range<usize>> {
    let Analysis { tokens, extras } = analysis;
    let mut ranges = Vec::new();
    // Phrases pass over particles.
    let is_searched = |token: &&Token| positions.len() == 1 || !token.terms.is_particle;
    let searched: Vec<&Token> = tokens.iter().filter(is_searched).collect();
    for window in searched.windows(positions.len()) {
        if window.iter().zip(positions).all(|(token, terms)| is_any(token, |term| terms.contains(term))) {
            ranges.extend(window.iter().map(|token| token.range.clone()));
        }
    }
    if let [terms] = positions {
        let found = extras.iter().filter(|(term, _)| terms.contains(term));
        ranges.extend(found.flat_map(|(_, parts)| &tokens[parts.clone()]).map(|token| token.range.clone()));
    }
    ranges
}

/// Whether any term of a token is wanted.
fn is_any(token: &Token, wanted: impl Fn(&String) -> bool) -> bool {
    let terms = &token.terms;
    wanted(&terms.term) || wanted(&terms.unmarked) || terms.spelt_out.as_ref().is_some_and(wanted)
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
    #[case("F16", "an F-16 jet", &["F", "16"])]
    #[case("database", "a data-base", &["data", "base"])]
    #[case("nvid*", "Nvidia's envied chips", &["Nvidia's"])]
    #[case("regulatio*", "regulations", &["regulations"])]
    #[case("th*", "the theory of this", &["theory"])]
    #[case("عل*", "على علوم", &["علوم"])]
    #[case("رقائ*", "الرقائق", &["الرقائق"])]
    #[case("Lagerloef", "Lagerlöf", &["Lagerlöf"])]
    #[case("sanctions", "sanc\u{AD}tions", &["sanc\u{AD}tions"])]
    #[case("محمد", "مح\u{FC60}مد", &["مح\u{FC60}مد"])]
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
