//! The claims of seed files, read without the code under test.

use std::path::Path;

use jiff::civil::Date;
use serde_json::Value;

use super::reference::days;

/// The first and the last day of a date.
pub type Days = (Date, Date);

/// The fields of a claim that the reference uses.
#[derive(Debug)]
pub struct SeedClaim {
    pub id: String,
    pub kind: String,
    pub certainty: String,
    pub salience: u64,
    pub asserted_by: String,
    /// Everyone involved, the asserter included, each with a role and the kind of the actor.
    pub actors: Vec<(String, String, String)>,
    pub topics: Vec<String>,
    pub date: Option<Days>,
    pub article: String,
    pub published: Days,
    /// The language of the article, and so of the evidence.
    pub language: String,
    pub statement_languages: Vec<String>,
    /// Where its first quote begins.
    pub start: u64,
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is not a text")).to_owned()
}

fn lines(file: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(file).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Reads every claim under a folder of seed files.
pub fn read(folder: &Path) -> Vec<SeedClaim> {
    let actors = lines(&folder.join("actors.jsonl"));
    let kind_of = |id: &Value| text(&actors.iter().find(|actor| actor["id"] == *id).unwrap()["kind"]);
    let mut claims = Vec::new();
    for article in std::fs::read_dir(folder.join("articles")).unwrap().map(|entry| entry.unwrap().path()) {
        let header: Value =
            serde_json::from_str(&std::fs::read_to_string(article.join("article.json")).unwrap()).unwrap();
        for claim in lines(&article.join("claims.jsonl")) {
            let asserter = &claim["asserted_by"];
            let mut involved = vec![(text(asserter), "asserter".to_owned(), kind_of(asserter))];
            for entry in claim["actors"].as_array().unwrap() {
                involved.push((text(&entry["actor"]), text(&entry["role"]), kind_of(&entry["actor"])));
            }
            claims.push(SeedClaim {
                id: text(&claim["id"]),
                kind: text(&claim["kind"]),
                certainty: text(&claim["certainty"]),
                salience: claim["salience"].as_u64().unwrap(),
                asserted_by: text(asserter),
                actors: involved,
                topics: claim["topics"].as_array().unwrap().iter().map(text).collect(),
                date: claim["claim_date"]["edtf"].as_str().map(days),
                article: text(&header["id"]),
                published: days(&text(&header["published"])),
                language: text(&header["language"]),
                start: claim["evidence"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|quote| quote["start"].as_u64().unwrap())
                    .min()
                    .unwrap(),
                statement_languages: claim["statement"].as_object().unwrap().keys().cloned().collect(),
            });
        }
    }
    claims
}
