//! Errors: each says what is wrong, what is accepted and what was probably meant.

use rstest::rstest;
use serde_json::Value;

use crate::support::Server;

#[rstest]
#[case("actr=china", "actr", "unknown parameter", Some("actor"))]
#[case("facets=actor", "facets", "unknown parameter", Some("facet"))]
#[case("actor[]=china", "actor[]", "unknown parameter", Some("actor"))]
#[case("page=2", "page", "unknown parameter", Some("cursor"))]
#[case("per_page=10", "per_page", "unknown parameter", Some("limit"))]
#[case("format=csv", "format", "unknown parameter", Some("/v1/claims.csv"))]
#[case("sort=date:desc", "sort", "is not one of the accepted values", Some("-date"))]
#[case("kind=%D8%AD%D8%AF%D8%AB", "kind", "is not one of the accepted values", Some("event"))]
#[case("actor=Salma+Haddad", "actor", "unknown actor", Some("salma-haddad"))]
#[case("asserted_by=OPA", "asserted_by", "unknown actor", Some("port-authority"))]
#[case("about=%D8%A7%D9%84%D9%87%D9%8A%D8%A6%D8%A9", "about", "unknown actor", Some("port-authority"))]
#[case(
    "not_actor=%D8%B3%D9%84%D9%85%D9%8A+%D8%AD%D8%AF%D8%A7%D8%AF",
    "not_actor",
    "unknown actor",
    Some("salma-haddad")
)]
#[case("actor=haddad", "actor", "unknown actor", Some("salma-haddad"))]
#[case("actor=NORTH-QUAY", "actor", "unknown actor", Some("north-quay"))]
#[case("actor=north-quai", "actor", "unknown actor", Some("north-quay"))]
#[case("asserted_by=salma", "asserted_by", "unknown actor", Some("salma-haddad"))]
#[case("topic=port-expanson", "topic", "unknown topic", Some("port-expansion"))]
#[case("article=harbor-expansion-2024", "article", "unknown article", Some("harbour-expansion-2024"))]
#[case("kind=evnt", "kind", "is not one of the accepted values", Some("event"))]
#[case("certainty=Hedged", "certainty", "is not one of the accepted values", Some("hedged"))]
#[case("sort=dat", "sort", "is not one of the accepted values", Some("date"))]
#[case("sort=id&sort=date", "sort", "is given more than once", None)]
#[case("limit=201", "limit", "must be an integer from 0 to 200", Some("200"))]
#[case("limit=-1", "limit", "must be an integer from 0 to 200", Some("0"))]
#[case("limit=%2B5", "limit", "must be an integer from 0 to 200", Some("5"))]
#[case("limit=99999999999999999999", "limit", "must be an integer from 0 to 200", Some("200"))]
#[case("salience_min=4", "salience_min", "must be an integer from 1 to 3", Some("3"))]
#[case("include_undated=yes", "include_undated", "is not one of the accepted values", Some("true"))]
#[case("include_undated=tru", "include_undated", "is not one of the accepted values", Some("true"))]
#[case("date_from=2025-02-30", "date_from", "is not a valid date", Some("2025-02"))]
#[case("date_from=2025-07/2025-08", "date_from", "is not a valid date", None)]
#[case("date_from=20250723", "date_from", "is not a valid date", Some("2025-07-23"))]
#[case("date_from=2025/7/3", "date_from", "is not a valid date", Some("2025-07-03"))]
#[case("date_to=%D9%A2%D9%A0%D9%A2%D9%A5", "date_to", "is not a valid date", Some("2025"))]
#[case("date_to=last+week", "date_to", "is not a valid date", None)]
#[case("changed_since=2025/7/3", "changed_since", "is neither a release nor a day", Some("2025-07-03"))]
#[case("changed_since=20250703", "changed_since", "is neither a release nor a day", Some("2025-07-03"))]
#[case("changed_since=2025-7", "changed_since", "is neither a release nor a day", None)]
#[case("date_from=2025&date_to=2024", "date_from", "is after date_to", None)]
#[case("language=fr", "language", "no evidence is in this language", None)]
#[case("statement_language=fr", "statement_language", "no statement is in this language", None)]
#[case("actor=", "actor", "is empty", None)]
#[case("actor", "actor", "is empty", None)]
#[case("actor=china,nvidia", "actor", "unknown actor", None)]
#[case("actor=%00", "actor", "contains a control character", None)]
#[case("actor=%FF", "actor", "is not percent-encoded UTF-8", None)]
#[case("actor=%zz", "actor", "is not percent-encoded UTF-8", None)]
#[case("%FF=x", "\u{FFFD}", "is not percent-encoded UTF-8", None)]
fn errors_name_the_parameter_and_suggest_a_value(
    #[case] query: &str,
    #[case] parameter: &str,
    #[case] message: &str,
    #[case] meant: Option<&str>,
) {
    let server = Server::harbour();
    let response = server.get(&format!("/v1/claims?{query}"));
    assert_eq!(response.status, 400, "{query}");
    assert_eq!(response.header("content-type"), "application/problem+json");
    let problem = response.json();
    assert_eq!(problem["code"], "invalid_parameter");
    assert_eq!(problem["type"], "/docs/errors#invalid_parameter");
    assert_eq!(problem["instance"], format!("/v1/claims?{query}"));
    assert_eq!(problem["request_id"], response.header("request-id"));
    let error = &problem["errors"][0];
    assert_eq!(error["parameter"], parameter);
    assert!(error["message"].as_str().unwrap().starts_with(message), "{error}");
    assert_eq!(error.get("did_you_mean").and_then(Value::as_str), meant);
    assert!(!error["accepted"].as_array().unwrap().is_empty());
}

