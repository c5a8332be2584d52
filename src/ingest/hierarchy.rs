//! Checks references between records of one file: that they exist, and that nothing contains itself.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::ingest::diagnostics::{Diagnostics, RecordDiagnostics};

/// References of one kind between records, such as `broader` of topics.
pub struct Hierarchy<'a> {
    /// The field of the references.
    pub field: &'static str,
    /// What the records are.
    pub resource: &'static str,
    /// What a cycle would mean.
    pub cycle: &'static str,
    /// The references of each record.
    pub references: BTreeMap<&'a str, Vec<&'a str>>,
    /// Records that did not parse: references to them are not reported.
    pub unparsed: &'a BTreeSet<String>,
    pub lines: &'a HashMap<String, u32>,
}

impl Hierarchy<'_> {
    pub fn check(&self, file: &str, diagnostics: &mut Diagnostics) {
        for (&id, references) in &self.references {
            let mut record = diagnostics.record(file, self.lines.get(id).copied().unwrap_or(1));
            for (i, &reference) in references.iter().enumerate() {
                self.check_reference(i, reference, &references[..i], &mut record);
            }
            if let Some(cycle) = self.cycle_through(id) {
                record.add(self.field, format!("{}: {}; accepted: no cycle", self.cycle, cycle.join(" > ")));
            }
        }
    }

    fn check_reference(&self, i: usize, reference: &str, before: &[&str], record: &mut RecordDiagnostics) {
        if self.unparsed.contains(reference) {
            return;
        }
        let (field, resource) = (format!("{}[{i}]", self.field), self.resource);
        if !self.references.contains_key(reference) {
            record.add_unknown(field, resource, reference, self.references.keys().copied());
        } else if before.contains(&reference) {
            record.add(field, format!("\"{reference}\" is listed twice; accepted: each {resource} once"));
        }
    }

    /// Returns a path from a record through its references back to itself.
    fn cycle_through<'s>(&'s self, start: &'s str) -> Option<Vec<&'s str>> {
        let mut paths: Vec<Vec<&str>> = vec![vec![start]];
        let mut seen = vec![];
        while let Some(path) = paths.pop() {
            for &next in self.references.get(*path.last()?).into_iter().flatten() {
                let longer = path.iter().copied().chain([next]).collect::<Vec<_>>();
                if next == start {
                    return Some(longer);
                }
                if !seen.contains(&next) {
                    seen.push(next);
                    paths.push(longer);
                }
            }
        }
        None
    }
}
