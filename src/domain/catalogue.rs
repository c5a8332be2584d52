//! The catalogue of a dataset: its actors, topics and articles, in memory, each kind sorted by identifier.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::domain::actor::Actor;
use crate::domain::article::Article;
use crate::domain::claim_date::EdtfDate;
use crate::domain::did_you_mean::{Spellings, SuggestionBudget};
use crate::domain::identifier::{ActorId, ArticleId, TopicId};
use crate::domain::language_map::LanguageMap;
use crate::domain::topic::Topic;
use crate::domain::vocabulary::Resource;

/// A kind of record in the catalogue.
pub trait CatalogueRecord: Sized {
    type Id: Borrow<str> + Ord;

    const RESOURCE: Resource;

    /// Returns the records of this kind.
    fn table(catalogue: &Catalogue) -> &Table<Self>;

    fn id(&self) -> &Self::Id;

    /// Returns the name, label or title.
    fn name(&self) -> &LanguageMap;

    /// Returns the date of publication, where there is one.
    fn published(&self) -> Option<&EdtfDate> {
        None
    }

    /// Returns the identifier of the record that replaces this one.
    fn merged_into(&self) -> Option<&str> {
        None
    }
}

impl CatalogueRecord for Actor {
    type Id = ActorId;

    const RESOURCE: Resource = Resource::Actor;

    fn table(catalogue: &Catalogue) -> &Table<Self> {
        &catalogue.actors
    }

    fn id(&self) -> &ActorId {
        &self.id
    }

    fn name(&self) -> &LanguageMap {
        &self.name
    }

    fn merged_into(&self) -> Option<&str> {
        self.merged_into.as_ref().map(ActorId::as_str)
    }
}

impl CatalogueRecord for Topic {
    type Id = TopicId;

    const RESOURCE: Resource = Resource::Topic;

    fn table(catalogue: &Catalogue) -> &Table<Self> {
        &catalogue.topics
    }

    fn id(&self) -> &TopicId {
        &self.id
    }

    fn name(&self) -> &LanguageMap {
        &self.label
    }

    fn merged_into(&self) -> Option<&str> {
        self.merged_into.as_ref().map(TopicId::as_str)
    }
}

impl CatalogueRecord for Article {
    type Id = ArticleId;

    const RESOURCE: Resource = Resource::Article;

    fn table(catalogue: &Catalogue) -> &Table<Self> {
        &catalogue.articles
    }

    fn id(&self) -> &ArticleId {
        &self.id
    }

    fn name(&self) -> &LanguageMap {
        &self.title
    }

    fn published(&self) -> Option<&EdtfDate> {
        self.published.as_ref()
    }
}

/// Records sorted by identifier. A record's ordinal is its index in this order.
#[derive(Debug, Clone)]
pub struct Table<T> {
    records: Vec<T>,
    spellings: Spellings,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { records: Vec::new(), spellings: Spellings::default() }
    }
}

impl<T: CatalogueRecord> Table<T> {
    /// Sorts the records, which may come in any order.
    pub fn new(mut records: Vec<T>) -> Self {
        records.sort_by(|a, b| a.id().cmp(b.id()));
        let spellings = Spellings::new(records.iter().map(|record| record.id().borrow()));
        Self { records, spellings }
    }

    pub fn ordinal(&self, id: &str) -> Option<usize> {
        self.records.binary_search_by(|record| Borrow::<str>::borrow(record.id()).cmp(id)).ok()
    }

    /// Returns the ordinal of the record that an identifier denotes, which may have been merged into another.
    pub fn resolve(&self, id: &str) -> Option<usize> {
        let mut ordinal = self.ordinal(id)?;
        while let Some(target) = self.records[ordinal].merged_into().and_then(|id| self.ordinal(id)) {
            ordinal = target;
        }
        Some(ordinal)
    }

    pub fn get(&self, id: &str) -> Option<&T> {
        self.ordinal(id).map(|ordinal| &self.records[ordinal])
    }

