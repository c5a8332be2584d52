//! Text in both languages of the corpus, and the characters no text may hold.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The same text in English and in Arabic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LanguageMap {
    /// English.
    #[schemars(length(min = 1))]
    #[schema(min_length = 1, example = "China")]
    pub en: String,
    /// Arabic (modern standard), in logical order without directional marks.
    #[schemars(length(min = 1))]
    #[schema(min_length = 1, example = "الصين")]
    pub ar: String,
}

impl LanguageMap {
    /// Builds the pair from borrowed text.
    pub fn new(en: &str, ar: &str) -> Self {
        Self { en: en.to_owned(), ar: ar.to_owned() }
    }

    /// Both texts with the BCP 47 tag of their language.
    pub fn each(&self) -> [(&'static str, &str); 2] {
        [("en", &self.en), ("ar", &self.ar)]
    }
}

/// Any number of texts in each language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LanguageMapList {
    /// English, or any language written in Latin letters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub en: Vec<String>,
    /// Arabic.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub ar: Vec<String>,
}

impl LanguageMapList {
    /// Whether there is no text in either language.
    pub fn is_empty(&self) -> bool {
        self.en.is_empty() && self.ar.is_empty()
    }

    /// Every text with the BCP 47 tag of its language.
    pub fn each(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let english = self.en.iter().map(|text| ("en", text.as_str()));
        english.chain(self.ar.iter().map(|text| ("ar", text.as_str())))
    }
}

/// Whether a text has the form of a host, with or without a port: nothing in it can end the address it stands in.
pub fn is_host(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b))
}

/// Returns the first character of `text` that would be invisible or could reorder what a reader sees.
///
/// These are the C0 and C1 controls, the bidirectional embeddings, overrides and isolates (Unicode UAX #9), the
/// zero-width characters and the byte order mark.
pub fn forbidden_character(text: &str) -> Option<char> {
    text.chars().find(|&c| {
        c.is_control()
            || matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
    })
}

/// Bytes as lowercase hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    bytes.iter().flat_map(|&byte| [digit(byte >> 4), digit(byte & 15)]).collect()
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
