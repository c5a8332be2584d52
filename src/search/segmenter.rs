//! Finds the words of scripts that are written without spaces, by dictionary (`icu_segmenter`).

use std::ops::Range;
use std::sync::LazyLock;

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{GraphemeClusterSegmenter, WordSegmenter, WordSegmenterBorrowed};

static SEGMENTER: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));

/// Returns the words of a run of letters, as ranges of bytes.
pub fn segment(run: &str) -> Vec<Range<usize>> {
    let boundaries: Vec<usize> = SEGMENTER.segment_str(run).collect();
    boundaries.windows(2).map(|pair| pair[0]..pair[1]).filter(|range| !range.is_empty()).collect()
}

/// Returns where a reader sees the boundary of a character (UAX 29), in bytes.
pub fn character_boundaries(text: &str) -> impl Iterator<Item = usize> {
    const { GraphemeClusterSegmenter::new() }.segment_str(text)
}

#[cfg(test)]
mod tests {
    use super::segment;
    use rstest::rstest;

    #[rstest]
    #[case("中国国家主席", &["中国", "国家", "主席"])]
    #[case("経済政策", &["経済", "政策"])]
    #[case("รัฐบาลไทย", &["รัฐบาล", "ไทย"])]
    fn runs_are_split_into_dictionary_words(#[case] run: &str, #[case] words: &[&str]) {
        let found: Vec<_> = segment(run).into_iter().map(|range| &run[range]).collect();
        assert_eq!(found, words);
    }
}
