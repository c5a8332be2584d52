//! Topics: a hierarchy of subject headings, modelled on SKOS.

use serde::{Deserialize, Serialize};

use crate::domain::claim::TopicReference;
use crate::domain::identifier::TopicId;
use crate::domain::language_map::{LanguageMap, LanguageMapList};

/// A subject heading (SKOS `Concept`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    pub id: TopicId,
    /// SKOS `prefLabel`.
    pub label: LanguageMap,
    /// SKOS `altLabel`.
    #[serde(default, skip_serializing_if = "LanguageMapList::is_empty")]
    pub alt_labels: LanguageMapList,
    /// SKOS `definition`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<LanguageMap>,
    /// The direct parents (SKOS `broader`); empty for a top concept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub broader: Vec<TopicId>,
    /// The topic that replaces this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<TopicId>,
}

impl Topic {
    pub fn reference(&self) -> TopicReference {
        TopicReference { id: self.id.clone(), label: self.label.clone() }
    }
}
