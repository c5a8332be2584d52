//! What an import did, for the person who started it.

use std::collections::BTreeMap;
use std::fmt;

use crate::import::annotation::Refusal;
use crate::import::offsets::Proof;

#[derive(Debug, Default)]
pub struct ImportReport {
    /// Spans that fit, and spans in all, by file and by what its offsets count.
    units: BTreeMap<(String, String), (usize, usize)>,
    /// What was decided about single spans and files.
    pub notes: Vec<String>,
    pub refused: Vec<Refusal>,
    /// Claims that differ from those of the directory.
    pub conflicts: Vec<String>,
    /// Claims that wait for an actor, by its name.
    pub waiting: BTreeMap<String, usize>,
    /// Existing actors whose names are near to a new one.
    pub near: BTreeMap<String, Vec<String>>,
    /// Numbers of what the map leaves out, by label.
    pub ignored: BTreeMap<String, usize>,
    pub draft: String,
    pub files: usize,
    pub new_articles: usize,
    pub new_claims: usize,
    pub unchanged_claims: usize,
    pub waiting_claims: usize,
    pub kept_spans: usize,
    pub new_actors: usize,
    pub new_topics: usize,
}

impl ImportReport {
    pub fn add_proof(&mut self, file: &str, proof: &Proof) {
        let known = self.units.entry((file.to_owned(), proof.counting.to_string())).or_default();
        known.0 += proof.fitting;
        known.1 += proof.total;
    }

    /// Whether something of the files is not in the directory.
    pub fn is_incomplete(&self) -> bool {
        !self.refused.is_empty() || !self.conflicts.is_empty() || self.waiting_claims > 0
    }

    /// Returns the report, one thing a line.
    pub fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = vec![];
        for ((file, unit), (fitting, total)) in &self.units {
            let nearest = if fitting < total { "none fits all, nearest " } else { "" };
            lines.push(format!("{file}: {nearest}{unit}: {fitting} of {total} spans"));
        }
        lines.extend(self.notes.iter().cloned());
        lines.extend(self.refused.iter().map(Refusal::to_string));
        lines.extend(self.conflicts.iter().cloned());
        for (name, ids) in &self.near {
            lines.push(format!("actor \"{name}\" is new, and near to: {}", ids.join(", ")));
        }
        for (name, claims) in &self.waiting {
            lines.push(format!("actor \"{name}\" is new: {} until it is accepted", waiting(*claims)));
        }
        for (label, count) in &self.ignored {
            lines.push(format!("left out by the map: {count} {label}"));
        }
        lines
    }
}

fn waiting(claims: usize) -> String {
    if claims == 1 { "1 claim waits".to_owned() } else { format!("{claims} claims wait") }
}

/// The sums.
impl fmt::Display for ImportReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { files, new_articles, new_claims, unchanged_claims, kept_spans, new_actors, new_topics, .. } = self;
        writeln!(
            f,
            "{files} files: {new_claims} new claims, {unchanged_claims} unchanged, {} refused",
            self.refused.len()
        )?;
        writeln!(
            f,
            "{kept_spans} spans in claims; {new_articles} new articles, {new_actors} new actors, {new_topics} new topics"
        )?;
        if !self.conflicts.is_empty() {
            writeln!(f, "{} claims differ from those in the directory, which stay as they are", self.conflicts.len())?;
        }
        if self.waiting_claims > 0 {
            let accept = "add --create-actors, or move the lines that are right to actors.jsonl, and import again";
            writeln!(f, "{} for actors in {}: {accept}", waiting(self.waiting_claims), self.draft)?;
        }
        Ok(())
    }
}
