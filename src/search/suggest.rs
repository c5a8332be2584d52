//! The suggester: finds catalogue names that begin with the typed text, allowing one typing error, and the record that a
//! name belongs to.

use std::borrow::Borrow;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};

use crate::domain::catalogue::{Catalogue, CatalogueRecord, Table};
use crate::domain::did_you_mean::SuggestionBudget;
use crate::domain::vocabulary::Resource;
use crate::search::name_index::{MatchQuality, NameIndex, normalize_name};

/// Shorter Latin texts are looked up as whole names only.
const MIN_SUGGEST_LETTERS: usize = 3;

/// Starts of words that one lookup reads.
const MAX_STARTS: usize = 500;

/// The record that a suggestion refers to, by its ordinal in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Suggested {
    Actor(usize),
    Topic(usize),
    Article(usize),
}

impl Suggested {
    pub const fn resource(self) -> Resource {
        match self {
            Self::Actor(_) => Resource::Actor,
            Self::Topic(_) => Resource::Topic,
            Self::Article(_) => Resource::Article,
        }
    }

    pub const fn ordinal(self) -> usize {
        match self {
            Self::Actor(ordinal) | Self::Topic(ordinal) | Self::Article(ordinal) => ordinal,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    pub record: Suggested,
    /// The matching name or alias.
    pub matched: String,
}

struct Name {
    text: String,
    record: Suggested,
}

/// The names of a catalogue.
pub struct Suggester {
    names: Vec<Name>,
    /// By position in `names`.
    index: NameIndex,
}

impl Suggester {
    /// Collects the names and aliases of all records. Those of a merged record lead to the one it was merged into.
    pub fn new(catalogue: &Catalogue) -> Self {
        let mut names = Vec::new();
        let mut add = |record, (_, text): (&str, &str)| names.push(Name { text: text.to_owned(), record });
        for (ordinal, actor) in catalogue.actors.all().iter().enumerate() {
            let ordinal = catalogue.actors.resolve(actor.id.as_str()).unwrap_or(ordinal);
            let texts = actor.name.texts().chain(actor.aliases.texts());
            texts.for_each(|text| add(Suggested::Actor(ordinal), text));
        }
        for (ordinal, topic) in catalogue.topics.all().iter().enumerate() {
            let ordinal = catalogue.topics.resolve(topic.id.as_str()).unwrap_or(ordinal);
            let texts = topic.label.texts().chain(topic.alt_labels.texts());
            texts.for_each(|text| add(Suggested::Topic(ordinal), text));
        }
        for (ordinal, article) in catalogue.articles.all().iter().enumerate() {
            article.title.texts().for_each(|text| add(Suggested::Article(ordinal), text));
        }
        Self { index: NameIndex::new(names.iter().map(|name| name.text.as_str())), names }
    }

    /// Returns the number of names.
    #[expect(clippy::len_without_is_empty, reason = "only the size matters")]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Returns the identifier of the record that was probably meant: that with this name or alias in any language, that
    /// with the nearest identifier, or one with a name in which a word begins with the typed text.
    pub fn nearest_record<'t, T: CatalogueRecord>(
        &self,
        typed: &str,
        table: &'t Table<T>,
        budget: &SuggestionBudget,
    ) -> Option<&'t str> {
        if !budget.allows(typed) {
            return None;
        }
        let id_of = |ordinal: usize| table.all()[ordinal].id().borrow();
        if let Some(named) = self.best_match::<T>(typed, MatchQuality::Exact) {
            budget.spend()?;
            return Some(id_of(named));
        }
        let near = table.nearest(typed, budget);
        near.or_else(|| self.best_match::<T>(typed, MatchQuality::WordPrefix).map(id_of))
    }

    /// Returns the ordinals of the actors with this name or alias, in any language.
    pub fn actors_named(&self, typed: &str) -> Vec<usize> {
        let typed = normalize_name(typed);
        let records = self.index.equal(&typed).map(|position| self.names[position].record);
        let mut actors: Vec<usize> =
            records.filter(|record| matches!(record, Suggested::Actor(_))).map(Suggested::ordinal).collect();
        actors.dedup();
        actors
    }

    /// Returns the best match among the first names that continue the typed text; the shortest of equally good ones.
    fn best_match<T: CatalogueRecord>(&self, typed: &str, worst: MatchQuality) -> Option<usize> {
        let typed = normalize_name(typed);
        let is_short = typed.len() < MIN_SUGGEST_LETTERS && typed.iter().all(char::is_ascii);
        if typed.is_empty() || (is_short && worst != MatchQuality::Exact) {
            return None;
        }
        let matches = self.index.continuing(&typed).take(MAX_STARTS).filter_map(|(position, quality)| {
            let record = self.names[position].record;
            let is_wanted = record.resource() == T::RESOURCE && quality <= worst;
            is_wanted.then(|| (quality, self.index.letters(position), record.ordinal()))
        });
        matches.min().map(|(.., ordinal)| ordinal)
    }

    /// Returns the best suggestions among the `wanted` records, each record once. Equal matches are ordered by
    /// descending weight.
    pub fn suggest(
        &self,
        typed: &str,
        limit: usize,
        wanted: impl Fn(Suggested) -> bool,
        weight: impl Fn(Suggested) -> u64,
    ) -> Vec<Suggestion> {
        let suggestions = self.matching_names(typed, wanted, weight).take(limit);
        suggestions.map(|Name { text, record }| Suggestion { record: *record, matched: text.clone() }).collect()
    }

    /// Returns the ordinals of all records of type `T` with a name that matches, each once, in the order of [`Self::suggest`].
    pub fn find_records<T: CatalogueRecord>(&self, typed: &str, weight: impl Fn(Suggested) -> u64) -> Vec<usize> {
        let names = self.matching_names(typed, |record| record.resource() == T::RESOURCE, weight);
        names.map(|name| name.record.ordinal()).collect()
    }

    /// Returns the best match of each record, best first.
    fn matching_names(
        &self,
        typed: &str,
        wanted: impl Fn(Suggested) -> bool,
        weight: impl Fn(Suggested) -> u64,
    ) -> impl Iterator<Item = &Name> {
        let matches = self.index.matches(&normalize_name(typed)).into_iter();
        let wanted = matches.filter(|&(position, _)| wanted(self.names[position].record));
        let ranked = wanted
            .map(|(position, quality)| Reverse((quality, Reverse(weight(self.names[position].record)), position)));
        // Sorts no more than what is taken.
        let mut heap: BinaryHeap<_> = ranked.collect();
        let mut known = HashSet::new();
        let best = std::iter::from_fn(move || heap.pop());
        best.map(|Reverse((.., position))| &self.names[position]).filter(move |name| known.insert(name.record))
    }
}
