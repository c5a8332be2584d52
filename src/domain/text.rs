//! Characters that readers do not see: where they are refused, how a terminal and a page show them.

use std::borrow::Cow;
use std::fmt::Write;

use unicode_normalization::char::is_combining_mark;

/// The part of a class of characters that [`TEXT_PATTERN`] excludes.
macro_rules! hidden {
    () => {
        concat!(
            r"\u0000-\u001F\u007F-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180E\u200B\u200E\u200F\u2028-\u202E",
            r"\u2060-\u206F\u3164\uFDD0-\uFDEF\uFEFF\uFFA0\uFFF0-\uFFFB\uFFFE\uFFFF"
        )
    };
}

/// The part of a class of characters that no text contains.
macro_rules! nowhere {
    () => {
        r"\u0000\uFDD0-\uFDEF\uFFFE\uFFFF"
    };
}

/// Maximum length of a text that curators write, in Unicode code points.
pub const MAX_TEXT_CODE_POINTS: usize = 5_000;

/// A regular expression that every text of a curator matches: it neither begins nor ends with white space, and has none of the
/// hidden characters that are refused everywhere. [`forbidden_character`] knows more.
pub const TEXT_PATTERN: &str = concat!("^[^\\s", hidden!(), "]([^", hidden!(), "]*[^\\s", hidden!(), "])?$");

/// A regular expression that every verbatim quote matches: it is not blank, and has neither NUL nor noncharacters. Those beyond
/// U+FFFF cannot be written in every dialect; [`forbidden_in_quotes`] knows them.
pub const QUOTE_PATTERN: &str = concat!("^[^", nowhere!(), "]*[^\\s", nowhere!(), "][^", nowhere!(), "]*$");

/// Returns the first character that a curator's text may not contain: one that is invisible or can reorder the displayed
/// text, or a noncharacter.
///
/// The joiners U+200C and U+200D are accepted between letters, where Persian and Indic scripts need them, and a variation
/// selector after a character that it varies.
pub fn forbidden_character(text: &str) -> Option<char> {
    hidden_characters(text).next().map(|(_, c)| c)
}

/// Whether no text may contain a character, not even a verbatim quote: NUL and the noncharacters.
pub fn forbidden_in_quotes(c: char) -> bool {
    c == '\0' || is_noncharacter(c)
}

/// Whether a code point is a noncharacter of Unicode; XML cannot contain some of them.
pub fn is_noncharacter(c: char) -> bool {
    u32::from(c) & 0xFFFE == 0xFFFE || ('\u{FDD0}'..='\u{FDEF}').contains(&c)
}

/// Returns the code points of characters for messages, such as `U+200B, U+202E`.
pub fn code_point_list(characters: &[char]) -> String {
    characters.iter().map(|&c| format!("U+{:04X}", u32::from(c))).collect::<Vec<_>>().join(", ")
}

/// Returns the characters of a verbatim quote by which it may say more than readers see, each once: those that texts do not
/// hold for the sake of their script, line breaks or emoji.
pub fn invisible_in_quote(quote: &str) -> Vec<char> {
    let mut found = vec![];
    let (mut run, mut end, mut is_flag) = (0, 0, false);
    for (at, c) in hidden_characters(quote) {
        // A flag such as that of Wales is a black flag with tag characters.
        let follows_flag = quote[..at].ends_with('\u{1F3F4}') || (is_flag && at == end);
        is_flag = follows_flag && ('\u{E0020}'..='\u{E007F}').contains(&c);
        run = if at == end { run + 1 } else { 1 };
        end = at + c.len_utf8();
        let is_usual = is_flag || is_usual_in_articles(c) && (run < MIN_SUSPECT_RUN || c.is_control());
        if !is_usual && !found.contains(&c) {
            found.push(c);
        }
    }
    found
}

/// Invisible characters in a row that may encode a message.
const MIN_SUSPECT_RUN: usize = 3;

/// Whether articles have an invisible character for the sake of their layout.
fn is_usual_in_articles(c: char) -> bool {
    matches!(
        c,
        '\t' | '\n' | '\r' | '\u{85}' | '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202C}' | '\u{2060}' | '\u{2066}'..='\u{2069}'
    )
}

/// Returns a text as a terminal may show it: with `\u{1b}` for the escape character, and so for everything that
/// [`forbidden_character`] finds.
pub fn escape(text: &str) -> Cow<'_, str> {
    replace(text, |c, escaped| {
        // Writing to memory does not fail.
        let _ = write!(escaped, "{}", c.escape_unicode());
    })
}

/// Returns JSON with the same meaning that a terminal may show.
pub fn escape_json(json: &str) -> Cow<'_, str> {
    replace(json, |c, escaped| {
        for unit in c.encode_utf16(&mut [0; 2]) {
            let _ = write!(escaped, "\\u{unit:04x}");
        }
    })
}

