//! Checks references between records of one file: that they exist, and that nothing contains itself.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::iter;

use crate::ingest::diagnostics::{Diagnostics, RecordDiagnostics};
use crate::ingest::fault::{Fault, FaultCode, Resource};

/// References of one kind between records, such as `broader` of topics.
pub struct Hierarchy<'a> {
    /// The field of the references.
    pub field: &'static str,
    /// What the records are.
    pub resource: Resource,
    /// What a cycle would mean.
    pub cycle: &'static str,
    /// The references of each record.
    pub references: BTreeMap<&'a str, Vec<&'a str>>,
    /// Records that did not parse: references to them are not reported.
    pub unparsed: &'a BTreeSet<String>,
    /// Whether there are other records that could not be read.
    pub is_incomplete: bool,
    pub lines: &'a HashMap<String, u32>,
}

/// Records of a cycle that a message names.
const MAX_NAMED: usize = 10;

/// Returns the references of each record with merged records replaced by those that they were merged into, each once. If a record was
/// merged into its own child, the child does not become its own parent.
pub fn follow_merges<'r, I: Ord + Clone + 'r, R>(
    records: &'r BTreeMap<I, R>,
    merged_into: impl Fn(&'r R) -> Option<&'r I>,
    references: impl Fn(&'r R) -> &'r [I],
) -> BTreeMap<I, Vec<I>> {
    let follow = |(id, record): (&'r I, &'r R)| {
        let mut known = BTreeSet::new();
        let mut targets = references(record).to_vec();
        for target in &mut targets {
            let from = target.clone();
            // As often as there are records: a circle of merges is a fault of its own.
            for _ in 0..records.len() {
                let Some(next) = records.get(target).and_then(&merged_into) else { break };
                target.clone_from(next);
            }
            known.extend((target != id || from == *id).then(|| target.clone()));
        }
        targets.retain(|target| known.remove(target));
        (id.clone(), targets)
    };
    records.iter().map(follow).collect()
}

impl Hierarchy<'_> {
    pub fn check(&self, file: &str, diagnostics: &mut Diagnostics) {
        self.check_references(file, diagnostics);
        self.check_cycles(file, diagnostics);
    }

    pub fn check_references(&self, file: &str, diagnostics: &mut Diagnostics) {
        for (&id, references) in &self.references {
            let mut record = diagnostics.record(file, self.line(id));
            for (i, &reference) in references.iter().enumerate() {
                self.check_reference(i, reference, &references[..i], &mut record);
            }
        }
    }

    fn line(&self, id: &str) -> u32 {
        self.lines.get(id).copied().unwrap_or(1)
    }

    /// Reports each cycle once, at its first record.
    pub fn check_cycles(&self, file: &str, diagnostics: &mut Diagnostics) {
        let mut on_cycles = self.on_or_between_cycles();
        let mut starts: Vec<&str> = on_cycles.iter().copied().collect();
        starts.sort_by_key(|id| self.line(id));
        for start in starts {
            let Some(cycle) = self.cycle_through(start, &on_cycles) else { continue };
            let mut names = cycle.join(" > ");
            if cycle.len() > MAX_NAMED {
                names = format!("{} > ... > {start} ({} records)", cycle[..MAX_NAMED].join(" > "), cycle.len() - 1);
            }
            let fault = Fault::new(FaultCode::Cycle, format!("{}: {names}", self.cycle)).accepts("no cycle");
            diagnostics.record(file, self.line(start)).add(self.field, fault);
            for id in cycle {
                on_cycles.remove(id);
            }
        }
    }

    /// Returns the records that are left when those without references are removed again and again.
    fn on_or_between_cycles(&self) -> HashSet<&str> {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        let mut referrers: HashMap<&str, Vec<&str>> = HashMap::new();
        for (&id, references) in &self.references {
            let existing = references.iter().filter(|&reference| self.references.contains_key(reference));
            for &reference in existing {
                *counts.entry(id).or_default() += 1;
                referrers.entry(reference).or_default().push(id);
            }
        }
        let mut ends: Vec<&str> = self.references.keys().copied().filter(|id| !counts.contains_key(id)).collect();
        while let Some(end) = ends.pop() {
            for &referrer in referrers.get(end).into_iter().flatten() {
                let count = counts.get_mut(referrer).expect("a record with references");
                *count -= 1;
                if *count == 0 {
                    counts.remove(referrer);
                    ends.push(referrer);
                }
            }
        }
        counts.into_keys().collect()
    }

    fn check_reference(&self, i: usize, reference: &str, before: &[&str], record: &mut RecordDiagnostics) {
        if self.unparsed.contains(reference) {
            return;
        }
        let (field, resource) = (format!("{}[{i}]", self.field), self.resource);
        if !self.references.contains_key(reference) {
            if self.is_incomplete {
                return;
            }
            record.add_unknown(field, resource, reference, self.references.keys().copied());
        } else if before.contains(&reference) {
            let fault = Fault::new(FaultCode::ListedTwice, format!("\"{reference}\" is listed twice"));
            record.add(field, fault.accepts(format!("each {resource} once")));
        }
    }

    /// Returns a shortest path from a record through its references back to itself, among `candidates`.
    fn cycle_through<'s>(&'s self, start: &'s str, candidates: &HashSet<&str>) -> Option<Vec<&'s str>> {
        if !candidates.contains(start) {
            return None;
        }
        let mut reached_from: HashMap<&str, &str> = HashMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(id) = queue.pop_front() {
            for &next in self.references.get(id).into_iter().flatten().filter(|next| candidates.contains(*next)) {
                if next == start {
                    let before = |&id: &&'s str| (id != start).then(|| reached_from.get(id).copied()).flatten();
                    let mut cycle: Vec<&str> = iter::successors(Some(id), before).collect();
                    cycle.reverse();
                    cycle.push(start);
                    return Some(cycle);
                }
                if let Entry::Vacant(entry) = reached_from.entry(next) {
                    entry.insert(id);
                    queue.push_back(next);
                }
            }
        }
        None
    }
}
