//! Validates `topics.jsonl`: identifiers are unique, and the hierarchy has no gaps and no cycles.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::domain::identifier::TopicId;
use crate::domain::topic::Topic;
use crate::ingest::diagnostics::{Diagnostics, RecordDiagnostics};
use crate::ingest::raw::RawTopic;

#[derive(Default)]
pub struct Topics {
    pub by_id: BTreeMap<TopicId, Topic>,
    /// Identifiers of records that did not parse: references to them are not reported.
    pub unparsed: BTreeSet<String>,
    lines: HashMap<TopicId, u32>,
}

impl Topics {
    pub fn add(&mut self, raw: RawTopic, line: u32, diagnostics: &mut RecordDiagnostics) {
        let RawTopic { id, label, alt_labels, definition, broader } = raw;
        diagnostics.check_language_map("label", &label);
        diagnostics.check_language_map_list("alt_labels", &alt_labels);
        diagnostics.check_language_map("definition", &definition);
        let broader = broader.iter().enumerate();
        let broader =
            broader.filter_map(|(i, id)| diagnostics.ok(format!("broader[{i}]"), TopicId::parse(id))).collect();
        let Some(id) = diagnostics.ok("id", TopicId::parse(&id)) else { return };
        if self.by_id.contains_key(&id) {
            diagnostics.add("id", format!("duplicate topic \"{id}\"; accepted: each id once"));
            return;
        }
        self.lines.insert(id.clone(), line);
        self.by_id.insert(id.clone(), Topic { id, label, alt_labels, definition, broader });
    }

    /// Checks the hierarchy, once all topics are added.
    pub fn check_hierarchy(&self, file: &str, diagnostics: &mut Diagnostics) {
        for topic in self.by_id.values() {
            let mut record = diagnostics.record(file, self.lines[&topic.id]);
            for (i, broader) in topic.broader.iter().enumerate() {
                if self.unparsed.contains(broader.as_str()) {
                    continue;
                }
                if !self.by_id.contains_key(broader) {
                    let ids = self.by_id.keys().map(TopicId::as_str);
                    record.add_unknown(format!("broader[{i}]"), "topic", broader.as_str(), ids);
                } else if topic.broader[..i].contains(broader) {
                    let message = format!("\"{broader}\" is listed twice; accepted: each topic once");
                    record.add(format!("broader[{i}]"), message);
                }
            }
            if let Some(cycle) = self.cycle_through(&topic.id) {
                let cycle = cycle.join(" > ");
                let message = format!("a topic cannot be broader than itself: {cycle}; accepted: no cycle");
                record.add("broader", message);
            }
        }
    }

    /// Returns a path from a topic through broader ones back to itself.
    fn cycle_through<'a>(&'a self, start: &'a TopicId) -> Option<Vec<&'a str>> {
        let mut paths: Vec<Vec<&TopicId>> = vec![vec![start]];
        let mut seen = vec![];
        while let Some(path) = paths.pop() {
            let topic = self.by_id.get(*path.last()?);
            for broader in topic.iter().flat_map(|t| &t.broader) {
                let longer = path.iter().copied().chain([broader]).collect::<Vec<_>>();
                if broader == start {
                    return Some(longer.iter().map(|id| id.as_str()).collect());
                }
                if !seen.contains(&broader) {
                    seen.push(broader);
                    paths.push(longer);
                }
            }
        }
        None
    }
}
