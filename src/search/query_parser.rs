//! The query parser: terms, `"phrases"` and `-exclusions`. There is no other syntax and no invalid input.
//!
//! The language of a query is not known, so each word is analyzed as every language of the dataset would analyze it.

use crate::search::analyzer::{Analyzer, Rules, WordTerms, analyze_word};
use crate::search::text_query::{Alternatives, Phrase, TextQuery};
use crate::search::tokenizer::tokenize;

/// Maximum number of terms in a query, including the terms of phrases.
pub const MAX_QUERY_TERMS: usize = 32;

/// Persian endings that are written after a zero-width non-joiner, in normalized form: plurals and comparatives.
const PERSIAN_ENDINGS: [&str; 6] = ["ها", "هاي", "هايي", "تر", "ترين", "اي"];

/// Parses a query for a dataset with these languages. Returns `None` if it contains no term.
pub fn parse_query(typed: &str, analyzers: &[Analyzer]) -> Option<TextQuery> {
    let mut query = TextQuery { typed: typed.to_owned(), ..TextQuery::default() };
    for clause in split_clauses(typed) {
        let list = if clause.is_excluded { &mut query.excluded } else { &mut query.required };
        // `-word-word` excludes the phrase.
        let found = if clause.is_phrase || clause.is_excluded {
            vec![phrase(clause.text, analyzers)]
        } else {
            tokenize(clause.text).into_iter().flat_map(|word| words(word.text, analyzers)).collect()
        };
        for alternatives in found {
            if !alternatives.is_empty() && !list.contains(&alternatives) {
                list.push(alternatives);
            }
        }
    }
    (!query.required.is_empty() || !query.excluded.is_empty()).then_some(query)
}

/// Returns the ways in which the languages analyze a phrase.
fn phrase(text: &str, analyzers: &[Analyzer]) -> Alternatives {
    let mut alternatives = Vec::new();
    for analyzer in analyzers {
        let tokens = analyzer.analyze(text);
        let term: Phrase = tokens.iter().map(|token| token.term.clone()).collect();
        let unmarked: Phrase = tokens.into_iter().map(|token| token.unmarked).collect();
        add(&mut alternatives, term);
        add(&mut alternatives, unmarked);
    }
    alternatives
}

/// Returns the terms of a word, usually one, each with the alternatives of the languages. None for a word that is a stop word
/// in any of them, since texts in that language are indexed without it.
fn words(word: &str, analyzers: &[Analyzer]) -> Vec<Alternatives> {
    let mut rules: Vec<Rules> = analyzers.iter().map(|analyzer| analyzer.rules_for(word)).collect();
    rules.sort_unstable();
    rules.dedup();
    let analyzed: Vec<Vec<WordTerms>> = rules.into_iter().flat_map(|rules| spellings(word, rules)).collect();
    if let Some(joined) = joined_words(&analyzed) {
        return vec![joined];
    }
    let count = analyzed.iter().map(Vec::len).min().unwrap_or_default();
    let mut terms: Vec<Alternatives> = vec![vec![]; count];
    for variants in analyzed {
        for (alternatives, WordTerms { term, unmarked, joined: _ }) in terms.iter_mut().zip(variants) {
            add(alternatives, vec![term]);
            add(alternatives, vec![unmarked]);
        }
    }
    terms
}

/// Returns the terms of a word, and of the spelling that it stands for where a language has one for keyboards without its
/// letters: German ae, oe and ue.
fn spellings(word: &str, rules: Rules) -> Vec<Vec<WordTerms>> {
    let mut found = vec![analyze_word(word, rules)];
    if rules.is_german() && ["ae", "oe", "ue", "Ae", "Oe", "Ue"].iter().any(|letters| word.contains(letters)) {
        let umlauts = [("ae", "ä"), ("oe", "ö"), ("ue", "ü"), ("Ae", "Ä"), ("Oe", "Ö"), ("Ue", "Ü")];
        let spelt = umlauts.iter().fold(word.to_owned(), |word, (letters, umlaut)| word.replace(letters, umlaut));
        found.push(analyze_word(&spelt, rules));
    }
    found
}

/// Returns what a word of parts with zero-width non-joiners can be: its parts, the joined word, or the word without an ending.
fn joined_words(analyzed: &[Vec<WordTerms>]) -> Option<Alternatives> {
    let mut alternatives = Vec::new();
    for parts in analyzed.iter().filter(|parts| parts.iter().any(|part| part.joined.is_some())) {
        let phrase: Phrase = parts.iter().map(|part| part.term.clone()).collect();
        let endings = phrase.iter().rev().take_while(|part| PERSIAN_ENDINGS.contains(&part.as_str())).count();
        let stem = phrase[..phrase.len().saturating_sub(endings)].to_vec();
        add(&mut alternatives, phrase);
        parts.iter().filter_map(|part| part.joined.clone()).for_each(|joined| add(&mut alternatives, vec![joined]));
        add(&mut alternatives, stem);
    }
    (!alternatives.is_empty()).then_some(alternatives)
}

fn add(alternatives: &mut Alternatives, phrase: Phrase) {
    if !phrase.is_empty() && !alternatives.contains(&phrase) {
        alternatives.push(phrase);
    }
}

/// Returns the number of terms in a query, including the terms of phrases.
pub fn term_count(query: &TextQuery) -> usize {
    let words = query.required.iter().chain(&query.excluded);
    words.map(|alternatives| alternatives.first().map_or(0, Vec::len)).sum()
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

    fn analyzers(languages: &[&str]) -> Vec<Analyzer> {
        languages.iter().map(|language| Analyzer::for_language(language)).collect()
    }

    fn phrases(typed: &str) -> (Vec<String>, Vec<String>) {
        let query = parse_query(typed, &analyzers(&["en", "ar"])).unwrap_or_default();
        let join = |list: Vec<Alternatives>| list.into_iter().map(|terms| terms[0].join("+")).collect();
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

    #[test]
    fn a_word_has_an_alternative_for_each_language_of_its_script() {
        let query = parse_query("nationales الوطنية", &analyzers(&["en", "fr", "de", "ar"])).unwrap();
        let terms = |at: usize| query.required[at].iter().map(|phrase| phrase.concat()).collect::<Vec<_>>();
        assert_eq!(terms(0), ["nation", "national"], "as German and French do, and as English does");
        assert_eq!(terms(1), ["وطن"]);
    }

    proptest! {
        #[test]
        fn phrases_are_never_empty(typed in ".{0,80}") {
            let query = parse_query(&typed, &analyzers(&["en", "ar", "fr", "zh"])).unwrap_or_default();
            let words = query.required.iter().chain(&query.excluded);
            prop_assert!(words.flatten().all(|phrase| !phrase.is_empty()));
        }
    }
}
