//! What the server answers about records that were merged into others.

use serde_json::{Value, json};

use super::seeding::Dataset;
use crate::support::Server;

/// The fishermen are merged into the quay, and ports into fishing; the expansion of ports was a topic below ports.
fn server() -> Server {
    let dataset = Dataset::new();
    let merge = |file: &str, id: &str, into: &str| {
        let (old, new) = (format!("\"id\":\"{id}\","), format!("\"id\":\"{id}\",\"merged_into\":\"{into}\","));
        dataset.edit(file, |records| {
            assert!(records.contains(&old));
            records.replace(&old, &new)
        });
    };
    merge("actors.jsonl", "fishermen", "north-quay");
    merge("topics.jsonl", "ports", "fishing");
    dataset.seed("2026-11-24");
    Server::start(dataset.folder)
}

fn entry(page: &Value, facet: &str, id: &str) -> Value {
    let entries = page["facets"][facet].as_array().unwrap();
    entries.iter().find(|entry| entry["id"] == id).unwrap_or_else(|| panic!("{id}: {entries:?}")).clone()
}

#[test]
fn a_selected_value_is_the_record_that_stands_for_it() {
    let server = server();
    let total = &server.json("/v1/claims?actor=fishermen")["total"];
    assert_eq!(total, &server.json("/v1/claims?actor=north-quay")["total"]);
    let name = &server.json("/v1/actors/north-quay")["name"];
    for limit in [1, 10] {
        let page = server.json(&format!("/v1/claims?actor=fishermen&facet=actor&facet_limit={limit}"));
        let entry = entry(&page, "actor", "north-quay");
        assert_eq!((&entry["label"], &entry["count"]), (name, total));
    }
}

#[test]
fn the_search_page_checks_the_record_that_stands_for_a_selected_one() {
    let server = server();
    for (filter, old, new) in [("actor", "fishermen", "north-quay"), ("topic", "ports", "fishing")] {
        let page = server.request("GET", &format!("/?{filter}={old}"), &[("Accept", "text/html")]);
        let html = String::from_utf8(page.body.clone()).unwrap();
        let boxes: Vec<&str> = html.split("<input").filter(|tag| tag.contains(&format!("name=\"{filter}\""))).collect();
        let checked = |id: &str| {
            let of_record = boxes.iter().filter(|tag| tag.contains(&format!("value=\"{id}\"")));
            of_record.map(|tag| tag.split('>').next().unwrap().contains("checked")).collect::<Vec<_>>()
        };
        assert_eq!((page.status, checked(old), checked(new)), (200, vec![], vec![true]), "{filter}");
    }
}

#[test]
fn names_of_a_merged_record_find_the_one_that_stands_for_it() {
    let server = server();
    let suggested = server.json("/v1/suggest?q=Fishermen");
    let found: Vec<(&Value, &Value)> =
        suggested["data"].as_array().unwrap().iter().map(|entry| (&entry["id"], &entry["claim_count"])).collect();
    let total = &server.json("/v1/claims?actor=north-quay")["total"];
    assert_eq!(found, [(&json!("north-quay"), total)], "{suggested}");
    let sitemap = String::from_utf8(server.get("/sitemap.xml").body).unwrap();
    assert!(sitemap.contains("/actors/north-quay<") && !sitemap.contains("/actors/fishermen<"), "{sitemap}");
}

#[test]
fn topics_are_below_the_one_that_stands_for_a_merged_one() {
    let server = server();
    let expansion = server.json("/v1/topics/port-expansion");
    assert_eq!(expansion["broader"][0]["id"], "fishing");
    let fishing = server.json("/v1/topics/fishing");
    let narrower: Vec<&Value> = fishing["narrower"].as_array().unwrap().iter().map(|topic| &topic["id"]).collect();
    assert!(narrower.contains(&&json!("port-expansion")) && !narrower.contains(&&json!("ports")), "{narrower:?}");
    let total = &server.json("/v1/claims?topic=fishing")["total"];
    assert_eq!(&fishing["claim_counts"]["with_narrower"], total);
    let facets = server.json("/v1/claims?facet=topic&limit=0");
    assert_eq!(entry(&facets, "topic", "port-expansion")["parent"], "fishing");
    assert_eq!(&entry(&facets, "topic", "fishing")["count"], total);
}
