//! Characters that texts of a dataset may not contain.

/// Returns the first character that a curator's text may not contain: invisible ones and those that can reorder the displayed
/// text.
///
/// These are the C0 and C1 controls, the bidirectional marks, embeddings, overrides and isolates (UAX #9), the line and
/// paragraph separators, the zero-width characters, the tag characters, the byte order mark and the noncharacters. The joiners
/// U+200C and U+200D are accepted between letters, where Persian and Indic scripts need them.
pub fn forbidden_character(text: &str) -> Option<char> {
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let is_joiner = matches!(c, '\u{200C}' | '\u{200D}');
        let mut is_between_letters =
            || before.is_alphabetic() && characters.peek().is_some_and(|next| next.is_alphabetic());
        if is_invisible(c) && !(is_joiner && is_between_letters()) || forbidden_in_quotes(c) {
            return Some(c);
        }
        before = c;
    }
    None
}

/// Whether no text may contain a character, not even a verbatim quote: NUL and the noncharacters.
pub fn forbidden_in_quotes(c: char) -> bool {
    c == '\0' || u32::from(c) & 0xFFFE == 0xFFFE || ('\u{FDD0}'..='\u{FDEF}').contains(&c)
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}'
                | '\u{E0000}'..='\u{E007F}'
        )
}

#[cfg(test)]
mod tests {
    use super::{forbidden_character, forbidden_in_quotes};
    use rstest::rstest;

    #[rstest]
    #[case("الصين، 2025: “AI”", None)]
    #[case("می\u{200C}شود", None)]
    #[case("می\u{200C} شود", Some('\u{200C}'))]
    #[case("a\tb", Some('\t'))]
    #[case("a\u{0}", Some('\u{0}'))]
    #[case("\u{202E}abc", Some('\u{202E}'))]
    #[case("ab\u{200F}", Some('\u{200F}'))]
    #[case("\u{FEFF}ab", Some('\u{FEFF}'))]
    #[case("a\u{E0041}", Some('\u{E0041}'))]
    #[case("a\u{FFFF}", Some('\u{FFFF}'))]
    fn finds_invisible_characters(#[case] text: &str, #[case] expected: Option<char>) {
        assert_eq!(forbidden_character(text), expected);
    }

    #[test]
    fn quotes_are_verbatim_except_for_nul_and_noncharacters() {
        assert!("a\r\n\u{200F}\u{2066}\u{200D}".chars().all(|c| !forbidden_in_quotes(c)));
        assert!("\0\u{FDD0}\u{FFFE}\u{10FFFF}".chars().all(forbidden_in_quotes));
    }
}
