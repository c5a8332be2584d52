//! Validates `topics.jsonl`: identifiers are unique, and the hierarchy has no gaps and no cycles.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::domain::identifier::TopicId;
use crate::domain::topic::Topic;
use crate::ingest::diagnostics::{Diagnostics, RecordDiagnostics};
use crate::ingest::fault::{Fault, FaultCode, Resource};
use crate::ingest::hierarchy::{Hierarchy, follow_merges};
use crate::ingest::raw::RawTopic;

#[derive(Default)]
pub struct Topics {
    pub by_id: BTreeMap<TopicId, Topic>,
    /// Identifiers of records that did not parse: references to them are not reported.
    pub unparsed: BTreeSet<String>,
    /// Whether records could not be read: no unknown reference to a topic is reported.
    pub unreadable: bool,
    lines: HashMap<String, u32>,
}

impl Topics {
    pub fn add(&mut self, raw: RawTopic, line: u32, diagnostics: &mut RecordDiagnostics) {
        let RawTopic { id, label, alt_labels, definition, broader, merged_into } = raw;
        diagnostics.check_language_map("label", &label);
        diagnostics.check_language_map_list("alt_labels", &alt_labels);
        if let Some(definition) = &definition {
            diagnostics.check_language_map("definition", definition);
        }
        let broader = broader.iter().enumerate();
        let broader =
            broader.filter_map(|(i, id)| diagnostics.ok(format!("broader[{i}]"), TopicId::parse(id))).collect();
        let merged_into = merged_into.and_then(|id| diagnostics.ok("merged_into", TopicId::parse(&id)));
        let Some(id) = diagnostics.ok("id", TopicId::parse(&id)) else { return };
        if self.by_id.contains_key(&id) {
            let fault = Fault::new(FaultCode::DuplicateIdentifier, format!("duplicate topic \"{id}\""));
            diagnostics.add("id", fault.accepts("each id once"));
            return;
        }
        self.lines.insert(id.to_string(), line);
        self.by_id.insert(id.clone(), Topic { id, label, alt_labels, definition, broader, merged_into });
    }

    /// Replaces merged topics in `broader`, once the references are checked.
    pub fn follow_merges(&mut self) {
        let followed = self.followed_broader();
        for (topic, broader) in self.by_id.values_mut().zip(followed.into_values()) {
            topic.broader = broader;
        }
    }

    fn followed_broader(&self) -> BTreeMap<TopicId, Vec<TopicId>> {
        follow_merges(&self.by_id, |topic| topic.merged_into.as_ref(), |topic| &topic.broader)
    }

    /// Checks the references between topics, once all are added.
    pub fn check_references(&self, file: &str, diagnostics: &mut Diagnostics) {
        let references =
            |of: fn(&Topic) -> Vec<&str>| self.by_id.iter().map(|(id, topic)| (id.as_str(), of(topic))).collect();
        let hierarchy = |field, cycle, references| Hierarchy {
            field,
            resource: Resource::Topic,
            cycle,
            references,
            unparsed: &self.unparsed,
            is_incomplete: self.unreadable,
            lines: &self.lines,
        };
        let broader = references(|topic| topic.broader.iter().map(TopicId::as_str).collect());
        let cycle = "a topic cannot be broader than itself";
        hierarchy("broader", cycle, broader).check_references(file, diagnostics);
        let followed = self.followed_broader();
        let broader =
            followed.iter().map(|(id, ids)| (id.as_str(), ids.iter().map(TopicId::as_str).collect())).collect();
        hierarchy("broader", cycle, broader).check_cycles(file, diagnostics);
        let merged = references(|topic| topic.merged_into.iter().map(TopicId::as_str).collect());
        hierarchy("merged_into", "a topic cannot be merged into itself", merged).check(file, diagnostics);
    }
}
