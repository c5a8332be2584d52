//! Facets: selected values, their order, the parents of topics.

use serde_json::Value;

use crate::support::{Server, text};

#[test]
fn values_that_the_query_selects_are_always_among_the_facets() {
    let server = Server::harbour();
    let facet = |query: &str, name: &str| -> Vec<(String, u64)> {
        let page = server.json(&format!("/v1/claims?limit=0&facet={name}&{query}"));
        let entries = page["facets"][name].as_array().unwrap().clone();
        let entry = |entry: &Value| (entry["id"].as_str().unwrap().to_owned(), entry["count"].as_u64().unwrap());
        entries.iter().map(entry).collect()
    };
    let own = |entries: Vec<(String, u64)>, id: &str| entries.into_iter().find(|(known, _)| known == id);
    for (query, name, id) in [
        ("actor=salma-haddad", "actor", "salma-haddad"),
        ("topic=fishing", "topic", "fishing"),
        ("kind=causal", "kind", "causal"),
        ("certainty=hypothetical", "certainty", "hypothetical"),
        ("article=harbour-expansion-2024", "article", "harbour-expansion-2024"),
        ("language=ar", "language", "ar"),
        ("date_from=2030&date_to=2030", "year", "2030"),
        ("date_from=2024-05&date_to=2024-05", "month", "2024-05"),
    ] {
        for mode in ["all_filters", "other_filters"] {
            let entries = facet(&format!("{query}&facet_limit=1&facet_mode={mode}"), name);
            let total = server.json(&format!("/v1/claims?limit=0&{query}"))["total"].as_u64().unwrap();
            assert_eq!(own(entries.clone(), id), Some((id.to_owned(), total)), "{query} {mode} {entries:?}");
            assert!(entries.len() <= 2, "{entries:?}");
        }
    }
    // No claim has both; the selected value is shown with a count of 0.
    let entries = facet("actor=salma-haddad&asserted_by=unnamed-official&facet_limit=1", "actor");
    assert_eq!(entries, [("salma-haddad".to_owned(), 0)]);
}

#[test]
fn facets_come_in_the_order_asked_for_and_topics_have_their_parent() {
    let server = Server::harbour();
    for names in [["topic", "kind", "actor"], ["actor", "topic", "kind"], ["kind", "actor", "topic"]] {
        let facets = names.map(|name| format!("&facet={name}")).concat();
        let body = text(&server.get(&format!("/v1/claims?limit=0{facets}")).body);
        let places = names.map(|name| body.find(&format!("\"{name}\":[{{\"id\"")).unwrap());
        assert!(places.is_sorted(), "{body}");
    }
    let page = server.json("/v1/claims?limit=0&facet=topic&facet=actor");
    let topics = page["facets"]["topic"].as_array().unwrap();
    for entry in topics {
        let topic = server.json(&format!("/v1/topics/{}", entry["id"].as_str().unwrap()));
        assert_eq!(entry.get("parent"), topic["broader"][0].get("id"), "{entry}");
    }
    assert!(topics.iter().any(|entry| entry.get("parent").is_some()));
    assert!(page["facets"]["actor"].as_array().unwrap().iter().all(|entry| entry.get("parent").is_none()));
}
