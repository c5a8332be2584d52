//! Labels of topics become topics: those of the directory by identifier or label, or new ones.

use std::collections::{BTreeSet, HashMap};

use crate::domain::language_map::{LanguageMap, LanguageMapList};
use crate::import::clean::clean;
use crate::import::ids::slug;
use crate::ingest::{RawTopic, name_key};

pub struct TopicBook {
    by_key: HashMap<String, String>,
    ids: BTreeSet<String>,
    pub new: Vec<RawTopic>,
}

impl TopicBook {
    pub fn new(topics: &[RawTopic]) -> Self {
        let mut book = Self { by_key: HashMap::new(), ids: BTreeSet::new(), new: vec![] };
        for topic in topics {
            book.register(topic);
        }
        book
    }

    /// Returns the identifier of the topic that a label or an identifier means; `None` if nothing of it is left.
    pub fn resolve(&mut self, label: &str, language: &str) -> Option<String> {
        let label = clean(label);
        if label.is_empty() || self.ids.contains(&label) {
            return Some(label).filter(|label| !label.is_empty());
        }
        if let Some(id) = self.by_key.get(&name_key(&label)) {
            return Some(id.clone());
        }
        let wanted = slug(&label);
        let numbered = (2..).map(|number: u32| format!("{wanted}-{number}"));
        let id = std::iter::once(wanted.clone()).chain(numbered).find(|id| !self.ids.contains(id))?;
        Some(self.add(id, LanguageMap::single(language, &label)))
    }

    /// Returns a topic that an export names by its identifier and label.
    pub fn resolve_exported(&mut self, id: &str, label: LanguageMap) -> String {
        if self.ids.contains(id) { id.to_owned() } else { self.add(id.to_owned(), label) }
    }

    fn add(&mut self, id: String, label: LanguageMap) -> String {
        let topic = RawTopic {
            id: id.clone(),
            label,
            alt_labels: LanguageMapList::default(),
            definition: None,
            broader: vec![],
            merged_into: None,
        };
        self.register(&topic);
        self.new.push(topic);
        id
    }

    fn register(&mut self, topic: &RawTopic) {
        for (_, label) in topic.label.texts().chain(topic.alt_labels.texts()) {
            self.by_key.entry(name_key(label)).or_insert_with(|| topic.id.clone());
        }
        self.ids.insert(topic.id.clone());
    }
}
