//! Quotes that are longer than evidence may be.

use std::str::FromStr;

use crate::domain::claim::MAX_QUOTE_CODE_POINTS;
use crate::ingest::is_inside_cluster;

/// What happens to a span of more than 240 code points.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LongSpans {
    /// It becomes several quotes, which together have all its words.
    #[default]
    Split,
    /// Only its beginning is kept.
    Shorten,
    Refuse,
}

impl FromStr for LongSpans {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "split" => Ok(Self::Split),
            "shorten" => Ok(Self::Shorten),
            "refuse" => Ok(Self::Refuse),
            _ => Err("accepted: split, shorten or refuse".to_owned()),
        }
    }
}

/// Returns the bytes of the parts of a text that are short enough. They end before white space, or between letters where
/// there is none; the white space between them is in no part.
pub fn split(words: &str) -> Vec<(usize, usize)> {
    let mut parts = vec![];
    let mut start = 0;
    loop {
        let rest = &words[start..];
        let Some((limit, _)) = rest.char_indices().nth(MAX_QUOTE_CODE_POINTS) else {
            parts.push((start, words.len()));
            return parts;
        };
        let end = start + end_of_part(rest, limit);
        parts.push((start, end));
        start = end + (words[end..].len() - words[end..].trim_start().len());
        if start == words.len() {
            return parts;
        }
    }
}

/// Returns where a part of at most `limit` bytes ends.
fn end_of_part(rest: &str, limit: usize) -> usize {
    let fits = &rest[..limit];
    if rest[limit..].starts_with(char::is_whitespace) {
        let end = fits.trim_end().len();
        return if end == 0 { limit } else { end };
    }
    let word = fits.rfind(char::is_whitespace).map(|at| fits[..at].trim_end().len()).filter(|&end| end > 0);
    let letter = || fits.char_indices().rev().map(|(at, _)| at).find(|&at| at > 0 && !is_inside_cluster(rest, at));
    word.or_else(letter).unwrap_or(limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_are_short_and_have_all_words(text in "[a é😀\\u{301}\r\n]{0,700}") {
            let mut end = 0;
            for (from, to) in split(&text) {
                prop_assert!(text[end..from].chars().all(char::is_whitespace));
                prop_assert!(text[from..to].chars().count() <= MAX_QUOTE_CODE_POINTS);
                end = to;
            }
            prop_assert!(text[end..].chars().all(char::is_whitespace));
        }
    }

    #[test]
    fn a_text_without_white_space_is_cut_between_letters() {
        let text = "字".repeat(500);
        let lengths: Vec<_> = split(&text).iter().map(|&(from, to)| text[from..to].chars().count()).collect();
        assert_eq!(lengths, [239, 239, 22]);
        let family = "👨\u{200D}👩".repeat(100);
        assert!(split(&family).iter().all(|&(from, _)| family[from..].starts_with('👨')));
    }
}
