//! What every response has: validators, caching, encodings, cross-origin access, safe headers.

use std::io::Read;

use rstest::rstest;

use crate::support::Server;

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
fn current_responses_are_revalidated_with_304() {
    let server = Server::harbour();
    for path in READABLE {
        let response = server.get(path);
        let tag = response.header("etag").to_owned();
        assert!(tag.starts_with("W/\""), "{path}: {tag}");
        assert!(response.header("cache-control").contains("max-age"), "{path}");
        assert!(response.header("vary").to_lowercase().contains("accept-encoding"), "{path}");
        let again = server.request("GET", path, &[("if-none-match", &format!("\"other\", {tag}"))]);
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
        assert_eq!(again.header("etag"), tag);
        assert_eq!(server.request("GET", path, &[("if-none-match", "\"other\"")]).status, 200);
    }
}

#[test]
fn not_modified_responses_omit_link_and_total_count() {
    let server = Server::harbour();
    for (path, header) in [("/v1/claims?limit=1", "link"), ("/v1/claims.csv", "total-count")] {
        let response = server.get(path);
        assert!(!response.header(header).is_empty());
        let again = server.request("GET", path, &[("if-none-match", response.header("etag"))]);
        assert_eq!((again.status, again.header(header)), (304, ""), "{path}");
    }
}

#[test]
fn etags_differ_by_query() {
    let server = Server::harbour();
    let tag = |path: &str| server.get(path).header("etag").to_owned();
    assert_ne!(tag("/v1/claims?kind=state"), tag("/v1/claims?kind=event"));
    assert_eq!(tag("/v1/claims?kind=state"), tag("/v1/claims?kind=state"));
}

#[test]
fn head_returns_the_headers_of_get_without_a_body() {
    let server = Server::harbour();
    let exports = ["/v1/claims.csv", "/v1/claims.ndjson", "/v1/claims.jsonld", "/v1/claims.atom"];
    let others = ["/health/live", "/health/ready", "/docs", "/v1/claims/none-1"];
    for path in READABLE.into_iter().chain(exports).chain(others) {
        let (get, head) = (server.get(path), server.request("HEAD", path, &[]));
        assert_eq!(head.status, get.status, "{path}");
        assert!(head.body.is_empty());
        for name in ["content-type", "content-length", "etag", "link", "dataset-version", "total-count"] {
            assert_eq!(head.header(name), get.header(name), "{name} of {path}");
        }
    }
}

#[test]
fn a_head_request_has_no_ranges() {
    let server = Server::harbour();
    let whole = server.get("/v1/dataset/claims.sqlite").body.len().to_string();
    for range in ["bytes=0-99", "bytes=-5", "bytes=999999999-", "bytes=0-1,5-6", "nonsense"] {
        for path in ["/v1/dataset/claims.sqlite", "/v1/claims", "/v1/claims.csv"] {
            let head = server.request("HEAD", path, &[("range", range)]);
            assert_eq!((head.status, head.header("content-range")), (200, ""), "{range} of {path}");
        }
        let head = server.request("HEAD", "/v1/dataset/claims.sqlite", &[("range", range)]);
        assert_eq!(head.header("content-length"), whole, "{range}");
    }
    assert_eq!(server.request("GET", "/v1/dataset/claims.sqlite", &[("range", "bytes=0-99")]).status, 206);
}

#[rstest]
#[case("GET", "/v1/claims", &[("accept-encoding", "identity;q=0")], 406, "not_acceptable")]
#[case("GET", "/v1/claims.csv", &[("accept-encoding", "compress, *;q=0")], 406, "not_acceptable")]
#[case("GET", "/", &[("accept-encoding", "*;q=0")], 406, "not_acceptable")]
#[case("GET", "/v1/dataset/claims.sqlite", &[("if-match", "\"other\"")], 412, "precondition_failed")]
#[case("GET", "/v1/dataset/claims.sqlite", &[("range", "bytes=999999999-")], 416, "range_not_satisfiable")]
#[case("OPTIONS", "/v1/claims", &[("origin", "https://app.example"), ("access-control-request-method", "PUT")], 405, "method_not_allowed")]
#[case("OPTIONS", "/v1/claims", &[("origin", "https://app.example"), ("access-control-request-method", "(")], 405, "method_not_allowed")]
fn errors_of_libraries_are_problem_documents(
    #[case] method: &str,
    #[case] path: &str,
    #[case] headers: &[(&str, &str)],
    #[case] status: u16,
    #[case] code: &str,
) {
    let response = Server::harbour().request(method, path, headers);
    assert_eq!((response.status, response.header("content-type")), (status, "application/problem+json"), "{headers:?}");
    assert_eq!(
        (response.json()["status"].as_u64(), response.json()["code"].as_str()),
        (Some(status.into()), Some(code))
    );
}

#[test]
fn a_path_that_begins_with_slashes_names_no_host() {
    let server = Server::harbour();
    for path in ["//evil.example/x", "///evil.example", "//evil.example/v1/claims", "//evil.example/?lang=ar"] {
        let page = server.request("GET", path, &[("accept", "text/html")]);
        let page = crate::support::text(&page.body);
        assert!(!page.contains("\"//"), "{path} is linked to: {page}");
        let instance = server.get(path).json()["instance"].as_str().unwrap().to_owned();
        assert!(instance.starts_with("/evil.example"), "{instance}");
    }
}

