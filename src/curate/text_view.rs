//! The text of an article as a page shows it: by sentences, with the quoted words marked, and the claims of each sentence.

use std::ops::Range;

use crate::curate::entries::{Entry, Span};
use crate::drafting::sentences;

/// A sentence of the text.
pub struct Sentence<'a> {
    /// Its first code point.
    pub start: usize,
    pub begins_paragraph: bool,
    pub pieces: Vec<Piece<'a>>,
    /// The white space up to the next sentence.
    after: &'a str,
    /// The entries that are listed at it, as positions in the list of entries.
    pub entries: Vec<usize>,
}

/// A part of a sentence that is quoted by the same claims throughout.
pub struct Piece<'a> {
    text: &'a str,
    /// The entries that quote it.
    pub entries: Vec<usize>,
    pub is_content: bool,
}

impl<'a> Sentence<'a> {
    /// The white space up to the next sentence, between carriage returns.
    pub fn lines_after(&self) -> impl Iterator<Item = &'a str> {
        self.after.split('\r')
    }
}

impl<'a> Piece<'a> {
    /// The text between carriage returns, which HTML needs as references.
    pub fn lines(&self) -> impl Iterator<Item = &'a str> {
        self.text.split('\r')
    }
}

/// Divides a text into sentences. The entries that have no place in it are not listed.
pub fn view<'a>(text: &'a str, language: &str, entries: &[Entry]) -> Vec<Sentence<'a>> {
    let offsets = Offsets::new(text);
    let spans: Vec<(usize, Span)> =
        entries.iter().enumerate().flat_map(|(at, entry)| entry.spans().map(move |span| (at, span))).collect();
    let ranges = sentences(text, language);
    let mut end_before = 0;
    let mut all: Vec<Sentence> = vec![];
    for (at, range) in ranges.iter().enumerate() {
        let gap = &text[offsets.byte(end_before)..offsets.byte(range.start)];
        let begins_paragraph = at == 0 || gap.contains(['\n', '\r', '\u{2029}']);
        end_before = range.end;
        let pieces = pieces(text, &offsets, range, &spans);
        let next = ranges.get(at + 1).map_or(text.len(), |next| offsets.byte(next.start));
        let (start, after) = (range.start, &text[offsets.byte(range.end)..next]);
        all.push(Sentence { start, begins_paragraph, pieces, after, entries: vec![] });
    }
    for (at, entry) in entries.iter().enumerate() {
        let sentence =
            entry.place().and_then(|place| all.partition_point(|sentence| sentence.start <= place).checked_sub(1));
        if let Some(sentence) = sentence {
            all[sentence].entries.push(at);
        }
    }
    for sentence in &mut all {
        sentence.entries.sort_by_key(|&at| entries[at].place());
    }
    all
}

/// Divides a sentence where a quote begins or ends.
fn pieces<'a>(text: &'a str, offsets: &Offsets, sentence: &Range<usize>, spans: &[(usize, Span)]) -> Vec<Piece<'a>> {
    let inside: Vec<_> =
        spans.iter().filter(|(_, span)| span.start < sentence.end && span.end > sentence.start).collect();
    let ends = inside.iter().flat_map(|(_, span)| [span.start, span.end]);
    let mut cuts: Vec<usize> = ends.map(|at| at.clamp(sentence.start, sentence.end)).collect();
    cuts.extend([sentence.start, sentence.end]);
    cuts.sort_unstable();
    cuts.dedup();
    let piece = |cut: &[usize]| {
        let (start, end) = (cut[0], cut[1]);
        let over: Vec<_> = inside.iter().filter(|(_, span)| span.start <= start && span.end >= end).collect();
        let mut entries: Vec<usize> = over.iter().map(|(entry, _)| *entry).collect();
        entries.dedup();
        let is_content = over.iter().any(|(_, span)| span.is_content);
        Piece { text: &text[offsets.byte(start)..offsets.byte(end)], entries, is_content }
    };
    cuts.windows(2).map(piece).collect()
}

/// Bytes of the code points of a text.
struct Offsets {
    /// The byte offset of each code point, and the length of the text.
    bytes: Vec<usize>,
}

impl Offsets {
    fn new(text: &str) -> Self {
        Self { bytes: text.char_indices().map(|(at, _)| at).chain([text.len()]).collect() }
    }

    fn byte(&self, code_point: usize) -> usize {
        self.bytes[code_point.min(self.bytes.len() - 1)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::entries::claims;

    #[test]
    fn quoted_words_are_cut_out_of_their_sentences_in_code_points() {
        let text = "\u{1F6A2} A ship. It\r\nsank.\n\nNobody saw it.";
        let lines = r#"{"id":"a-001","evidence":[{"quote":"ship","start":4,"end":8}]}
{"id":"a-002","evidence":[{"quote":"A ship. It","start":2,"end":12},{"quote":"saw","start":28,"end":31,"part":"attribution"}]}"#;
        let (entries, _) = claims(lines.as_bytes());
        let sentences = view(text, "en", &entries);
        let shown: Vec<Vec<_>> = sentences
            .iter()
            .map(|s| s.pieces.iter().map(|piece| (piece.text, piece.entries.clone())).collect())
            .collect();
        assert_eq!(shown[0], [("\u{1F6A2} ", vec![]), ("A ", vec![1]), ("ship", vec![0, 1]), (".", vec![1])]);
        assert_eq!(sentences[0].entries, [1, 0]);
        assert!(sentences[0].begins_paragraph && !sentences[1].begins_paragraph);
        let joined: String = sentences.last().unwrap().pieces.iter().map(|piece| piece.text).collect();
        assert_eq!(joined, "Nobody saw it.");
        assert!(sentences.last().unwrap().begins_paragraph);
    }
}
