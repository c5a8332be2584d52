//! The catalogue of a dataset: its actors, topics and articles, in memory, each kind sorted by identifier.

use std::borrow::Borrow;

use crate::domain::actor::Actor;
use crate::domain::article::Article;
use crate::domain::did_you_mean::{Spellings, SuggestionBudget};
use crate::domain::identifier::{ActorId, ArticleId, TopicId};
use crate::domain::topic::Topic;

pub trait HasId {
    type Id: Borrow<str> + Ord;

    fn id(&self) -> &Self::Id;
}

macro_rules! impl_has_id {
    ($($record:ident $id:ident),+) => {$(
        impl HasId for $record {
            type Id = $id;
            fn id(&self) -> &$id {
                &self.id
            }
        }
    )+};
}
impl_has_id!(Actor ActorId, Topic TopicId, Article ArticleId);

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

impl<T: HasId> Table<T> {
    /// Sorts the records, which may come in any order.
    pub fn new(mut records: Vec<T>) -> Self {
        records.sort_by(|a, b| a.id().cmp(b.id()));
        let spellings = Spellings::new(records.iter().map(|record| record.id().borrow()));
        Self { records, spellings }
    }

    pub fn ordinal(&self, id: &str) -> Option<usize> {
        self.records.binary_search_by(|record| Borrow::<str>::borrow(record.id()).cmp(id)).ok()
    }

    pub fn get(&self, id: &str) -> Option<&T> {
        self.ordinal(id).map(|ordinal| &self.records[ordinal])
    }

    /// Returns the records by ordinal.
    pub fn all(&self) -> &[T] {
        &self.records
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
}

impl Catalogue {
    /// Returns the ordinals of the direct children of every topic, by the ordinal of the topic.
    pub fn narrower(&self) -> Vec<Vec<usize>> {
        let mut narrower = vec![Vec::new(); self.topics.all().len()];
        for (ordinal, topic) in self.topics.all().iter().enumerate() {
            for broader in topic.broader.iter().filter_map(|id| self.topics.ordinal(id.as_str())) {
                narrower[broader].push(ordinal);
            }
        }
        narrower
    }

    /// Returns the ordinals of a topic and all its ancestors, each once.
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
