//! Drafting again: proposals that a person has edited stay, the others are replaced.
//!
//! Each line of a draft file has the hash of what was proposed. A line that no longer has its hash was edited.

use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::drafting::proposal::Proposal;

/// The member of a line that has the hash of the others.
const DRAFTED: &str = "drafted";

/// Hexadecimal digits of a hash.
const DIGITS: usize = 16;

/// The content of a draft file.
pub struct DraftFile {
    pub lines: String,
    pub proposals: usize,
    /// How many of them are edited ones of the file before.
    pub kept: usize,
}

/// Returns the file with new proposals that replaces one with the lines of `old`.
pub fn redraft(old: &str, proposals: &[Proposal]) -> serde_json::Result<DraftFile> {
    let mut edited = Edited::new(old);
    let kept = edited.count();
    let mut file = DraftFile { lines: String::new(), proposals: kept, kept };
    for proposal in proposals {
        let start = start_of(&proposal.claim.id);
        edited.take_before(start).for_each(|line| push(&mut file.lines, line));
        if let Some(line) = edited.by_id.remove(proposal.claim.id.as_str()) {
            push(&mut file.lines, line);
        } else {
            push(&mut file.lines, &signed_line(proposal)?);
            file.proposals += 1;
        }
    }
    edited.take_before(usize::MAX).chain(edited.unreadable).for_each(|line| push(&mut file.lines, line));
    Ok(file)
}

/// The lines of a draft file that a person has changed.
struct Edited<'f> {
    by_id: BTreeMap<String, &'f str>,
    /// Lines without an identifier, or with one of another line.
    unreadable: Vec<&'f str>,
}

impl<'f> Edited<'f> {
    fn new(file: &'f str) -> Self {
        let mut edited = Self { by_id: BTreeMap::new(), unreadable: vec![] };
        for line in file.split('\n').filter(|line| !line.trim().is_empty()) {
            let record: Option<Value> = serde_json::from_str(line).ok();
            if record.as_ref().is_some_and(is_as_drafted) {
                continue;
            }
            let id = record.as_ref().and_then(|record| record.pointer("/claim/id")?.as_str());
            match id {
                Some(id) if !edited.by_id.contains_key(id) => drop(edited.by_id.insert(id.to_owned(), line)),
                _ => edited.unreadable.push(line),
            }
        }
        edited
    }

    fn count(&self) -> usize {
        self.by_id.len() + self.unreadable.len()
    }

    /// Takes out the lines of sentences that begin before a place, in the order of the text.
    fn take_before(&mut self, start: usize) -> impl Iterator<Item = &'f str> + use<'f> {
        let mut earlier: Vec<(usize, String)> =
            self.by_id.keys().map(|id| (start_of(id), id.clone())).filter(|(at, _)| *at < start).collect();
        earlier.sort();
        let lines: Vec<&str> = earlier.iter().filter_map(|(_, id)| self.by_id.remove(id)).collect();
        lines.into_iter()
    }
}

/// Returns the start of a sentence, which ends the identifier of its proposal.
fn start_of(id: &str) -> usize {
    let start = id.rsplit_once("-s").and_then(|(_, start)| start.parse::<usize>().ok());
    start.map_or(usize::MAX - 1, |start| start.min(usize::MAX - 1))
}

fn signed_line(proposal: &Proposal) -> serde_json::Result<String> {
    let hash = hash(&serde_json::to_value(proposal)?);
    let line = serde_json::to_string(proposal)?;
    Ok(format!("{},\"{DRAFTED}\":\"{hash}\"}}", line.strip_suffix('}').unwrap_or(&line)))
}

/// Whether a line is still as it was drafted.
fn is_as_drafted(line: &Value) -> bool {
    let Some(members) = line.as_object() else { return false };
    let mut proposed = members.clone();
    let drafted = proposed.remove(DRAFTED);
    drafted.and_then(|drafted| drafted.as_str().map(|drafted| drafted == hash(&Value::Object(proposed)))) == Some(true)
}

/// Returns a hash that does not depend on white space and on the order of members.
fn hash(value: &Value) -> String {
    let mut hash = hex::encode(Sha256::digest(value.to_string()));
    hash.truncate(DIGITS);
    hash
}

fn push(lines: &mut String, line: &str) {
    lines.push_str(line);
    lines.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edited_lines_stay_byte_for_byte() {
        let old = "{\"claim\":{\"id\":\"a-s9\"}}\r\n\n{\"claim\":{\"id\":\"a-s3\"}}\nnot JSON\r";
        let file = redraft(old, &[]).unwrap();
        assert_eq!(file.lines, "{\"claim\":{\"id\":\"a-s3\"}}\n{\"claim\":{\"id\":\"a-s9\"}}\r\nnot JSON\r\n");
        assert_eq!((file.proposals, file.kept), (3, 3));
        let again = redraft(&file.lines, &[]).unwrap();
        assert_eq!(again.lines, file.lines);
    }
}
