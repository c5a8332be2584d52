//! The analyser: a text to tokens. One analyser reads both languages, word by word, so that mixed text needs no switch.

use std::ops::Range;

use rust_stemmers::{Algorithm, Stemmer};

use crate::search::arabic;
use crate::search::normalize::fold;
use crate::search::stopwords::is_stopword;
use crate::search::tokenizer::{Word, words};

/// Raised whenever the same text gives other tokens than before: a snapshot indexed otherwise is refused.
pub const ANALYZER_VERSION: u32 = 1;

/// What a word is indexed and searched as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Letters and digits only.
    pub text: String,
    /// Where the word stands in the text as it is, in code points.
    pub range: Range<usize>,
}

/// The tokens of a text in order, without words that carry no meaning of their own.
pub fn tokens(text: &str) -> Vec<Token> {
    let of_word = |word: Word| {
        let Word { text, range } = word;
        tokens_of_word(text).into_iter().map(move |text| Token { text, range: range.clone() })
    };
    words(text).into_iter().flat_map(of_word).collect()
}

/// The tokens of one of a text's words: mostly one, none where it carries no meaning of its own.
pub fn tokens_of_word(word: &str) -> Vec<String> {
    let english = Stemmer::create(Algorithm::English);
    // Initials are one word: `U.S.` is `US`.
    let folded = fold(word).replace(['\u{2019}', '\u{02BC}'], "'").replace('.', "");
    // Folding may bring out what compatibility forms held together: spaces, signs, another script.
    let pieces = words(&folded).into_iter().map(|piece| token(piece.text, &english));
    pieces.filter(|token| !token.is_empty()).collect()
}

/// The text that full-text search runs over: the tokens with spaces between.
pub fn shadow<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut shadow = String::new();
    for token in texts.into_iter().flat_map(tokens) {
        if !shadow.is_empty() {
            shadow.push(' ');
        }
        shadow.push_str(&token.text);
    }
    shadow
}

/// The one token of a name of several words: it is found when the whole name is searched for, not by one of its words.
pub fn whole_name(name: &str) -> String {
    tokens(name).into_iter().map(|token| token.text).collect()
}

/// The token of a folded word; empty when the word carries no meaning of its own.
fn token(word: &str, english: &Stemmer) -> String {
    if word.is_empty() || is_stopword(word) {
        return String::new();
    }
    if word.chars().any(|c| ('\u{0600}'..='\u{06FF}').contains(&c)) {
        return kept(arabic::stem(word));
    }
    // `B200s` is several of `B200`; Porter's rules know no digits.
    let without_plural = word.strip_suffix('s').filter(|rest| rest.ends_with(|c: char| c.is_ascii_digit()));
    let mut stem = without_plural.unwrap_or(word).to_owned();
    loop {
        let shorter = english.stem(&stem).into_owned();
        if shorter == stem {
            return kept(stem.replace('\'', ""));
        }
        stem = shorter;
    }
}

/// A stem that is itself a word without meaning would be left out when analysed again, so it is left out at once.
fn kept(stem: String) -> String {
    if is_stopword(&stem) { String::new() } else { stem }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

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
    fn a_text_gives_these_tokens(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(shadow([text]), expected);
    }

    proptest! {
        #[test]
        fn analysing_tokens_gives_the_tokens(text in "\\PC{0,60}") {
            let once = shadow([text.as_str()]);
            prop_assert_eq!(shadow([once.as_str()]), once);
        }

        #[test]
        fn tokens_are_letters_and_digits_and_stand_inside_the_text(text in ".{0,60}") {
            let length = text.chars().count();
            for token in tokens(&text) {
                prop_assert!(token.text.chars().all(char::is_alphanumeric), "{:?}", token);
                prop_assert!(token.range.start < token.range.end && token.range.end <= length);
            }
        }

        #[test]
        fn arabic_words_are_analysed_once_and_for_all(text in "[ء-ي ]{0,40}") {
            let once = shadow([text.as_str()]);
            prop_assert_eq!(shadow([once.as_str()]), once);
        }
    }
}
