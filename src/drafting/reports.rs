//! Who says what a sentence says: reporting verbs and phrases with their speakers, quotations, and continued speech.

use std::ops::Range;

use crate::domain::vocabulary::{ActorKind, Speech};
use crate::drafting::cast::{Cast, Mention};
use crate::drafting::cues::{Cue, CueKind, cues};
use crate::drafting::document::{Document, Sentence};
use crate::drafting::report_content::{is_mostly_quoted, reported_content};
use crate::drafting::speakers::{Speaker, find_speaker};

/// How a report was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportRule {
    Verb,
    Phrase,
    /// It continues the speech of the sentence before.
    Continued,
}

/// A sentence that gives what somebody says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub rule: ReportRule,
    /// `None`: the sentence does not name a known actor.
    pub speaker: Option<usize>,
    /// Whether a pronoun stands for the speaker.
    pub by_pronoun: bool,
    /// The place of the reporting words; empty in continued speech.
    pub cue: Range<usize>,
    /// The place of the reporting words with the speaker, outside of the content.
    pub attribution: Range<usize>,
    /// The places of what is said.
    pub content: Vec<Range<usize>>,
    pub speech: Speech,
    /// Who reports the speaker, if the speaker is named inside a quotation.
    pub outer: Option<usize>,
}

/// Returns the report of each sentence, if it has one. `mentions` are those of each sentence.
pub fn find_reports(document: &Document, cast: &Cast, mentions: &[Vec<Mention>]) -> Vec<Option<Report>> {
    let mut reports: Vec<Option<Report>> = Vec::with_capacity(document.sentences.len());
    let mut last_speaker = None;
    for (at, sentence) in document.sentences.iter().enumerate() {
        let before = mentions[..at].iter().rev().flatten().map(|mention| mention.actor);
        let known = last_speaker.or_else(|| speaking(cast, &before));
        let report = find_report(document, cast, sentence, &mentions[at], known);
        last_speaker = report.as_ref().and_then(|report| report.speaker).or(last_speaker);
        reports.push(report);
    }
    continue_quotations(document, &mut reports);
    for at in 0..reports.len() {
        if reports[at].is_none() {
            reports[at] = continued(document, at, &reports);
        }
    }
    reports
}

/// The first actor that can speak, a person if there is one.
fn speaking(cast: &Cast, actors: &(impl Iterator<Item = usize> + Clone)) -> Option<usize> {
    let mut people = actors.clone().filter(|&actor| cast.kind(actor) == ActorKind::Person);
    let can_speak = |&actor: &usize| cast.can_speak(actor);
    people.next().or_else(|| actors.clone().find(can_speak))
}

/// Returns the report of a sentence by its own words.
fn find_report(
    document: &Document,
    cast: &Cast,
    sentence: &Sentence,
    mentions: &[Mention],
    last_speaker: Option<usize>,
) -> Option<Report> {
    let is_quoted = is_mostly_quoted(document, &sentence.range);
    let candidates = cues(document, sentence, is_quoted);
    let with_speaker: Vec<(Cue, Option<Speaker>)> = candidates
        .into_iter()
        .map(|cue| {
            let speaker = find_speaker(document, cast, sentence, mentions, &cue, is_quoted, last_speaker);
            (cue, speaker)
        })
        .collect();
    let known = with_speaker.iter().position(|(_, speaker)| speaker.is_some());
    let (cue, speaker) = with_speaker.into_iter().nth(known.unwrap_or(0))?;
    let near = speaker.as_ref().map_or(cue.tokens.clone(), |speaker| speaker.region(&cue.tokens));
    let attribution = document.place(&near);
    let (content, speech) = reported_content(document, sentence, &cue, &attribution, is_quoted);
    Some(Report {
        rule: if cue.kind == CueKind::Phrase { ReportRule::Phrase } else { ReportRule::Verb },
        speaker: speaker.as_ref().map(|speaker| speaker.actor),
        by_pronoun: speaker.as_ref().is_some_and(|speaker| speaker.by_pronoun),
        cue: document.place(&cue.tokens),
        attribution,
        content,
        speech,
        outer: None,
    })
}

