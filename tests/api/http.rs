//! What every answer has: validators, caching, encodings, cross-origin access, safe headers.

use rstest::rstest;

use super::support::Server;

const READABLE: [&str; 9] = [
    "/v1/claims",
    "/v1/claims/harbour-expansion-2024-001",
    "/v1/actors",
    "/v1/actors/fishermen",
    "/v1/topics",
    "/v1/topics/ports",
    "/v1/articles/harbour-expansion-2024",
    "/v1/dataset",
    "/openapi.json",
];

#[test]
fn a_known_answer_is_revalidated_with_304() {
    let server = Server::harbour();
    for path in READABLE {
        let answer = server.get(path);
        let tag = answer.header("etag").to_owned();
        assert!(tag.starts_with("W/\""), "{path}: {tag}");
        assert!(answer.header("cache-control").contains("max-age"), "{path}");
        assert!(answer.header("vary").to_lowercase().contains("accept-encoding"), "{path}");
        let again = server.ask("GET", path, &[("if-none-match", &format!("\"other\", {tag}"))]);
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
        assert_eq!(again.header("etag"), tag);
        assert_eq!(server.ask("GET", path, &[("if-none-match", "\"other\"")]).status, 200);
    }
}

#[test]
fn a_304_says_nothing_that_would_replace_what_the_client_has() {
    let server = Server::harbour();
    for (path, header) in [("/v1/claims?limit=1", "link"), ("/v1/claims.csv", "total-count")] {
        let answer = server.get(path);
        assert!(!answer.header(header).is_empty());
        let again = server.ask("GET", path, &[("if-none-match", answer.header("etag"))]);
        assert_eq!((again.status, again.header(header)), (304, ""), "{path}");
    }
}

#[test]
fn another_query_has_another_tag() {
    let server = Server::harbour();
    let tag = |path: &str| server.get(path).header("etag").to_owned();
    assert_ne!(tag("/v1/claims?kind=state"), tag("/v1/claims?kind=event"));
    assert_eq!(tag("/v1/claims?kind=state"), tag("/v1/claims?kind=state"));
}

#[test]
fn head_answers_as_get_without_the_body() {
    let server = Server::harbour();
    let exports = ["/v1/claims.csv", "/v1/claims.ndjson", "/v1/claims.jsonld", "/v1/claims.atom"];
    let others = ["/health/live", "/health/ready", "/docs", "/v1/claims/none-1"];
    for path in READABLE.into_iter().chain(exports).chain(others) {
        let (get, head) = (server.get(path), server.ask("HEAD", path, &[]));
        assert_eq!(head.status, get.status, "{path}");
        assert!(head.body.is_empty());
        for name in ["content-type", "content-length", "etag", "link", "dataset-version", "total-count"] {
            assert_eq!(head.header(name), get.header(name), "{name} of {path}");
        }
    }
}

#[rstest]
#[case("POST")]
#[case("PUT")]
#[case("DELETE")]
#[case("PATCH")]
#[case("OPTIONS")]
fn any_other_method_on_a_known_path_is_405_with_allow(#[case] method: &str) {
    let server = Server::harbour();
    for path in READABLE {
        let answer = server.ask(method, path, &[]);
        assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD"), "{method} {path}");
        assert_eq!(answer.json()["code"], "method_not_allowed");
    }
    assert_eq!(server.ask(method, "/nowhere", &[]).status, 404);
}

#[test]
fn any_origin_may_read_and_see_the_headers_it_needs() {
    let server = Server::harbour();
    for (path, status) in [("/v1/claims", 200), ("/v1/claims?x=1", 400), ("/nowhere", 404)] {
        let answer = server.ask("GET", path, &[("origin", "https://app.example")]);
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (status, "*"));
        assert!(answer.header("access-control-allow-credentials").is_empty());
        let exposed = answer.header("access-control-expose-headers").to_lowercase();
        for name in ["etag", "link", "retry-after", "request-id", "dataset-version"] {
            assert!(exposed.contains(name), "{name} is not in {exposed}");
        }
        let without_origin = server.get(path);
        assert_eq!(without_origin.header("access-control-allow-origin"), "*", "for shared caches");
        assert_eq!(without_origin.header("access-control-expose-headers").to_lowercase(), exposed);
    }
    let preflight = [
        ("origin", "https://app.example"),
        ("access-control-request-method", "GET"),
        ("access-control-request-headers", "if-none-match"),
    ];
    let answer = server.ask("OPTIONS", "/v1/claims", &preflight);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(answer.header("access-control-allow-headers").to_lowercase().contains("if-none-match"));
    assert!(answer.header("access-control-allow-methods").contains("GET"));
}

