//! What is typed into the search box: words, `"phrases"`, `-exclusions`. Nothing else has a meaning, and nothing is a
//! mistake.

use crate::search::analyzer::tokens;
use crate::search::text_query::TextQuery;

/// Reads a query. `None` when no word is left to search for or to exclude.
pub fn parse(typed: &str) -> Option<TextQuery> {
    let mut query = TextQuery { typed: typed.to_owned(), ..TextQuery::default() };
    for part in parts(typed) {
        let found: Vec<String> = tokens(part.text).into_iter().map(|token| token.text).collect();
        let list = if part.excluded { &mut query.excluded } else { &mut query.required };
        // `-word-word` excludes what has both, side by side.
        let sought = if part.phrase || part.excluded {
            Vec::from_iter((!found.is_empty()).then_some(found))
        } else {
            found.into_iter().map(|token| vec![token]).collect()
        };
        for tokens in sought {
            if !list.contains(&tokens) {
                list.push(tokens);
            }
        }
    }
    (!query.required.is_empty() || !query.excluded.is_empty()).then_some(query)
}

struct Part<'t> {
    text: &'t str,
    phrase: bool,
    excluded: bool,
}

/// How many words a query may hold, those of phrases counted one by one.
pub const MAX_WORDS: usize = 32;

/// How many words a query holds.
pub fn word_count(query: &TextQuery) -> usize {
    query.required.iter().chain(&query.excluded).map(Vec::len).sum()
}

/// Splits at white space outside quotation marks. A mark that is never closed reaches to the end.
fn parts(typed: &str) -> Vec<Part<'_>> {
    let is_mark = |c: char| matches!(c, '"' | '“' | '”' | '„' | '«' | '»');
    let mut parts = Vec::new();
    let mut rest = typed.trim_start();
    while !rest.is_empty() {
        let behind =
            rest.strip_prefix(['-', '−', '–']).filter(|behind| behind.starts_with(|c: char| !c.is_whitespace()));
        let excluded = behind.is_some();
        let text = behind.unwrap_or(rest);
        if let Some(quoted) = text.strip_prefix(is_mark) {
            let (phrase, after) = quoted.split_once(is_mark).unwrap_or((quoted, ""));
            parts.push(Part { text: phrase, phrase: true, excluded });
            rest = after.trim_start();
        } else {
            let end = text.find(|c: char| c.is_whitespace() || is_mark(c)).unwrap_or(text.len());
            parts.push(Part { text: &text[..end], phrase: false, excluded });
            rest = text[end..].trim_start();
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn read(typed: &str) -> (Vec<String>, Vec<String>) {
        let query = parse(typed).unwrap_or_default();
        let join = |list: Vec<Vec<String>>| list.into_iter().map(|tokens| tokens.join("+")).collect();
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
    fn words_phrases_and_exclusions(#[case] typed: &str, #[case] required: &[&str], #[case] excluded: &[&str]) {
        let (found, not) = read(typed);
        assert_eq!(
            (found, not),
            (required.iter().map(ToString::to_string).collect(), excluded.iter().map(ToString::to_string).collect())
        );
    }

    proptest! {
        #[test]
        fn no_input_is_a_mistake(typed in ".{0,80}") {
            for tokens in parse(&typed).unwrap_or_default().required {
                prop_assert!(!tokens.is_empty());
            }
        }
    }
}
