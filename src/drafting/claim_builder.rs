//! Builds the proposal for a sentence from what was found in it.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::domain::claim::MAX_QUOTE_CODE_POINTS;
use crate::domain::text::{MAX_TEXT_CODE_POINTS, forbidden_character};
use crate::domain::vocabulary::{Certainty, ClaimKind, DateBasis, EvidencePart, Requirement, Role, Speech};
use crate::drafting::cast::{Cast, MentionRule};
use crate::drafting::date_rules::FoundDate;
use crate::drafting::document::Document;
use crate::drafting::draft_input::{DraftInput, Findings};
use crate::drafting::evidence_spans::spans;
use crate::drafting::phrases::Phrases;
use crate::drafting::proposal::{
    Basis, BasisRule, BasisWords, Proposal, ProposedActor, ProposedClaim, ProposedDate, ProposedEvidence, ProposedLink,
    Todo,
};
use crate::drafting::reports::{Report, ReportRule};

/// A proposal in the making.
pub struct ClaimBuilder<'b> {
    input: &'b DraftInput<'b>,
    document: &'b Document<'b>,
    cast: &'b Cast<'b>,
    basis: Vec<Basis>,
    todo: Vec<Todo>,
}

impl<'b> ClaimBuilder<'b> {
    pub fn new(input: &'b DraftInput, document: &'b Document, cast: &'b Cast) -> Self {
        Self { input, document, cast, basis: vec![], todo: vec![] }
    }

    pub fn build(mut self, findings: &Findings) -> Proposal {
        let article = self.input.article;
        let sentence = &findings.sentence.range;
        let report = findings.report.filter(|report| report.speaker.is_some());
        let content = report.map_or_else(|| vec![sentence.clone()], |report| report.content.clone());
        let evidence = self.evidence(&content, report);
        let statement = self.statement(&content);
        let (asserted_by, attribution, speech) = self.asserter(findings);
        let actors = self.actors(findings, &asserted_by);
        let topics = self.topics(findings);
        let (claim_date, asserted_date) = self.dates(findings, &content, report.is_some());
        let claim = ProposedClaim {
            id: format!("{}-s{}", article.id, sentence.start),
            statement,
            kind: self.kind(&content),
            certainty: self.certainty(&content),
            speech,
            asserted_by,
            attribution,
            actors,
            topics,
            claim_date,
            asserted_date,
            evidence,
        };
        Proposal { claim, basis: self.basis, todo: self.todo }
    }

    fn rest_on(&mut self, field: impl Into<String>, rule: BasisRule, place: Option<&Range<usize>>) {
        let words = place.filter(|place| !place.is_empty()).map(|place| BasisWords {
            words: self.document.slice(place).to_owned(),
            start: place.start,
            end: place.end,
        });
        self.basis.push(Basis { field: field.into(), rule, words });
    }

    fn needs(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.todo.push(Todo { field: field.into(), message: message.into() });
    }

    fn evidence(&mut self, content: &[Range<usize>], report: Option<&Report>) -> Vec<ProposedEvidence> {
        let attribution = report.map(|report| report.attribution.clone()).filter(|place| !place.is_empty());
        let attribution = attribution.filter(|place| !content.iter().any(|part| overlaps(part, place)));
        let parts = content.iter().map(|place| (EvidencePart::Content, place));
        let parts: Vec<_> = parts.chain(attribution.iter().map(|place| (EvidencePart::Attribution, place))).collect();
        let mut evidence = Vec::new();
        for (part, place) in parts {
            for span in spans(self.document, place, MAX_QUOTE_CODE_POINTS) {
                self.rest_on(format!("evidence[{}]", evidence.len()), BasisRule::Sentence, Some(&span));
                let quote = self.document.slice(&span).to_owned();
                evidence.push(ProposedEvidence { quote, part, start: span.start, end: span.end });
            }
        }
        evidence
    }

    /// The words themselves, in the article's language: a draft translates nothing.
    fn statement(&mut self, content: &[Range<usize>]) -> BTreeMap<String, String> {
        let words: Vec<&str> = content.iter().flat_map(|place| self.document.slice(place).split_whitespace()).collect();
        let mut text = words.join(" ");
        while let Some(hidden) = forbidden_character(&text) {
            let visible = text.replace(hidden, "");
            visible.trim().clone_into(&mut text);
        }
        if text.chars().count() > MAX_TEXT_CODE_POINTS {
            let beginning: String = text.chars().take(MAX_TEXT_CODE_POINTS).collect();
            beginning.trim_end().clone_into(&mut text);
            self.needs("statement", "the sentence is longer than a statement may be");
        }
        let language = &self.input.article.language;
        let missing: Vec<&String> = self.input.languages.iter().filter(|tag| *tag != language).collect();
        for tag in missing {
            self.needs(format!("statement.{tag}"), format!("dataset.json requires every text in {tag}"));
        }
        if text.is_empty() {
            self.needs(format!("statement.{language}"), "the sentence has no visible character");
        }
        self.rest_on(format!("statement.{language}"), BasisRule::Sentence, content.first());
        BTreeMap::from([(language.clone(), text)])
    }