/// Returns a text as a page may show it: control characters are replaced, and what changes the direction of text ends with
/// the text.
pub fn close_bidi(text: &str) -> Cow<'_, str> {
    // What closes the embeddings and isolates that are open.
    let mut open: Vec<char> = vec![];
    let mut closed = replace(text, |c, out| match c {
        '\u{202A}' | '\u{202B}' | '\u{202D}' | '\u{202E}' => {
            open.push('\u{202C}');
            out.push(c);
        }
        '\u{2066}'..='\u{2068}' => {
            open.push('\u{2069}');
            out.push(c);
        }
        '\u{202C}' if open.last() == Some(&c) => {
            open.pop();
            out.push(c);
        }
        // The end of an isolate also ends the embeddings in it.
        '\u{2069}' if open.contains(&c) => {
            while open.pop() != Some(c) {}
            out.push(c);
        }
        '\u{202C}' | '\u{2069}' => {}
        '\t' | '\n' | '\r' => out.push(c),
        c if c.is_control() => out.push(char::REPLACEMENT_CHARACTER),
        c => out.push(c),
    });
    if !open.is_empty() {
        closed.to_mut().extend(open.into_iter().rev());
    }
    closed
}

/// Copies a text, with the hidden characters written by `write`.
fn replace(text: &str, mut write: impl FnMut(char, &mut String)) -> Cow<'_, str> {
    let mut copy: Option<String> = None;
    let mut end = 0;
    for (at, c) in hidden_characters(text) {
        let copy = copy.get_or_insert_default();
        copy.push_str(&text[end..at]);
        write(c, copy);
        end = at + c.len_utf8();
    }
    match copy {
        Some(mut copy) => {
            copy.push_str(&text[end..]);
            copy.into()
        }
        None => text.into(),
    }
}

/// The characters that a curator's text may not contain, with their places in bytes.
fn hidden_characters(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut characters = text.char_indices().peekable();
    // The character before, and whether it is a letter or a mark on one.
    let (mut before, mut after_letter) = (' ', false);
    std::iter::from_fn(move || {
        loop {
            let (at, c) = characters.next()?;
            if let ' '..='~' | '\u{0620}'..='\u{064A}' = c {
                (before, after_letter) = (c, !c.is_ascii() || c.is_ascii_alphabetic());
                continue;
            }
            let is_joining = matches!(c, '\u{200C}' | '\u{200D}')
                && after_letter
                && characters.peek().is_some_and(|&(_, next)| next.is_alphabetic());
            let is_accepted = is_joining || is_variation(before, c);
            after_letter = c.is_alphabetic() && !is_invisible(c) || after_letter && is_combining_mark(c);
            before = c;
            if is_invisible(c) && !is_accepted || forbidden_in_quotes(c) {
                return Some((at, c));
            }
        }
    })
}

/// Whether a variation selector follows a character that has variations.
fn is_variation(base: char, selector: char) -> bool {
    match selector {
        '\u{FE00}'..='\u{FE02}' => !base.is_ascii() && !base.is_whitespace() && !is_invisible(base),
        '\u{FE0E}' | '\u{FE0F}' => is_emoji(base),
        '\u{180B}'..='\u{180D}' | '\u{180F}' => ('\u{1820}'..='\u{18AA}').contains(&base),
        '\u{E0100}'..='\u{E01EF}' => {
            matches!(base, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFD}')
        }
        _ => false,
    }
}

/// Whether a character is shown as an emoji or as text. Blocks that consist of such characters are taken as a whole.
fn is_emoji(c: char) -> bool {
    matches!(
        c,
        '#' | '*' | '0'..='9' | '©' | '®' | '‼' | '⁉' | '™' | 'ℹ' | '\u{2194}'..='\u{21AA}' | '\u{2300}'..='\u{23FF}'
            | 'Ⓜ' | '\u{25A0}'..='\u{27BF}' | '\u{2934}' | '\u{2935}' | '\u{2B00}'..='\u{2BFF}' | '\u{3030}'
            | '\u{303D}' | '\u{3297}' | '\u{3299}' | '\u{1F000}'..='\u{1FAFF}'
    )
}

/// Whether a character is a control, has no shape of its own, separates lines or paragraphs, or marks an annotation.
fn is_invisible(c: char) -> bool {
    c.is_control() || is_default_ignorable(c) || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FFF9}'..='\u{FFFB}')
}

