//! The text of an article with its words, sentences and quotations.

use std::ops::Range;

use crate::drafting::lexicon::Lexicon;
use crate::drafting::sentences::sentences;
use crate::drafting::tokens::{Token, tokens};
use crate::quotes::find_quotations;

/// A text whose parts are addressed by code points.
pub struct Document<'t> {
    text: &'t str,
    /// Byte offset of each code point, and of the end.
    offsets: Vec<usize>,
    pub lexicon: &'static Lexicon,
    pub tokens: Vec<Token>,
    pub sentences: Vec<Sentence>,
    /// What stands between quotation marks.
    pub quotations: Vec<Range<usize>>,
}

/// A sentence of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Place in the text, in code points.
    pub range: Range<usize>,
    /// Positions of its words in [`Document::tokens`].
    pub tokens: Range<usize>,
    /// Number of its paragraph, from 0.
    pub paragraph: usize,
}

impl<'t> Document<'t> {
    pub fn new(text: &'t str, language: &str) -> Self {
        let offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let tokens = tokens(text, language);
        let mut document = Self {
            text,
            offsets,
            lexicon: Lexicon::for_language(language),
            tokens,
            sentences: vec![],
            quotations: outer_quotations(text),
        };
        let (mut paragraph, mut end) = (0, None);
        for range in sentences(text, language) {
            if end.is_some_and(|end| document.slice(&(end..range.start)).contains(['\n', '\r', '\u{2029}'])) {
                paragraph += 1;
            }
            end = Some(range.end);
            let tokens = document.tokens_in(&range);
            document.sentences.push(Sentence { range, tokens, paragraph });
        }
        document
    }

    /// Returns the words at a place.
    pub fn slice(&self, range: &Range<usize>) -> &'t str {
        &self.text[self.offsets[range.start]..self.offsets[range.end]]
    }

    /// Returns the place of consecutive tokens.
    pub fn place(&self, tokens: &Range<usize>) -> Range<usize> {
        match self.tokens.get(tokens.clone()) {
            Some([first, .., last]) => first.range.start..last.range.end,
            Some([only]) => only.range.clone(),
            _ => 0..0,
        }
    }

    /// Returns the tokens at a place.
    pub fn tokens_in(&self, range: &Range<usize>) -> Range<usize> {
        let first = self.tokens.partition_point(|token| token.range.end <= range.start);
        let last = self.tokens.partition_point(|token| token.range.start < range.end);
        first..last.max(first)
    }

    /// Returns what stands between a token and the next one.
    pub fn gap_after(&self, token: usize) -> &'t str {
        let start = self.tokens[token].range.end;
        let end = self.tokens.get(token + 1).map_or(start, |next| next.range.start);
        self.slice(&(start..end.max(start)))
    }

    /// Returns the positions of the quotations that overlap a place.
    pub fn quotations_in(&self, range: &Range<usize>) -> Range<usize> {
        let first = self.quotations.partition_point(|quotation| quotation.end <= range.start);
        let last = self.quotations.partition_point(|quotation| quotation.start < range.end);
        first..last.max(first)
    }

    /// Whether a token stands in a quotation.
    pub fn is_quoted(&self, token: usize) -> bool {
        !self.quotations_in(&self.tokens[token].range).is_empty()
    }
}

/// Returns what stands between quotation marks; of quotations in quotations the outer one.
fn outer_quotations(text: &str) -> Vec<Range<usize>> {
    let mut outer: Vec<Range<usize>> = Vec::new();
    for quotation in find_quotations(text) {
        if outer.last().is_none_or(|last| last.end <= quotation.start) {
            outer.push(quotation.start..quotation.end);
        }
    }
    outer
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("He said “yes, ‘no’” and \"maybe\".", &["yes, ‘no’", "maybe"])]
    #[case("« A “b” c », dit-elle", &["A “b” c"])]
    #[case("« a « b » c »", &["a « b » c"])]
    #[case("它“好”「坏」", &["好", "坏"])]
    fn quotations_are_the_outer_ones(#[case] text: &str, #[case] expected: &[&str]) {
        let document = Document::new(text, "en");
        let found: Vec<&str> = document.quotations.iter().map(|range| document.slice(range)).collect();
        assert_eq!(found, expected);
    }
}
