//! Claims: filters, dates, sorts, pages, cursors.

use isnad::domain::claim::Claim;
use rstest::rstest;
use serde_json::Value;

use crate::support::{CLAIMS, Server, copy_with_replacements, ids, seed};

#[test]
fn a_limit_of_zero_gives_totals_and_facets_alone() {
    let server = Server::harbour();
    for query in ["", "&q=port", "&kind=event&sort=-salience", "&q=%22port%22&sort=relevance"] {
        let counts = server.json(&format!("/v1/claims?limit=0&facet=kind{query}"));
        let page = server.json(&format!("/v1/claims?facet=kind{query}"));
        assert_eq!(counts["data"], serde_json::json!([]), "{query}");
        assert_eq!(counts["page"], serde_json::json!({"limit": 0}), "{query}");
        assert_eq!((&counts["total"], &counts["facets"]), (&page["total"], &page["facets"]), "{query}");
    }
    let actors = server.json("/v1/actors?limit=0");
    assert_eq!((&actors["data"], &actors["total"]), (&serde_json::json!([]), &server.json("/v1/actors")["total"]));
}

#[test]
fn claim_pages_have_the_documented_members() {
    let page = Server::harbour().json("/v1/claims?limit=2");
    let keys: Vec<_> = page.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["data", "page", "query", "total", "undated_excluded"]);
    assert_eq!(page["total"], 5);
    assert_eq!(page["page"]["limit"], 2);
    for claim in page["data"].as_array().unwrap() {
        let read: Claim = serde_json::from_value(claim.clone()).unwrap();
        assert_eq!(&serde_json::to_value(read).unwrap(), claim, "no member is lost and none is null");
    }
}

#[test]
fn a_claim_is_identical_alone_and_on_a_page() {
    let server = Server::harbour();
    let page = server.json("/v1/claims");
    let alone = server.json("/v1/claims/harbour-expansion-2024-004");
    assert_eq!(page["data"][2], alone);
    assert_eq!(alone["asserted_by"]["id"], "unnamed-official");
    assert_eq!(alone["evidence"][0]["status"], "verified");
    assert!(alone.get("relations").is_none(), "empty members are left out");
}

#[rstest]
#[case("", &["002", "001", "004", "003", "005"])]
#[case("actor=salma-haddad", &["002"])]
#[case("actor=salma-haddad&actor=fishermen", &["002", "003"])]
#[case("actor=port-authority&actor_kind=person", &["002", "004"])]
#[case("asserted_by=harbour-expansion-2024-author", &["001", "005"])]
#[case("about=north-quay", &["001", "003"])]
#[case("about=salma-haddad", &[])]
#[case("all_actors=port-authority&all_actors=north-quay", &["001"])]
#[case("topic=ports", &["002", "001", "004", "003", "005"])]
#[case("topic=port-expansion", &["002", "001", "004"])]
#[case("topic=fishing", &["003"])]
#[case("not_topic=port-expansion", &["003", "005"])]
#[case("not_topic=ports", &[])]
#[case("article=harbour-expansion-2024&kind=state", &["004", "005"])]
#[case("kind=state&kind=event", &["001", "004", "005"])]
#[case("not_kind=state&not_kind=event", &["002", "003"])]
#[case("certainty=hedged", &["003"])]
#[case("not_actor=port-authority", &["003", "005"])]
#[case("not_asserted_by=fishermen", &["002", "001", "004", "005"])]
#[case("not_about=port-authority", &["003", "005"])]
#[case("not_asserted_by=fishermen&not_about=port-authority", &["005"])]
#[case("language=ar&evidence_status=verified&salience_min=2", &["002", "001", "003"])]
#[case("evidence_status=recorded", &[])]
#[case("date_from=2024-05-14&date_to=2024-05-14", &["001", "004"])]
#[case("date_from=2025", &["002"])]
#[case("date_to=2024-05-14", &["001", "004"])]
#[case("date_from=2024&date_to=2024&date_match=within", &["001", "004"])]
#[case("date_from=2024-02&date_to=2024-03&date_match=contains", &["004"])]
#[case("date_from=2024-06&date_match=contains", &["002", "004"])]
#[case("date_from=2025&include_undated=true", &["002", "003", "005"])]
#[case("include_undated=false", &["002", "001", "004"])]
#[case("date_field=published&date_from=2024-05-15", &["002", "001", "004", "003", "005"])]
#[case("date_field=published&date_from=2024-05-16", &[])]
fn filters_select_the_expected_claims(#[case] query: &str, #[case] expected: &[&str]) {
    let page = Server::harbour().json(&format!("/v1/claims?{query}"));
    assert_eq!(ids(&page), expected, "{query}");
    assert_eq!(page["total"], expected.len(), "{query}");
}

