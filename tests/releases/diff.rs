//! `isnad diff` prints what the API lists as changes.

use std::process::Output;

use serde_json::Value;

use super::seeding::Dataset;
use crate::support::{CLAIMS, Server, isnad, text};

/// Two releases, the first one copied: a claim is modified, one is withdrawn, one is added.
fn two_releases() -> (Dataset, String) {
    let dataset = Dataset::new();
    dataset.seed("2026-11-24");
    let old = dataset.folder.path().join("old.db");
    std::fs::copy(dataset.database(), &old).unwrap();
    dataset.replace("\"salience\":2", "\"salience\":3");
    let last = dataset.remove_last();
    dataset.notice(
        r#"{"id":"harbour-expansion-2024-005","reason":"duplicate","replaced_by":["harbour-expansion-2024-001"]}"#,
    );
    dataset.edit(CLAIMS, |claims| format!("{claims}{}\n", last.replace("2024-005", "2024-006")));
    dataset.seed("2026-11-25");
    (dataset, old.to_str().unwrap().to_owned())
}

fn diff(old: &str, new: &str, options: &[&str]) -> Output {
    let output = isnad(&[&["diff", old, new], options].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    output
}

#[test]
fn a_line_says_what_happened_to_a_claim() {
    let (dataset, old) = two_releases();
    let new = dataset.database().display().to_string();
    let lines = [
        "modified harbour-expansion-2024-002: salience",
        "withdrawn harbour-expansion-2024-005: duplicate, replaced by harbour-expansion-2024-001",
        "added harbour-expansion-2024-006",
    ];
    assert_eq!(text(&diff(&old, &new, &[]).stdout).lines().collect::<Vec<_>>(), lines);
    assert_eq!(text(&diff(&new, &new, &[]).stdout), "");
    // A later release knows nothing of claims that an earlier one has not yet.
    let back = text(&diff(&new, &old, &[]).stdout);
    assert!(back.contains("added harbour-expansion-2024-005") && back.contains("withdrawn harbour-expansion-2024-006"));
}

#[test]
fn json_has_the_changes_of_the_api() {
    let (dataset, old) = two_releases();
    let new = dataset.database().display().to_string();
    let lines = |text: &str| {
        let mut entries: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        entries.sort_by_key(|entry| entry["id"].to_string());
        entries
    };
    let printed = lines(&text(&diff(&old, &new, &["--format", "json"]).stdout));
    let server = Server::start(dataset.folder);
    assert_eq!(printed, lines(&text(&server.get("/v1/changes.ndjson?since=1").body)));
}

#[test]
fn a_database_that_does_not_exist_is_refused() {
    let output = isnad(&["diff", "/nowhere/old.db", "/nowhere/new.db"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("/nowhere/old.db"));
}