#[rstest]
#[case("POST")]
#[case("PUT")]
#[case("DELETE")]
#[case("PATCH")]
#[case("OPTIONS")]
fn other_methods_return_405_with_allow(#[case] method: &str) {
    let server = Server::harbour();
    for path in READABLE {
        let response = server.request(method, path, &[]);
        let allowed = if path == "/v1/claims" { "GET, HEAD, QUERY" } else { "GET, HEAD" };
        assert_eq!((response.status, response.header("allow")), (405, allowed), "{method} {path}");
        assert_eq!(response.json()["code"], "method_not_allowed");
    }
    assert_eq!(server.request(method, "/nowhere", &[]).status, 404);
}

#[test]
fn any_origin_may_read_responses_and_their_headers() {
    let server = Server::harbour();
    for (path, status) in [("/v1/claims", 200), ("/v1/claims?x=1", 400), ("/nowhere", 404)] {
        let response = server.request("GET", path, &[("origin", "https://app.example")]);
        assert_eq!((response.status, response.header("access-control-allow-origin")), (status, "*"));
        assert!(response.header("access-control-allow-credentials").is_empty());
        let exposed = response.header("access-control-expose-headers").to_lowercase();
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
    let response = server.request("OPTIONS", "/v1/claims", &preflight);
    assert_eq!(response.status, 200);
    assert_eq!(response.header("access-control-allow-origin"), "*");
    assert!(response.header("access-control-allow-headers").to_lowercase().contains("if-none-match"));
    assert!(response.header("access-control-allow-methods").contains("GET"));
}

fn decode(encoding: &str, body: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::new();
    match encoding {
        "gzip" => flate2::read::GzDecoder::new(body).read_to_end(&mut decoded),
        "br" => brotli::Decompressor::new(body, 4096).read_to_end(&mut decoded),
        "zstd" => zstd::Decoder::new(body).unwrap().read_to_end(&mut decoded),
        other => panic!("unexpected encoding {other}"),
    }
    .unwrap();
    decoded
}

#[rstest]
fn compressed_bodies_decode_to_the_plain_body(#[values("gzip", "br", "zstd")] encoding: &str) {
    let server = Server::harbour();
    for path in ["/v1/claims", "/v1/claims.ndjson", "/openapi.json", "/topics"] {
        let plain = server.request("GET", path, &[("accept-encoding", "identity")]);
        assert_eq!(plain.header("content-encoding"), "", "{path}");
        // The second response may come from the response cache.
        for _ in 0..2 {
            let compressed = server.request("GET", path, &[("accept-encoding", encoding)]);
            assert_eq!(compressed.header("content-encoding"), encoding, "{path}");
            assert!(compressed.header("vary").to_lowercase().contains("accept-encoding"), "{path}");
            assert!(compressed.body.len() < plain.body.len() / 2, "{path}: {} bytes", compressed.body.len());
            assert!(decode(encoding, &compressed.body) == plain.body, "{path}");
        }
    }
}

#[test]
fn every_response_has_a_request_id_a_version_and_security_headers() {
    let server = Server::harbour();
    let version = server.json("/v1/dataset")["dataset_version"].as_str().unwrap().to_owned();
    let mut numbers = Vec::new();
    for path in READABLE.into_iter().chain(["/v1/claims?x=1", "/nowhere", "/health/live", "/docs", "/docs/errors"]) {
        let response = server.get(path);
        assert_eq!(response.header("dataset-version"), version, "{path}");
        assert_eq!(response.header("x-content-type-options"), "nosniff", "{path}");
        assert!(response.header("content-security-policy").contains("default-src 'none'"), "{path}");
        assert!(response.header("server").is_empty());
        numbers.push(response.header("request-id").to_owned());
    }
    let count = numbers.len();
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), count, "no number twice");
    assert!(numbers.iter().all(|number| !number.is_empty()));
}

/// The largest header block of any response, in bytes: many proxies read no more.
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
fn headers_stay_small_for_long_queries(#[case] path: &str, #[case] times: usize) {
    let server = Server::harbour();
    let (_, last) = path.rsplit_once(['?', '&']).unwrap();
    let path = format!("{path}{}", format!("&{last}").repeat(times));
    let response = server.get(&path);
    assert!(response.status < 500, "{path}");
    let block: usize = response.headers.iter().map(|(name, value)| name.len() + value.len() + 4).sum();
    assert!(block < MAX_HEADER_BLOCK, "{block} bytes of headers for {path}: {:?}", response.headers);
}

#[test]
fn a_preflight_with_many_names_has_small_headers() {
    let names = (0..400).map(|n| format!("x-header-{n}")).collect::<Vec<_>>().join(",");
    let preflight = [
        ("origin", "https://app.example"),
        ("access-control-request-method", "GET"),
        ("access-control-request-headers", names.as_str()),
    ];
    let response = Server::harbour().request("OPTIONS", "/v1/claims", &preflight);
    assert_eq!((response.status, response.header("access-control-allow-headers")), (200, "*"));
}

#[test]
fn next_links_too_long_for_the_header_are_in_the_body() {
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
