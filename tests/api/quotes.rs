//! Verification of quotes over HTTP.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use rstest::rstest;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Response, Server, harbour, seed, text};

const VERIFY: &str = "/v1/quotes/verify";
const QUOTE: &str = "ستضاعف التوسعة طاقة الميناء خلال ثلاث سنوات";
/// Of the article, but of no claim.
const UNCLAIMED: &str = "وكانت صحيفة المرفأ قد نقلت عن مسؤول";

/// Serves the synthetic article, whose text was given.
fn server() -> Server {
    let folder = TempDir::new().unwrap();
    seed(&harbour("seed"), Some(&harbour("texts")), &folder.path().join("isnad.db"));
    Server::start(folder)
}

fn post(server: &Server, body: &Value) -> Response {
    server.post(VERIFY, "application/json", body.to_string().as_bytes())
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn verify(server: &Server, quotes: &Value) -> Vec<Value> {
    let response = post(server, &json!({"quotes": quotes}));
    assert_eq!(response.status, 200, "{}", text(&response.body));
    response.json()["quotes"].as_array().unwrap().clone()
}

#[test]
fn quotes_have_their_match_place_and_speaker() {
    let server = server();
    let found = verify(
        &server,
        &json!([
            {"text": QUOTE, "speaker": "salma-haddad"},
            {"text": "“ستضاعفُ التوسعه طاقـة الميناء خلال ثلاث سنوات،”", "speaker": "سلمى حداد"},
            {"text": QUOTE.replace("ثلاث", "أربع"), "speaker": "salma-haddad"},
            {"text": QUOTE, "speaker": "port-authority"},
            {"text": QUOTE, "speaker": "nobody"},
            {"text": UNCLAIMED},
            {"text": "الميناء"},
            {"text": "not a word of this stands anywhere"},
        ]),
    );
    let matches: Vec<&str> = found.iter().map(|quote| quote["match"].as_str().unwrap()).collect();
    assert_eq!(matches, ["exact", "folded", "none", "exact", "exact", "exact", "too_short", "none"]);
    let speakers: Vec<Option<&str>> = found.iter().map(|quote| quote["speaker"].as_str()).collect();
    let expected = [Some("as_claimed"), Some("as_claimed"), Some("unknown"), Some("other"), Some("unknown")];
    assert_eq!(speakers[..5], expected);
    let place = &found[0]["places"][0];
    assert_eq!(place["article"]["id"], "harbour-expansion-2024");
    assert_eq!((&place["start"], &place["end"]), (&json!(103), &json!(146)));
    assert_eq!(place["claims"][0], "harbour-expansion-2024-002");
    assert_eq!(place["asserted_by"]["id"], "salma-haddad");
    assert_eq!(place["attribution"].as_array().unwrap().last().unwrap()["actor"]["id"], "salma-haddad");
    assert_eq!(found[3]["said_by"][0]["id"], "salma-haddad");
    let unclaimed = &found[5]["places"][0];
    assert_eq!(unclaimed["claims"], json!([]));
    assert!(unclaimed["start"].is_u64() && unclaimed.get("asserted_by").is_none());
}

#[test]
fn words_that_somebody_says_inside_the_article_are_theirs() {
    // Claims of the article and of the person it quotes rest on the same words.
    let quotes = verify(&Server::built_in(), &json!([{"text": "سباق الذكاء الاصطناعى"}]));
    let place = &quotes[0]["places"][0];
    assert_eq!(place["asserted_by"]["id"], "donald-trump", "{place:#}");
    let asserters: Vec<_> = place["claims"].as_array().unwrap()[..2]
        .iter()
        .map(|id| Server::built_in().json(&format!("/v1/claims/{}", id.as_str().unwrap()))["asserted_by"]["id"].clone())
        .collect();
    assert_eq!(asserters, ["donald-trump", "us-china-ai-dominance-2025-article"]);
}

#[test]
fn a_partial_quote_shows_its_longest_run() {
    let found = verify(&server(), &json!([{"text": QUOTE.replace("سنوات", "أعوام")}]));
    assert_eq!(found[0]["match"], "partial");
    assert_eq!(found[0]["matched"], "ستضاعف التوسعة طاقة الميناء خلال ثلاث");
}

#[test]
fn quotations_of_a_draft_have_their_place_in_it() {
    let server = server();
    let draft = format!("🚢 Salma Haddad said: “{QUOTE}”. The sign reads “nothing of the sort at all”.");
    let response = post(&server, &json!({"text": draft}));
    assert_eq!((response.status, response.header("cache-control")), (200, "no-store"));
    assert!(response.header("etag").is_empty() && !response.header("request-id").is_empty());
    let answer = response.json();
    let quote = &answer["quotes"][0];
    let place = |name: &str| usize::try_from(quote[name].as_u64().unwrap()).unwrap();
    let inside: String = draft.chars().skip(place("start")).take(place("end") - place("start")).collect();
    assert_eq!((inside.as_str(), quote["text"].as_str()), (QUOTE, Some(QUOTE)));
    assert_eq!((&quote["named_speaker"], &quote["speaker"]), (&json!("Salma Haddad"), &json!("as_claimed")));
    assert_eq!(answer["summary"], json!({"exact": 1, "folded": 0, "partial": 0, "none": 1, "too_short": 0}));
}

#[test]
fn one_quote_is_verified_by_get() {
    let server = server();
    let response = server.get(&format!("{VERIFY}?text={}&speaker=salma-haddad", encoded(QUOTE)));
    assert_eq!(response.status, 200, "{}", text(&response.body));
    assert!(!response.header("etag").is_empty());
    assert_eq!(response.json()["quotes"][0]["match"], "exact");
    assert_eq!(server.get(VERIFY).json()["errors"][0]["parameter"], "text");
}

#[rstest]
#[case("application/json", b"{", 400)]
#[case("application/json", b"\"\xFF\"", 400)]
#[case("text/plain", b"{\"text\": \"a\"}", 415)]
#[case("application/x-www-form-urlencoded", b"text=a", 415)]
#[case("application/json", br#"{"txt": "a"}"#, 400)]
fn bad_bodies_are_refused(#[case] media_type: &str, #[case] body: &[u8], #[case] status: u16) {
    let response = server().post(VERIFY, media_type, body);
    assert_eq!(response.status, status, "{}", text(&response.body));
    assert_eq!(response.header("content-type"), "application/problem+json");
}

#[test]
fn errors_of_a_body_name_the_value_and_the_field_that_was_meant() {
    let server = server();
    let problem = post(&server, &json!({"quotes": [{"text": "a b c", "speakr": "x"}]})).json();
    assert_eq!(problem["errors"][0]["parameter"], "/quotes/0/speakr");
    assert_eq!(problem["errors"][0]["did_you_mean"], "speaker");
    let large = server.post(VERIFY, "application/json", &vec![b' '; 65 << 10]);
    assert_eq!((large.status, large.json()["code"].as_str().unwrap()), (413, "content_too_large"));
}

#[test]
fn other_methods_and_preflights_are_answered() {
    let server = server();
    let refused = server.request("DELETE", VERIFY, &[]);
    assert_eq!((refused.status, refused.header("allow")), (405, "GET, HEAD, POST"));
    assert_eq!(server.request("DELETE", "/v1/claims", &[]).header("allow"), "GET, HEAD, QUERY");
    let headers = [
        ("origin", "https://example.org"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type"),
    ];
    let preflight = server.request("OPTIONS", VERIFY, &headers);
    assert_eq!(preflight.status, 200);
    assert!(preflight.header("access-control-allow-methods").contains("POST"));
    assert!(preflight.header("access-control-allow-headers").contains("content-type"));
}

#[test]
fn a_body_that_does_not_arrive_is_cut() {
    let folder = TempDir::new().unwrap();
    seed(&harbour("seed"), None, &folder.path().join("isnad.db"));
    let server = Server::start_with(folder, &["--header-timeout", "1"]);
    let mut stream = TcpStream::connect(server.address().trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let head =
        format!("POST {VERIFY} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{");
    stream.write_all(head.as_bytes()).unwrap();
    let started = Instant::now();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert!(text(&answer).starts_with("HTTP/1.1 408 "), "{}", text(&answer));
    assert!(started.elapsed() < Duration::from_secs(15));
}
