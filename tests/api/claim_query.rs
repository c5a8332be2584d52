//! Lists of claims by a query in the body.

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Response, Server, text};

const QUERY: &str = "/v1/claims/query";

fn post(server: &Server, body: &Value) -> Response {
    server.post(QUERY, "application/json", body.to_string().as_bytes())
}

#[rstest]
#[case(json!({}), "")]
#[case(json!({"actor": ["china", "nvidia"], "date_from": "2025-07", "limit": 3}), "?actor=china&actor=nvidia&date_from=2025-07&limit=3")]
#[case(json!({"q": "الرقاقات", "highlight": true, "facet": ["topic", "kind"], "sort": "relevance"}), "?q=%D8%A7%D9%84%D8%B1%D9%82%D8%A7%D9%82%D8%A7%D8%AA&highlight=true&facet=topic&facet=kind&sort=relevance")]
#[case(json!({"about": "china", "limit": 0, "include_parts": true}), "?about=china&limit=0&include_parts=true")]
fn the_answer_is_that_of_the_address(#[case] body: Value, #[case] query: &str) {
    let server = Server::built_in();
    let expected = server.json(&format!("/v1/claims{query}"));
    for method in ["POST", "QUERY"] {
        let response = match method {
            "POST" => post(&server, &body),
            _ => server.query("/v1/claims", &body),
        };
        let mut found = response.json();
        assert_eq!(response.status, 200, "{method} {found}");
        let located = server.get(response.header("content-location"));
        assert_eq!(found, located.json(), "{method}");
        assert_eq!(response.header("etag"), located.header("etag"), "{method}");
        // The order of the parameters is that of the body.
        found["page"] = expected["page"].clone();
        assert_eq!(found, expected, "{method}");
    }
}

#[rstest]
#[case(QUERY, r#"{"actor":"china","actor":"nvidia"}"#, "the body has the member \"actor\" twice")]
#[case(
    "/v1/quotes/verify",
    r#"{"quotes":[{"text":"a","text":"b"}]}"#,
    "the body has the member \"text\" twice in quotes[0]"
)]
fn a_member_that_is_given_twice_is_an_error(#[case] path: &str, #[case] body: &str, #[case] expected: &str) {
    let response = Server::built_in().post(path, "application/json", body.as_bytes());
    let problem = response.json();
    assert_eq!(response.status, 400, "{problem}");
    assert!(problem["detail"].as_str().unwrap().starts_with(expected), "{problem}");
}

#[test]
fn the_next_page_is_asked_for_by_address_or_by_cursor() {
    let server = Server::built_in();
    let first = post(&server, &json!({"actor": "china", "limit": 5})).json();
    let by_address = server.json(first["page"]["next"].as_str().unwrap());
    let by_cursor =
        post(&server, &json!({"actor": "china", "limit": 5, "cursor": first["page"]["next_cursor"]})).json();
    assert_eq!(by_address["data"], by_cursor["data"]);
}

#[test]
fn a_query_that_fits_no_address_is_answered_without_one() {
    let server = Server::built_in();
    let ids: Vec<String> = (0..199).map(|n| format!("us-china-ai-dominance-2025-{n:03}-{}", "x".repeat(40))).collect();
    let all: Vec<&str> = ids.iter().map(String::as_str).chain(["us-china-ai-dominance-2025-055"]).collect();
    for some in [5, 20, 40, 80, 200] {
        let response = post(&server, &json!({"id": all[..some]}));
        let size: usize = response.headers.iter().map(|(name, value)| name.len() + value.len() + 4).sum();
        assert!(size < 4 << 10, "{some} identifiers: {size} bytes");
        assert_eq!(response.header("content-location").is_empty(), some > 20, "{some}");
    }
    let response = post(&server, &json!({"id": all}));
    assert_eq!((response.status, response.header("content-location")), (200, ""));
    assert_eq!(response.json()["data"][0]["id"], "us-china-ai-dominance-2025-055");
    assert_eq!(response.json()["missing"].as_array().unwrap().len(), 199);
}

#[test]
fn errors_are_those_of_the_parameters() {
    let server = Server::built_in();
    let problem = post(&server, &json!({"actor": "chnia", "limit": 500, "kinds": null, "date_from": ["2025", "2026"]}));
    let problem = problem.json();
    let errors = problem["errors"].as_array().unwrap();
    let names: Vec<&str> = errors.iter().map(|error| error["parameter"].as_str().unwrap()).collect();
    assert_eq!((problem["status"].as_u64(), errors.len()), (Some(400), 4), "{problem:#}");
    assert!(["actor", "limit", "kinds", "date_from"].iter().all(|name| names.contains(name)), "{names:?}");
    assert!(errors.iter().any(|error| error["did_you_mean"] == "china"), "{problem:#}");
}

#[rstest]
#[case("application/json", b"[1]".to_vec(), 400)]
#[case("application/json", b"{\"actor\"".to_vec(), 400)]
#[case("text/plain", b"{}".to_vec(), 415)]
#[case("application/json", vec![b' '; 65 << 10], 413)]
fn other_bodies_are_refused(#[case] media_type: &str, #[case] body: Vec<u8>, #[case] status: u16) {
    let response = Server::built_in().post(QUERY, media_type, &body);
    assert_eq!(response.status, status, "{}", text(&response.body));
    assert_eq!(response.header("content-type"), "application/problem+json");
}

#[test]
fn a_query_may_be_conditional_and_comes_from_any_origin() {
    let server = Server::built_in();
    let tag = server.query("/v1/claims", &json!({"actor": "china"})).header("etag").to_owned();
    let again = server.query_with("/v1/claims", &json!({"actor": "china"}), &[("if-none-match", &tag)]);
    assert_eq!((again.status, again.body.len()), (304, 0));
    let headers = [
        ("origin", "https://example.org"),
        ("access-control-request-method", "QUERY"),
        ("access-control-request-headers", "content-type"),
    ];
    let preflight = server.request("OPTIONS", "/v1/claims", &headers);
    assert_eq!(preflight.status, 200);
    assert!(preflight.header("access-control-allow-methods").contains("QUERY"));
    assert_eq!(server.request("DELETE", "/v1/claims", &[]).header("allow"), "GET, HEAD, QUERY");
    for method in ["GET", "DELETE"] {
        let refused = server.request(method, QUERY, &[]);
        assert_eq!((refused.status, refused.header("allow")), (405, "POST"), "{method}");
    }
}

#[test]
fn a_long_query_by_get_still_names_its_next_page() {
    let server = Server::built_in();
    let ids: Vec<String> =
        (0..150).map(|n| format!("id=us-china-ai-dominance-2025-{n:03}-{}", "x".repeat(40))).collect();
    let query =
        format!("{}&id=us-china-ai-dominance-2025-055&id=us-china-ai-dominance-2025-054&limit=1", ids.join("&"));
    let first = server.json(&format!("/v1/claims?{query}"));
    let next = first["page"]["next"].as_str().unwrap();
    assert!(next.len() > 8 << 10, "{}", next.len());
    assert_eq!(server.json(next)["data"].as_array().unwrap().len(), 1);
}
