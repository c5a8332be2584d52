//! An article's text, addressed by Unicode code points, and the verification of quotes against it.

use std::ops::Range;
use std::sync::OnceLock;

use sha2::{Digest, Sha256};

use crate::domain::claim::{MAX_CONTEXT_CODE_POINTS, QuoteContext};
use crate::domain::vocabulary::EvidenceStatus;
use crate::ingest::diagnostics::RecordDiagnostics;
use crate::ingest::fault::{Fault, FaultCode};
use crate::ingest::graphemes::{begins_with_mark, is_inside_cluster};
use crate::ingest::raw::RawEvidence;
use crate::ingest::text_variants::{TextVariant, other_form, variants};
use crate::search::FoldedText;

/// Where words stand in a text, as ranges of code points.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Places {
    /// Where they stand exactly.
    pub exact: Vec<(u32, u32)>,
    /// Where they stand only after folding.
    pub folded: Vec<(u32, u32)>,
}

impl Places {
    /// Returns the first exact place, otherwise the first one after folding.
    pub fn first(&self) -> Option<(u32, u32)> {
        self.exact.first().or(self.folded.first()).copied()
    }
}

/// Code points between two stored offsets.
const STEP: usize = 64;

/// The text exactly as published, without normalisation.
pub struct ArticleText {
    text: String,
    /// Byte offset of each 64th code point.
    offsets: Vec<usize>,
    length: usize,
    /// What the text may have been before an editor or a transfer changed it; made when a quote does not fit.
    variants: OnceLock<Vec<(TextVariant, ArticleText)>>,
    /// The text for comparing words without regard to spelling; made when it is first needed.
    folded: OnceLock<FoldedText>,
}

impl ArticleText {
    pub fn new(text: String) -> Self {
        let offsets = text.char_indices().step_by(STEP).map(|(at, _)| at).collect();
        let length = text.chars().count();
        Self { text, offsets, length, variants: OnceLock::new(), folded: OnceLock::new() }
    }

    /// Returns the length of the text.
    pub fn code_points(&self) -> u32 {
        u32::try_from(self.length).unwrap_or(u32::MAX)
    }

