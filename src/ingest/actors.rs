//! Validates `actors.jsonl`: identifiers are unique, and a name or alias belongs to one actor only.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::domain::actor::Actor;
use crate::domain::identifier::ActorId;
use crate::ingest::diagnostics::RecordDiagnostics;
use crate::ingest::raw::RawActor;

#[derive(Default)]
pub struct Actors {
    pub by_id: BTreeMap<ActorId, Actor>,
    /// Identifiers of records that did not parse: references to them are not reported.
    pub unparsed: BTreeSet<String>,
    /// The identifier of the actor with each name and alias, in lowercase.
    owners: HashMap<String, String>,
}

impl Actors {
    pub fn add(&mut self, raw: RawActor, diagnostics: &mut RecordDiagnostics) {
        let RawActor { id, kind, name, aliases, description, wikidata } = raw;
        diagnostics.check_language_map("name", &name);
        diagnostics.check_language_map_list("aliases", &aliases);
        if let Some(description) = &description {
            diagnostics.check_language_map("description", description);
        }
        if let Some(item) = wikidata.as_ref().filter(|item| !is_wikidata_item(item)) {
            let message = format!("\"{item}\" is not a Wikidata item; accepted: Q and a number, such as Q148");
            diagnostics.add("wikidata", message);
        }
        for (language, text) in name.tagged_texts() {
            self.register_name(text, &id, format!("name.{language}"), diagnostics);
        }
        for (language, text) in aliases.tagged_texts() {
            self.register_name(text, &id, format!("aliases.{language}"), diagnostics);
        }
        let Some(id) = diagnostics.ok("id", ActorId::parse(&id)) else { return };
        if self.by_id.contains_key(&id) {
            diagnostics.add("id", format!("duplicate actor \"{id}\"; accepted: each id once"));
            return;
        }
        self.by_id.insert(id.clone(), Actor { id, kind, name, aliases, description, wikidata });
    }

    fn register_name(&mut self, name: &str, id: &str, field: String, diagnostics: &mut RecordDiagnostics) {
        let owner = self.owners.entry(name.to_lowercase()).or_insert_with(|| id.to_owned());
        if owner != id {
            let message =
                format!("\"{name}\" already belongs to the actor \"{owner}\"; accepted: a name of one actor only");
            diagnostics.add(field, message);
        }
    }
}

fn is_wikidata_item(item: &str) -> bool {
    item.strip_prefix('Q').is_some_and(|n| n.parse::<u64>().is_ok_and(|n| n > 0) && !n.starts_with(['0', '+']))
}
