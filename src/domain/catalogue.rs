//! The actors, topics and articles of a snapshot: few enough to keep in memory, numbered in the order of their
//! identifiers.

use std::borrow::Borrow;

use crate::domain::actor::Actor;
use crate::domain::article::Article;
use crate::domain::did_you_mean::{Spellings, SuggestionBudget};
use crate::domain::identifier::{ActorId, ArticleId, TopicId};
use crate::domain::topic::Topic;

/// A record with an identifier.
pub trait HasId {
    /// The type of its identifier.
    type Id: Borrow<str> + Ord;
    /// Its identifier.
    fn id(&self) -> &Self::Id;
}

macro_rules! identified {
    ($($record:ident $id:ident),+) => {$(
        impl HasId for $record {
            type Id = $id;
            fn id(&self) -> &$id {
                &self.id
            }
        }
    )+};
}
identified!(Actor ActorId, Topic TopicId, Article ArticleId);

/// Records in the order of their identifiers; a record's ordinal is its place.
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

impl<T: HasId> Table<T> {
    /// Takes records in any order.
    pub fn new(mut records: Vec<T>) -> Self {
        records.sort_by(|a, b| a.id().cmp(b.id()));
        let spellings = Spellings::new(records.iter().map(|record| record.id().borrow()));
        Self { records, spellings }
    }

    /// The ordinal of the record with this identifier.
    pub fn ordinal(&self, id: &str) -> Option<usize> {
        self.records.binary_search_by(|record| Borrow::<str>::borrow(record.id()).cmp(id)).ok()
    }

    /// The record with this identifier.
    pub fn get(&self, id: &str) -> Option<&T> {
        self.ordinal(id).map(|ordinal| &self.records[ordinal])
    }

    /// Every record, by ordinal.
    pub fn all(&self) -> &[T] {
        &self.records
    }

    /// Every identifier, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.records.iter().map(|record| record.id().borrow())
    }

    /// The identifier nearest to one that does not exist.
    pub fn nearest(&self, id: &str, budget: &SuggestionBudget) -> Option<&str> {
        self.spellings.nearest(id, |ordinal| self.records[ordinal].id().borrow(), budget)
    }
}

/// Everything claims refer to.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// Actors.
    pub actors: Table<Actor>,
    /// Topics.
    pub topics: Table<Topic>,
    /// Articles.
    pub articles: Table<Article>,
}

impl Catalogue {
    /// For every topic, by ordinal: the ordinals of the topics directly below it.
    pub fn narrower(&self) -> Vec<Vec<usize>> {
        let mut narrower = vec![Vec::new(); self.topics.all().len()];
        for (ordinal, topic) in self.topics.all().iter().enumerate() {
            for broader in topic.broader.iter().filter_map(|id| self.topics.ordinal(id.as_str())) {
                narrower[broader].push(ordinal);
            }
        }
        narrower
    }

    /// A topic and every topic above it, by ordinal, each once.
    pub fn with_broader(&self, topic: usize) -> Vec<usize> {
        let mut found = vec![topic];
        let mut next = 0;
        while let Some(&ordinal) = found.get(next) {
            for broader in self.topics.all()[ordinal].broader.iter().filter_map(|id| self.topics.ordinal(id.as_str())) {
                if !found.contains(&broader) {
                    found.push(broader);
                }
            }
            next += 1;
        }
        found
    }
}
