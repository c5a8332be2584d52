//! Drafts claims for an article: one for each sentence.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::domain::claim_date::{DaySpan, EdtfDate};
use crate::domain::identifier::TopicId;
use crate::domain::topic::Topic;
use crate::drafting::cast::Cast;
use crate::drafting::claim_builder::ClaimBuilder;
use crate::drafting::date_meaning::DateContext;
use crate::drafting::date_rules::FoundDate;
use crate::drafting::document::{Document, Sentence};
use crate::drafting::draft_input::{DraftInput, Findings};
use crate::drafting::mentions::find_mentions;
use crate::drafting::names::Names;
use crate::drafting::proposal::Proposal;
use crate::drafting::reports::find_reports;

/// Returns the proposals for the sentences of an article, in the order of the text.
pub fn draft(input: &DraftInput) -> Vec<Proposal> {
    let language = &input.article.language;
    let document = Document::new(input.text, language);
    let cast = Cast::new(input.actors);
    let names = Names::new(input.actors.values().map(|actor| (&actor.name, &actor.aliases)), language);
    let topics: Vec<&Topic> = input.topics.values().filter(|topic| topic.merged_into.is_none()).collect();
    let labels = Names::new(topics.iter().map(|topic| (&topic.label, &topic.alt_labels)), language);
    let mentions = find_mentions(&document, &cast, &names, cast.position(&input.article.voice));
    let reports = find_reports(&document, &cast, &mentions);
    let mut previous_date = None;
    let mut proposals = Vec::new();
    for (at, sentence) in document.sentences.iter().enumerate() {
        let dates = find_dates(&document, sentence, input.article.published.as_ref(), &mut previous_date);
        let is_covered =
            input.covered.iter().any(|span| span.start < sentence.range.end && sentence.range.start < span.end);
        if is_covered || sentence.tokens.is_empty() {
            continue;
        }
        let findings = Findings {
            sentence,
            mentions: &mentions[at],
            report: reports[at].as_ref(),
            dates,
            topics: find_topics(&document, sentence, &labels, &topics, input.topics),
        };
        proposals.push(ClaimBuilder::new(input, &document, &cast).build(&findings));
    }
    proposals
}

fn find_dates(
    document: &Document,
    sentence: &Sentence,
    published: Option<&EdtfDate>,
    previous: &mut Option<DaySpan>,
) -> Vec<(FoundDate, Range<usize>)> {
    let tokens = &document.tokens[sentence.tokens.clone()];
    let is_future = document.lexicon.expectations.first_in(tokens).is_some();
    let context = DateContext { published: published.map(EdtfDate::span), previous: *previous, is_future };
    let found = document.lexicon.dates.find(tokens, &context);
    if let Some(date) = found.last().and_then(|date| EdtfDate::parse(&date.edtf).ok()) {
        *previous = Some(date.span());
    }
    let first = sentence.tokens.start;
    let place = |date: &FoundDate| document.place(&(date.tokens.start + first..date.tokens.end + first));
    found
        .into_iter()
        .map(|date| {
            let place = place(&date);
            (date, place)
        })
        .collect()
}

/// The topics whose labels a sentence has, without those that are broader than another one.
fn find_topics<'t>(
    document: &Document,
    sentence: &Sentence,
    labels: &Names,
    topics: &[&'t Topic],
    all: &BTreeMap<TopicId, Topic>,
) -> Vec<(&'t Topic, Range<usize>)> {
    let first = sentence.tokens.start;
    let mut found: Vec<(&Topic, Range<usize>)> = Vec::new();
    for label in labels.find(&document.tokens[sentence.tokens.clone()], |_, _| false) {
        let topic = topics[label.owner];
        if !found.iter().any(|(known, _)| known.id == topic.id) {
            found.push((topic, document.place(&(label.tokens.start + first..label.tokens.end + first))));
        }
    }
    let broader: BTreeSet<TopicId> = found.iter().flat_map(|(topic, _)| broader_than(topic, all)).collect();
    found.retain(|(topic, _)| !broader.contains(&topic.id));
    found
}

fn broader_than(topic: &Topic, all: &BTreeMap<TopicId, Topic>) -> BTreeSet<TopicId> {
    let mut found = BTreeSet::new();
    let mut pending: Vec<&TopicId> = topic.broader.iter().collect();
    while let Some(id) = pending.pop() {
        if found.insert(id.clone()) {
            pending.extend(all.get(id).into_iter().flat_map(|topic| &topic.broader));
        }
    }
    found
}
