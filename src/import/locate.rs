//! The places of the spans of a document in its text, by their offsets or by their words.

use crate::import::annotation::{Document, OffsetSource, Reading, Span};
use crate::import::offsets::{Counting, Places, Proof, prove};
use crate::import::quotes::{Found, find_quote};
use crate::import::unit::Unit;

/// Words of the text with their place in code points, if it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub quote: String,
    pub place: Option<(u32, u32)>,
}

/// Offsets without quotes prove nothing.
#[derive(Debug, PartialEq, Eq)]
pub struct NeedsUnit;

impl Reading {
    /// Finds the words of all spans of the documents that have a text, and panics if one does not stand at its place:
    /// for tests with random files.
    pub fn prove_all(&self) {
        for document in &self.documents {
            let Ok(locator) = Locator::new(document, document.text.as_deref(), None) else { continue };
            let spans = document.annotations.iter().flat_map(|annotation| &annotation.spans);
            for words in spans.filter_map(|(_, span)| locator.words(span).ok()).flatten() {
                if let (Some((start, end)), Some(text)) = (words.place, &document.text) {
                    let there = text.chars().skip(start as usize).take((end - start) as usize);
                    assert!(there.eq(words.quote.chars()), "{words:?} does not stand at its place");
                }
            }
        }
    }
}

/// Finds the spans of a document.
pub struct Locator<'d> {
    document: &'d Document,
    text: Option<Text<'d>>,
}

struct Text<'d> {
    words: &'d str,
    points: CodePoints<'d>,
    counting: Counting,
    places: Places<'d>,
    /// `None` if there are no offsets.
    proof: Option<Proof>,
    /// Whether offsets without a quote are believed.
    is_certain: bool,
}

impl<'d> Locator<'d> {
    /// `unit` is what the user says that offsets count.
    pub fn new(document: &'d Document, text: Option<&'d str>, unit: Option<Counting>) -> Result<Self, NeedsUnit> {
        let Some(text) = text else { return Ok(Self { document, text: None }) };
        let own = || document.annotations.iter().flat_map(|annotation| annotation.spans.iter().map(|(_, span)| span));
        let spans: Vec<&Span> =
            if document.proof.is_empty() { own().collect() } else { document.proof.iter().collect() };
        let has_offsets = own().any(|span| !span.fragments.is_empty());
        let stated = unit.or(match document.offsets {
            OffsetSource::Fixed(unit) => Some(Counting::of(unit)),
            OffsetSource::Proven | OffsetSource::Hints => None,
        });
        let proof = match stated {
            _ if !has_offsets => None,
            Some(counting) => Some(count_fitting(text, counting, &spans, document.breaks_are_spaces)),
            None => Some(prove(text, &spans, document.breaks_are_spaces).ok_or(NeedsUnit)?),
        };
        let counting = proof.as_ref().map_or(Counting::of(Unit::CodePoints), |proof| proof.counting);
        let is_certain = stated.is_some() || proof.as_ref().is_some_and(|proof| proof.fitting == proof.total);
        let places = Places::new(text, counting, own());
        let points = CodePoints::new(text);
        Ok(Self { document, text: Some(Text { words: text, points, counting, places, proof, is_certain }) })
    }

    /// What was found out about the offsets, if there are any.
    pub fn proof(&self) -> Option<&Proof> {
        self.text.as_ref()?.proof.as_ref()
    }

    /// Returns the words of each fragment of a span, or why it is refused.
    pub fn words(&self, span: &Span) -> Result<Vec<Words>, String> {
        match &self.text {
            Some(text) if !span.fragments.is_empty() => text.by_offsets(span, self.document),
            Some(text) if self.document.offsets == OffsetSource::Fixed(Unit::CodePoints) => text.unlocated(span),
            Some(text) => text.by_words(span).map(|words| vec![words]),
            None => self.without_text(span),
        }
    }

    /// Without a text, only Isnad's own offsets are known to count code points.
    fn without_text(&self, span: &Span) -> Result<Vec<Words>, String> {
        let Some(quote) = span.quote.clone() else {
            return Err(
                "has offsets without words, and the text is not known; accepted: --texts with the text".to_owned()
            );
        };
        let place = match (self.document.offsets, span.fragments.as_slice()) {
            (OffsetSource::Fixed(_), &[(start, end)]) => u32::try_from(start).ok().zip(u32::try_from(end).ok()),
            _ => None,
        };
        let place = place.filter(|(start, end)| end.checked_sub(*start) == u32::try_from(quote.chars().count()).ok());
        Ok(vec![Words { quote, place }])
    }
}