    /// Returns the records by ordinal.
    pub fn all(&self) -> &[T] {
        &self.records
    }

    /// Returns the number of records that were not merged into others.
    pub fn count(&self) -> usize {
        self.records.iter().filter(|record| record.merged_into().is_none()).count()
    }

    /// Returns the identifiers by ordinal.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.records.iter().map(|record| record.id().borrow())
    }

    /// Returns the existing identifier nearest to an unknown one.
    pub fn nearest(&self, id: &str, budget: &SuggestionBudget) -> Option<&str> {
        self.spellings.nearest(id, |ordinal| self.records[ordinal].id().borrow(), budget)
    }
}

/// The records that claims refer to.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    pub actors: Table<Actor>,
    pub topics: Table<Topic>,
    pub articles: Table<Article>,
    /// The languages of the statements, in the order in which texts are served.
    pub languages: Vec<String>,
    /// These, followed by the other languages of names, labels and titles.
    pub text_languages: Vec<String>,
}

impl Catalogue {
    /// Returns the languages of names, labels and titles, and of what describes them.
    pub fn languages_of_texts(&self) -> BTreeSet<&str> {
        let Self { actors, topics, articles, .. } = self;
        let actors = actors.all().iter().flat_map(|actor| {
            let texts = [Some(&actor.name), actor.description.as_ref()].into_iter().flatten();
            texts.flat_map(LanguageMap::texts).chain(actor.aliases.texts())
        });
        let topics = topics.all().iter().flat_map(|topic| {
            let texts = [Some(&topic.label), topic.definition.as_ref()].into_iter().flatten();
            texts.flat_map(LanguageMap::texts).chain(topic.alt_labels.texts())
        });
        let articles = articles.all().iter().flat_map(|article| {
            let notes = [&article.title_note, &article.published_note, &article.rights].into_iter().flatten();
            notes.chain([&article.title]).flat_map(LanguageMap::texts)
        });
        actors.chain(topics).chain(articles).map(|(tag, _)| tag).collect()
    }

    /// Returns the ordinals of the direct children of every topic, by the ordinal of the topic.
    pub fn narrower(&self) -> Vec<Vec<usize>> {
        let mut narrower = vec![Vec::new(); self.topics.all().len()];
        let topics = self.topics.all().iter().enumerate();
        for (ordinal, topic) in topics.filter(|(_, topic)| topic.merged_into.is_none()) {
            for broader in topic.broader.iter().filter_map(|id| self.topics.ordinal(id.as_str())) {
                narrower[broader].push(ordinal);
            }
        }
        narrower
    }

    /// Returns the ordinals of the parts of every actor that has parts, at all levels and with the actor itself.
    pub fn actor_parts(&self) -> BTreeMap<usize, Vec<usize>> {
        let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for part in 0..self.actors.all().len() {
            let wholes = ancestors(part, |at| {
                self.actors.all()[at].part_of.iter().filter_map(|id| self.actors.ordinal(id.as_str())).collect()
            });
            for whole in wholes.into_iter().skip(1) {
                parts.entry(whole).or_insert_with(|| vec![whole]).push(part);
            }
        }
        parts
    }

    /// Returns the ordinals of a topic and all its ancestors, each once.
    pub fn with_broader(&self, topic: usize) -> Vec<usize> {
        ancestors(topic, |at| {
            self.topics.all()[at].broader.iter().filter_map(|id| self.topics.ordinal(id.as_str())).collect()
        })
    }
}

/// Returns a record and everything that `parents` leads to, each once.
fn ancestors(start: usize, parents: impl Fn(usize) -> Vec<usize>) -> Vec<usize> {
    let (mut found, mut known) = (vec![start], HashSet::from([start]));
    let mut next = 0;
    while let Some(&ordinal) = found.get(next) {
        found.extend(parents(ordinal).into_iter().filter(|&parent| known.insert(parent)));
        next += 1;
    }
    found
}
