//! Validates `actors.jsonl`: identifiers are unique, and a name or alias belongs to one actor only.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use unicode_normalization::UnicodeNormalization;

use crate::domain::actor::Actor;
use crate::domain::identifier::ActorId;
use crate::ingest::diagnostics::{Diagnostics, RecordDiagnostics};
use crate::ingest::fault::{Fault, FaultCode, Resource};
use crate::ingest::hierarchy::{Hierarchy, follow_merges};
use crate::ingest::raw::RawActor;

#[derive(Default)]
pub struct Actors {
    pub by_id: BTreeMap<ActorId, Actor>,
    /// Identifiers of records that did not parse: references to them are not reported.
    pub unparsed: BTreeSet<String>,
    /// Whether records could not be read: no unknown reference to an actor is reported.
    pub unreadable: bool,
    /// The identifier of the actor with each name and alias, by [`name_key`].
    owners: HashMap<String, String>,
    lines: HashMap<String, u32>,
}

impl Actors {
    pub fn add(&mut self, raw: RawActor, line: u32, diagnostics: &mut RecordDiagnostics) {
        let RawActor { id, kind, name, aliases, description, wikidata, part_of, merged_into } = raw;
        diagnostics.check_language_map("name", &name);
        diagnostics.check_language_map_list("aliases", &aliases);
        if let Some(description) = &description {
            diagnostics.check_language_map("description", description);
        }
        if let Some(item) = wikidata.as_ref().filter(|item| !is_wikidata_item(item)) {
            let fault = Fault::new(FaultCode::InvalidWikidataItem, format!("\"{item}\" is not a Wikidata item"));
            diagnostics.add("wikidata", fault.accepts("Q and a number, such as Q148"));
        }
        // A merged actor shares names with the one that replaces it.
        if merged_into.is_none() {
            for (language, text) in name.texts() {
                self.register_name(text, &id, format!("name.{language}"), diagnostics);
            }
            for (language, text) in aliases.texts() {
                self.register_name(text, &id, format!("aliases.{language}"), diagnostics);
            }
        }
        let part_of = part_of.iter().enumerate();
        let part_of =
            part_of.filter_map(|(i, id)| diagnostics.ok(format!("part_of[{i}]"), ActorId::parse(id))).collect();
        let merged_into = merged_into.and_then(|id| diagnostics.ok("merged_into", ActorId::parse(&id)));
        let Some(id) = diagnostics.ok("id", ActorId::parse(&id)) else { return };
        if self.by_id.contains_key(&id) {
            let fault = Fault::new(FaultCode::DuplicateIdentifier, format!("duplicate actor \"{id}\""));
            diagnostics.add("id", fault.accepts("each id once"));
            return;
        }
        self.lines.insert(id.to_string(), line);
        let actor = Actor { id, kind, name, aliases, description, wikidata, part_of, merged_into };
        self.by_id.insert(actor.id.clone(), actor);
    }

    /// Replaces merged actors in `part_of`, once the references are checked.
    pub fn follow_merges(&mut self) {
        let followed = self.followed_part_of();
        for (actor, part_of) in self.by_id.values_mut().zip(followed.into_values()) {
            actor.part_of = part_of;
        }
    }

    fn followed_part_of(&self) -> BTreeMap<ActorId, Vec<ActorId>> {
        follow_merges(&self.by_id, |actor| actor.merged_into.as_ref(), |actor| &actor.part_of)
    }

    /// Checks the references between actors, once all are added.
    pub fn check_references(&self, file: &str, diagnostics: &mut Diagnostics) {
        let references =
            |of: fn(&Actor) -> Vec<&str>| self.by_id.iter().map(|(id, actor)| (id.as_str(), of(actor))).collect();
        let hierarchy = |field, cycle, references| Hierarchy {
            field,
            resource: Resource::Actor,
            cycle,
            references,
            unparsed: &self.unparsed,
            is_incomplete: self.unreadable,
            lines: &self.lines,
        };
        let parts = references(|actor| actor.part_of.iter().map(ActorId::as_str).collect());
        let cycle = "an actor cannot be part of itself";
        hierarchy("part_of", cycle, parts).check_references(file, diagnostics);
        let followed = self.followed_part_of();
        let parts = followed.iter().map(|(id, ids)| (id.as_str(), ids.iter().map(ActorId::as_str).collect())).collect();
        hierarchy("part_of", cycle, parts).check_cycles(file, diagnostics);
        let merged = references(|actor| actor.merged_into.iter().map(ActorId::as_str).collect());
        hierarchy("merged_into", "an actor cannot be merged into itself", merged).check(file, diagnostics);
    }

    fn register_name(&mut self, name: &str, id: &str, field: String, diagnostics: &mut RecordDiagnostics) {
        let owner = self.owners.entry(name_key(name)).or_insert_with(|| id.to_owned());
        if owner != id {
            let problem = format!("\"{name}\" already belongs to the actor \"{owner}\"");
            diagnostics.add(field, Fault::new(FaultCode::NameTaken, problem).accepts("a name of one actor only"));
        }
    }
}

/// What names that look the same have in common: composition of letters, width, case.
pub fn name_key(name: &str) -> String {
    name.nfkc().collect::<String>().to_lowercase().nfkc().collect()
}

fn is_wikidata_item(item: &str) -> bool {
    let number = item.strip_prefix('Q').unwrap_or_default();
    (1..=19).contains(&number.len()) && !number.starts_with('0') && number.bytes().all(|b| b.is_ascii_digit())
}
