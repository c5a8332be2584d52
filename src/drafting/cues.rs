//! Reporting words of a sentence.

use std::cmp::Reverse;
use std::ops::Range;

use crate::drafting::document::{Document, Sentence};

/// Tokens after a verb in which the reported clause begins; its subject may stand between them.
const CLAUSE_WITHIN: usize = 12;

/// Tokens between a verb and the quotation beside it.
const QUOTATION_WITHIN: usize = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CueKind {
    Verb,
    Phrase,
}

/// Reporting words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cue {
    pub kind: CueKind,
    /// Tokens of the document.
    pub tokens: Range<usize>,
    /// The token at which the reported clause begins, after the word for "that".
    pub clause: Option<usize>,
    /// Whether they hold a pronoun for the speaker: "à les entendre".
    pub has_pronoun: bool,
}

/// Which of several reporting words in a sentence counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    has_quotation: bool,
    /// Of several beside a quotation, those that report speech wherever they stand.
    is_strong: bool,
}

/// Returns the reporting words of a sentence that count, those beside a quotation first. Words in a quotation count only if
/// the whole sentence is one.
pub fn cues(document: &Document, sentence: &Sentence, is_quoted: bool) -> Vec<Cue> {
    let lexicon = document.lexicon;
    let tokens = &document.tokens[..sentence.tokens.end];
    let mut found: Vec<(Rank, Cue)> = Vec::new();
    let mut at = sentence.tokens.start;
    while at < sentence.tokens.end {
        let next = at + 1;
        if document.is_quoted(at) && !is_quoted {
            at = next;
            continue;
        }
        if let Some((length, name)) = lexicon.reporting_phrases.longest_at(tokens, at) {
            let has_pronoun = name == "pronoun";
            let cue = Cue { kind: CueKind::Phrase, tokens: at..at + length, clause: None, has_pronoun };
            found.push((Rank::default(), cue));
            at += length;
            continue;
        }
        let strong = lexicon.reporting_verbs.longest_at(tokens, at);
        let Some((length, _)) = strong.or_else(|| lexicon.verbs_with_clause.longest_at(tokens, at)) else {
            at = next;
            continue;
        };
        let verb = at..at + length;
        let clause = clause_after(document, sentence, verb.end);
        let quotation = !is_quoted && has_quotation_beside(document, sentence, &verb);
        let colon = has_colon_after(document, sentence, verb.end);
        let is_passive = at > sentence.tokens.start && lexicon.passive.are_at(tokens, at - 1) && !quotation;
        if !is_passive && (strong.is_some() || clause.is_some() || quotation || colon) {
            let rank = Rank { has_quotation: quotation, is_strong: quotation && strong.is_some() };
            found.push((rank, Cue { kind: CueKind::Verb, tokens: verb.clone(), clause, has_pronoun: false }));
        }
        at = verb.end;
    }
    found.sort_by_key(|(rank, _)| Reverse(*rank));
    found.into_iter().map(|(_, cue)| cue).collect()
}

/// Returns the token after the word for "that" which belongs to a verb before `from`.
fn clause_after(document: &Document, sentence: &Sentence, from: usize) -> Option<usize> {
    let that = &document.lexicon.that;
    for at in from..(from + CLAUSE_WITHIN).min(sentence.tokens.end) {
        if let Some((length, _)) = that.longest_at(&document.tokens[..sentence.tokens.end], at) {
            return Some(at + length);
        }
        if document.lexicon.reporting_verbs.are_at(&document.tokens, at) {
            return None;
        }
    }
    None
}

fn has_colon_after(document: &Document, sentence: &Sentence, from: usize) -> bool {
    let last = sentence.tokens.end.saturating_sub(1);
    (from.saturating_sub(1)..(from + CLAUSE_WITHIN).min(last)).any(|at| document.gap_after(at).contains(':'))
}

fn has_quotation_beside(document: &Document, sentence: &Sentence, verb: &Range<usize>) -> bool {
    let near = verb.start.saturating_sub(QUOTATION_WITHIN).max(sentence.tokens.start)
        ..(verb.end + QUOTATION_WITHIN).min(sentence.tokens.end);
    near.clone().any(|at| document.is_quoted(at))
}
