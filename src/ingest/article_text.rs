//! An article's text, addressed by Unicode code points, and the verification of quotes against it.

use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::domain::claim::{MAX_CONTEXT_CODE_POINTS, MAX_QUOTE_CODE_POINTS, QuoteContext};
use crate::domain::vocabulary::EvidenceStatus;
use crate::ingest::diagnostics::RecordDiagnostics;
use crate::ingest::error::SeedError;
use crate::ingest::raw::RawEvidence;

/// The text exactly as published, without normalisation.
pub struct ArticleText {
    text: String,
    /// Byte offset of each code point, and of the end.
    boundaries: Vec<usize>,
}

impl ArticleText {
    /// Reads a text; returns `None` if the file does not exist.
    pub fn read(path: &Path) -> Result<Option<Self>, SeedError> {
        match std::fs::read_to_string(path) {
            Ok(text) => Ok(Some(Self::new(text))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(SeedError::unreadable(path)(error)),
        }
    }

    pub fn new(text: String) -> Self {
        let boundaries = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        Self { text, boundaries }
    }

    /// Returns the length of the text.
    pub fn code_points(&self) -> u32 {
        u32::try_from(self.length()).unwrap_or(u32::MAX)
    }

    pub fn sha256(&self) -> String {
        hex::encode(Sha256::digest(self.text.as_bytes()))
    }

    pub fn contains(&self, words: &str) -> bool {
        self.text.contains(words)
    }

    /// Returns the words before and after a span: up to [`MAX_CONTEXT_CODE_POINTS`] each, cut between words.
    pub fn context(&self, start: u32, end: u32) -> Option<QuoteContext> {
        let (start, end) = (start as usize, end as usize);
        let from = start.saturating_sub(MAX_CONTEXT_CODE_POINTS);
        let to = (end + MAX_CONTEXT_CODE_POINTS).min(self.length());
        let (mut prefix, mut suffix) = (self.slice(from, start)?, self.slice(end, to)?);
        // A cut word is removed, unless the context has no white space: some scripts have none.
        if from > 0 && !self.slice(from - 1, from)?.trim().is_empty() {
            prefix = prefix.split_once(char::is_whitespace).map_or(prefix, |(_, words)| words);
        }
        if to < self.length() && !self.slice(to, to + 1)?.trim().is_empty() {
            suffix = suffix.rsplit_once(char::is_whitespace).map_or(suffix, |(words, _)| words);
        }
        Some(QuoteContext { prefix: prefix.to_owned(), suffix: suffix.to_owned() })
    }

    fn length(&self) -> usize {
        self.boundaries.len() - 1
    }

    fn slice(&self, start: usize, end: usize) -> Option<&str> {
        self.text.get(*self.boundaries.get(start)?..*self.boundaries.get(end)?)
    }

    /// Returns the code point offset of the first occurrence of `words`.
    pub fn find(&self, words: &str) -> Option<u32> {
        u32::try_from(self.boundaries.binary_search(&self.text.find(words)?).ok()?).ok()
    }
}

/// Checks a quote and its offsets, then compares it with the text if there is one. `length` is that of the text, if known.
pub fn check_evidence(
    raw: &RawEvidence,
    field: &str,
    length: Option<u32>,
    text: Option<&ArticleText>,
    diagnostics: &mut RecordDiagnostics,
) -> EvidenceStatus {
    let RawEvidence { quote, part: _, start, end } = raw;
    let code_points = quote.chars().count();
    let (quote_field, end_field) = (format!("{field}.quote"), format!("{field}.end"));
    diagnostics.check_verbatim(&quote_field, quote);
    if code_points > MAX_QUOTE_CODE_POINTS {
        let message = format!("has {code_points} code points; accepted: at most {MAX_QUOTE_CODE_POINTS}");
        diagnostics.add(&quote_field, message);
    }
    let (start, end) = match (*start, *end) {
        (Some(start), Some(end)) => (start, end),
        (None, None) => {
            if text.is_some_and(|text| text.find(quote).is_none()) {
                let accepted = "accepted: the article's own words";
                diagnostics.add(quote_field, format!("does not occur in the text; {accepted}"));
            }
            return EvidenceStatus::Unlocated;
        }
        (Some(_), None) | (None, Some(_)) => {
            diagnostics.add(field, "has one of start and end; accepted: both, or none if the place is not known");
            return EvidenceStatus::Unlocated;
        }
    };
    let length = length.unwrap_or(u32::MAX);
    if end > length || end <= start {
        let message = format!(
            "the span {start} to {end} is not inside the text; accepted: start before end, end at most {length}"
        );
        diagnostics.add(end_field, message);
        return EvidenceStatus::Recorded;
    }
    if (end - start) as usize != code_points {
        let message = format!(
            "the span {start} to {end} has {} code points, the quote {code_points}; accepted: equal lengths",
            end - start
        );
        diagnostics.add(end_field, message);
        return EvidenceStatus::Recorded;
    }
    let Some(text) = text else { return EvidenceStatus::Recorded };
    if text.slice(start as usize, end as usize) != Some(quote) {
        let accepted = text.find(quote).map_or_else(
            || "the article's own words; the quote does not occur in the text".to_owned(),
            |at| format!("{at} to {}, where the quote occurs", at as usize + code_points),
        );
        diagnostics.add(quote_field, format!("does not match the text at {start} to {end}; accepted: {accepted}"));
    }
    EvidenceStatus::Verified
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn the_context_of_a_quote_is_adjacent_and_consists_of_whole_words() {
        let text =
            ArticleText::new(format!("{}\u{1F6A2} here\nholds a quote, {}", "word ".repeat(40), "قول ".repeat(40)));
        let start = text.find("a quote").unwrap();
        let QuoteContext { prefix, suffix } = text.context(start, start + 7).unwrap();
        assert!(prefix.starts_with("word word") && prefix.ends_with("word \u{1F6A2} here\nholds "), "{prefix}");
        assert!(suffix.starts_with(", قول ") && suffix.ends_with(" قول"), "{suffix}");
        for side in [prefix, suffix] {
            assert!((116..=MAX_CONTEXT_CODE_POINTS).contains(&side.chars().count()), "{side}");
        }
    }

    #[rstest]
    #[case("quote", 0, 5, "", "")]
    #[case("a quote b", 2, 7, "a ", " b")]
    fn the_context_ends_at_the_ends_of_the_text(
        #[case] text: &str,
        #[case] start: u32,
        #[case] end: u32,
        #[case] prefix: &str,
        #[case] suffix: &str,
    ) {
        let context = ArticleText::new(text.to_owned()).context(start, end).unwrap();
        assert_eq!((context.prefix.as_str(), context.suffix.as_str()), (prefix, suffix));
        assert_eq!(ArticleText::new(text.to_owned()).context(3, 40), None);
    }

    #[test]
    fn a_context_without_spaces_is_cut_between_any_characters() {
        let text = ArticleText::new(format!("{0}引{0}", "字".repeat(200)));
        let QuoteContext { prefix, suffix } = text.context(200, 201).unwrap();
        assert_eq!((prefix, suffix), ("字".repeat(120), "字".repeat(120)));
    }
}
