//! Splits a place of a text into spans that a quote may have.

use std::ops::Range;

use crate::drafting::document::Document;

/// Returns spans of at most `most` code points that cover a place, cut after punctuation, between words, or anywhere.
pub fn spans(document: &Document, place: &Range<usize>, most: usize) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let mut rest = trimmed(document, place.clone());
    while rest.len() > most {
        let window = document.slice(&(rest.start..rest.start + most));
        let cut = last_cut(window, |c| matches!(c, ',' | ';' | ':' | '،' | '؛' | '—' | '–' | ')'))
            .filter(|cut| *cut * 3 >= most)
            .or_else(|| last_cut(window, char::is_whitespace))
            .unwrap_or(most);
        let span = trimmed(document, rest.start..rest.start + cut);
        if !span.is_empty() {
            spans.push(span);
        }
        rest = trimmed(document, rest.start + cut..rest.end);
    }
    if !rest.is_empty() {
        spans.push(rest);
    }
    spans
}

/// The number of code points up to and with the last character that may end a span.
fn last_cut(window: &str, ends: impl Fn(char) -> bool) -> Option<usize> {
    let at = window.rfind(ends)?;
    Some(window[..at].chars().count() + 1)
}

fn trimmed(document: &Document, range: Range<usize>) -> Range<usize> {
    let words = document.slice(&range);
    let before = words.chars().take_while(|c| c.is_whitespace()).count();
    let after = words.chars().rev().take_while(|c| c.is_whitespace()).count();
    if before == range.len() { range.start..range.start } else { range.start + before..range.end - after }
}
