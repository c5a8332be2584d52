//! Verifies evidence: quotes against the article's own text, where the text is at hand.

use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::fault::RecordFaults;
use super::raw::{RawEvidence, RawTextFingerprint};
use crate::domain::claim::MAX_QUOTE_CODE_POINTS;
use crate::domain::text::hexadecimal;
use crate::domain::vocabulary::EvidenceStatus;

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

    /// Whether the words stand anywhere in the text.
    pub fn holds(&self, words: &str) -> bool {
        self.text.contains(words)
    }

    /// Holds the text to the fingerprint that the article gives.
    pub fn check_fingerprint(&self, fingerprint: &RawTextFingerprint, faults: &mut RecordFaults) {
        let sha256 = hexadecimal(&Sha256::digest(self.text.as_bytes()));
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
    faults: &mut RecordFaults,
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
