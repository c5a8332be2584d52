//! What a reporting sentence says without its reporting words.

use std::ops::Range;

use crate::domain::vocabulary::Speech;
use crate::drafting::cues::Cue;
use crate::drafting::document::{Document, Sentence};

/// Percent of a sentence that stands between quotation marks if it is a quotation.
const MOSTLY: usize = 80;

/// Letters between quotation marks that are speech; fewer are a quoted word.
const MIN_SPEECH: usize = 15;

/// Whether a sentence is a quotation, or a part of one.
pub fn is_mostly_quoted(document: &Document, range: &Range<usize>) -> bool {
    quoted_length(document, range) * 100 >= range.len() * MOSTLY && !range.is_empty()
}

fn quoted_length(document: &Document, range: &Range<usize>) -> usize {
    document.quotations[document.quotations_in(range)].iter().map(|quotation| overlap(quotation, range).len()).sum()
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> Range<usize> {
    let start = a.start.max(b.start);
    start..a.end.min(b.end).max(start)
}

/// Returns the places of what is said, and how it is given.
pub fn reported_content(
    document: &Document,
    sentence: &Sentence,
    cue: &Cue,
    attribution: &Range<usize>,
    is_quoted: bool,
) -> (Vec<Range<usize>>, Speech) {
    let range = &sentence.range;
    let quoted: Vec<Range<usize>> = document.quotations[document.quotations_in(range)]
        .iter()
        .map(|quotation| overlap(quotation, range))
        .filter(|quotation| quotation.len() >= MIN_SPEECH)
        .collect();
    let outside = outside_of(document, sentence, cue, attribution);
    let outside_length: usize = outside.iter().map(Range::len).sum();
    let quoted_length: usize = quoted.iter().map(Range::len).sum();
    if is_quoted {
        return (if outside.is_empty() { vec![range.clone()] } else { outside }, Speech::Direct);
    }
    let is_direct = !quoted.is_empty() && (cue.clause.is_none() && quoted_length * 2 >= outside_length);
    if is_direct {
        return (quoted, Speech::Direct);
    }
    let content = if outside.is_empty() { vec![range.clone()] } else { outside };
    let is_mixed = content.iter().any(|part| !document.quotations_in(part).is_empty());
    (content, if is_mixed { Speech::Mixed } else { Speech::Indirect })
}

/// Returns the sentence without the reporting words: the clause after "that", or what stands before and after them.
fn outside_of(document: &Document, sentence: &Sentence, cue: &Cue, attribution: &Range<usize>) -> Vec<Range<usize>> {
    let range = &sentence.range;
    let clause = cue.clause.and_then(|at| document.tokens.get(at)).map(|token| token.range.start..range.end);
    let parts = match clause.filter(|clause| clause.start < clause.end) {
        Some(clause) => vec![clause],
        None => vec![range.start..attribution.start.max(range.start), attribution.end.min(range.end)..range.end],
    };
    let trimmed = parts.into_iter().map(|part| trim(document, part));
    trimmed.filter(|part| document.slice(part).chars().filter(|c| c.is_alphabetic()).count() >= 3).collect()
}

/// Leaves white space out, and marks that separated the words from what stood beside them.
fn trim(document: &Document, mut range: Range<usize>) -> Range<usize> {
    let is_separator = |c: char| c.is_whitespace() || matches!(c, ',' | '،' | ':' | ';' | '؛' | '–' | '—' | '-');
    while range.start < range.end && document.slice(&(range.start..range.start + 1)).starts_with(is_separator) {
        range.start += 1;
    }
    while range.start < range.end && document.slice(&(range.end - 1..range.end)).ends_with(is_separator) {
        range.end -= 1;
    }
    range
}
