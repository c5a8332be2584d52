//! Topics: subject headings in a hierarchy, with the words of SKOS.

use serde::{Deserialize, Serialize};

use super::claim::TopicReference;
use super::identifier::TopicId;
use super::text::{Bilingual, BilingualList};

/// A subject heading (SKOS `Concept`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// Stable identifier.
    pub id: TopicId,
    /// Preferred label (SKOS `prefLabel`).
    pub label: Bilingual,
    /// Other labels (SKOS `altLabel`).
    #[serde(default, skip_serializing_if = "BilingualList::is_empty")]
    pub alt_labels: BilingualList,
    /// What falls under it (SKOS `definition`).
    pub definition: Bilingual,
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