    pub fn sha256(&self) -> String {
        hash(&self.text)
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns every place of `words`.
    pub fn places_of(&self, words: &str) -> Places {
        let length = words.chars().count();
        let found = if words.is_empty() { vec![] } else { self.text.match_indices(words).collect() };
        let (mut points, mut bytes) = (0, 0);
        let place = |(at, _): (usize, &str)| {
            points += self.text[bytes..at].chars().count();
            bytes = at;
            Some((u32::try_from(points).ok()?, u32::try_from(points + length).ok()?))
        };
        let exact: Vec<(u32, u32)> = found.into_iter().filter_map(place).collect();
        let folded = self.folded.get_or_init(|| FoldedText::new(&self.text)).find_all(&FoldedText::new(words));
        let is_other = |place: &Range<u32>| !exact.iter().any(|&(start, end)| start < place.end && place.start < end);
        let folded = folded.into_iter().filter(is_other).map(|place| (place.start, place.end)).collect();
        Places { exact, folded }
    }

    /// Returns the words at a place, in code points.
    pub fn words_at(&self, (start, end): (u32, u32)) -> Option<&str> {
        self.slice(start as usize, end as usize)
    }

    pub fn contains(&self, words: &str) -> bool {
        self.text.contains(words)
    }

    /// Returns the words before and after a span: up to [`MAX_CONTEXT_CODE_POINTS`] each, cut between words.
    pub fn context(&self, start: u32, end: u32) -> Option<QuoteContext> {
        let (start, end) = (start as usize, end as usize);
        let from = start.saturating_sub(MAX_CONTEXT_CODE_POINTS);
        let to = (end + MAX_CONTEXT_CODE_POINTS).min(self.length);
        let (mut prefix, mut suffix) = (self.slice(from, start)?, self.slice(end, to)?);
        // A cut word is removed, unless the context has no white space: some scripts have none.
        if from > 0 && !self.slice(from - 1, from)?.trim().is_empty() {
            prefix = prefix.split_once(char::is_whitespace).map_or(prefix, |(_, words)| words);
        }
        if to < self.length && !self.slice(to, to + 1)?.trim().is_empty() {
            suffix = suffix.rsplit_once(char::is_whitespace).map_or(suffix, |(words, _)| words);
        }
        Some(QuoteContext { prefix: prefix.to_owned(), suffix: suffix.to_owned() })
    }

    /// Returns the byte offset of a code point, or of the end.
    fn offset(&self, code_point: usize) -> Option<usize> {
        if code_point == self.length {
            return Some(self.text.len());
        }
        let from = *self.offsets.get(code_point / STEP)?;
        self.text[from..].char_indices().nth(code_point % STEP).map(|(at, _)| from + at)
    }

    fn slice(&self, start: usize, end: usize) -> Option<&str> {
        self.text.get(self.offset(start)?..self.offset(end)?)
    }

    /// Returns the code point offset of the first occurrence of `words`.
    pub fn find(&self, words: &str) -> Option<u32> {
        self.position(words).and_then(|at| u32::try_from(at).ok())
    }

    fn position(&self, words: &str) -> Option<usize> {
        self.text.find(words).map(|at| self.text[..at].chars().count())
    }

    fn variants(&self) -> &[(TextVariant, Self)] {
        self.variants.get_or_init(|| {
            let variants = variants(&self.text, false).into_iter();
            variants.map(|(variant, text)| (variant, Self::new(text))).collect()
        })
    }

    /// Returns how the file differs from the text with this hash, if it is a usual difference.
    pub fn cause_of_hash(&self, sha256: &str) -> Option<String> {
        let found = variants(&self.text, true).into_iter().find(|(_, text)| hash(text) == sha256);
        found.map(|(variant, _)| variant.describe("the hash fits"))
    }

    /// Returns why a quote is not at its place, if it is a usual cause.
    fn cause_of_mismatch(&self, quote: &str, start: usize, end: usize) -> Option<String> {
        let file = self.variants().iter().find(|(_, text)| text.slice(start, end) == Some(quote));
        if let Some((variant, _)) = file {
            return Some(variant.describe("the offsets fit"));
        }
        let (form, words) = other_form(quote, |words| self.text.contains(words))?;
        let at = self.position(&words)?;
        Some(format!("{form}: from {at} to {}", at + words.chars().count()))
    }

    /// Returns the place of a quote whose offsets count something else than code points, and what they count.
    fn place_in_other_units(&self, quote: &str, start: usize, end: usize) -> Option<(&'static str, usize)> {
        if self.text.get(start..end) == Some(quote) {
            return Some(("bytes of UTF-8", self.text[..start].chars().count()));
        }
        let (mut units, mut points) = (0, 0);
        let mut characters = self.text.chars();
        while units < start {
            units += characters.next()?.len_utf16();
            points += 1;
        }
        let is_there = units == start && characters.as_str().starts_with(quote);
        (is_there && quote.encode_utf16().count() == end - start).then_some(("UTF-16 code units", points))
    }
}

fn hash(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
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
    let quote_field = format!("{field}.quote");
    diagnostics.check_verbatim(&quote_field, quote);
    let place = match (*start, *end) {
        (Some(start), Some(end)) => (start, end),
        (None, None) => {
            check_unlocated(quote, quote_field, text, diagnostics);
            return EvidenceStatus::Unlocated;
        }
        (Some(_), None) | (None, Some(_)) => {
            let fault = Fault::new(FaultCode::IncompleteSpan, "has one of start and end");
            diagnostics.add(field, fault.accepts("both, or none if the place is not known"));
            return EvidenceStatus::Unlocated;
        }
    };
    if !check_span(quote, place, &format!("{field}.end"), length, text, diagnostics) {
        return EvidenceStatus::Recorded;
    }
    let Some(text) = text else {
        if begins_with_mark(quote) {
            diagnostics.warn(quote_field, Fault::new(FaultCode::InsideLetter, BEGINS_INSIDE));
        }
        return EvidenceStatus::Recorded;
    };
    compare_with_text(quote, place, quote_field, text, diagnostics);
    EvidenceStatus::Verified
}

const BEGINS_INSIDE: &str = "begins inside a letter with its marks; readers expect whole letters";
const ENDS_INSIDE: &str = "ends inside a letter with its marks; readers expect whole letters";

fn check_unlocated(quote: &str, field: String, text: Option<&ArticleText>, diagnostics: &mut RecordDiagnostics) {
    let place = text.map(|text| (text, text.text.find(quote)));
    match place {
        Some((text, None)) => {
            let cause = other_form(quote, |words| text.contains(words));
            let fault = Fault::new(FaultCode::WordsNotFound, "does not occur in the text")
                .accepts("the article's own words")
                .because(cause.map(|(form, _)| form.to_string()));
            diagnostics.add(field, fault);
        }
        Some((text, Some(at))) => warn_of_cut_letters(&text.text, at, at + quote.len(), &field, diagnostics),
        None if begins_with_mark(quote) => diagnostics.warn(field, Fault::new(FaultCode::InsideLetter, BEGINS_INSIDE)),
        None => {}
    }
}

/// Checks that a span is inside the text and as long as its quote.
fn check_span(
    quote: &str,
    (start, end): (u32, u32),
    field: &str,
    length: Option<u32>,
    text: Option<&ArticleText>,
    diagnostics: &mut RecordDiagnostics,
) -> bool {
    let (code_points, length) = (quote.chars().count(), length.unwrap_or(u32::MAX));
    let fault = if end <= start || end > length {
        Fault::new(FaultCode::SpanOutsideText, format!("the span {start} to {end} is not inside the text"))
            .accepts(format!("start before end, end at most {length}"))
    } else if (end - start) as usize != code_points {
        let span = end - start;
        let problem = format!("the span {start} to {end} has {span} code points, the quote {code_points}");
        Fault::new(FaultCode::SpanLength, problem).accepts("equal lengths")
    } else {
        return true;
    };
    let units = text.filter(|_| start < end);
    let units = units.and_then(|text| text.place_in_other_units(quote, start as usize, end as usize));
    let cause = units.map(|(units, at)| format!("they count {units}: in code points {at} to {}", at + code_points));
    diagnostics.add(field, fault.because(cause));
    false
}

fn compare_with_text(
    quote: &str,
    (start, end): (u32, u32),
    field: String,
    text: &ArticleText,
    diagnostics: &mut RecordDiagnostics,
) {
    let (from, to) = (start as usize, end as usize);
    if text.slice(from, to) == Some(quote) {
        if let Some((from, to)) = text.offset(from).zip(text.offset(to)) {
            warn_of_cut_letters(&text.text, from, to, &field, diagnostics);
        }
        return;
    }
    let position = text.position(quote);
    let accepted = position.map_or_else(
        || "the article's own words; the quote does not occur in the text".to_owned(),
        |at| format!("{at} to {}, where the quote occurs", at + quote.chars().count()),
    );
    let units = text.place_in_other_units(quote, from, to);
    let units = units.map(|(units, _)| format!("the offsets count {units}"));
    let code = if position.is_some() { FaultCode::QuoteMismatch } else { FaultCode::WordsNotFound };
    let fault = Fault::new(code, format!("does not match the text at {start} to {end}")).accepts(accepted);
    diagnostics.add(field, fault.because(units.or_else(|| text.cause_of_mismatch(quote, from, to))));
}

/// Warns of a quote from byte `start` to byte `end` that leaves the marks of a letter out, or begins with them.
fn warn_of_cut_letters(text: &str, start: usize, end: usize, field: &str, diagnostics: &mut RecordDiagnostics) {
    for (place, message) in [(start, BEGINS_INSIDE), (end, ENDS_INSIDE)] {
        if is_inside_cluster(text, place) {
            diagnostics.warn(field, Fault::new(FaultCode::InsideLetter, message));
        }
    }
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
    #[case("a map and a MAP", "map", &[(2, 5)], &[(12, 15)])]
    #[case("the “harbour” grows", "\"harbour\"", &[], &[(5, 12)])]
    #[case("\u{1F6A2} قالَ نعم", "قال نعم", &[], &[(2, 10)])]
    #[case("one", "two", &[], &[])]
    #[case("one", "", &[], &[])]
    fn places_are_exact_or_found_by_folding(
        #[case] text: &str,
        #[case] words: &str,
        #[case] exact: &[(u32, u32)],
        #[case] folded: &[(u32, u32)],
    ) {
        let places = ArticleText::new(text.to_owned()).places_of(words);
        assert_eq!((places.exact.as_slice(), places.folded.as_slice()), (exact, folded));
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
