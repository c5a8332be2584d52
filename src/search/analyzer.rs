//! The analyzer: turns text into the terms that are indexed and searched. It chooses rules word by word, by script, so
//! text that mixes Arabic and English needs no language setting.

use std::ops::Range;

use rust_stemmers::{Algorithm, Stemmer};

use crate::search::arabic;
use crate::search::normalize::normalize;
use crate::search::stopwords::is_stopword;
use crate::search::tokenizer::tokenize;

/// Must be raised when the terms of any text change: datasets indexed by another version are rejected.
pub const ANALYZER_VERSION: u32 = 1;

/// An analyzed word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Consists of letters and digits only.
    pub term: String,
    /// Position of the word in the original text, in code points.
    pub range: Range<usize>,
}

/// Returns the tokens of a text in order, without stop words.
pub fn analyze(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    for word in tokenize(text) {
        tokens.extend(analyze_word(word.text).into_iter().map(|term| Token { term, range: word.range.clone() }));
    }
    tokens
}

/// Returns the terms of one word of a text: usually one, none for a stop word.
pub fn analyze_word(word: &str) -> Vec<String> {
    let english = Stemmer::create(Algorithm::English);
    // Initials become one term: `U.S.` and `US` are the same.
    let normalized = normalize(word).replace(['\u{2019}', '\u{02BC}'], "'").replace('.', "");
    // Compatibility forms may normalize to several words: spaces, symbols, another script.
    tokenize(&normalized).into_iter().filter_map(|part| stem(part.text, &english)).collect()
}

/// Concatenates the terms of a name of several words into one term, which matches the whole name but not its words.
pub fn join_terms(name: &str) -> String {
    analyze(name).into_iter().map(|token| token.term).collect()
}

/// Returns the stem of a normalized word, or `None` for a stop word.
fn stem(word: &str, english: &Stemmer) -> Option<String> {
    if is_stopword(word) {
        return None;
    }
    let stem = if word.chars().any(|c| ('\u{0600}'..='\u{06FF}').contains(&c)) {
        arabic::stem(word)
    } else {
        stem_english(word, english)
    };
    // A stem that is a stop word would disappear if the terms were analyzed again.
    (!stem.is_empty() && !is_stopword(&stem)).then_some(stem)
}

/// Stems until the word no longer changes.
fn stem_english(word: &str, english: &Stemmer) -> String {
    // Porter's rules do not apply to digits: `B200s` is the plural of `B200`.
    let without_plural = word.strip_suffix('s').filter(|rest| rest.ends_with(|c: char| c.is_ascii_digit()));
    let mut stem = without_plural.unwrap_or(word).to_owned();
    loop {
        let shorter = english.stem(&stem).into_owned();
        if shorter == stem {
            return stem.replace('\'', "");
        }
        stem = shorter;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn terms(text: &str) -> String {
        analyze(text).into_iter().map(|token| token.term).collect::<Vec<_>>().join(" ")
    }

    #[rstest]
    #[case("الذكاء الاصطناعى", "ذكاء اصطناع")]
    #[case("الذكاء الاصطناعي", "ذكاء اصطناع")]
    #[case("بالذكاء الإصطناعي", "ذكاء اصطناع")]
    #[case("والذكاءُ الاصطناعيّ", "ذكاء اصطناع")]
    #[case("Export controls on exported chips", "export control export chip")]
    #[case("China's B200s and the U.S.", "china b200 us")]
    #[case("الـAI و NVIDIA", "ai nvidia")]
    #[case("في الصين", "صين")]
    #[case("“...” -- !", "")]
    fn texts_are_analyzed(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(terms(text), expected);
    }

    proptest! {
        #[test]
        fn analyzing_twice_is_analyzing_once(text in "\\PC{0,60}") {
            let once = terms(&text);
            prop_assert_eq!(terms(&once), once);
        }

        #[test]
        fn terms_are_alphanumeric_and_ranges_are_within_the_text(text in ".{0,60}") {
            let length = text.chars().count();
            for token in analyze(&text) {
                prop_assert!(token.term.chars().all(char::is_alphanumeric), "{:?}", token);
                prop_assert!(token.range.start < token.range.end && token.range.end <= length);
            }
        }

        #[test]
        fn analyzing_arabic_twice_is_analyzing_once(text in "[ء-ي ]{0,40}") {
            let once = terms(&text);
            prop_assert_eq!(terms(&once), once);
        }
    }
}
