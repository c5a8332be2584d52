//! What the offsets of a file count: code points, UTF-16 code units or bytes, with or without CR and byte order mark. The
//! counting under which all spans equal their quotes is proven.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use crate::import::annotation::Span;
use crate::import::unit::Unit;

/// Whether something was counted that the text may or may not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    AsInText,
    Without,
    With,
}

/// A way to count the characters of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counting {
    pub unit: Unit,
    /// The CR of CR LF.
    pub cr: Counted,
    /// The byte order mark at the beginning.
    pub bom: Counted,
}

pub const ACCEPTED_UNITS: &str =
    "code-points, utf-16 or bytes, which may be followed by ,without-cr or ,with-cr and ,without-bom or ,with-bom";

impl fmt::Display for Counting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.unit {
            Unit::CodePoints => "code points",
            Unit::Utf16 => "utf-16",
            Unit::Bytes => "bytes",
        })?;
        for (counted, what) in [(self.cr, "CR"), (self.bom, "BOM")] {
            match counted {
                Counted::AsInText => {}
                Counted::Without => write!(f, " without {what}")?,
                Counted::With => write!(f, " with {what}")?,
            }
        }
        Ok(())
    }
}

impl FromStr for Counting {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut words = text.split(',');
        let unit = match words.next() {
            Some("code-points") => Unit::CodePoints,
            Some("utf-16") => Unit::Utf16,
            Some("bytes") => Unit::Bytes,
            _ => return Err(format!("accepted: {ACCEPTED_UNITS}")),
        };
        let mut counting = Self::of(unit);
        for word in words {
            match word {
                "without-cr" => counting.cr = Counted::Without,
                "with-cr" => counting.cr = Counted::With,
                "without-bom" => counting.bom = Counted::Without,
                "with-bom" => counting.bom = Counted::With,
                _ => return Err(format!("accepted: {ACCEPTED_UNITS}")),
            }
        }
        Ok(counting)
    }
}

impl Counting {
    pub fn of(unit: Unit) -> Self {
        Self { unit, cr: Counted::AsInText, bom: Counted::AsInText }
    }

    /// Returns the ways to count a text that may differ; those with the fewest changes first.
    fn candidates(text: &str) -> Vec<Self> {
        let has_crlf = text.contains("\r\n");
        let has_lf = text.replace("\r\n", "").contains('\n');
        let mut crs = vec![Counted::AsInText];
        crs.extend(has_crlf.then_some(Counted::Without));
        crs.extend(has_lf.then_some(Counted::With));
        let boms = [Counted::AsInText, if text.starts_with('\u{FEFF}') { Counted::Without } else { Counted::With }];
        let mut found = vec![];
        for bom in boms {
            for &cr in &crs {
                found.extend([Unit::CodePoints, Unit::Utf16, Unit::Bytes].map(|unit| Self { unit, cr, bom }));
            }
        }
        found.sort_by_key(|counting| {
            u8::from(counting.cr != Counted::AsInText) + u8::from(counting.bom != Counted::AsInText)
        });
        found
    }

    /// Returns the byte of the text at each of the offsets that stand between characters.
    pub fn bytes_of(self, text: &str, offsets: impl IntoIterator<Item = u64>) -> HashMap<u64, usize> {
        let mut wanted: Vec<u64> = offsets.into_iter().collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut wanted = wanted.into_iter().peekable();
        let mut found = HashMap::new();
        let mut at =
            if self.bom == Counted::With && !text.starts_with('\u{FEFF}') { self.unit.length('\u{FEFF}') } else { 0 };
        let mut before = ' ';
        for (byte, c) in text.char_indices() {
            let is_uncounted_mark = byte == 0 && c == '\u{FEFF}' && self.bom == Counted::Without;
            if !is_uncounted_mark {
                while let Some(offset) = wanted.next_if(|&offset| offset <= at) {
                    if offset == at {
                        found.insert(offset, byte);
                    }
                }
                at += match c {
                    '\r' if self.cr == Counted::Without && text[byte..].starts_with("\r\n") => 0,
                    '\n' if self.cr == Counted::With && before != '\r' => 2,
                    c => self.unit.length(c),
                };
            }
            before = c;
        }
        if wanted.any(|offset| offset == at) {
            found.insert(at, text.len());
        }
        found
    }
}

/// Which counting fits the spans of a text best.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    pub counting: Counting,
    /// Spans that equal their quotes, of those that have one.
    pub fitting: usize,
    pub total: usize,
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} of {} spans", self.counting, self.fitting, self.total)
    }
}

/// Returns the counting under which all spans equal their quotes, otherwise the one under which most do; `None` if no span
/// has both offsets and a quote.
pub fn prove(text: &str, spans: &[&Span], breaks_are_spaces: bool) -> Option<Proof> {
    let spans: Vec<&Span> =
        spans.iter().filter(|span| span.quote.is_some() && !span.fragments.is_empty()).copied().collect();
    let total = spans.len();
    let mut best: Option<Proof> = None;
    for counting in Counting::candidates(text) {
        if total == 0 {
            return None;
        }
        let places = Places::new(text, counting, spans.iter().copied());
        let fitting = spans.iter().filter(|span| places.fits(span, breaks_are_spaces)).count();
        if best.as_ref().is_none_or(|best| fitting > best.fitting) {
            best = Some(Proof { counting, fitting, total });
        }
        if fitting == total {
            break;
        }
    }
    best
}

