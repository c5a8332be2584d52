//! The schemas and the checker agree: what a schema rejects is an error, and what it accepts is one only for reasons that a
//! schema cannot give.

use std::path::Path;

use isnad::ingest::schemas;
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use super::diagnostics::diagnostics_with;
use crate::support::{CLAIMS, copy, harbour};

const ARTICLE: &str = "articles/harbour-expansion-2024/article.json";

/// Parts of the messages about what a schema cannot say: references, quotes and their text, dates, rules between fields.
const BEYOND_SCHEMAS: &[&str] = &[
    "unknown actor",
    "unknown topic",
    "unknown claim",
    "duplicate actor",
    "duplicate topic",
    "duplicate claim",
    "already belongs to",
    "cannot be",
    "listed twice",
    "is the claim itself",
    "not the name of its folder",
    "does not begin with the id of its article",
    "the claim is asserted by",
    "is asserter; accepted",
    "has one of start and end",
    "is not inside the text",
    "accepted: equal lengths",
    "has no quote with the part content",
    "dataset.json requires",
    "EDTF",
    "neither a first nor a last day",
    "separate periods",
    "not a single date",
    "outside the years",
];

/// A record with every field, of each kind: its file, its schema and itself.
fn records() -> Vec<(&'static str, &'static str, Value)> {
    let article = std::fs::read_to_string(harbour("seed").join(ARTICLE)).unwrap();
    let mut article: Value = serde_json::from_str(&article).unwrap();
    for (field, value) in [
        ("title_note", json!({"en": "a"})),
        ("author", json!("A")),
        ("translated_from", json!("fr")),
        ("published_note", json!({"en": "a"})),
    ] {
        article[field] = value;
    }
    let claim = json!({
        "id": "harbour-expansion-2024-900", "statement": {"en": "a", "ar": "b"}, "kind": "event", "certainty": "hedged",
        "speech": "direct", "salience": 3, "asserted_by": "salma-haddad",
        "attribution": [{"actor": "salma-haddad", "cue": "وقالت"}],
        "actors": [{"actor": "north-quay", "role": "target"}], "topics": ["port-expansion"],
        "claim_date": {"edtf": "2024-05", "basis": "explicit", "expression": "مايو 2024", "note": {"en": "a"}},
        "asserted_date": {"edtf": "2024", "basis": "context"},
        "evidence": [{"quote": "أعلنت", "start": 0, "end": 5, "part": "content"}],
        "translation_note": {"literal": {"en": "a"}, "meant": {"en": "b"}, "basis": "seen"},
        "relations": [{"kind": "supports", "claim": "harbour-expansion-2024-001", "drawn_by": "article"}],
        "reviews": [{"publisher": "A", "url": "https://example.org/", "rating": "B", "date": "2025", "language": "en"}],
        "origin": {"source": "a", "id": "b", "url": "https://example.org/"},
    });
    let actor = json!({
        "id": "quay-company", "kind": "company", "name": {"en": "Quay"}, "aliases": {"en": ["Q", "Quay Ltd"]},
        "description": {"en": "a"}, "wikidata": "Q148", "part_of": ["north-quay"], "merged_into": "north-quay",
    });
    let topic = json!({
        "id": "quays", "label": {"en": "Quays"}, "alt_labels": {"en": ["Q"]}, "definition": {"en": "a"},
        "broader": ["ports"], "merged_into": "ports",
    });
    let dataset = json!({
        "id": "harbour", "title": {"en": "a", "ar": "b"}, "description": {"en": "a", "ar": "b"},
        "licence": {"name": "CC0", "url": "https://example.org/"}, "languages": ["en"], "require": ["evidence"],
        "creator": {"name": {"en": "a"}, "url": "https://example.org/"}, "contact": "a@example.org",
        "method": {"en": "a"}, "limitations": {"en": "a"},
    });
    vec![
        ("dataset.json", "dataset.schema.json", dataset),
        ("actors.jsonl", "actor.schema.json", actor),
        ("topics.jsonl", "topic.schema.json", topic),
        (ARTICLE, "article.schema.json", article),
        (CLAIMS, "claim.schema.json", claim),
    ]
}

/// Values that replace each part of a record.
fn replacements() -> Vec<Value> {
    let texts = [
        "",
        " ",
        "x",
        " x",
        "x\n",
        "X Y",
        "a--b",
        "ar",
        "AR",
        "Q0",
        "Q12345678901234567890",
        "2024-13",
        "2024/..",
        "https://",
        "http://example.org/",
        "https://example.org/report",
        "corrections@example.org",
        "corrections@localhost",
        "a@example.org?b=c",
        "https://a b",
        "javascript:x",
        "x\u{202E}y",
        "x\u{FFFF}",
        "x\u{0}",
        "north-quay",
        "ports",
        "event",
        "\u{200B}",
    ];
    let long = ["x".repeat(101), "é".repeat(241), "x".repeat(5_001)];
    let others = [
        Value::Null,
        json!(true),
        json!(0),
        json!(1),
        json!(3),
        json!(-1),
        json!(1.5),
        json!(300),
        json!(2_147_483_647_u32),
        json!(2_147_483_648_u32),
        json!(4_294_967_296_u64),
        json!(1e300),
        json!([]),
        json!([null]),
        json!(["x"]),
        json!([[]]),
        json!({}),
        json!({"en": null}),
        json!({"en": "x"}),
        json!({"EN": "x"}),
        json!({"en": ""}),
        json!({"x": {}}),
        json!([{}]),
        json!([{"actor": "north-quay"}]),
    ];
    texts.iter().map(|&text| json!(text)).chain(long.map(Value::from)).chain(others).collect()
}

