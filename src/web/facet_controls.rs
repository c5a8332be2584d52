//! The filters as choices: what can be ticked, how many claims each would show, and what is ticked already.

use std::collections::BTreeMap;

use crate::domain::catalogue::Catalogue;
use crate::domain::period::FacetCount;
use crate::domain::vocabulary::{Certainty, ClaimKind, FacetDimension, FacetMode, VocabularyTerm};
use crate::http::problem::ApiError;
use crate::query::filter::ClaimFilter;
use crate::store::{DatasetReader, FacetRequest};
use crate::web::language::Language;
use crate::web::url::Address;

/// Actors that are offered without being ticked.
const ACTORS: usize = 12;

/// The most topics that are offered.
const TOPICS: usize = 200;

/// Something that can be ticked.
#[derive(Debug, Clone)]
pub struct Choice {
    /// The value of the parameter.
    pub value: String,
    /// Its name.
    pub label: String,
    /// How many claims it would show.
    pub count: String,
    /// Whether it is ticked.
    pub checked: bool,
}

/// A topic in its place of the tree; `opens` and `closes` are the lists that begin before and end behind it.
#[derive(Debug, Clone)]
pub struct TopicNode {
    /// The topic.
    pub choice: Choice,
    /// Whether it is the first of a list below the one before it.
    pub opens: bool,
    /// How many lists end with it.
    pub closes: usize,
}

/// All that can be ticked.
pub struct Choices {
    /// By kind.
    pub kind: Vec<Choice>,
    /// By certainty.
    pub certainty: Vec<Choice>,
    /// By actor, the most frequent first.
    pub actor: Vec<Choice>,
    /// By topic, as a tree.
    pub topic: Vec<TopicNode>,
}

impl Choices {
    /// What a filter leaves to choose.
    pub fn new(
        language: Language,
        dataset: &DatasetReader,
        filter: &ClaimFilter,
        address: &Address,
    ) -> Result<Self, ApiError> {
        use FacetDimension::{Actor, Certainty as Firmness, Kind, Topic};
        let count = |dimensions: &[FacetDimension], limit: usize| {
            let dimensions = dimensions.to_vec();
            dataset.facets(filter, &FacetRequest { dimensions, limit, mode: FacetMode::OtherFilters })
        };
        let mut many = count(&[Actor, Kind, Firmness], ACTORS)?.into_iter();
        let (actors, kinds, certainties) =
            (many.next().unwrap_or_default(), many.next().unwrap_or_default(), many.next().unwrap_or_default());
        let topics = count(&[Topic], TOPICS)?.into_iter().next().unwrap_or_default();
        let catalogue = dataset.catalogue();
        let mut actor: Vec<Choice> = actors.iter().map(|found| choice(language, found, address, "actor")).collect();
        for id in address.values("actor") {
            let known = catalogue.actors.get(id).filter(|_| actor.iter().all(|choice| choice.value != id));
            if let Some(known) = known {
                let all = count(&[Actor], usize::MAX)?.into_iter().next().unwrap_or_default();
                let matching = all.iter().find(|found| found.id == id).map_or(0, |found| found.count);
                let found = FacetCount { id: id.to_owned(), label: known.name.clone(), count: matching };
                actor.push(choice(language, &found, address, "actor"));
            }
        }
        Ok(Self {
            kind: terms(language, ClaimKind::ALL, &kinds, address, "kind"),
            certainty: terms(language, Certainty::ALL, &certainties, address, "certainty"),
            actor,
            topic: tree(language, catalogue, &topics, address),
        })
    }
}

fn choice(language: Language, found: &FacetCount, address: &Address, name: &str) -> Choice {
    Choice {
        value: found.id.clone(),
        label: language.of(&found.label).to_owned(),
        count: language.number(found.count),
        checked: address.values(name).any(|value| value == found.id),
    }
}

/// Every term of a vocabulary in its own order, those that match nothing included.
fn terms<T: VocabularyTerm>(
    language: Language,
    all: &[T],
    found: &[FacetCount],
    address: &Address,
    name: &str,
) -> Vec<Choice> {
    let count = |term: &T| found.iter().find(|found| found.id == term.as_str()).map_or(0, |found| found.count);
    let entry = |term: &T| FacetCount { id: term.as_str().to_owned(), label: term.label(), count: count(term) };
    all.iter().map(|term| choice(language, &entry(term), address, name)).collect()
}

/// The topics that match or are ticked, each under the first topic above it.
fn tree(language: Language, catalogue: &Catalogue, found: &[FacetCount], address: &Address) -> Vec<TopicNode> {
    let topics = &catalogue.topics;
    let mut shown: BTreeMap<usize, u64> =
        found.iter().filter_map(|found| Some((topics.ordinal(&found.id)?, found.count))).collect();
    for ticked in address.values("topic").filter_map(|id| topics.ordinal(id)) {
        shown.entry(ticked).or_insert(0);
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
        out.push(TopicNode { choice: choice(language, &entry, address, "topic"), opens, closes: 0 });
        opens = false;
        if let Some(narrower) = below.remove(&Some(ordinal)) {
            stack.push(narrower.into_iter().rev().collect());
            opens = true;
        }
    }
    out
}
