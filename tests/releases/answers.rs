//! What the server answers about releases, changes and withdrawn claims.

use serde_json::{Value, json};
use tempfile::TempDir;

use super::seeding::Dataset;
use crate::support::{Server, ids, text};

/// Three releases: five claims; one is modified and one withdrawn; one is added.
fn three_releases() -> Dataset {
    let dataset = Dataset::new();
    dataset.seed("2026-11-24");
    dataset.replace("\"salience\":2", "\"salience\":3");
    let last = dataset.remove_last();
    dataset.notice(
        r#"{"id":"harbour-expansion-2024-005","reason":"duplicate","note":{"en":"Said twice."},"replaced_by":["harbour-expansion-2024-001"]}"#,
    );
    dataset.seed("2026-11-25");
    dataset.edit(crate::support::CLAIMS, |claims| format!("{claims}{}\n", last.replace("2024-005", "2024-006")));
    dataset.seed("2026-11-27");
    dataset
}

fn server() -> Server {
    Server::start(three_releases().folder)
}

fn operations(page: &Value) -> Vec<(String, String)> {
    let entries = page["data"].as_array().unwrap().iter();
    let part = |entry: &Value, name: &str| entry[name].as_str().unwrap().to_owned();
    entries.map(|entry| (part(entry, "op"), part(entry, "id").replace("harbour-expansion-2024-", ""))).collect()
}

fn pair(op: &str, id: &str) -> (String, String) {
    (op.to_owned(), id.to_owned())
}

#[test]
fn releases_are_listed_newest_first_and_named_in_the_dataset() {
    let server = server();
    let releases = server.json("/v1/releases");
    let data = releases["data"].as_array().unwrap();
    let summary: Vec<Value> = data
        .iter()
        .map(|release| {
            json!([release["number"], release["date"], release["added"], release["modified"], release["withdrawn"]])
        })
        .collect();
    let expected = json!([[3, "2026-11-27", 1, 0, 0], [2, "2026-11-25", 0, 1, 1], [1, "2026-11-24", 5, 0, 0]]);
    assert_eq!(json!(summary), expected);
    let dataset = server.json("/v1/dataset");
    assert_eq!(dataset["release"], 3);
    assert_eq!(dataset["dataset_version"], data[0]["dataset_version"]);
    assert_eq!(dataset["links"]["releases"], "/v1/releases");
}

#[test]
fn claims_asked_by_identifier_are_found_missing_or_withdrawn() {
    let server = server();
    let asked = "id=harbour-expansion-2024-001&id=harbour-expansion-2024-005&id=harbour-expansion-2024-999";
    let page = server.json(&format!("/v1/claims?{asked}"));
    assert_eq!(ids(&page), ["001"]);
    assert_eq!(page["missing"], json!(["harbour-expansion-2024-999"]));
    assert_eq!(page["withdrawn"], json!(["harbour-expansion-2024-005"]));
    for path in ["/v1/claims/timeline", "/v1/claims/network", "/v1/claims/matrix"] {
        assert_eq!(server.json(&format!("{path}?{asked}"))["withdrawn"], page["withdrawn"], "{path}");
    }
    let csv = server.get(&format!("/v1/claims.csv?{asked}"));
    assert_eq!((csv.header("missing-count"), csv.header("withdrawn-count")), ("1", "1"));
}

#[test]
fn changes_are_net_and_paged() {
    let server = server();
    let changes = server.json("/v1/changes?since=1");
    assert_eq!(operations(&changes), [pair("modified", "002"), pair("added", "006"), pair("withdrawn", "005")]);
    assert_eq!((&changes["from"], &changes["to"], &changes["total"]), (&json!(1), &json!(3), &json!(3)));
    assert_eq!(changes["data"][0]["fields"], json!(["salience"]));
    assert_eq!(changes["data"][0]["claim"], server.json("/v1/claims/harbour-expansion-2024-002"));
    let withdrawn = json!({
        "id": "harbour-expansion-2024-005", "op": "withdrawn", "release": 2, "reason": "duplicate",
        "note": {"en": "Said twice."}, "replaced_by": ["harbour-expansion-2024-001"]
    });
    assert_eq!(changes["data"][2], withdrawn);
    let (mut path, mut walked) = (Some("/v1/changes?since=1&limit=1".to_owned()), vec![]);
    while let Some(next) = path {
        let page = server.json(&next);
        assert_eq!((&page["total"], &page["to"]), (&json!(3), &json!(3)));
        walked.extend(operations(&page));
        path = page["page"]["next"].as_str().map(str::to_owned);
    }
    assert_eq!(walked, operations(&changes));
    assert_eq!(operations(&server.json("/v1/changes?since=2")), [pair("added", "006")]);
    assert_eq!(server.json("/v1/changes?since=3")["total"], 0);
    let version = server.json("/v1/releases")["data"][2]["dataset_version"].as_str().unwrap().to_owned();
    assert_eq!(server.json(&format!("/v1/changes?since={version}"))["data"], changes["data"]);
    assert_eq!(server.json("/v1/changes?since=0")["total"], 5);
}