/// The JSON Pointers of every part of a value, itself included.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(key, value)| pointers(value, &format!("{at}/{key}"), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, item)| pointers(item, &format!("{at}/{i}"), found));
        }
        _ => {}
    }
}

/// Returns what each part is replaced by, without each member, and with another member in each object.
fn mutations(record: &Value) -> Vec<String> {
    let (mut places, mut mutated) = (vec![], vec![]);
    pointers(record, "", &mut places);
    for place in &places {
        for value in replacements() {
            let mut copy = record.clone();
            *copy.pointer_mut(place).unwrap() = value;
            mutated.push(copy.to_string());
        }
        let mut copy = record.clone();
        if let Some(members) = copy.pointer_mut(place).and_then(Value::as_object_mut) {
            members.insert("another".to_owned(), json!("x"));
            mutated.push(copy.to_string());
        }
        let (parent, key) = place.rsplit_once('/').unwrap_or_default();
        let mut copy = record.clone();
        if let Some(members) = copy.pointer_mut(parent).and_then(Value::as_object_mut).filter(|_| !key.is_empty()) {
            Map::remove(members, key);
            mutated.push(copy.to_string());
        }
    }
    // An integer may be written in several ways.
    let integers = [("3", "3.0"), ("3", "0.3e1"), ("5", "5.0"), ("5", "5.5")];
    mutated.extend(
        integers.map(|(number, other)| record.to_string().replacen(&format!(":{number}"), &format!(":{other}"), 1)),
    );
    mutated
}

/// Makes what must be unique in a record so, where it was not replaced.
fn make_unique(record: &str, n: usize) -> String {
    let unique = [
        ("\"harbour-expansion-2024-900\"", format!("\"harbour-expansion-2024-900-{n}\"")),
        ("\"quay-company\"", format!("\"quay-company-{n}\"")),
        ("\"quays\"", format!("\"quays-{n}\"")),
        ("\"Quay\"", format!("\"Quay {n}\"")),
        ("\"Quay Ltd\"", format!("\"Quay Ltd {n}\"")),
        ("\"Q\"", format!("\"Q {n}\"")),
    ];
    unique.iter().fold(record.to_owned(), |record, (old, new)| record.replace(old, new))
}

/// Adds records to a file and returns the errors of each.
fn errors_of_lines(folder: &Path, file: &str, records: &[String]) -> Vec<Vec<String>> {
    let mut content = std::fs::read_to_string(harbour("seed").join(file)).unwrap();
    let first = content.lines().count() + 1;
    for (n, record) in records.iter().enumerate() {
        content.push_str(&make_unique(record, n));
        content.push('\n');
    }
    std::fs::write(folder.join(file), content).unwrap();
    let mut errors = vec![vec![]; records.len()];
    for error in diagnostics_with(folder, None) {
        let place = error.strip_prefix(file).and_then(|rest| rest.strip_prefix(':')?.split_once(':'));
        let Some((line, _)) = place else { continue };
        if let Some(at) = line.parse::<usize>().unwrap().checked_sub(first) {
            errors[at].push(error);
        }
    }
    errors
}

/// Writes each record to an article of its own and returns the errors of each.
fn errors_of_articles(folder: &Path, records: &[String]) -> Vec<Vec<String>> {
    let name = |n: usize| format!("article-{n}");
    for (n, record) in records.iter().enumerate() {
        let article = folder.join("articles").join(name(n));
        std::fs::create_dir(&article).unwrap();
        let record = record.replace("\"harbour-expansion-2024\"", &format!("\"{}\"", name(n)));
        std::fs::write(article.join("article.json"), record).unwrap();
        std::fs::write(article.join("claims.jsonl"), "").unwrap();
    }
    let found = diagnostics_with(folder, None);
    let of = |n: usize| {
        let file = format!("articles/{}/article.json:", name(n));
        found.iter().filter(|error| error.starts_with(&file)).cloned().collect()
    };
    (0..records.len()).map(of).collect()
}

/// Writes the description of the dataset and returns its errors.
fn errors_of_dataset(folder: &Path, record: &String) -> Vec<String> {
    std::fs::write(folder.join("dataset.json"), record).unwrap();
    let found = diagnostics_with(folder, None);
    found.into_iter().filter(|error| error.starts_with("dataset.json:")).collect()
}

fn errors(file: &str, records: &[String]) -> Vec<Vec<String>> {
    let folder = TempDir::new().unwrap();
    if file == "dataset.json" {
        return records.iter().map(|record| errors_of_dataset(folder.path(), record)).collect();
    }
    copy(&harbour("seed"), folder.path());
    if file == ARTICLE {
        errors_of_articles(folder.path(), records)
    } else {
        errors_of_lines(folder.path(), file, records)
    }
}

#[test]
fn schemas_and_checker_have_one_verdict() {
    let mut compared = 0;
    for (file, name, record) in records() {
        let schema = schemas().into_iter().find(|(known, _)| *known == name).unwrap().1;
        let validator = jsonschema::validator_for(&schema).unwrap();
        let mut records = mutations(&record);
        records.push(record.to_string());
        for (record, errors) in records.iter().zip(errors(file, &records)) {
            let value = serde_json::from_str(record).unwrap();
            let rejected: Vec<_> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
            let is_beyond = |error: &&String| BEYOND_SCHEMAS.iter().any(|part| error.contains(part));
            let structural: Vec<_> = errors.iter().filter(|error| !is_beyond(error)).collect();
            if rejected.is_empty() {
                assert!(structural.is_empty(), "only the checker rejects: {record}\n{structural:#?}");
            } else {
                assert!(!errors.is_empty(), "only the schema rejects: {record}\n{rejected:#?}");
            }
            compared += 1;
        }
    }
    assert!(compared > 3_000, "only {compared} records");
}
