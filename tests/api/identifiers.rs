//! The filter `id`: several claims in one request, and what becomes of identifiers that no claim has.

use std::process::Command;

use serde_json::json;

use crate::support::{Server, ids, text};

const CLAIM: &str = "harbour-expansion-2024";

#[test]
fn several_claims_are_found_by_their_identifiers() {
    let server = Server::harbour();
    let page = server.json(&format!("/v1/claims?id={CLAIM}-004&id={CLAIM}-001&id={CLAIM}-004"));
    assert_eq!(ids(&page), ["001", "004"], "in the order of the query, each once");
    assert_eq!(page["total"], 2);
    assert!(page.get("missing").is_none(), "nothing is missing");
    let filter = &page["query"]["filters"][0];
    assert_eq!(filter["parameter"], "id");
    assert_eq!(filter["values"][0]["id"], format!("{CLAIM}-001"));
    let summary = page["query"]["summary"]["en"].as_str().unwrap();
    assert!(summary.starts_with(&format!("Claims with the identifier {CLAIM}-001 or {CLAIM}-004")), "{summary}");
}

#[test]
fn unknown_identifiers_are_missing_and_no_error() {
    let server = Server::harbour();
    let query = format!("id={CLAIM}-001&id={CLAIM}-999&id=NOT+an+identifier");
    for path in ["claims", "claims/timeline"] {
        let page = server.json(&format!("/v1/{path}?{query}"));
        assert_eq!(page["missing"], json!(["NOT an identifier", format!("{CLAIM}-999")]), "{path}");
        assert_eq!(page["total"], 1, "{path}");
    }
    let others = server.json(&format!("/v1/claims?{query}&kind=prediction&limit=0"));
    assert_eq!(
        (&others["total"], others["missing"].as_array().unwrap().len()),
        (&json!(0), 2),
        "a claim that another filter excludes exists"
    );
    for format in ["csv", "ndjson", "jsonld", "bib", "csl.json"] {
        let response = server.get(&format!("/v1/claims.{format}?{query}"));
        assert_eq!((response.header("total-count"), response.header("missing-count")), ("1", "2"), "{format}");
        let complete = server.get(&format!("/v1/claims.{format}?id={CLAIM}-001"));
        assert_eq!(complete.header("missing-count"), "", "{format}");
    }
    assert_eq!(server.get("/v1/claims.atom?id=no-such-claim").status, 200);
}

#[test]
fn at_most_200_identifiers_are_accepted_and_100_values_of_others() {
    let server = Server::harbour();
    let query = |name: &str, count: usize| (0..count).map(|n| format!("{name}=x-{n}")).collect::<Vec<_>>().join("&");
    let page = server.json(&format!("/v1/claims?{}", query("id", 200)));
    assert_eq!(page["missing"].as_array().unwrap().len(), 200);
    for (name, count, accepted) in [("id", 201, "at most 200 values"), ("actor", 101, "at most 100 values")] {
        let problem = server.get(&format!("/v1/claims?{}", query(name, count))).json();
        let errors = problem["errors"].as_array().unwrap();
        assert!(errors.iter().any(|error| error["accepted"] == json!([accepted])), "{name}: {errors:?}");
    }
    let response = server.get(&format!("/v1/claims?{}", query("id", 200)));
    let header: usize = response.headers.iter().map(|(name, value)| name.len() + value.len() + 4).sum();
    assert!(header < 4096, "{header}");
}

#[test]
fn exports_of_the_command_line_take_identifiers_and_report_unknown_ones() {
    let server = Server::harbour();
    let known = format!("{CLAIM}-003");
    let output = Command::new(env!("CARGO_BIN_EXE_isnad"))
        .args(["export", "--format", "ndjson", "--fields", "id", "--id", &known, "--id", "nothing-1"])
        .args(["--database", server.folder.path().join("isnad.db").to_str().unwrap()])
        .output()
        .unwrap();
    assert!(output.status.success());
    assert_eq!(text(&output.stdout), format!("{{\"id\":\"{known}\"}}\n"));
    assert_eq!(text(&output.stderr), "no claim has the identifier nothing-1\n");
}

#[test]
fn pages_for_people_take_identifiers() {
    let server = Server::harbour();
    let page = text(&server.get(&format!("/?id={CLAIM}-002&id=nothing-1")).body);
    assert!(page.contains(&format!("/claims/{CLAIM}-002")));
    assert!(!page.contains(&format!("/claims/{CLAIM}-001")));
}
