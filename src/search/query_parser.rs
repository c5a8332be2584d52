//! The query parser: terms, `"phrases"` and `-exclusions`. There is no other syntax and no invalid input.

use crate::search::analyzer::analyze;
use crate::search::text_query::TextQuery;

/// Maximum number of terms in a query, including the terms of phrases.
pub const MAX_QUERY_TERMS: usize = 32;

/// Parses a query. Returns `None` if it contains no term.
pub fn parse_query(typed: &str) -> Option<TextQuery> {
    let mut query = TextQuery { typed: typed.to_owned(), ..TextQuery::default() };
    for clause in split_clauses(typed) {
        let terms: Vec<String> = analyze(clause.text).into_iter().map(|token| token.term).collect();
        let list = if clause.is_excluded { &mut query.excluded } else { &mut query.required };
        // `-word-word` excludes the phrase.
        let is_phrase = clause.is_phrase || clause.is_excluded;
        for phrase in terms.chunks(if is_phrase { terms.len().max(1) } else { 1 }) {
            if !list.iter().any(|known| known == phrase) {
                list.push(phrase.to_vec());
            }
        }
    }
    (!query.required.is_empty() || !query.excluded.is_empty()).then_some(query)
}

/// Returns the number of terms in a query, including the terms of phrases.
pub fn term_count(query: &TextQuery) -> usize {
    query.required.iter().chain(&query.excluded).map(Vec::len).sum()
}

struct Clause<'t> {
    text: &'t str,
    is_phrase: bool,
    is_excluded: bool,
}

/// Splits at white space outside quotation marks. A phrase without a closing mark extends to the end.
fn split_clauses(typed: &str) -> Vec<Clause<'_>> {
    let is_mark = |c: char| matches!(c, '"' | '“' | '”' | '„' | '«' | '»');
    let mut clauses = Vec::new();
    let mut rest = typed.trim_start();
    while !rest.is_empty() {
        let negated =
            rest.strip_prefix(['-', '−', '–']).filter(|after| after.starts_with(|c: char| !c.is_whitespace()));
        let is_excluded = negated.is_some();
        let text = negated.unwrap_or(rest);
        if let Some(quoted) = text.strip_prefix(is_mark) {
            let (phrase, after) = quoted.split_once(is_mark).unwrap_or((quoted, ""));
            clauses.push(Clause { text: phrase, is_phrase: true, is_excluded });
            rest = after.trim_start();
        } else {
            let end = text.find(|c: char| c.is_whitespace() || is_mark(c)).unwrap_or(text.len());
            clauses.push(Clause { text: &text[..end], is_phrase: false, is_excluded });
            rest = text[end..].trim_start();
        }
    }
    clauses
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn phrases(typed: &str) -> (Vec<String>, Vec<String>) {
        let query = parse_query(typed).unwrap_or_default();
        let join = |list: Vec<Vec<String>>| list.into_iter().map(|terms| terms.join("+")).collect();
        (join(query.required), join(query.excluded))
    }

    #[rstest]
    #[case("export chips", &["export", "chip"], &[])]
    #[case("\"export controls\" chips", &["export+control", "chip"], &[])]
    #[case("“ضوابط التصدير” -هواوي", &["ضابط+تصدير"], &["هواو"])]
    #[case("chips -\"black market\"", &["chip"], &["black+market"])]
    #[case("-china", &[], &["china"])]
    #[case("AI-powered", &["ai", "power"], &[])]
    #[case("\"never closed", &["never+close"], &[])]
    #[case("NEAR AND OR NOT * ^ : ( ) \"", &["near", "not"], &[])]
    #[case("chip- - -", &["chip"], &[])]
    #[case("the of", &[], &[])]
    fn terms_phrases_and_exclusions_are_parsed(
        #[case] typed: &str,
        #[case] required: &[&str],
        #[case] excluded: &[&str],
    ) {
        let expected = |phrases: &[&str]| phrases.iter().map(ToString::to_string).collect();
        assert_eq!(phrases(typed), (expected(required), expected(excluded)));
    }

    proptest! {
        #[test]
        fn phrases_are_never_empty(typed in ".{0,80}") {
            let query = parse_query(&typed).unwrap_or_default();
            prop_assert!(query.required.iter().chain(&query.excluded).all(|phrase| !phrase.is_empty()));
        }
    }
}
