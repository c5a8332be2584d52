//! The checkboxes of the search page, with the number of claims that each would show. Values without claims
//! are left out.

use std::collections::BTreeMap;

use crate::domain::catalogue::Catalogue;
use crate::domain::period::FacetCount;
use crate::domain::vocabulary::FacetMode;
use crate::http::problem::ApiError;
use crate::i18n::Locale;
use crate::query::facets::{ACTOR, CERTAINTY, Facet, FacetRequest, KIND, PUBLISHER, SPEECH, TOPIC};
use crate::query::{ClaimFilter, FilterDef, FilterKind, Values};
use crate::store::DatasetReader;
use crate::web::card::Name;
use crate::web::url::Address;

/// Values of a list in addition to those checked.
const MAX_LISTED: usize = 12;

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
    /// Most frequent first.
    pub publisher: Vec<Choice>,
    /// Most frequent first.
    pub actor: Vec<Choice>,
    pub topic: Vec<TopicNode>,
    pub kind: Vec<Choice>,
    pub certainty: Vec<Choice>,
    pub speech: Vec<Choice>,
    /// For each of [`LISTED`], whether all claims of the dataset have the same value.
    constant: [bool; LISTED.len()],
}

/// The checkboxes of one filter.
pub struct Group<'c> {
    /// The parameter.
    pub name: &'static str,
    pub label: &'static str,
    pub choices: &'c [Choice],
    /// How many are checked.
    pub checked: usize,
}

/// The dimensions with a list of checkboxes; topics have a tree.
const LISTED: [Facet; 5] = [&PUBLISHER, &ACTOR, &KIND, &CERTAINTY, &SPEECH];

/// What [`Choices`] counts.
pub fn request() -> FacetRequest {
    let dimensions = LISTED.into_iter().chain([&TOPIC]).collect();
    FacetRequest { dimensions, limit: MAX_LISTED, mode: FacetMode::OtherFilters }
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
        let mut lists = Vec::with_capacity(LISTED.len());
        for (facet, mut found) in LISTED.into_iter().zip(count(&LISTED, MAX_LISTED)?) {
            add_selected(dataset, filter, facet, &mut found, || Ok(count(&[facet], usize::MAX)?.swap_remove(0)))?;
            if let FilterKind::Terms(vocabulary) = &facet.filter.kind {
                found.sort_by_key(|found| vocabulary.position(&found.id));
            }
            let checked = checked(address, facet.filter, dataset.catalogue());
            lists.push(found.iter().map(|found| choice(locale, found, &checked)).collect::<Vec<_>>());
        }
        let [publisher, actor, kind, certainty, speech] = lists.try_into().unwrap_or_default();
        let topics = count(&[&TOPIC], MAX_TOPICS)?.swap_remove(0);
        let topic = tree(locale, dataset.catalogue(), &topics, address);
        let constants = dataset.constants();
        let constant = [
            constants.publisher,
            false,
            constants.kind.is_some(),
            constants.certainty.is_some(),
            constants.speech.is_some(),
        ];
        Ok(Self { publisher, actor, topic, kind, certainty, speech, constant })
    }

    /// The groups to show, without topics: those that can narrow the result down.
    pub fn groups(&self, locale: Locale) -> Vec<Group<'_>> {
        let lists = [&self.publisher, &self.actor, &self.kind, &self.certainty, &self.speech];
        let groups = LISTED.into_iter().zip(lists).zip(self.constant);
        groups.filter_map(|((facet, choices), constant)| Group::new(locale, facet, choices, constant)).collect()
    }

    /// The number of topics that are checked.
    pub fn checked_topics(&self) -> usize {
        self.topic.iter().filter(|node| node.choice.checked).count()
    }
}

impl<'c> Group<'c> {
    /// `None` if it is of no use.
    fn new(locale: Locale, facet: Facet, choices: &'c Vec<Choice>, is_constant: bool) -> Option<Self> {
        let checked = choices.iter().filter(|choice| choice.checked).count();
        let group = Self { name: facet.filter.name, label: filter_label(locale, facet.filter), choices, checked };
        (!choices.is_empty() && (checked > 0 || !is_constant)).then_some(group)
    }
}

/// Adds the values of the filter that are not among the most frequent ones, with the counts among `all`.
fn add_selected(
    dataset: &DatasetReader,
    filter: &ClaimFilter,
    facet: Facet,
    found: &mut Vec<FacetCount>,
    all: impl FnOnce() -> Result<Vec<FacetCount>, ApiError>,
) -> Result<(), ApiError> {
    let (definition, catalogue) = (facet.filter, dataset.catalogue());
    let values = filter.get(definition).map(|values| definition.follow_merges(values, catalogue));
    let mut missing = values.map_or(vec![], |values| definition.labelled(&values, catalogue));
    missing.retain(|(id, _)| found.iter().all(|found| found.id != *id));
    if missing.is_empty() {
        return Ok(());
    }
    let all = all()?;
    let count = |id: &str| all.iter().find(|found| found.id == id).map_or(0, |found| found.count);
    found.extend(missing.into_iter().map(|(id, label)| FacetCount { count: count(&id), id, label }));
    Ok(())
}

/// The values of a filter that are checked.
fn checked(address: &Address, filter: &FilterDef, catalogue: &Catalogue) -> Vec<String> {
    let typed = address.values(filter.name).map(str::to_owned).collect();
    match filter.follow_merges(&Values::Ids(typed), catalogue) {
        Values::Ids(checked) => checked,
        _ => vec![],
    }
}

fn choice(locale: Locale, found: &FacetCount, checked: &[String]) -> Choice {
    Choice {
        value: found.id.clone(),
        label: Name::picked(locale, &found.label),
        count: locale.number(found.count),
        checked: checked.contains(&found.id),
    }
}

/// The topics that match or are checked, each under its first broader topic among them.
fn tree(locale: Locale, catalogue: &Catalogue, found: &[FacetCount], address: &Address) -> Vec<TopicNode> {
    let topics = &catalogue.topics;
    let mut shown: BTreeMap<usize, u64> =
        found.iter().filter_map(|found| Some((topics.ordinal(&found.id)?, found.count))).collect();
    let checked = checked(address, TOPIC.filter, catalogue);
    for ordinal in checked.iter().filter_map(|id| topics.ordinal(id)) {
        shown.entry(ordinal).or_insert(0);
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
        out.push(TopicNode { choice: choice(locale, &entry, &checked), opens, closes: 0 });
        opens = false;
        if let Some(narrower) = below.remove(&Some(ordinal)) {
            stack.push(narrower.into_iter().rev().collect());
            opens = true;
        }
    }
    out
}
