//! The speaker that reporting words belong to.

use std::ops::Range;

use crate::domain::vocabulary::ActorKind;
use crate::drafting::cast::{Cast, Mention, MentionRule};
use crate::drafting::cues::{Cue, CueKind};
use crate::drafting::document::{Document, Sentence};

/// Tokens after reporting words in which their speaker is named.
const AFTER: usize = 12;

/// Tokens before a verb in which its subject stands.
const BEFORE: usize = 20;

/// Tokens between a pronoun and its verb: "elle avait déjà avancé".
const PRONOUN_WITHIN: usize = 3;

/// Tokens at the beginning of a sentence in which its subject stands, whom a later pronoun means.
const SUBJECT_WITHIN: usize = 2;

/// Tokens between reporting words and a speaker that are given as one passage.
const REGION: usize = 8;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speaker {
    pub actor: usize,
    pub by_pronoun: bool,
    /// The tokens that name the speaker; empty if they stand in another sentence.
    pub tokens: Range<usize>,
}

impl Speaker {
    /// The tokens of reporting words and speaker together, if they stand near each other.
    pub fn region(&self, cue: &Range<usize>) -> Range<usize> {
        let whole = self.tokens.start.min(cue.start)..self.tokens.end.max(cue.end);
        let is_near = !self.tokens.is_empty() && whole.len() <= self.tokens.len() + cue.len() + REGION;
        if is_near { whole } else { cue.clone() }
    }
}

/// Finds the speaker of reporting words; `last_speaker` is whom a pronoun means.
pub fn find_speaker(
    document: &Document,
    cast: &Cast,
    sentence: &Sentence,
    mentions: &[Mention],
    cue: &Cue,
    is_quoted: bool,
    last_speaker: Option<usize>,
) -> Option<Speaker> {
    let candidates: Vec<&Mention> = mentions
        .iter()
        .filter(|mention| mention.rule != MentionRule::Carried && cast.can_speak(mention.actor))
        .filter(|mention| is_quoted || !document.is_quoted(mention.tokens.start))
        .collect();
    let speaker = |mention: &Mention| Speaker {
        actor: author(cast, mention.actor, &candidates),
        by_pronoun: false,
        tokens: mention.tokens.clone(),
    };
    let end = cue.clause.unwrap_or(sentence.tokens.end).min(cue.tokens.end + AFTER);
    let end = (cue.tokens.end - 1..end).find(|&at| document.gap_after(at).contains(':')).map_or(end, |at| at + 1);
    let after = || named_between(cast, &candidates, cue.tokens.end..end, document);
    let before = || {
        let start = clause_start(document, sentence, cue.tokens.start);
        named_between(cast, &candidates, start..cue.tokens.start, document)
    };
    let subject = candidates.iter().find(|mention| mention.tokens.start < sentence.tokens.start + SUBJECT_WITHIN);
    let meant = subject.map(|mention| mention.actor).or(last_speaker);
    let pronoun = || pronoun_at(document, sentence, &cue.tokens, meant);
    if cue.kind == CueKind::Phrase {
        let near = cue.tokens.end..end.min(cue.tokens.end + REGION);
        let named = || named_between(cast, &candidates, near, document).map(speaker);
        let found =
            pronoun().filter(|_| document.lexicon.pronouns.are_at(&document.tokens, cue.tokens.end)).or_else(named);
        let referred = || {
            let last = last_speaker.map(|actor| Speaker { actor, by_pronoun: true, tokens: 0..0 });
            before().or_else(|| candidates.first().copied()).map(speaker).or(last)
        };
        return found.or_else(|| if cue.has_pronoun { referred() } else { before().map(speaker) });
    }
    if is_inverted(document, sentence, &cue.tokens) {
        after().map(speaker).or_else(pronoun).or_else(|| before().map(speaker))
    } else {
        pronoun().or_else(|| before().map(speaker))
    }
}

/// Whether the subject of a verb follows it: in Arabic, after a quotation, or at the beginning of the sentence.
fn is_inverted(document: &Document, sentence: &Sentence, verb: &Range<usize>) -> bool {
    let is_arabic = document.slice(&document.place(verb)).chars().any(|c| ('\u{621}'..='\u{64A}').contains(&c));
    let near = verb.start.saturating_sub(PRONOUN_WITHIN).max(sentence.tokens.start);
    is_arabic || (near..verb.start).any(|at| document.is_quoted(at)) || {
        let before = verb.start.checked_sub(1).filter(|at| *at >= sentence.tokens.start);
        before.is_some_and(|at| document.gap_after(at).contains(','))
    }
}

/// The token at which the clause of a verb begins: after a semicolon or a colon.
fn clause_start(document: &Document, sentence: &Sentence, verb: usize) -> usize {
    let first = verb.saturating_sub(BEFORE).max(sentence.tokens.start);
    let ends = |at: usize| document.gap_after(at).contains([';', ':', '؛']);
    (first..verb).rev().find(|&at| at + 1 < verb && ends(at)).map_or(first, |at| at + 1)
}

/// The speaker named between two tokens: the last person, or the first other actor.
fn named_between<'m>(
    cast: &Cast,
    candidates: &[&'m Mention],
    range: Range<usize>,
    document: &Document,
) -> Option<&'m Mention> {
    let inside = || candidates.iter().copied().filter(|mention| range.contains(&mention.tokens.start));
    let person = inside().rfind(|mention| cast.kind(mention.actor) == ActorKind::Person);
    // Not across a quotation, whose words have their own subject.
    let open =
        |mention: &&Mention| !(range.start..mention.tokens.start).any(|at| document.is_quoted(at)) || range.is_empty();
    person.or_else(|| inside().find(open)).or_else(|| inside().next())
}

/// A document speaks for its author, if the sentence names both.
fn author(cast: &Cast, actor: usize, candidates: &[&Mention]) -> usize {
    if cast.kind(actor) != ActorKind::Document {
        return actor;
    }
    let named = candidates.iter().map(|mention| mention.actor);
    named
        .into_iter()
        .find(|&other| cast.is_part_of(actor, other) && cast.kind(other) != ActorKind::Document)
        .unwrap_or(actor)
}

fn pronoun_at(
    document: &Document,
    sentence: &Sentence,
    cue: &Range<usize>,
    last_speaker: Option<usize>,
) -> Option<Speaker> {
    let first = cue.start.saturating_sub(PRONOUN_WITHIN).max(sentence.tokens.start);
    let near = first..(cue.end + 1).min(sentence.tokens.end);
    let is_pronoun = |&at: &usize| !cue.contains(&at) && document.lexicon.pronouns.are_at(&document.tokens, at);
    let at = near.rev().find(is_pronoun)?;
    Some(Speaker { actor: last_speaker?, by_pronoun: true, tokens: at..at + 1 })
}
