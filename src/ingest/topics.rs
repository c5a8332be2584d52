//! `topics.jsonl` to topics: a hierarchy without gaps and without cycles.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::domain::identifier::TopicId;
use crate::domain::topic::Topic;
use crate::ingest::diagnostics::Diagnostics;
use crate::ingest::raw::RawTopic;

/// Collects validated topics; the hierarchy is checked when all are known.
#[derive(Default)]
pub struct Topics {
    /// The topics so far.
    pub by_id: BTreeMap<TopicId, Topic>,
    /// Identifiers of records that could not be read: references to them are no faults of their own.
    pub broken: BTreeSet<String>,
    lines: HashMap<TopicId, u32>,
}

impl Topics {
    /// Validates one record and keeps it.
    pub fn add(&mut self, raw: RawTopic, file: &str, line: u32, faults: &mut Diagnostics) {
        let mut faults = faults.record(file, line);
        let RawTopic { id, label, alt_labels, definition, broader } = raw;
        faults.bilingual("label", &label);
        faults.bilingual_list("alt_labels", &alt_labels);
        faults.bilingual("definition", &definition);
        let broader = broader
            .iter()
            .enumerate()
            .filter_map(|(i, id)| faults.parsed(format!("broader[{i}]"), TopicId::parse(id)))
            .collect();
        let Some(id) = faults.parsed("id", TopicId::parse(&id)) else { return };
        if self.by_id.contains_key(&id) {
            faults.add("id", format!("duplicate topic \"{id}\""));
            return;
        }
        self.lines.insert(id.clone(), line);
        self.by_id.insert(id.clone(), Topic { id, label, alt_labels, definition, broader });
    }

    /// Checks the hierarchy once every topic is known.
    pub fn check_hierarchy(&self, file: &str, faults: &mut Diagnostics) {
        for topic in self.by_id.values() {
            let mut faults = faults.record(file, self.lines[&topic.id]);
            for (i, broader) in topic.broader.iter().enumerate() {
                if self.broken.contains(broader.as_str()) {
                    continue;
                }
                if !self.by_id.contains_key(broader) {
                    let known = self.by_id.keys().map(TopicId::as_str);
                    faults.unknown(format!("broader[{i}]"), "topic", broader.as_str(), known);
                } else if topic.broader[..i].contains(broader) {
                    faults.add(format!("broader[{i}]"), format!("\"{broader}\" is listed twice"));
                }
            }
            if let Some(cycle) = self.cycle_through(&topic.id) {
                faults.add("broader", format!("a topic cannot be broader than itself: {}", cycle.join(" > ")));
            }
        }
    }

    /// The path from a topic upwards back to itself, if there is one.
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
