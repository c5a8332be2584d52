//! Whether a quote begins and ends between the characters that readers see, not between a letter and its marks.

use icu_segmenter::{GraphemeClusterSegmenter, GraphemeClusterSegmenterBorrowed};

/// Bytes before a place that are read to find out what it is part of.
const WINDOW_BYTES: usize = 256;

/// Whether a place in a text, in bytes, is inside a letter with its marks or inside an emoji.
pub fn is_inside_cluster(text: &str, at: usize) -> bool {
    const SEGMENTER: GraphemeClusterSegmenterBorrowed = GraphemeClusterSegmenter::new();
    let before = &text[text.floor_char_boundary(at.saturating_sub(WINDOW_BYTES))..at];
    // A cluster does not go beyond white space, except for CR LF.
    let start = before.trim_end_matches(['\r', '\n']).rfind(char::is_whitespace).unwrap_or(0);
    let (before, after) = (&before[start..], &text[at..]);
    if before.is_empty() || after.is_empty() {
        return false;
    }
    let around: String = before.chars().chain(after.chars().take(1)).collect();
    !SEGMENTER.segment_str(&around).any(|boundary| boundary == before.len())
}

/// Whether a quote of unknown place begins with a mark of what stands before it.
pub fn begins_with_mark(quote: &str) -> bool {
    is_inside_cluster(&format!("a{quote}"), 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("كتبَ", 6, true)]
    #[case("كتبَ", 4, false)]
    #[case("e\u{301}a", 1, true)]
    #[case("e\u{301}a", 3, false)]
    #[case("👨\u{200D}👩", 7, true)]
    #[case("a 🇫🇷🇩🇪", 6, true)]
    #[case("a 🇫🇷🇩🇪", 10, false)]
    #[case("a\r\nb", 2, true)]
    #[case("a\nb", 1, false)]
    #[case("한글", 3, false)]
    #[case("ab", 0, false)]
    #[case("ab", 2, false)]
    fn a_place_is_inside_a_cluster_or_not(#[case] text: &str, #[case] at: usize, #[case] expected: bool) {
        assert_eq!(is_inside_cluster(text, at), expected);
    }

    #[test]
    fn a_mark_at_the_beginning_is_found() {
        assert!(begins_with_mark("\u{64E}كتب") && !begins_with_mark("كتب") && !begins_with_mark(""));
    }
}