#[test]
fn all_parameter_errors_are_reported_together() {
    let server = Server::harbour();
    let problem = server.get("/v1/claims?actr=x&actor=chnia&limit=-1&date_from=2025-13&kind=").json();
    let names: Vec<_> =
        problem["errors"].as_array().unwrap().iter().map(|error| error["parameter"].as_str().unwrap()).collect();
    assert_eq!(names, ["actr", "kind", "actor", "date_from", "limit"]);
}

#[test]
fn overlong_values_are_rejected_and_truncated_in_the_error() {
    let server = Server::harbour();
    let problem = server.get(&format!("/v1/claims?actor={}", "a".repeat(501))).json();
    assert_eq!(problem["errors"][0]["message"], "is too long");
    assert_eq!(problem["errors"][0]["value"].as_str().unwrap().chars().count(), 81);
}

#[rstest]
#[case("/v1/claims/harbour-expansion-2024-01", "claim_not_found", Some("harbour-expansion-2024-001"))]
#[case("/v1/claims/harbour-expansion-2024-1", "claim_not_found", Some("harbour-expansion-2024-001"))]
#[case("/v1/claims/harbour-expansion-2024-0004", "claim_not_found", Some("harbour-expansion-2024-004"))]
#[case("/v1/claims/Harbour_Expansion_2024_003", "claim_not_found", Some("harbour-expansion-2024-003"))]
#[case("/v1/claims/..%2F..%2Fetc%2Fpasswd", "claim_not_found", None)]
#[case("/v1/actors/fisherman", "actor_not_found", Some("fishermen"))]
#[case("/v1/actors/OPA", "actor_not_found", Some("port-authority"))]
#[case("/v1/actors/%D8%B3%D9%84%D9%85%D9%89%20%D8%AD%D8%AF%D8%A7%D8%AF", "actor_not_found", Some("salma-haddad"))]
#[case("/v1/topics/fish", "topic_not_found", Some("fishing"))]
#[case("/v1/articles/harbour", "article_not_found", Some("harbour-expansion-2024"))]
#[case("/v1/claimz", "route_not_found", Some("/v1/claims"))]
#[case("/docs/assets/../../etc/passwd", "route_not_found", None)]
fn not_found_errors_suggest_the_nearest_identifier(#[case] path: &str, #[case] code: &str, #[case] near: Option<&str>) {
    let response = Server::harbour().get(path);
    let problem = response.json();
    assert_eq!((response.status, problem["code"].as_str().unwrap()), (404, code));
    let detail = problem["detail"].as_str().unwrap();
    match near {
        Some(near) => assert!(detail.contains(&format!("did you mean \"{near}\"?")), "{detail}"),
        None => assert!(!detail.contains("did you mean"), "{detail}"),
    }
}

#[rstest]
#[case("/v1/claims/harbour-expansion-2024-001?limit=1")]
#[case("/v1/dataset?pretty=1")]
#[case("/v1/actors?kynd=person")]
#[case("/v1/topics?kind=state")]
#[case("/openapi.json?x=1")]
fn every_route_rejects_unknown_parameters(#[case] path: &str) {
    assert_eq!(Server::harbour().get(path).status, 400);
}

#[rstest]
fn error_bodies_are_not_compressed(#[values("gzip", "br", "zstd")] encoding: &str) {
    let server = Server::harbour();
    for path in ["/v1/claims?actor=nobody", "/v1/nowhere", "/nowhere", "/?actor=nobody"] {
        let response = server.request("GET", path, &[("accept-encoding", encoding), ("accept", "text/html")]);
        // Rendered errors are not compressed.
        assert_eq!(response.header("content-encoding"), "", "{path}");
        assert!(std::str::from_utf8(&response.body).is_ok(), "{path}");
    }
}
