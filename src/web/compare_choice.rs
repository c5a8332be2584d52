//! What to compare: the two actors, by identifier or name, the topic, and suggestions.

use std::collections::HashMap;

use crate::domain::actor::Actor;
use crate::domain::language_map::LanguageMap;
use crate::domain::period::FacetCount;
use crate::domain::vocabulary::{ActorKind, RelationKind, VocabularyTerm};
use crate::http::problem::ApiError;
use crate::query::filters::{ACTOR, RELATION};
use crate::query::{ClaimFilter, Values, facets};
use crate::search::{Suggested, normalize};
use crate::store::{Dataset, DatasetReader};
use crate::web::card::{Link, Name, TextLink};
use crate::web::claim_list::frequent_values;
use crate::web::context::PageContext;
use crate::web::form::{Select, SelectOption};
use crate::web::url::Address;

/// Actors that a typed name may mean.
const MAX_CANDIDATES: usize = 8;

const MAX_TOPICS: usize = 40;

/// Topics of each actor that are compared with those of the other.
const MAX_COUNTED_TOPICS: usize = 500;

/// Topics that are listed with the counts of both actors.
const MAX_COMMON_TOPICS: usize = 10;

/// Actors among which comparisons are suggested.
const MAX_SUGGESTED: usize = 3;

/// One of the two fields.
pub struct ActorChoice {
    /// The parameter.
    pub name: &'static str,
    pub label: &'static str,
    /// What the field shows: the name of the actor, or what was typed.
    pub value: String,
    /// The ordinal of the actor.
    pub actor: Option<usize>,
    /// Its identifier.
    pub id: Option<String>,
    /// Links to the comparisons with the actors that the text may mean.
    pub candidates: Vec<Link>,
}

impl ActorChoice {
    pub fn new(context: &PageContext, dataset: &Dataset, name: &'static str, typed: Option<&str>) -> Self {
        let actors = &dataset.catalogue().actors;
        let label = context.text(if name == "a" { "compare-a" } else { "compare-b" });
        let mut choice = Self {
            name,
            label,
            value: typed.unwrap_or_default().to_owned(),
            actor: None,
            id: None,
            candidates: vec![],
        };
        let Some(typed) = typed else { return choice };
        let found = match actors.resolve(typed) {
            Some(ordinal) => vec![ordinal],
            None => candidates(dataset, typed),
        };
        if let [ordinal] = found[..] {
            let actor = &actors.all()[ordinal];
            context.locale.pick(&actor.name).clone_into(&mut choice.value);
            choice.actor = Some(ordinal);
            choice.id = Some(actor.id.to_string());
        } else {
            let link = |ordinal: &usize| Link {
                name: Name::picked(context.locale, &actors.all()[*ordinal].name),
                href: context.link(&context.address.clone().set(name, actors.all()[*ordinal].id.as_str())),
            };
            choice.candidates = found.iter().map(link).collect();
        }
        choice
    }
}

/// The actors that a name may mean; the one that has exactly this name, if there is one.
fn candidates(dataset: &Dataset, typed: &str) -> Vec<usize> {
    let actors = &dataset.catalogue().actors;
    let weight = |found: Suggested| dataset.claim_count(found.resource(), found.ordinal());
    let mut found = dataset.suggester().find_records::<Actor>(typed, weight);
    found.retain(|&ordinal| actors.all()[ordinal].merged_into.is_none());
    let typed = normalize(typed);
    let is_named = |&ordinal: &usize| {
        let actor = &actors.all()[ordinal];
        actor.name.texts().chain(actor.aliases.texts()).any(|(_, name)| normalize(name) == typed)
    };
    let named: Vec<usize> = found.iter().copied().filter(is_named).collect();
    if named.len() == 1 {
        return named;
    }
    found.truncate(MAX_CANDIDATES);
    found
}

/// "China and Nvidia".
pub fn pair_title(context: &PageContext, a: &LanguageMap, b: &LanguageMap) -> String {
    let name = |map: &LanguageMap| context.locale.pick(map).to_owned();
    context.locale.format("compare-pair", &[("first", name(a).into()), ("second", name(b).into())]).into_owned()
}

