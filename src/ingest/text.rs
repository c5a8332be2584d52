//! Verifies evidence: quotes against the article's own text, where the text is at hand.

use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::domain::claim::{MAX_CONTEXT_CODE_POINTS, MAX_QUOTE_CODE_POINTS, QuoteContext};
use crate::domain::vocabulary::EvidenceStatus;
use crate::ingest::diagnostics::RecordDiagnostics;
use crate::ingest::raw::{RawEvidence, RawTextFingerprint};

/// An article's text, addressed by code point.
pub struct ArticleText {
    text: String,
    /// Byte offset of each code point, and of the end.
    boundaries: Vec<usize>,
}

impl ArticleText {
    /// Reads `<article id>.txt`; `None` when there is no such file.
    pub fn read(folder: &Path, article: &str) -> io::Result<Option<Self>> {
        match std::fs::read_to_string(folder.join(format!("{article}.txt"))) {
            Ok(text) => Ok(Some(Self::new(text))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Takes a text as it stands, without normalising anything.
    pub fn new(text: String) -> Self {
        let boundaries = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        Self { text, boundaries }
    }

    /// Its length in code points.
    pub fn length(&self) -> u32 {
        u32::try_from(self.code_points()).unwrap_or(u32::MAX)
    }

    fn code_points(&self) -> usize {
        self.boundaries.len() - 1
    }

    fn slice(&self, start: u32, end: u32) -> Option<&str> {
        let (start, end) = (self.boundaries.get(start as usize)?, self.boundaries.get(end as usize)?);
        self.text.get(*start..*end)
    }

    /// The code point offset at which `words` stand in the text.
    fn find(&self, words: &str) -> Option<usize> {
        let at = self.text.find(words)?;
        self.boundaries.binary_search(&at).ok()
    }

    /// The words around a span: as many whole ones as may be kept.
    pub fn context(&self, start: u32, end: u32) -> Option<QuoteContext> {
        let (start, end) = (start as usize, end as usize);
        let (from, to) = (start.saturating_sub(MAX_CONTEXT_CODE_POINTS), end + MAX_CONTEXT_CODE_POINTS);
        let (from, to) = (from, to.min(self.code_points()));
        let part = |from: usize, to: usize| self.text.get(*self.boundaries.get(from)?..*self.boundaries.get(to)?);
        let (mut prefix, mut suffix) = (part(from, start)?, part(end, to)?);
        // A word that is cut goes, unless nothing but one word is left.
        if from > 0 && !part(from - 1, from)?.trim().is_empty() {
            prefix = prefix.split_once(char::is_whitespace).map_or(prefix, |(_, whole)| whole);
        }
        if to < self.code_points() && !part(to, to + 1)?.trim().is_empty() {
            suffix = suffix.rsplit_once(char::is_whitespace).map_or(suffix, |(whole, _)| whole);
        }
        Some(QuoteContext { prefix: prefix.to_owned(), suffix: suffix.to_owned() })
    }

    /// Whether the words stand anywhere in the text.
    pub fn holds(&self, words: &str) -> bool {
        self.text.contains(words)
    }

    /// Holds the text to the fingerprint that the article gives.
    pub fn check_fingerprint(&self, fingerprint: &RawTextFingerprint, faults: &mut RecordDiagnostics) {
        let sha256 = hex::encode(Sha256::digest(self.text.as_bytes()));
        if sha256 != fingerprint.sha256 {
            faults.add("text.sha256", format!("is not the hash of the text given, which is {sha256}"));
        }
        if self.code_points() != fingerprint.code_points as usize {
            faults.add(
                "text.code_points",
                format!("is not the length of the text given, which is {}", self.code_points()),
            );
        }
    }
}

/// Holds one span to the rules that need no text, then to the text if there is one.
pub fn check_evidence(
    raw: &RawEvidence,
    field: &str,
    length: u32,
    text: Option<&ArticleText>,
    faults: &mut RecordDiagnostics,
) -> EvidenceStatus {
    let RawEvidence { quote, part: _, start, end } = raw;
    let code_points = quote.chars().count();
    faults.text(format!("{field}.quote"), quote);
    if code_points > MAX_QUOTE_CODE_POINTS {
        faults.add(
            format!("{field}.quote"),
            format!("has {code_points} code points; accepted: at most {MAX_QUOTE_CODE_POINTS}"),
        );
    }
    if *end > length || end <= start {
        faults.add(
            format!("{field}.end"),
            format!(
                "the span {start} to {end} is not inside the text; accepted: start before end, end at most {length}"
            ),
        );
        return EvidenceStatus::Recorded;
    }
    if (end - start) as usize != code_points {
        faults.add(
            format!("{field}.end"),
            format!("the span {start} to {end} has {} code points, the quote {code_points}", end - start),
        );
        return EvidenceStatus::Recorded;
    }
    let Some(text) = text else { return EvidenceStatus::Recorded };
    if text.slice(*start, *end) != Some(quote) {
        let found = match text.find(quote) {
            Some(at) => format!("; the quote stands at {at} to {}", at + code_points),
            None => "; the quote stands nowhere in the text".to_owned(),
        };
        faults.add(format!("{field}.quote"), format!("is not what the text holds at {start} to {end}{found}"));
    }
    EvidenceStatus::Verified
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn the_words_around_a_quote_are_whole_and_directly_beside_it() {
        let text =
            ArticleText::new(format!("{}\u{1F6A2} here\nstands a quote, {}", "word ".repeat(40), "قول ".repeat(40)));
        let start = u32::try_from(text.find("a quote").unwrap()).unwrap();
        let QuoteContext { prefix, suffix } = text.context(start, start + 7).unwrap();
        assert!(prefix.starts_with("word word") && prefix.ends_with("word \u{1F6A2} here\nstands "), "{prefix}");
        assert!(suffix.starts_with(", قول ") && suffix.ends_with(" قول"), "{suffix}");
        for side in [prefix, suffix] {
            assert!((116..=MAX_CONTEXT_CODE_POINTS).contains(&side.chars().count()), "{side}");
        }
    }

    #[rstest]
    #[case("quote", 0, 5, "", "")]
    #[case("a quote b", 2, 7, "a ", " b")]
    fn there_are_no_words_beyond_the_ends_of_the_text(
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
    fn a_script_without_spaces_is_cut_anywhere() {
        let text = ArticleText::new(format!("{0}引{0}", "字".repeat(200)));
        let QuoteContext { prefix, suffix } = text.context(200, 201).unwrap();
        assert_eq!((prefix, suffix), ("字".repeat(120), "字".repeat(120)));
    }
}
