//! Seed files, read without the code under test.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;
use serde_json::Value;

use super::reference::days;

/// A first and a last day.
pub type Span = (Date, Date);

/// The runs of days that a date contains, in order: several if it has holes.
pub type Days = Vec<Span>;

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
    pub asserted: Option<Days>,
    pub speech: Option<String>,
    pub evidence_statuses: BTreeSet<&'static str>,
    pub origin: Option<String>,
    pub has_review: bool,
    pub has_note: bool,
    /// The kinds of relations to and from it.
    pub relations: Vec<String>,
    pub article: String,
    pub published: Option<Days>,
    pub publisher: Option<String>,
    /// The language of the article, and so of the evidence.
    pub language: String,
    pub statement_languages: Vec<String>,
    /// Where the quote that states it begins; the largest number if that is not known.
    pub start: u64,
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is not a text")).to_owned()
}

fn text_or(value: &Value, default: &str) -> String {
    value.as_str().unwrap_or(default).to_owned()
}

/// Where the first located quote begins, those of the content before those of the attribution.
fn start(claim: &Value) -> u64 {
    let quotes = || claim["evidence"].as_array().into_iter().flatten();
    let (content, attribution) = (quotes().filter(|quote| quote["part"] != "attribution"), quotes());
    content.chain(attribution).find_map(|quote| quote["start"].as_u64()).unwrap_or(u64::MAX)
}

/// The status of a quote, which the text of its article confirms if it is there.
fn status(quote: &Value, has_text: bool) -> &'static str {
    match (quote.get("start"), has_text) {
        (None, _) => "unlocated",
        (Some(_), true) => "verified",
        (Some(_), false) => "recorded",
    }
}

fn lines(file: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(file).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The identifiers in a list field of every record of a file, after the identifier of the record.
pub fn references(file: &Path, field: &str) -> BTreeMap<String, Vec<String>> {
    let list = |record: &Value| record[field].as_array().into_iter().flatten().map(text).collect();
    lines(file).iter().map(|record| (text(&record["id"]), list(record))).collect()
}

/// Reads every claim under a folder of seed files.
pub fn claims(folder: &Path) -> Vec<SeedClaim> {
    let actors = lines(&folder.join("actors.jsonl"));
    let kind_of = |id: &Value| text(&actors.iter().find(|actor| actor["id"] == *id).unwrap()["kind"]);
    let mut claims: Vec<SeedClaim> = Vec::new();
    let mut relations: Vec<(String, String, String)> = Vec::new();
    for article in std::fs::read_dir(folder.join("articles")).unwrap().map(|entry| entry.unwrap().path()) {
        let header: Value =
            serde_json::from_str(&std::fs::read_to_string(article.join("article.json")).unwrap()).unwrap();
        let published = header["published"].as_str().map(days);
        let has_text = article.join("text.txt").exists();
        for claim in lines(&article.join("claims.jsonl")) {
            let asserter = &claim["asserted_by"];
            let mut involved = vec![(text(asserter), "asserter".to_owned(), kind_of(asserter))];
            for entry in claim["actors"].as_array().into_iter().flatten() {
                involved.push((text(&entry["actor"]), text(&entry["role"]), kind_of(&entry["actor"])));
            }
            for relation in claim["relations"].as_array().into_iter().flatten() {
                relations.push((text(&claim["id"]), text(&relation["kind"]), text(&relation["claim"])));
            }
            claims.push(SeedClaim {
                id: text(&claim["id"]),
                kind: text_or(&claim["kind"], "statement"),
                certainty: text_or(&claim["certainty"], "asserted"),
                salience: claim["salience"].as_u64().unwrap_or(2),
                asserted_by: text(asserter),
                actors: involved,
                topics: claim["topics"].as_array().into_iter().flatten().map(text).collect(),
                date: claim["claim_date"]["edtf"].as_str().map(days),
                // An article says what it says itself on the day it is published.
                asserted: match claim["asserted_date"]["edtf"].as_str() {
                    None if claim["speech"] == "own" => published.clone(),
                    date => date.map(days),
                },
                speech: claim["speech"].as_str().map(str::to_owned),
                evidence_statuses: match claim["evidence"].as_array() {
                    None => ["none"].into(),
                    Some(quotes) => quotes.iter().map(|quote| status(quote, has_text)).collect(),
                },
                origin: claim["origin"]["source"].as_str().map(str::to_owned),
                has_review: claim.get("reviews").is_some(),
                has_note: claim.get("translation_note").is_some(),
                relations: vec![],
                article: text(&header["id"]),
                published: published.clone(),
                publisher: header["publisher"].as_str().map(str::to_owned),
                language: text(&header["language"]),
                start: start(&claim),
                statement_languages: claim["statement"].as_object().unwrap().keys().cloned().collect(),
            });
        }
    }
    for (from, kind, to) in relations {
        for claim in claims.iter_mut().filter(|claim| claim.id == from || claim.id == to) {
            claim.relations.push(kind.clone());
        }
    }
    claims
}