#[rstest]
#[case("gzip", &[0x1F, 0x8B])]
#[case("zstd", &[0x28, 0xB5, 0x2F, 0xFD])]
#[case("br", &[])]
fn answers_are_compressed_on_request(#[case] encoding: &str, #[case] magic: &[u8]) {
    let server = Server::harbour();
    let plain = server.ask("GET", "/v1/claims", &[("accept-encoding", "identity")]);
    assert!(plain.header("content-encoding").is_empty());
    // The bytes as they travel.
    let raw = raw_get(&server, "/v1/claims", encoding);
    let (head, body) = raw.split_at(raw.windows(4).position(|w| w == b"\r\n\r\n").unwrap() + 4);
    let head = String::from_utf8_lossy(head).to_lowercase();
    assert!(head.contains(&format!("content-encoding: {encoding}\r\n")), "{head}");
    assert!(head.contains("vary: accept-encoding\r\n"), "{head}");
    assert!(body.len() < plain.body.len() / 2);
    assert!(body.windows(magic.len().max(1)).any(|w| w.starts_with(magic)));
}

fn raw_get(server: &Server, path: &str, encoding: &str) -> Vec<u8> {
    use std::io::{Read, Write};
    let host = server.address().strip_prefix("http://").unwrap();
    let mut connection = std::net::TcpStream::connect(host).unwrap();
    write!(
        connection,
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: {encoding}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut raw = Vec::new();
    connection.read_to_end(&mut raw).unwrap();
    raw
}

#[test]
fn every_answer_is_numbered_versioned_and_inert() {
    let server = Server::harbour();
    let version = server.json("/v1/dataset")["dataset_version"].as_str().unwrap().to_owned();
    let mut numbers = Vec::new();
    for path in READABLE.into_iter().chain(["/v1/claims?x=1", "/nowhere", "/health/live", "/docs", "/docs/errors"]) {
        let answer = server.get(path);
        assert_eq!(answer.header("dataset-version"), version, "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(answer.header("content-security-policy").contains("default-src 'none'"), "{path}");
        assert!(answer.header("server").is_empty());
        numbers.push(answer.header("request-id").to_owned());
    }
    let count = numbers.len();
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), count, "no number twice");
    assert!(numbers.iter().all(|number| !number.is_empty()));
}

/// The largest header block of any answer, in bytes: many proxies read no more.
const MAX_HEADER_BLOCK: usize = 4096;

#[rstest]
#[case("/v1/claims?limit=1&q=%D8%A7%D9%84%D9%85%D9%8A%D9%86%D8%A7%D8%A1", 300)]
#[case("/v1/claims?limit=1&fields=", 1)]
#[case("/v1/claims?limit=1&actor=port-authority", 100)]
#[case("/v1/actors?limit=1&kind=organisation", 100)]
#[case("/?kind=state&q=&article=harbour-expansion-2024", 90)]
#[case("/?q=%D8%A7%D9%84%D9%85%D9%8A%D9%86%D8%A7%D8%A1&kind=&lang=ar", 1)]
#[case("/nowhere?x=%D8%A7", 500)]
#[case("/v1/actors/fishermen?x=1", 300)]
fn headers_stay_small_however_long_the_query_is(#[case] path: &str, #[case] times: usize) {
    let server = Server::harbour();
    let (_, last) = path.rsplit_once(['?', '&']).unwrap();
    let path = format!("{path}{}", format!("&{last}").repeat(times));
    let answer = server.get(&path);
    assert!(answer.status < 500, "{path}");
    let block: usize = answer.headers.iter().map(|(name, value)| name.len() + value.len() + 4).sum();
    assert!(block < MAX_HEADER_BLOCK, "{block} bytes of headers for {path}: {:?}", answer.headers);
}

#[test]
fn a_preflight_with_many_names_has_small_headers() {
    let names = (0..400).map(|n| format!("x-header-{n}")).collect::<Vec<_>>().join(",");
    let preflight = [
        ("origin", "https://app.example"),
        ("access-control-request-method", "GET"),
        ("access-control-request-headers", names.as_str()),
    ];
    let answer = Server::harbour().ask("OPTIONS", "/v1/claims", &preflight);
    assert_eq!((answer.status, answer.header("access-control-allow-headers")), (200, "*"));
}

#[test]
fn a_link_that_has_no_room_in_the_header_is_in_the_body() {
    let server = Server::harbour();
    let long = format!("/v1/claims?limit=1{}", "&actor=port-authority".repeat(100));
    let page = server.get(&long);
    let link = page.header("link");
    assert!(link.contains("rel=\"service-desc\"") && !link.contains("rel=\"next\""), "{link}");
    let page = page.json();
    let next = page["page"]["next"].as_str().unwrap();
    assert!(next.starts_with("/v1/claims?limit=1&actor=port-authority&"), "{next}");
    let second = server.json(next);
    assert_ne!(second["data"][0]["id"], page["data"][0]["id"]);
    let short = server.get("/v1/claims?limit=1");
    let next = short.json()["page"]["next"].as_str().unwrap().to_owned();
    assert!(short.header("link").contains(&format!("<{next}>; rel=\"next\"")), "{}", short.header("link"));
}
