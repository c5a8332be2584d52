//! Identifiers that are the same each time a file is imported.

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

/// Identifiers of articles and actors leave space for what follows them in an identifier.
const MAX_SLUG: usize = 60;

/// Hexadecimal digits of a hash: enough for millions of records.
const HASH_DIGITS: usize = 10;

/// Returns lowercase words joined by hyphens. A name that loses letters or its end gets a part of its hash, so that
/// different names have different identifiers.
pub fn slug(name: &str) -> String {
    let (mut slug, mut lost) = (String::new(), false);
    for c in name.nfkd().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else {
            lost |= c.is_alphanumeric();
            if !slug.ends_with('-') && !slug.is_empty() && !is_mark(c) {
                slug.push('-');
            }
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.len() <= MAX_SLUG && !lost && !slug.is_empty() {
        return slug.to_owned();
    }
    let start = slug[..slug.len().min(MAX_SLUG - HASH_DIGITS - 1)].trim_end_matches('-');
    let separator = if start.is_empty() { "x" } else { "-" };
    format!("{start}{separator}{}", short_hash(name))
}

/// Marks of letters are left out, and apostrophes within words.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c) || matches!(c, '\'' | '’')
}

/// Returns the beginning of a SHA-256.
pub fn short_hash(text: &str) -> String {
    let mut digits = hex::encode(Sha256::digest(text.as_bytes()));
    digits.truncate(HASH_DIGITS);
    digits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::identifier::is_identifier;
    use rstest::rstest;

    #[rstest]
    #[case("Jean-Luc Mélenchon", "jean-luc-melenchon")]
    #[case("The Times’ editor", "the-times-editor")]
    #[case("nyt_2016-04-18_for-news", "nyt-2016-04-18-for-news")]
    fn names_become_words(#[case] name: &str, #[case] expected: &str) {
        assert_eq!(slug(name), expected);
    }

    #[test]
    fn every_name_has_an_identifier_of_its_own() {
        let long = "a ".repeat(100);
        let names = ["الصين", "الهند", "!!!", "", "a الصين", "a", long.as_str()];
        let slugs = names.map(slug);
        assert!(slugs.iter().all(|slug| is_identifier(slug) && slug.len() <= MAX_SLUG), "{slugs:?}");
        for (at, slug) in slugs.iter().enumerate() {
            assert!(!slugs[..at].contains(slug), "{slugs:?}");
        }
    }
}
