//! `actors.jsonl` to actors: identifiers once each, aliases that belong to one actor only.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::domain::actor::Actor;
use crate::domain::identifier::ActorId;
use crate::ingest::diagnostics::{Diagnostics, RecordDiagnostics};
use crate::ingest::raw::RawActor;

/// Collects validated actors.
#[derive(Default)]
pub struct Actors {
    /// The actors so far.
    pub by_id: BTreeMap<ActorId, Actor>,
    /// Identifiers of records that could not be read: references to them are no faults of their own.
    pub broken: BTreeSet<String>,
    /// Every name and alias in lowercase, with the actor it belongs to.
    owners: HashMap<String, String>,
}

impl Actors {
    /// Validates one record and keeps it.
    pub fn add(&mut self, raw: RawActor, file: &str, line: u32, faults: &mut Diagnostics) {
        let mut faults = faults.record(file, line);
        let RawActor { id, kind, name, aliases, description, wikidata } = raw;
        faults.bilingual("name", &name);
        faults.bilingual_list("aliases", &aliases);
        if let Some(description) = &description {
            faults.bilingual("description", description);
        }
        if let Some(item) = &wikidata
            && !is_wikidata_item(item)
        {
            faults.add("wikidata", format!("\"{item}\" is no Wikidata item; accepted: Q and a number, such as Q148"));
        }
        for (language, text) in name.tagged_texts() {
            self.own(text, &id, format!("name.{language}"), &mut faults);
        }
        for (language, text) in aliases.tagged_texts() {
            self.own(text, &id, format!("aliases.{language}"), &mut faults);
        }
        let Some(id) = faults.parsed("id", ActorId::parse(&id)) else { return };
        if self.by_id.contains_key(&id) {
            faults.add("id", format!("duplicate actor \"{id}\""));
            return;
        }
        self.by_id.insert(id.clone(), Actor { id, kind, name, aliases, description, wikidata });
    }

    fn own(&mut self, text: &str, id: &str, field: String, faults: &mut RecordDiagnostics) {
        let key = text.to_lowercase();
        match self.owners.get(&key) {
            Some(owner) if owner != id => {
                faults.add(field, format!("\"{text}\" already belongs to the actor \"{owner}\""));
            }
            Some(_) => {}
            None => drop(self.owners.insert(key, id.to_owned())),
        }
    }
}

fn is_wikidata_item(item: &str) -> bool {
    item.strip_prefix('Q').is_some_and(|n| n.parse::<u64>().is_ok_and(|n| n > 0) && !n.starts_with(['0', '+']))
}
