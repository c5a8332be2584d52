//! Characters that no text of a dataset may contain.

/// Returns the first character of `text` that is invisible or can reorder the displayed text.
///
/// These are the C0 and C1 controls, the bidirectional marks, embeddings, overrides and isolates (UAX #9), the line and
/// paragraph separators, the zero-width characters and the byte order mark.
pub fn forbidden_character(text: &str) -> Option<char> {
    text.chars().find(|&c| {
        c.is_control()
            || matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
    })
}

#[cfg(test)]
mod tests {
    use super::forbidden_character;
    use rstest::rstest;

    #[rstest]
    #[case("الصين، 2025: “AI”", None)]
    #[case("a\tb", Some('\t'))]
    #[case("a\u{0}", Some('\u{0}'))]
    #[case("\u{202E}abc", Some('\u{202E}'))]
    #[case("ab\u{200F}", Some('\u{200F}'))]
    #[case("\u{FEFF}ab", Some('\u{FEFF}'))]
    fn finds_controls_and_bidi_marks(#[case] text: &str, #[case] expected: Option<char>) {
        assert_eq!(forbidden_character(text), expected);
    }
}
