//! How much of an article its claims cover, and what they lack.

use std::ops::Range;

use serde::Serialize;

use crate::drafting::sentences::sentences;
use crate::ingest::{ArticleFiles, RecordedClaim};

/// How much of an article is covered by claims. Places are in code points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    pub article: String,
    /// Characters of the sentences, without the white space between them.
    pub characters: usize,
    /// Of these, those under a quote of a claim.
    pub quoted_characters: usize,
    pub sentences: usize,
    pub sentences_without_claim: Vec<SentencePlace>,
    pub claims: usize,
    pub claims_without: Lacking,
    pub paragraphs: Vec<ParagraphCoverage>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SentencePlace {
    pub start: usize,
    pub end: usize,
    pub text: String,
}

/// Identifiers of the claims that lack something.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct Lacking {
    pub date: Vec<String>,
    /// Somebody else than the article's voice asserts them, and no reporting words are given.
    pub cue: Vec<String>,
    /// They name no actor beside the asserter.
    pub actor: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParagraphCoverage {
    pub start: usize,
    pub end: usize,
    pub characters: usize,
    pub quoted_characters: usize,
    pub sentences: usize,
    pub sentences_without_claim: usize,
    /// One character for each 20 of the text, in its order: `#` if most are under a quote, `+` if some are, `.` if none is.
    pub picture: String,
}

/// Code points that a character of a picture stands for.
const CELL: usize = 20;

/// Measures the claims of an article against its text.
pub fn coverage(files: &ArticleFiles) -> Coverage {
    let characters: Vec<char> = files.text.as_str().chars().collect();
    let is_quoted = quoted(characters.len(), &files.claims);
    let is_stated = |range: &Range<usize>| {
        let spans = files.claims.iter().flat_map(|claim| &claim.content);
        spans.into_iter().any(|span| span.start < range.end && range.start < span.end)
    };
    let mut result = Coverage {
        article: files.article.id.to_string(),
        characters: 0,
        quoted_characters: 0,
        sentences: 0,
        sentences_without_claim: vec![],
        claims: files.claims.len(),
        claims_without: lacking(&files.claims),
        paragraphs: vec![],
    };
    for paragraph in paragraphs(&characters, &files.article.language) {
        let open: Vec<&Range<usize>> = paragraph.iter().filter(|range| !is_stated(range)).collect();
        let (start, end) = (paragraph[0].start, paragraph[paragraph.len() - 1].end);
        let covered = ParagraphCoverage {
            start,
            end,
            characters: paragraph.iter().map(ExactSizeIterator::len).sum(),
            quoted_characters: paragraph.iter().map(|range| count(&is_quoted[range.clone()])).sum(),
            sentences: paragraph.len(),
            sentences_without_claim: open.len(),
            picture: picture(&is_quoted[start..end]),
        };
        result.characters += covered.characters;
        result.quoted_characters += covered.quoted_characters;
        result.sentences += covered.sentences;
        result.sentences_without_claim.extend(open.into_iter().map(|range| SentencePlace {
            start: range.start,
            end: range.end,
            text: characters[range.clone()].iter().collect(),
        }));
        result.paragraphs.push(covered);
    }
    result
}

/// Whether each code point is under a quote.
fn quoted(length: usize, claims: &[RecordedClaim]) -> Vec<bool> {
    let mut is_quoted = vec![false; length];
    for span in claims.iter().flat_map(|claim| &claim.quoted) {
        if let Some(covered) = is_quoted.get_mut(span.clone()) {
            covered.fill(true);
        }
    }
    is_quoted
}

/// Returns the sentences by paragraph; none is empty.
fn paragraphs(characters: &[char], language: &str) -> Vec<Vec<Range<usize>>> {
    let text: String = characters.iter().collect();
    let mut paragraphs: Vec<Vec<Range<usize>>> = vec![];
    for range in sentences(&text, language) {
        match paragraphs.last_mut() {
            Some(paragraph)
                if paragraph.last().is_some_and(|last| {
                    !characters[last.end..range.start].iter().any(|c| matches!(c, '\n' | '\r' | '\u{2029}'))
                }) =>
            {
                paragraph.push(range);
            }
            _ => paragraphs.push(vec![range]),
        }
    }
    paragraphs
}

fn lacking(claims: &[RecordedClaim]) -> Lacking {
    let without = |has: fn(&RecordedClaim) -> bool| {
        claims.iter().filter(|claim| !has(claim)).map(|claim| claim.id.clone()).collect()
    };
    Lacking {
        date: without(|claim| claim.has_date),
        cue: without(|claim| claim.has_cue),
        actor: without(|claim| claim.has_actor),
    }
}

fn picture(is_quoted: &[bool]) -> String {
    let cell = |part: &[bool]| match count(part) {
        0 => '.',
        covered if covered * 2 > part.len() => '#',
        _ => '+',
    };
    is_quoted.chunks(CELL).map(cell).collect()
}

fn count(is_quoted: &[bool]) -> usize {
    is_quoted.iter().filter(|&&covered| covered).count()
}