/// The spans of a text under one counting.
pub struct Places<'t> {
    text: &'t str,
    bytes: HashMap<u64, usize>,
}

impl<'t> Places<'t> {
    pub fn new<'s>(text: &'t str, counting: Counting, spans: impl Iterator<Item = &'s Span>) -> Self {
        let offsets = spans.flat_map(|span| span.fragments.iter().flat_map(|&(start, end)| [start, end]));
        Self { text, bytes: counting.bytes_of(text, offsets) }
    }

    /// Returns the bytes of each fragment; `None` if one is empty or does not stand between characters of the text.
    pub fn fragments(&self, span: &Span) -> Option<Vec<(usize, usize)>> {
        let fragment = |(start, end): &(u64, u64)| {
            let place = (*self.bytes.get(start)?, *self.bytes.get(end)?);
            (place.0 < place.1).then_some(place)
        };
        span.fragments.iter().map(fragment).collect()
    }

    /// Whether the words at the place of a span are its quote; true if it has none.
    pub fn fits(&self, span: &Span, breaks_are_spaces: bool) -> bool {
        let Some(fragments) = self.fragments(span) else { return false };
        let Some(quote) = &span.quote else { return true };
        let words = fragments.iter().map(|&(start, end)| &self.text[start..end]).collect::<Vec<_>>().join(" ");
        words == *quote || same_words(&words, quote, breaks_are_spaces)
    }
}

/// Whether two texts differ only in the kind of their line breaks.
pub fn same_words(a: &str, b: &str, breaks_are_spaces: bool) -> bool {
    let unified = |text: &str| {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        if breaks_are_spaces { text.replace('\n', " ") } else { text }
    };
    unified(a) == unified(b)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn span(start: u64, end: u64, quote: &str) -> Span {
        Span { fragments: vec![(start, end)], quote: Some(quote.to_owned()), ..Span::default() }
    }

    #[rstest]
    #[case("😀 say é word", (8, 12), "code points")]
    #[case("😀 say é word", (9, 13), "utf-16")]
    #[case("😀 say é word", (12, 16), "bytes")]
    #[case("\u{FEFF}a\r\nb word", (4, 8), "code points without CR without BOM")]
    #[case("\u{FEFF}a\r\nb word", (6, 10), "code points")]
    #[case("\u{FEFF}é😀\r\nb word", (9, 13), "bytes without CR without BOM")]
    #[case("a\nb word", (5, 9), "code points with CR")]
    #[case("a\nb word", (7, 11), "bytes with BOM")]
    fn the_unit_is_proven(#[case] text: &str, #[case] (start, end): (u64, u64), #[case] expected: &str) {
        let span = span(start, end, "word");
        let proof = prove(text, &[&span], false).unwrap();
        assert_eq!(proof.to_string(), format!("{expected}: 1 of 1 spans"));
        let places = Places::new(text, proof.counting, [&span].into_iter());
        let (start, end) = places.fragments(&span).unwrap()[0];
        assert_eq!(&text[start..end], "word");
    }

    #[test]
    fn the_nearest_unit_is_named_if_none_fits_all() {
        let (right, wrong) = (span(9, 13, "word"), span(0, 1, "word"));
        let proof = prove("😀 say é word", &[&right, &wrong], false).unwrap();
        assert_eq!(proof.to_string(), "utf-16: 1 of 2 spans");
        assert_eq!(prove("abc", &[], false), None);
    }

    #[test]
    fn offsets_inside_a_character_or_outside_the_text_have_no_place() {
        let counting = Counting::of(Unit::Utf16);
        assert_eq!(counting.bytes_of("😀a", [0, 1, 2, 3, 4]), HashMap::from([(0, 0), (2, 4), (3, 5)]));
        let places = Places::new("abc", counting, [&span(2, 2, ""), &span(2, 1, "")].into_iter());
        assert_eq!(places.fragments(&span(2, 2, "")), None);
    }

    #[test]
    fn fragments_are_joined_by_spaces_and_breaks_may_be_spaces() {
        let mut two = span(0, 3, "one three\nfour");
        two.fragments.push((8, 18));
        assert_eq!(prove("one two three\nfour", &[&two], false).unwrap().fitting, 1);
        two.quote = Some("one three four".to_owned());
        assert_eq!(prove("one two three\nfour", &[&two], false).unwrap().fitting, 0);
        assert_eq!(prove("one two three\nfour", &[&two], true).unwrap().fitting, 1);
    }

    #[test]
    fn units_are_named_on_the_command_line() {
        assert_eq!("utf-16,without-cr,with-bom".parse::<Counting>().unwrap().to_string(), "utf-16 without CR with BOM");
        assert!("utf16".parse::<Counting>().unwrap_err().contains("utf-16"));
    }
}
