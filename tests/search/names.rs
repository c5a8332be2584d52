//! Names of people and institutions in the spellings that people type: each finds the name, and none finds another name.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

use isnad::query::sorts::ID;
use isnad::store::{Database, Dataset};
use serde::Deserialize;
use serde_json::json;
use tempfile::TempDir;

use super::found_in;
use crate::support::seed;

#[derive(Deserialize)]
struct Name {
    id: String,
    #[serde(rename = "name")]
    by_language: BTreeMap<String, String>,
    typed: Vec<String>,
    group: String,
}

#[derive(Deserialize)]
struct Different {
    typed: String,
    must_not_find: String,
}

fn names() -> Vec<Name> {
    include_str!("names.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A dataset with a claim for each name, which has it in its statement.
fn with_names_in_statements(names: &[Name]) -> Arc<Dataset> {
    dataset(
        names,
        |name| json!({"id": format!("a-{}", name.id), "statement": name.by_language, "asserted_by": "voice"}),
    )
}

/// A dataset with a claim for each name, which involves an actor of this name.
fn with_names_of_actors(names: &[Name]) -> Arc<Dataset> {
    dataset(names, |name| {
        let actors = json!([{"actor": name.id, "role": "subject"}]);
        json!({"id": format!("a-{}", name.id), "statement": {"und": "0"}, "asserted_by": "voice", "actors": actors})
    })
}

fn dataset(names: &[Name], claim: impl Fn(&Name) -> serde_json::Value) -> Arc<Dataset> {
    let folder = TempDir::new().unwrap();
    let article = folder.path().join("articles/a");
    std::fs::create_dir_all(&article).unwrap();
    let voice = json!({"id": "voice", "kind": "document", "name": {"und": "0"}});
    let actors = names.iter().map(|name| json!({"id": name.id, "kind": "person", "name": name.by_language}));
    let lines =
        |records: Vec<serde_json::Value>| records.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    std::fs::write(folder.path().join("actors.jsonl"), lines(std::iter::once(voice).chain(actors).collect())).unwrap();
    let header = json!({"id": "a", "title": {"und": "0"}, "language": "und", "voice": "voice"});
    std::fs::write(article.join("article.json"), header.to_string()).unwrap();
    std::fs::write(article.join("claims.jsonl"), lines(names.iter().map(claim).collect())).unwrap();
    seed(folder.path(), None, &folder.path().join("isnad.db"));
    Database::File(folder.path().join("isnad.db")).open().unwrap().0
}

/// The names that a query finds.
fn found_names(dataset: &Arc<Dataset>, typed: &str) -> BTreeSet<String> {
    let claims = found_in(dataset, typed, &ID).unwrap();
    claims.iter().map(|claim| claim.id.as_str()["a-".len()..].to_owned()).collect()
}

#[derive(Default)]
struct GroupScore {
    names: u32,
    spellings: u32,
    found_in_statements: u32,
    found_as_actors: u32,
}

impl GroupScore {
    fn row(&self, group: &str) -> String {
        let Self { names, spellings, .. } = self;
        let share = |found| f64::from(found) / f64::from(*spellings);
        let (statements, actors) = (share(self.found_in_statements), share(self.found_as_actors));
        format!("| {group} | {names} | {spellings} | {statements:.3} | {actors:.3} |\n")
    }
}

#[test]
fn names_are_found_in_the_spellings_that_people_type() {
    let names = names();
    let (statements, actors) = (with_names_in_statements(&names), with_names_of_actors(&names));
    let mut scores: BTreeMap<&str, GroupScore> = BTreeMap::new();
    let mut misses = String::new();
    for name in &names {
        let mut count = |score: &mut GroupScore| {
            score.names += 1;
            for typed in &name.typed {
                let found = [&statements, &actors].map(|dataset| found_names(dataset, typed).contains(&name.id));
                score.spellings += 1;
                score.found_in_statements += u32::from(found[0]);
                score.found_as_actors += u32::from(found[1]);
                if found != [true, true] {
                    writeln!(misses, "{} {:?}: {typed} {found:?}", name.id, name.by_language).unwrap();
                }
            }
        };
        count(scores.entry("**all**").or_default());
        count(scores.entry(&name.group).or_default());
    }
    let columns = ["group", "names", "spellings", "recall in statements", "recall as actors"];
    let mut table = format!("| {} |\n|{}\n", columns.join(" | "), "---|".repeat(columns.len()));
    let all = scores.remove("**all**").unwrap();
    for (group, score) in &scores {
        table += &score.row(group);
    }
    table += &all.row("**all**");
    println!("{table}\n{misses}");
    let least = all.spellings * 98 / 100;
    assert!(all.found_in_statements >= least && all.found_as_actors >= least, "{table}\n{misses}");
    let design = include_str!("../../DESIGN.md");
    assert!(design.contains(&table), "DESIGN.md does not contain this table:\n{table}");
}

#[test]
fn no_name_finds_another() {
    let names = names();
    let dataset = with_names_in_statements(&names);
    let different = include_str!("names_different.jsonl").lines().map(|line| serde_json::from_str(line).unwrap());
    let merged: Vec<String> = different
        .filter(|Different { typed, must_not_find }| found_names(&dataset, typed).contains(must_not_find))
        .map(|pair| format!("{} finds {}", pair.typed, pair.must_not_find))
        .collect();
    assert!(merged.is_empty(), "{merged:#?}");
}