#[rstest]
#[case("date", &["004", "001", "002", "003", "005"])]
#[case("-date", &["002", "001", "004", "003", "005"])]
#[case("salience", &["004", "005", "002", "003", "001"])]
#[case("-salience", &["001", "002", "003", "004", "005"])]
#[case("id", &["001", "002", "003", "004", "005"])]
fn every_sort_visits_each_claim_once_at_any_page_size(#[case] sort: &str, #[case] expected: &[&str]) {
    let server = Server::harbour();
    for limit in 1..=6 {
        let mut seen = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = server.json(&format!("/v1/claims?sort={sort}&limit={limit}{cursor}"));
            assert_eq!(page["total"], 5);
            seen.extend(ids(&page));
            match page["page"]["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(seen, expected, "sort={sort}, {limit} on a page");
    }
}

#[test]
fn the_link_header_leads_through_all_pages() {
    let server = Server::harbour();
    let mut path = "/v1/claims?limit=2&actor=port-authority&actor=north-quay".to_owned();
    let mut seen = Vec::new();
    loop {
        let response = server.get(&path);
        seen.extend(ids(&response.json()));
        let link = response.header("link").to_owned();
        assert!(link.contains("</v1/claims?limit=2&actor=port-authority&actor=north-quay>; rel=\"first\""), "{link}");
        let next = link.split(", ").find(|part| part.ends_with("rel=\"next\""));
        match next.and_then(|part| part.strip_prefix('<')?.split_once('>')) {
            Some((target, _)) => path = target.to_owned(),
            None => break,
        }
    }
    assert_eq!(seen, ["002", "001", "004", "003"]);
}

#[test]
fn undated_excluded_counts_claims_that_match_the_other_filters() {
    let server = Server::harbour();
    let excluded = |query: &str| server.json(&format!("/v1/claims?{query}"))["undated_excluded"].clone();
    assert_eq!(excluded("date_from=2024"), 2);
    assert_eq!(excluded("date_from=2024&topic=fishing"), 1);
    assert_eq!(excluded("date_from=2024&kind=event"), 0);
    assert_eq!(excluded("date_from=2024&include_undated=true"), 0);
    assert_eq!(excluded("include_undated=false"), 2);
    assert_eq!(excluded("date_field=published&date_from=2024"), 0);
}

#[test]
fn cursors_of_another_query_are_rejected() {
    let server = Server::harbour();
    let cursor = |query: &str| -> String {
        server.json(&format!("/v1/claims?limit=1&{query}"))["page"]["next_cursor"].as_str().unwrap().to_owned()
    };
    let valid = cursor("kind=state&kind=event");
    assert_eq!(server.ids(&format!("/v1/claims?kind=event&kind=state&limit=5&cursor={valid}")), ["004", "005"]);
    let flip = |(position, c)| if position == 10 { if c == 'a' { 'b' } else { 'a' } } else { c };
    let flipped: String = valid.chars().enumerate().map(flip).collect();
    for (query, cursor) in [
        ("kind=state", valid.as_str()),
        ("kind=event&kind=state&sort=id", &valid),
        ("kind=event&kind=state", &flipped),
        ("kind=event&kind=state", &valid[1..]),
        ("kind=event&kind=state", "AAAA"),
        ("kind=event&kind=state", "not a cursor"),
    ] {
        let response = server.get(&format!("/v1/claims?{query}&cursor={}", cursor.replace(' ', "+")));
        assert_eq!(response.status, 400, "{query} {cursor}");
        assert_eq!(response.json()["errors"][0]["parameter"], "cursor");
    }
}

#[test]
fn cursors_remain_valid_after_the_dataset_is_replaced() {
    let server = Server::harbour();
    let first = server.json("/v1/claims?limit=2");
    let cursor = first["page"]["next_cursor"].as_str().unwrap().to_owned();
    // The new dataset lacks the claim that the cursor names, and has another one.
    let corpus = copy_with_replacements(
        CLAIMS,
        &[
            (r#","relations":[{"kind":"elaborates","claim":"harbour-expansion-2024-001"}]"#, ""),
            (r#"{"id":"harbour-expansion-2024-001""#, r#"{"id":"harbour-expansion-2024-0010""#),
        ],
    );
    seed(corpus.path(), None, &server.folder.path().join("isnad.db"));
    let folder = tempfile::TempDir::new().unwrap();
    std::fs::copy(server.folder.path().join("isnad.db"), folder.path().join("isnad.db")).unwrap();
    let restarted = Server::start(folder);
    let rest = restarted.json(&format!("/v1/claims?limit=9&cursor={cursor}"));
    assert_eq!(ids(&rest), ["0010", "004", "003", "005"]);
}

#[test]
fn the_response_describes_the_query_in_both_languages() {
    let page = Server::harbour().json("/v1/claims?topic=ports&actor=north-quay&actor=fishermen&date_from=2024");
    let filters = page["query"]["filters"].as_array().unwrap();
    let names: Vec<_> = filters.iter().map(|filter| filter["parameter"].as_str().unwrap()).collect();
    assert_eq!(names, ["actor", "topic", "date_from", "date_match", "date_field"]);
    assert_eq!(filters[0]["values"][1]["label"]["ar"], "الرصيف الشمالي");
    let summary = |language: &str| page["query"]["summary"][language].as_str().unwrap().to_owned();
    assert_eq!(
        summary("en"),
        "Claims involving Fishermen of Oasis or North Quay, on Ports, dated from 2024-01-01 on, newest first"
    );
    assert_eq!(
        summary("ar"),
        "ادعاءات تتعلق بـ«صيادو الواحة» أو «الرصيف الشمالي»، في موضوع «الموانئ»، مؤرَّخة من 2024-01-01 فصاعدًا، الأحدث أولًا"
    );
}

#[test]
fn each_request_is_logged_with_its_match_count() {
    let server = Server::harbour();
    let response = server.get("/v1/claims?kind=state");
    let line = server.log_line("request completed");
    assert_eq!(line["request_id"], response.header("request-id"));
    assert_eq!(
        (&line["route"], &line["status"], &line["matches"]),
        (&Value::from("/v1/claims"), &Value::from(200), &Value::from(2))
    );
    assert!(line["duration_ms"].is_f64());
}