/// A quotation of several sentences has the speaker of the sentence that names one.
fn continue_quotations(document: &Document, reports: &mut [Option<Report>]) {
    for quotation in &document.quotations {
        let inside: Vec<usize> = sentences_in(document, quotation).collect();
        let is_whole = |at: &usize| is_inside(&document.sentences[*at].range, quotation);
        let named = inside
            .iter()
            .copied()
            .find(|at| !is_whole(at) && reports[*at].as_ref().is_some_and(|report| !is_inside(&report.cue, quotation)));
        let Some(speaker) = named.and_then(|at| reports[at].as_ref()?.speaker) else { continue };
        for at in inside.into_iter().filter(is_whole) {
            match &mut reports[at] {
                Some(report) => report.outer = Some(speaker).filter(|outer| report.speaker != Some(*outer)),
                None => reports[at] = Some(continuation(document, at, speaker, Speech::Direct)),
            }
        }
    }
}

/// Continued speech, without reporting words: a sentence in quotation marks, or a condition added to the one before.
fn continued(document: &Document, at: usize, reports: &[Option<Report>]) -> Option<Report> {
    let (before, sentence) = (at.checked_sub(1)?, &document.sentences[at]);
    let report = reports[before].as_ref()?;
    if document.sentences[before].paragraph != sentence.paragraph {
        return None;
    }
    let speaker = report.speaker?;
    let quotes_on = is_mostly_quoted(document, &sentence.range) && report.speech != Speech::Indirect;
    let tokens = &document.tokens[sentence.tokens.clone()];
    let lexicon = document.lexicon;
    let conditions_on = report.speech == Speech::Indirect
        && report.rule != ReportRule::Continued
        && begins_with_condition(lexicon, tokens);
    if quotes_on {
        Some(continuation(document, at, speaker, Speech::Direct))
    } else {
        conditions_on.then(|| continuation(document, at, speaker, Speech::Indirect))
    }
}

/// Whether the first words are a conjunction and a condition: "and if".
fn begins_with_condition(
    lexicon: &crate::drafting::lexicon::Lexicon,
    tokens: &[crate::drafting::tokens::Token],
) -> bool {
    let Some(first) = tokens.first() else { return false };
    let is_attached = first.forms.len() > 1 && !lexicon.conditions.contain(first.folded());
    let after_conjunction = lexicon.conjunctions.are_at(tokens, 0) && lexicon.conditions.are_at(tokens, 1);
    after_conjunction || is_attached && lexicon.conditions.are_at(tokens, 0)
}

fn continuation(document: &Document, at: usize, speaker: usize, speech: Speech) -> Report {
    let sentence = &document.sentences[at];
    let quoted =
        document.quotations[document.quotations_in(&sentence.range)].first().filter(|_| speech == Speech::Direct);
    let content = quoted.map_or(sentence.range.clone(), |quotation| {
        quotation.start.max(sentence.range.start)..quotation.end.min(sentence.range.end)
    });
    Report {
        rule: ReportRule::Continued,
        speaker: Some(speaker),
        by_pronoun: false,
        cue: 0..0,
        attribution: 0..0,
        content: vec![content],
        speech,
        outer: None,
    }
}

fn sentences_in<'d>(document: &'d Document, range: &'d Range<usize>) -> impl Iterator<Item = usize> + 'd {
    let first = document.sentences.partition_point(|sentence| sentence.range.end <= range.start);
    let last = document.sentences.partition_point(|sentence| sentence.range.start < range.end);
    first..last.max(first)
}

/// Whether a place is inside another one, but for the marks around it.
fn is_inside(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    inner.start + 2 >= outer.start && inner.end <= outer.end + 2
}