    fn asserter(&mut self, findings: &Findings) -> (String, Vec<ProposedLink>, Speech) {
        let voice = self.input.article.voice.to_string();
        let Some(report) = findings.report else {
            self.rest_on("asserted_by", BasisRule::OwnVoice, None);
            return (voice, vec![], Speech::Own);
        };
        let Some(speaker) = report.speaker else {
            let words = self.document.slice(&report.cue).to_owned();
            self.needs("asserted_by", format!("“{words}” reports somebody who is none of the actors"));
            self.rest_on("asserted_by", BasisRule::OwnVoice, None);
            return (voice, vec![], Speech::Own);
        };
        let rule = match report.rule {
            ReportRule::Continued => BasisRule::ContinuedSpeech,
            _ if report.by_pronoun => BasisRule::Pronoun,
            ReportRule::Verb => BasisRule::ReportingVerb,
            ReportRule::Phrase => BasisRule::ReportingPhrase,
        };
        self.rest_on("asserted_by", rule, Some(&report.attribution));
        let id = |actor: usize| self.cast.actors[actor].id.to_string();
        let cue = Some(self.document.slice(&report.cue).to_owned()).filter(|cue| !cue.is_empty());
        let (speaker, outer) = (id(speaker), report.outer.map(id));
        let outer = outer.into_iter().map(|actor| ProposedLink { actor, cue: None });
        let attribution: Vec<ProposedLink> = outer.chain([ProposedLink { actor: speaker.clone(), cue }]).collect();
        if !report.cue.is_empty() {
            let rule =
                if report.rule == ReportRule::Phrase { BasisRule::ReportingPhrase } else { BasisRule::ReportingVerb };
            self.rest_on(format!("attribution[{}].cue", attribution.len() - 1), rule, Some(&report.cue));
        }
        if report.speech != Speech::Indirect {
            let quoted = report.content.first().cloned();
            self.rest_on("speech", BasisRule::QuotationMarks, quoted.as_ref());
        }
        (speaker, attribution, report.speech)
    }

    /// The first actor is proposed as the subject.
    fn actors(&mut self, findings: &Findings, asserted_by: &str) -> Vec<ProposedActor> {
        let mut actors: Vec<ProposedActor> = Vec::new();
        for mention in findings.mentions {
            let id = self.cast.actors[mention.actor].id.as_str();
            if id == asserted_by || actors.iter().any(|known| known.actor == id) {
                continue;
            }
            let rule = match mention.rule {
                MentionRule::Name => BasisRule::Name,
                MentionRule::ShortForm => BasisRule::ShortForm,
                MentionRule::Carried => BasisRule::CarriedOver,
            };
            let place = self.document.place(&mention.tokens);
            self.rest_on(format!("actors[{}]", actors.len()), rule, Some(&place));
            let part =
                if actors.is_empty() && mention.rule != MentionRule::Carried { Role::Subject } else { Role::Mentioned };
            actors.push(ProposedActor { actor: id.to_owned(), role: part });
        }
        actors
    }

    fn topics(&mut self, findings: &Findings) -> Vec<String> {
        for (at, (_, place)) in findings.topics.iter().enumerate() {
            self.rest_on(format!("topics[{at}]"), BasisRule::Label, Some(place));
        }
        if findings.topics.is_empty() && self.input.required.contains(&Requirement::Topics) {
            self.needs("topics", "dataset.json requires at least one topic");
        }
        findings.topics.iter().map(|(topic, _)| topic.id.to_string()).collect()
    }

    /// A date in the content says when it happens; one beside the reporting words, when it was said.
    fn dates(
        &mut self,
        findings: &Findings,
        content: &[Range<usize>],
        is_report: bool,
    ) -> (Option<ProposedDate>, Option<ProposedDate>) {
        let is_content = |place: &Range<usize>| content.iter().any(|part| overlaps(part, place));
        let of_content = findings.dates.iter().find(|(_, place)| is_content(place));
        let of_report = findings.dates.iter().find(|(_, place)| is_report && !is_content(place));
        let mut date = |field: &str, found: Option<&(FoundDate, Range<usize>)>| {
            let (date, place) = found?;
            let rule = if date.is_relative { BasisRule::RelativeDate } else { BasisRule::Date };
            self.rest_on(field, rule, Some(place));
            let basis = if date.is_relative { DateBasis::Relative } else { DateBasis::Explicit };
            let expression = self.document.slice(place).to_owned();
            Some(ProposedDate { edtf: date.edtf.clone(), basis, expression })
        };
        (date("claim_date", of_content), date("asserted_date", of_report))
    }

    /// The place of the first phrase of a list in the content.
    fn first_phrase(&self, phrases: &Phrases, content: &[Range<usize>]) -> Option<Range<usize>> {
        content.iter().find_map(|part| {
            let tokens = self.document.tokens_in(part);
            let (at, length) = phrases.first_in(&self.document.tokens[tokens.clone()])?;
            Some(self.document.place(&(tokens.start + at..tokens.start + at + length)))
        })
    }

    fn kind(&mut self, content: &[Range<usize>]) -> Option<ClaimKind> {
        let lexicon = self.document.lexicon;
        let rules = [
            (&lexicon.wishes, BasisRule::Wish, ClaimKind::Intention),
            (&lexicon.expectations, BasisRule::Expectation, ClaimKind::Prediction),
            (&lexicon.causes, BasisRule::Cause, ClaimKind::Causal),
        ];
        let found =
            rules.into_iter().find_map(|(list, rule, kind)| Some((self.first_phrase(list, content)?, rule, kind)));
        let (place, rule, kind) = found?;
        self.rest_on("kind", rule, Some(&place));
        Some(kind)
    }

    fn certainty(&mut self, content: &[Range<usize>]) -> Option<Certainty> {
        let lexicon = self.document.lexicon;
        let rules = [
            (&lexicon.conditions, BasisRule::Condition, Certainty::Hypothetical),
            (&lexicon.hedges, BasisRule::Hedge, Certainty::Hedged),
        ];
        let found =
            rules.into_iter().find_map(|(list, rule, kind)| Some((self.first_phrase(list, content)?, rule, kind)));
        let (place, rule, certainty) = found?;
        self.rest_on("certainty", rule, Some(&place));
        Some(certainty)
    }
}

fn overlaps(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}
