//! Topics: subject headings in a hierarchy, with the words of SKOS.

use serde::{Deserialize, Serialize};

use crate::domain::claim::TopicReference;
use crate::domain::identifier::TopicId;
use crate::domain::text::{LanguageMap, LanguageMapList};

/// A subject heading (SKOS `Concept`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// Stable identifier.
    pub id: TopicId,
    /// Preferred label (SKOS `prefLabel`).
    pub label: LanguageMap,
    /// Other labels (SKOS `altLabel`).
    #[serde(default, skip_serializing_if = "LanguageMapList::is_empty")]
    pub alt_labels: LanguageMapList,
    /// What falls under it (SKOS `definition`).
    pub definition: LanguageMap,
    /// Topics directly above it (SKOS `broader`); none for a top concept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub broader: Vec<TopicId>,
}

impl Topic {
    /// The short form that claims carry.
    pub fn reference(&self) -> TopicReference {
        TopicReference { id: self.id.clone(), label: self.label.clone() }
    }
}