/// The choice of a topic among those of the actors' claims, or of all claims.
pub fn topics(
    context: &PageContext,
    dataset: &DatasetReader,
    choices: &[ActorChoice; 2],
    chosen: Option<usize>,
) -> Result<Option<Select>, ApiError> {
    let topics = &dataset.catalogue().topics;
    let ids: Vec<&str> = choices.iter().filter_map(|choice| choice.id.as_deref()).collect();
    let filter =
        if ids.is_empty() { ClaimFilter::default() } else { ClaimFilter::default().with(&ACTOR, Values::ids(ids)) };
    let mut found = frequent_values(dataset, &filter, &facets::TOPIC, MAX_TOPICS)?;
    let chosen = chosen.map(|ordinal| &topics.all()[ordinal]);
    if let Some(topic) = chosen.filter(|topic| found.iter().all(|found| found.id != topic.id.as_str())) {
        found.push(FacetCount { id: topic.id.to_string(), label: topic.label.clone(), count: 0 });
    }
    let option = |found: &FacetCount| {
        let (tag, label) = found.label.pick(context.locale.tag());
        let selected = chosen.is_some_and(|topic| topic.id.as_str() == found.id);
        SelectOption::new(&found.id, label, selected).in_language(tag)
    };
    Ok(Select::filter(
        "topic",
        context.text("compare-topic"),
        context.text("compare-all-topics"),
        found.iter().map(option),
    ))
}

/// A topic on which both actors have claims.
pub struct TopicCounts {
    pub topic: Link,
    pub counts: [String; 2],
}

/// The topics on which both filters have claims, first those on which the one with fewer has most, with links to the comparison
/// on each.
pub fn common_topics(
    context: &PageContext,
    dataset: &DatasetReader,
    filters: [&ClaimFilter; 2],
) -> Result<Vec<TopicCounts>, ApiError> {
    let first = frequent_values(dataset, filters[0], &facets::TOPIC, MAX_COUNTED_TOPICS)?;
    let second = frequent_values(dataset, filters[1], &facets::TOPIC, MAX_COUNTED_TOPICS)?;
    let counts: HashMap<&str, u64> = second.iter().map(|found| (found.id.as_str(), found.count)).collect();
    let mut common: Vec<(&FacetCount, u64)> =
        first.iter().filter_map(|found| Some((found, *counts.get(found.id.as_str())?))).collect();
    common.sort_by_key(|(found, other)| std::cmp::Reverse(found.count.min(*other)));
    let entry = |(found, other): &(&FacetCount, u64)| TopicCounts {
        topic: Link {
            name: Name::picked(context.locale, &found.label),
            href: context.link(&context.address.clone().set("topic", &found.id)),
        },
        counts: [found.count, *other].map(|count| context.locale.number(count)),
    };
    Ok(common.iter().take(MAX_COMMON_TOPICS).map(entry).collect())
}

/// Comparisons to try: of those whose claims contradict others, or of those who say most, or with the actor that is chosen.
pub fn suggestions(
    context: &PageContext,
    dataset: &DatasetReader,
    chosen: Option<&Actor>,
) -> Result<Vec<TextLink>, ApiError> {
    let contradicts = RelationKind::ALL.iter().position(|kind| *kind == RelationKind::Contradicts);
    let contradicting = ClaimFilter::default().with(&RELATION, Values::positions(contradicts.into_iter().collect()));
    let actors = &dataset.catalogue().actors;
    let mut found: Vec<FacetCount> = Vec::new();
    for filter in [contradicting, ClaimFilter::default()] {
        // An article's own voice speaks about everything.
        let speakers = frequent_values(dataset, &filter, &facets::ASSERTED_BY, MAX_SUGGESTED * 4)?;
        for speaker in speakers {
            let is_document = actors.get(&speaker.id).is_none_or(|actor| actor.kind == ActorKind::Document);
            let is_known = found.iter().any(|known| known.id == speaker.id)
                || chosen.is_some_and(|actor| actor.id.as_str() == speaker.id);
            if !is_document && !is_known {
                found.push(speaker);
            }
        }
    }
    found.truncate(MAX_SUGGESTED);
    let link = |a: (&str, &LanguageMap), b: &FacetCount| TextLink {
        text: pair_title(context, a.1, &b.label),
        href: context.link(&Address::new("/compare").with("a", a.0).with("b", &b.id)),
    };
    if let Some(actor) = chosen {
        return Ok(found.iter().map(|other| link((actor.id.as_str(), &actor.name), other)).collect());
    }
    let pairs = (0..found.len()).flat_map(|a| (a + 1..found.len()).map(move |b| (a, b)));
    Ok(pairs.map(|(a, b)| link((found[a].id.as_str(), &found[a].label), &found[b])).collect())
}
