//! Actors: the people, organisations and things that make claims or are named in them.

use serde::{Deserialize, Serialize};

use crate::domain::claim::ActorReference;
use crate::domain::identifier::ActorId;
use crate::domain::language_map::{LanguageMap, LanguageMapList};
use crate::domain::vocabulary::ActorKind;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub id: ActorId,
    pub kind: ActorKind,
    /// The preferred name.
    pub name: LanguageMap,
    /// Other names and spellings, including those that the articles use.
    #[serde(default, skip_serializing_if = "LanguageMapList::is_empty")]
    pub aliases: LanguageMapList,
    /// One sentence that distinguishes the actor from others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<LanguageMap>,
    /// Identifier of a Wikidata item, such as `Q148`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wikidata: Option<String>,
    /// Larger actors that it is part of, such as the country of a ministry.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub part_of: Vec<ActorId>,
    /// The actor that replaces this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<ActorId>,
}

impl Actor {
    pub fn reference(&self) -> ActorReference {
        ActorReference { id: self.id.clone(), name: self.name.clone(), kind: self.kind }
    }
}
