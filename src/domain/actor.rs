//! Actors: who and what claims are made by and about.

use serde::{Deserialize, Serialize};

use crate::domain::claim::ActorReference;
use crate::domain::identifier::ActorId;
use crate::domain::text::{LanguageMap, LanguageMapList};
use crate::domain::vocabulary::ActorKind;

/// A person, organisation, government, country, company, product, place, document, event or group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Stable identifier.
    pub id: ActorId,
    /// What sort of thing it is.
    pub kind: ActorKind,
    /// The preferred name.
    pub name: LanguageMap,
    /// Other names and spellings, the sources' own included.
    #[serde(default, skip_serializing_if = "LanguageMapList::is_empty")]
    pub aliases: LanguageMapList,
    /// One sentence that tells it from others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<LanguageMap>,
    /// Wikidata item, such as `Q148`, where certain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wikidata: Option<String>,
}

impl Actor {
    /// The short form that claims carry.
    pub fn reference(&self) -> ActorReference {
        ActorReference { id: self.id.clone(), name: self.name.clone(), kind: self.kind }
    }
}