#[test]
fn the_stream_has_the_bytes_of_the_dump() {
    let server = server();
    let stream = server.get("/v1/changes.ndjson?since=0");
    assert_eq!((stream.header("dataset-release"), stream.header("total-count")), ("3", "5"));
    let stream_text = text(&stream.body);
    let mut claims: Vec<&str> =
        stream_text.lines().map(|line| line.split_once(",\"claim\":").unwrap().1.strip_suffix('}').unwrap()).collect();
    let dump = text(&server.get("/v1/dataset/claims.ndjson").body);
    let mut dumped: Vec<&str> = dump.lines().collect();
    claims.sort_unstable();
    dumped.sort_unstable();
    assert_eq!(claims, dumped);
    let lines: Vec<Value> = text(&server.get("/v1/changes.ndjson?since=1").body)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(json!(lines), server.json("/v1/changes?since=1")["data"]);
}

#[test]
fn an_unknown_release_is_an_error() {
    let server = server();
    for (query, message) in [
        ("", "is missing"),
        ("?since=4", "unknown release"),
        ("?since=-1", "unknown release"),
        ("?since=99999999999999999999", "unknown release"),
        ("?since=1&since=2", "is given more than once"),
        (&format!("?since={}", "a".repeat(64)), "unknown release"),
    ] {
        for path in ["/v1/changes", "/v1/changes.ndjson"] {
            let response = server.get(&format!("{path}{query}"));
            assert_eq!(response.status, 400, "{path}{query}");
            let problem = response.json();
            assert_eq!(
                (&problem["errors"][0]["parameter"], &problem["errors"][0]["message"]),
                (&json!("since"), &json!(message))
            );
        }
    }
    let cursor = server.json("/v1/changes?since=1&limit=1")["page"]["next_cursor"].as_str().unwrap().to_owned();
    let other = server.get(&format!("/v1/changes?since=2&limit=1&cursor={cursor}"));
    assert_eq!((other.status, other.json()["errors"][0]["parameter"].as_str()), (400, Some("cursor")));
}

