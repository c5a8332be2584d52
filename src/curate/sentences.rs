//! The sentences of a text.

use std::ops::Range;

use icu_segmenter::SentenceSegmenter;
use icu_segmenter::options::SentenceBreakInvariantOptions;

/// Returns the sentences as ranges of bytes, without the white space between them.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let boundaries: Vec<usize> =
        SentenceSegmenter::new(SentenceBreakInvariantOptions::default()).segment_str(text).collect();
    let trimmed = boundaries.windows(2).map(|pair| {
        let part = &text[pair[0]..pair[1]];
        let start = pair[0] + (part.len() - part.trim_start().len());
        start..start + part.trim().len()
    });
    trimmed.filter(|range| !range.is_empty()).collect()
}
