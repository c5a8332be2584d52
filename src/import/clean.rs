//! Texts of curators, made of words of a file: statements, names and titles. Quotes are never changed.

use crate::domain::text::{MAX_TEXT_CODE_POINTS, forbidden_character};

/// Returns a text without what such texts must not contain: hidden characters, and white space other than single spaces. A
/// text that is acceptable stays as it is.
pub fn clean(text: &str) -> String {
    let is_fine = |text: &str| {
        text.trim() == text && forbidden_character(text).is_none() && text.chars().count() <= MAX_TEXT_CODE_POINTS
    };
    if is_fine(text) {
        return text.to_owned();
    }
    let mut words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    while let Some(hidden) = forbidden_character(&words) {
        words = words.replace(hidden, "");
    }
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    shorten(&words, MAX_TEXT_CODE_POINTS)
}

/// Returns the beginning of a text, cut between words, with an ellipsis if something is left out.
pub fn shorten(text: &str, limit: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(limit) else { return text.to_owned() };
    let (last, _) = text[..end].char_indices().next_back().unwrap_or_default();
    let start = text[..last].rsplit_once(' ').map_or(&text[..last], |(words, _)| words);
    format!("{}…", start.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("two  spaces", "two  spaces")]
    #[case(" a\r\n b\u{200B}\u{83}c ", "a bc")]
    #[case("می\u{200C}شود", "می\u{200C}شود")]
    #[case("a\u{200C} b\u{FFFF}", "a b")]
    #[case("\u{200B} \u{FEFF}", "")]
    fn hidden_characters_are_removed(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(clean(text), expected);
    }

    #[test]
    fn long_texts_are_cut_between_words() {
        assert_eq!(shorten("one two three", 9), "one two…");
        assert_eq!(clean(&"word ".repeat(2_000)).chars().count(), 4_995);
    }
}