/// Whether a character has no shape of its own: `Default_Ignorable_Code_Point` of Unicode.
pub fn is_default_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("الصين، 2025: “AI”", None)]
    #[case("می\u{200C}شود", None)]
    #[case("می\u{200C} شود", Some('\u{200C}'))]
    #[case("क\u{94D}\u{200D}ष", None)]
    #[case("❤\u{FE0F} 1\u{FE0F}\u{20E3}", None)]
    #[case("葛\u{E0100}城", None)]
    #[case("ᠨ\u{180B}", None)]
    #[case("a\u{FE0F}", Some('\u{FE0F}'))]
    #[case("❤\u{FE0F}\u{FE0E}", Some('\u{FE0E}'))]
    #[case("a\u{E0100}", Some('\u{E0100}'))]
    #[case("a\tb", Some('\t'))]
    #[case("a\u{0}", Some('\u{0}'))]
    #[case("a\u{9b}31m", Some('\u{9b}'))]
    #[case("\u{202E}abc", Some('\u{202E}'))]
    #[case("ab\u{200F}", Some('\u{200F}'))]
    #[case("\u{FEFF}ab", Some('\u{FEFF}'))]
    #[case("a\u{E0041}", Some('\u{E0041}'))]
    #[case("a\u{2062}b", Some('\u{2062}'))]
    #[case("a\u{206B}b", Some('\u{206B}'))]
    #[case("a\u{3164}b", Some('\u{3164}'))]
    #[case("a\u{180E}b", Some('\u{180E}'))]
    #[case("pa\u{AD}per", Some('\u{AD}'))]
    #[case("a\u{FFFF}", Some('\u{FFFF}'))]
    fn finds_invisible_characters(#[case] text: &str, #[case] expected: Option<char>) {
        assert_eq!(forbidden_character(text), expected);
    }

    #[test]
    fn quotes_are_verbatim_except_for_nul_and_noncharacters() {
        assert!("a\r\n\u{200F}\u{2066}\u{200D}".chars().all(|c| !forbidden_in_quotes(c)));
        assert!("\0\u{FDD0}\u{FFFE}\u{10FFFF}".chars().all(forbidden_in_quotes));
    }

    #[rstest]
    #[case("می\u{200C} شود\u{200F}\r\n👨\u{200D}👩\u{200D}👧 \u{2067}x\u{2069}", &[])]
    #[case("🏴\u{E0067}\u{E0062}\u{E0077}\u{E006C}\u{E0073}\u{E007F} won", &[])]
    #[case("a\n\n\n\nb", &[])]
    #[case("won\u{E0069}\u{E0067}", &['\u{E0069}', '\u{E0067}'])]
    #[case("a\u{200B}\u{200C}\u{200B}\u{200C}b", &['\u{200B}', '\u{200C}'])]
    #[case("a\u{202E}b\u{1}\u{FEFF}", &['\u{202E}', '\u{1}', '\u{FEFF}'])]
    #[case("😀\u{FE01}\u{FE02}\u{E0101}", &['\u{FE02}', '\u{E0101}'])]
    fn what_a_quote_hides_is_found(#[case] quote: &str, #[case] expected: &[char]) {
        assert_eq!(invisible_in_quote(quote), expected);
    }

    #[rstest]
    #[case("\u{1b}[31mred", "\\u{1b}[31mred")]
    #[case("a\nb\u{9b}\u{202e}", "a\\u{a}b\\u{9b}\\u{202e}")]
    #[case("می\u{200C}شود é", "می\u{200C}شود é")]
    fn a_terminal_shows_escapes(#[case] text: &str, #[case] shown: &str) {
        assert_eq!(escape(text), shown);
    }

    #[rstest]
    #[case("plain", "plain")]
    #[case("a\u{202E}b", "a\u{202E}b\u{202C}")]
    #[case("a\u{2067}b\u{202E}c", "a\u{2067}b\u{202E}c\u{202C}\u{2069}")]
    #[case("a\u{2067}b\u{202E}c\u{2069}d", "a\u{2067}b\u{202E}c\u{2069}d")]
    #[case("a\u{2069}b\u{202C}", "ab")]
    #[case("a\u{c}\nb", "a\u{FFFD}\nb")]
    fn a_page_contains_what_changes_the_direction(#[case] text: &str, #[case] shown: &str) {
        assert_eq!(close_bidi(text), shown);
    }

    /// Whether a class of characters, in which every code point is written `\\uXXXX`, contains a character.
    fn class_contains(class: &str, c: char) -> bool {
        let code = |hex: &str| u32::from_str_radix(hex, 16).unwrap();
        let mut first = None;
        class.split("\\u").skip(1).any(|item| {
            let start = first.take();
            if let Some(hex) = item.strip_suffix('-') {
                first = Some(code(hex));
                return false;
            }
            let last = code(item);
            (start.unwrap_or(last)..=last).contains(&u32::from(c))
        })
    }

    #[test]
    fn the_patterns_exclude_what_is_refused_everywhere() {
        let depends_on_neighbours =
            |c| matches!(c, '\u{200C}' | '\u{200D}' | '\u{180B}'..='\u{180D}' | '\u{180F}' | '\u{FE00}'..='\u{FE0F}');
        for c in '\0'..='\u{FFFF}' {
            let is_refused = (is_invisible(c) || is_noncharacter(c)) && !depends_on_neighbours(c);
            assert_eq!(class_contains(hidden!(), c), is_refused, "{}", code_point_list(&[c]));
            assert_eq!(class_contains(nowhere!(), c), forbidden_in_quotes(c), "{}", code_point_list(&[c]));
        }
    }

    #[test]
    fn code_points_have_at_least_four_digits() {
        assert_eq!(code_point_list(&['\t', '\u{202E}', '\u{E0041}']), "U+0009, U+202E, U+E0041");
        assert_eq!(code_point_list(&[]), "");
    }

    #[test]
    fn json_has_escapes_of_its_own() {
        assert_eq!(escape_json("\"\u{9b}\u{E0041}é\""), r#""\u009b\udb40\udc41é""#);
    }
}