impl Text<'_> {
    fn by_offsets(&self, span: &Span, document: &Document) -> Result<Vec<Words>, String> {
        let is_believed = self.is_certain || span.quote.is_some();
        if is_believed
            && self.places.fits(span, document.breaks_are_spaces)
            && let Some(fragments) = self.places.fragments(span)
        {
            return Ok(fragments.iter().map(|&(start, end)| self.at(start, end)).collect());
        }
        let reason = self.mismatch(span, is_believed);
        match self.by_words(span) {
            Ok(words) if document.offsets == OffsetSource::Hints => Ok(vec![words]),
            Ok(words) => {
                let (start, end) = words.place.unwrap_or_default();
                Err(format!("{reason}; its words stand at {start} to {end} in code points"))
            }
            Err(_) => Err(reason),
        }
    }

    fn mismatch(&self, span: &Span, is_believed: bool) -> String {
        let list = |(start, end): &(u64, u64)| format!("{start} to {end}");
        let place = span.fragments.iter().map(list).collect::<Vec<_>>().join(" and ");
        let place = format!("{place} ({})", self.counting);
        if !is_believed {
            return format!("the unit of its offsets {place} is not proven, and it has no quote");
        }
        let Some(fragments) = self.places.fragments(span) else {
            return format!("its offsets {place} are not places between characters of the text");
        };
        let words: Vec<&str> = fragments.iter().map(|&(start, end)| &self.words[start..end]).collect();
        let (words, quote) = (words.join(" "), span.quote.as_deref().unwrap_or_default());
        format!("the text has \"{}\" at {place}, not \"{}\"", excerpt(&words), excerpt(quote))
    }

    /// A quote that Isnad exported without its place has none.
    fn unlocated(&self, span: &Span) -> Result<Vec<Words>, String> {
        let quote = span.quote.clone().unwrap_or_default();
        if quote.is_empty() || !self.words.contains(&quote) {
            return self.by_words(span).map(|words| vec![words]);
        }
        Ok(vec![Words { quote, place: None }])
    }

    fn by_words(&self, span: &Span) -> Result<Words, String> {
        let quote = span.quote.as_deref().unwrap_or_default();
        match find_quote(self.words, quote, &span.prefix, &span.suffix) {
            Found::Once(start, end) => Ok(self.at(start, end)),
            Found::Nowhere => Err(format!("the words \"{}\" are not in the text", excerpt(quote))),
            Found::Ambiguous(starts) => {
                let points =
                    starts.iter().map(|&start| self.points.at(start).to_string()).collect::<Vec<_>>().join(", ");
                let count = starts.len();
                let accepted = "accepted: start and end, or a prefix and a suffix that fit one place";
                Err(format!("the words \"{}\" stand at {count} places: {points}; {accepted}", excerpt(quote)))
            }
        }
    }

    fn at(&self, start: usize, end: usize) -> Words {
        let place = Some((self.points.at(start), self.points.at(end)));
        Words { quote: self.words[start..end].to_owned(), place }
    }
}

fn count_fitting(text: &str, counting: Counting, spans: &[&Span], breaks_are_spaces: bool) -> Proof {
    let with_offsets: Vec<&&Span> = spans.iter().filter(|span| !span.fragments.is_empty()).collect();
    let places = Places::new(text, counting, with_offsets.iter().map(|span| **span));
    let fitting = with_offsets.iter().filter(|span| places.fits(span, breaks_are_spaces)).count();
    Proof { counting, fitting, total: with_offsets.len() }
}

/// The beginning of a text, for messages.
fn excerpt(text: &str) -> String {
    const MAX: usize = 60;
    match text.char_indices().nth(MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Code point offsets by byte.
struct CodePoints<'t> {
    text: &'t str,
    /// The code points before each step of bytes.
    steps: Vec<(usize, u32)>,
}

impl<'t> CodePoints<'t> {
    fn new(text: &'t str) -> Self {
        const STEP: usize = 64;
        let steps = text.char_indices().zip(0..).step_by(STEP).map(|((byte, _), points)| (byte, points)).collect();
        Self { text, steps }
    }

    fn at(&self, byte: usize) -> u32 {
        let step = self.steps.partition_point(|(start, _)| *start <= byte).checked_sub(1);
        let (start, points) = step.map_or((0, 0), |step| self.steps[step]);
        points + u32::try_from(self.text[start..byte].chars().count()).unwrap_or(u32::MAX)
    }
}
