//! The checkboxes of the search page, with the number of claims that each would show.

use std::collections::BTreeMap;

use crate::domain::catalogue::Catalogue;
use crate::domain::period::FacetCount;
use crate::domain::vocabulary::{Certainty, ClaimKind, FacetMode, VocabularyTerm};
use crate::http::problem::ApiError;
use crate::i18n::Locale;
use crate::query::facets::{ACTOR, CERTAINTY, Facet, FacetRequest, KIND, TOPIC};
use crate::query::{ClaimFilter, FilterDef};
use crate::store::DatasetReader;
use crate::web::card::Name;
use crate::web::url::Address;

/// Actors shown in addition to those checked.
const MAX_ACTORS: usize = 12;

const MAX_TOPICS: usize = 200;

#[derive(Debug, Clone)]
pub struct Choice {
    /// The value of the parameter.
    pub value: String,
    pub label: Name,
    /// The number of claims that it would show.
    pub count: String,
    pub checked: bool,
}

/// A topic of the tree, which templates write as nested lists.
#[derive(Debug, Clone)]
pub struct TopicNode {
    pub choice: Choice,
    /// Whether a list opens before this topic.
    pub opens: bool,
    /// The number of lists that close after it.
    pub closes: usize,
}

pub struct Choices {
    pub kind: Vec<Choice>,
    pub certainty: Vec<Choice>,
    /// Most frequent first.
    pub actor: Vec<Choice>,
    pub topic: Vec<TopicNode>,
}

/// What [`Choices`] counts.
pub fn request() -> FacetRequest {
    let dimensions = vec![&ACTOR, &KIND, &CERTAINTY, &TOPIC];
    FacetRequest { dimensions, limit: MAX_ACTORS, mode: FacetMode::OtherFilters }
}

/// The name of a filter.
pub fn filter_label(locale: Locale, filter: &FilterDef) -> &'static str {
    locale.text(&format!("filter-label-{}", filter.name))
}

impl Choices {
    pub fn new(
        locale: Locale,
        dataset: &DatasetReader,
        filter: &ClaimFilter,
        address: &Address,
    ) -> Result<Self, ApiError> {
        let count = |dimensions: &[Facet], limit: usize| {
            let dimensions = dimensions.to_vec();
            dataset.facets(filter, &FacetRequest { dimensions, limit, mode: FacetMode::OtherFilters })
        };
        let mut many = count(&[&ACTOR, &KIND, &CERTAINTY], MAX_ACTORS)?.into_iter();
        let (actors, kinds, certainties) =
            (many.next().unwrap_or_default(), many.next().unwrap_or_default(), many.next().unwrap_or_default());
        let topics = count(&[&TOPIC], MAX_TOPICS)?.into_iter().next().unwrap_or_default();
        let catalogue = dataset.catalogue();
        let mut actor: Vec<Choice> = actors.iter().map(|found| choice(locale, found, address, ACTOR.filter)).collect();
        let mut all = None;
        for id in address.values(ACTOR.filter.name) {
            let known = catalogue.actors.get(id).filter(|_| actor.iter().all(|choice| choice.value != id));
            if let Some(known) = known {
                let all = match &mut all {
                    Some(all) => all,
                    none => none.insert(count(&[&ACTOR], usize::MAX)?.into_iter().next().unwrap_or_default()),
                };
                let matching = all.iter().find(|found| found.id == id).map_or(0, |found| found.count);
                let found = FacetCount { id: id.to_owned(), label: known.name.clone(), count: matching };
                actor.push(choice(locale, &found, address, ACTOR.filter));
            }
        }
        Ok(Self {
            kind: terms(locale, ClaimKind::ALL, &kinds, address, KIND.filter),
            certainty: terms(locale, Certainty::ALL, &certainties, address, CERTAINTY.filter),
            actor,
            topic: tree(locale, catalogue, &topics, address),
        })
    }
}

fn choice(locale: Locale, found: &FacetCount, address: &Address, filter: &FilterDef) -> Choice {
    Choice {
        value: found.id.clone(),
        label: Name::picked(locale, &found.label),
        count: locale.number(found.count),
        checked: address.values(filter.name).any(|value| value == found.id),
    }
}

/// Every term of a vocabulary in its order, with a count of 0 for those that match nothing.
fn terms<T: VocabularyTerm>(
    locale: Locale,
    all: &[T],
    found: &[FacetCount],
    address: &Address,
    filter: &FilterDef,
) -> Vec<Choice> {
    let count = |term: &T| found.iter().find(|found| found.id == term.as_str()).map_or(0, |found| found.count);
    let entry = |term: &T| FacetCount { id: term.as_str().to_owned(), label: term.label(), count: count(term) };
    all.iter().map(|term| choice(locale, &entry(term), address, filter)).collect()
}

/// The topics that match or are checked, each under its first broader topic among them.
fn tree(locale: Locale, catalogue: &Catalogue, found: &[FacetCount], address: &Address) -> Vec<TopicNode> {
    let topics = &catalogue.topics;
    let mut shown: BTreeMap<usize, u64> =
        found.iter().filter_map(|found| Some((topics.ordinal(&found.id)?, found.count))).collect();
    for checked in address.values(TOPIC.filter.name).filter_map(|id| topics.ordinal(id)) {
        shown.entry(checked).or_insert(0);
    }
    let parent = |ordinal: usize| {
        let mut above = topics.all()[ordinal].broader.iter().filter_map(|id| topics.ordinal(id.as_str()));
        above.find(|above| shown.contains_key(above))
    };
    let mut below: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    for &ordinal in shown.keys() {
        below.entry(parent(ordinal)).or_default().push(ordinal);
    }
    let count = |ordinal: &usize| std::cmp::Reverse(shown[ordinal]);
    for list in below.values_mut() {
        list.sort_by_key(count);
    }
    let mut out: Vec<TopicNode> = Vec::new();
    let mut stack: Vec<Vec<usize>> = vec![below.get(&None).cloned().unwrap_or_default()];
    stack[0].reverse();
    let mut opens = false;
    while let Some(list) = stack.last_mut() {
        let Some(ordinal) = list.pop() else {
            stack.pop();
            if let Some(last) = out.last_mut().filter(|_| !stack.is_empty()) {
                last.closes += 1;
            }
            continue;
        };
        let topic = &topics.all()[ordinal];
        let entry = FacetCount { id: topic.id.to_string(), label: topic.label.clone(), count: shown[&ordinal] };
        out.push(TopicNode { choice: choice(locale, &entry, address, TOPIC.filter), opens, closes: 0 });
        opens = false;
        if let Some(narrower) = below.remove(&Some(ordinal)) {
            stack.push(narrower.into_iter().rev().collect());
            opens = true;
        }
    }
    out
}
