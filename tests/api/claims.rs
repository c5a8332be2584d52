//! Claims: filters, dates, orders, pages.

use isnad::domain::claim::Claim;
use rstest::rstest;
use serde_json::Value;

use super::support::{CLAIMS, Server, altered, ids, seed};

#[test]
fn a_page_has_the_shape_of_the_contract() {
    let page = Server::harbour().json("/v1/claims?limit=2");
    let keys: Vec<_> = page.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["data", "page", "query", "total", "undated_excluded"]);
    assert_eq!(page["total"], 5);
    assert_eq!(page["page"]["limit"], 2);
    for claim in page["data"].as_array().unwrap() {
        let read: Claim = serde_json::from_value(claim.clone()).unwrap();
        assert_eq!(&serde_json::to_value(read).unwrap(), claim, "nothing is lost and nothing is null");
    }
}

#[test]
fn one_claim_is_the_same_alone_and_on_a_page() {
    let server = Server::harbour();
    let page = server.json("/v1/claims");
    let alone = server.json("/v1/claims/harbour-expansion-2024-004");
    assert_eq!(page["data"][2], alone);
    assert_eq!(alone["asserted_by"]["id"], "unnamed-official");
    assert_eq!(alone["evidence"][0]["status"], "verified");
    assert!(alone.get("relations").is_none(), "absent means absent");
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
fn a_filter_keeps_what_it_says(#[case] query: &str, #[case] expected: &[&str]) {
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
fn an_order_is_total_and_every_walk_sees_each_claim_once(#[case] sort: &str, #[case] expected: &[&str]) {
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
        let answer = server.get(&path);
        seen.extend(ids(&answer.json()));
        let link = answer.header("link").to_owned();
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
fn undated_claims_left_out_are_counted_among_those_that_match_otherwise() {
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
fn a_cursor_belongs_to_its_query() {
    let server = Server::harbour();
    let cursor = |query: &str| -> String {
        server.json(&format!("/v1/claims?limit=1&{query}"))["page"]["next_cursor"].as_str().unwrap().to_owned()
    };
    let mine = cursor("kind=state&kind=event");
    assert_eq!(server.ids(&format!("/v1/claims?kind=event&kind=state&limit=5&cursor={mine}")), ["004", "005"]);
    let flip = |(position, c)| if position == 10 { if c == 'a' { 'b' } else { 'a' } } else { c };
    let flipped: String = mine.chars().enumerate().map(flip).collect();
    for (query, cursor) in [
        ("kind=state", mine.as_str()),
        ("kind=event&kind=state&sort=id", &mine),
        ("kind=event&kind=state", &flipped),
        ("kind=event&kind=state", &mine[1..]),
        ("kind=event&kind=state", "AAAA"),
        ("kind=event&kind=state", "not a cursor"),
    ] {
        let answer = server.get(&format!("/v1/claims?{query}&cursor={}", cursor.replace(' ', "+")));
        assert_eq!(answer.status, 400, "{query} {cursor}");
        assert_eq!(answer.json()["errors"][0]["parameter"], "cursor");
    }
}

#[test]
fn a_cursor_outlives_its_snapshot() {
    let server = Server::harbour();
    let first = server.json("/v1/claims?limit=2");
    let cursor = first["page"]["next_cursor"].as_str().unwrap().to_owned();
    // The claim the cursor names is gone from the new dataset, and a new one has come.
    let corpus = altered(
        CLAIMS,
        &[
            (r#","relations":[{"kind":"elaborates","claim":"harbour-expansion-2024-001"}]"#, ""),
            (r#"{"id":"harbour-expansion-2024-001""#, r#"{"id":"harbour-expansion-2024-0010""#),
        ],
    );
    seed(corpus.path(), None, &server.folder.path().join("isnad.db"));
    let folder = tempfile::TempDir::new().unwrap();
    std::fs::copy(server.folder.path().join("isnad.db"), folder.path().join("isnad.db")).unwrap();
    let renewed = Server::start(folder);
    let rest = renewed.json(&format!("/v1/claims?limit=9&cursor={cursor}"));
    assert_eq!(ids(&rest), ["0010", "004", "003", "005"]);
}

#[test]
fn the_query_is_said_back_with_names_and_a_sentence() {
    let page = Server::harbour().json("/v1/claims?topic=ports&actor=north-quay&actor=fishermen&date_from=2024");
    let filters = page["query"]["filters"].as_array().unwrap();
    let names: Vec<_> = filters.iter().map(|filter| filter["parameter"].as_str().unwrap()).collect();
    assert_eq!(names, ["actor", "topic", "date_from", "date_match", "date_field"]);
    assert_eq!(filters[0]["values"][1]["label"]["ar"], "الرصيف الشمالي");
    let said = |language: &str| page["query"]["summary"][language].as_str().unwrap().to_owned();
    assert_eq!(
        said("en"),
        "Claims involving Fishermen of Oasis or North Quay, on Ports, dated from 2024-01-01 on, newest first"
    );
    assert_eq!(
        said("ar"),
        "ادعاءات تتعلق بـ«صيادو الواحة» أو «الرصيف الشمالي»، في موضوع «الموانئ»، مؤرَّخة من 2024-01-01 فصاعدًا، الأحدث أولًا"
    );
}

#[test]
fn one_line_is_logged_for_each_request_with_its_matches() {
    let server = Server::harbour();
    let answer = server.get("/v1/claims?kind=state");
    let line = server.log_line("request completed");
    assert_eq!(line["request_id"], answer.header("request-id"));
    assert_eq!(
        (&line["route"], &line["status"], &line["matches"]),
        (&Value::from("/v1/claims"), &Value::from(200), &Value::from(2))
    );
    assert!(line["duration_ms"].is_f64());
}
