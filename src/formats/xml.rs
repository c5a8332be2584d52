//! What the XML formats share.

use std::borrow::Cow;

/// Replaces characters that XML cannot contain, even escaped.
pub fn xml_text(text: &str) -> Cow<'_, str> {
    let is_allowed =
        |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    if text.chars().all(is_allowed) {
        return text.into();
    }
    text.chars().map(|c| if is_allowed(c) { c } else { char::REPLACEMENT_CHARACTER }).collect()
}

#[cfg(test)]
mod tests {
    use super::xml_text;

    #[test]
    fn characters_that_xml_cannot_contain_are_replaced() {
        assert_eq!(xml_text("a\u{1}b\u{FFFF}c\u{200F}d\t😀"), "a\u{FFFD}b\u{FFFD}c\u{200F}d\t😀");
    }
}