#[test]
fn changes_that_are_not_kept_have_expired() {
    let dataset = three_releases();
    dataset.replace("\"salience\":3", "\"salience\":1");
    let output = dataset.try_seed("2026-11-28", &["--keep-releases", "2"]);
    assert!(output.status.success());
    // A larger number later does not bring the changes back.
    dataset.replace("\"salience\":1", "\"salience\":2");
    dataset.seed("2026-11-29");
    let server = Server::start(dataset.folder);
    let numbers: Vec<Value> = server.json("/v1/releases")["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|release| release["number"].clone())
        .collect();
    assert_eq!(json!(numbers), json!([5, 4, 3]));
    for path in ["/v1/changes?since=2", "/v1/changes.ndjson?since=1"] {
        let gone = server.get(path);
        assert_eq!((gone.status, gone.json()["code"].as_str()), (410, Some("changes_expired")));
    }
    assert_eq!(server.json("/v1/changes?since=3")["total"], 1);
    assert_eq!(server.json("/v1/changes?since=0")["total"], 5);
    // What was withdrawn stays known.
    assert_eq!(server.get("/v1/claims/harbour-expansion-2024-005").status, 410);
}

#[test]
fn a_withdrawn_claim_is_gone_and_says_what_stands_in_its_place() {
    let server = server();
    for path in ["", "/related", "/annotation"] {
        let gone = server.get(&format!("/v1/claims/harbour-expansion-2024-005{path}"));
        assert_eq!(gone.status, 410);
        let problem = gone.json();
        assert_eq!(problem["code"], "claim_withdrawn");
        assert_eq!((&problem["reason"], &problem["release"]), (&json!("duplicate"), &json!(2)));
        assert_eq!(problem["replaced_by"], json!(["harbour-expansion-2024-001"]));
        assert_eq!(problem["note"], json!({"en": "Said twice."}));
    }
    let page = server.request("GET", "/claims/harbour-expansion-2024-005", &[("accept", "text/html")]);
    assert_eq!(page.status, 410);
    let html = text(&page.body);
    for expected in
        ["Claim withdrawn", "duplicate", "Said twice.", "href=\"/claims/harbour-expansion-2024-001\"", "release 2"]
    {
        assert!(html.contains(expected), "{expected} is not in {html}");
    }
    assert_eq!(server.get("/v1/claims/harbour-expansion-2024-007").status, 404);
}

#[test]
fn claims_are_filtered_and_sorted_by_their_last_change() {
    let server = server();
    let claim = server.json("/v1/claims/harbour-expansion-2024-002");
    assert_eq!(claim["revision"], json!({"created": "2026-11-24", "modified": "2026-11-25", "release": 2}));
    for (since, expected) in [
        ("1", vec!["002", "006"]),
        ("2", vec!["006"]),
        ("2026-11-24", vec!["002", "006"]),
        ("2026-11-25", vec!["006"]),
        ("3", vec![]),
    ] {
        assert_eq!(server.ids(&format!("/v1/claims?changed_since={since}&sort=id")), expected, "{since}");
    }
    assert_eq!(server.get("/v1/claims?changed_since=4").status, 400);
    assert_eq!(server.get("/v1/claims?changed_since=2026-11").status, 400);
    let sorted = server.ids("/v1/claims?sort=-modified");
    assert_eq!(sorted[..2], ["006", "002"]);
    let (mut path, mut walked) = (Some("/v1/claims?sort=-modified&limit=1".to_owned()), vec![]);
    while let Some(next) = path {
        let page = server.json(&next);
        walked.extend(ids(&page));
        path = page["page"]["next"].as_str().map(str::to_owned);
    }
    assert_eq!(walked, sorted);
}

#[test]
fn the_feed_tells_when_entries_changed_and_what_was_withdrawn() {
    let server = server();
    let feed = text(&server.get("/v1/claims.atom").body);
    let updated: Vec<&str> = feed.split("<updated>").skip(1).map(|rest| &rest[..10]).collect();
    assert_eq!(updated[0], "2026-11-27");
    assert_eq!(updated.iter().filter(|day| **day == "2026-11-25").count(), 1);
    assert_eq!(updated.iter().filter(|day| **day == "2026-11-24").count(), 3);
    let deleted =
        r#"<at:deleted-entry ref="urn:isnad:claim:harbour-expansion-2024-005" when="2026-11-25T00:00:00.000Z">"#;
    assert!(feed.contains(deleted), "{feed}");
    assert!(feed.contains("xmlns:at=\"http://purl.org/atompub/tombstones/1.0\""));
}

#[test]
fn a_new_release_with_the_same_content_has_other_entity_tags() {
    let dataset = Dataset::new();
    dataset.seed("2026-11-24");
    dataset.replace("\"salience\":2", "\"salience\":3");
    dataset.seed("2026-11-25");
    let folder = TempDir::new().unwrap();
    std::fs::copy(dataset.database(), folder.path().join("isnad.db")).unwrap();
    let server = Server::start(folder);
    let second = (server.get("/v1/claims").header("etag").to_owned(), server.json("/v1/dataset"));
    dataset.replace("\"salience\":3", "\"salience\":2");
    dataset.seed("2026-11-26");
    dataset.replace("\"salience\":2", "\"salience\":3");
    dataset.seed("2026-11-27");
    let server = Server::start(dataset.folder);
    let fourth = (server.get("/v1/claims").header("etag").to_owned(), server.json("/v1/dataset"));
    assert_eq!(second.1["dataset_version"], fourth.1["dataset_version"]);
    assert_ne!(second.1["checksum"], fourth.1["checksum"]);
    assert_ne!(second.0, fourth.0);
}

#[test]
fn pages_show_the_history_of_a_claim_and_what_is_new() {
    let server = server();
    let claim = text(&server.get("/claims/harbour-expansion-2024-002?lang=en").body);
    assert_eq!(claim.matches("Changed on 25 November 2026: importance").count(), 2, "{claim}");
    assert!(claim.contains("Added on 24 November 2026"));
    assert!(text(&server.get("/claims/harbour-expansion-2024-001?lang=ar").body).contains("أُضيف في 24"));
    let new = text(&server.get("/changes?lang=en").body);
    assert!(new.contains("Release 3: 1 added, 0 modified, 0 withdrawn") && new.contains("2024-006"), "{new}");
    assert!(!new.contains("2024-005"));
    let earlier = text(&server.get("/changes?since=1&lang=en").body);
    for expected in ["2024-002", "importance", "2024-005", "duplicate"] {
        assert!(earlier.contains(expected), "{expected}");
    }
    assert!(text(&server.get("/changes?since=0&lang=ar").body).contains("الجديد"));
    assert_eq!(server.get("/changes?since=4").status, 400);
}
