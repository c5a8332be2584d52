//! What proxies, caches and people do to requests: suffixes of entity tags, resumed downloads, trailing slashes,
//! parameters that others add to shared links, `Accept`.

use rstest::rstest;
use tempfile::TempDir;

use crate::support::{CLAIMS, Response, Server, copy_with_replacements, seed, text};

const SNAPSHOT: &str = "/v1/dataset/claims.sqlite";

#[rstest]
#[case("/v1/claims")]
#[case("/v1/actors/fishermen")]
#[case("/topics")]
#[case(SNAPSHOT)]
#[case("/v1/dataset/claims.csv")]
fn a_tag_with_the_suffix_of_a_proxy_is_current(#[case] path: &str) {
    let server = Server::harbour();
    let tag = server.get(path).header("etag").to_owned();
    let plain = tag.trim_start_matches("W/").trim_matches('"').to_owned();
    for suffix in ["", "-gzip", "-br", "--gzip", ";gzip", "-zstd", "-deflate"] {
        // The second request may be answered from the response cache.
        for sent in [format!("W/\"{plain}{suffix}\""), format!("\"{plain}{suffix}\""), format!("\"{plain}\"{suffix}")] {
            assert_eq!(server.request("GET", path, &[("if-none-match", &sent)]).status, 304, "{path} {sent}");
        }
    }
    for sent in [format!("\"{plain}x\""), format!("\"{plain}-old\""), format!("\"{}\"", &plain[1..])] {
        assert_eq!(server.request("GET", path, &[("if-none-match", &sent)]).status, 200, "{path} {sent}");
    }
}

#[test]
fn a_download_resumes_at_another_server_with_the_same_file() {
    let (first, second) = (Server::harbour(), TempDir::new().unwrap());
    std::fs::copy(first.folder.path().join("isnad.db"), second.path().join("isnad.db")).unwrap();
    let second = Server::start(second);
    let whole = first.get(SNAPSHOT);
    let tag = whole.header("etag");
    assert!(tag.starts_with('"'), "{tag} is strong");
    assert_eq!(second.get(SNAPSHOT).header("etag"), tag);
    let rest = [("range", "bytes=1000-"), ("if-range", tag)];
    let part = second.request("GET", SNAPSHOT, &rest);
    assert_eq!((part.status, part.header("etag")), (206, tag));
    assert!(part.body == whole.body[1000..]);

    let weak = [("range", "bytes=1000-"), ("if-range", &*format!("W/{tag}"))];
    assert_eq!(
        second.request("GET", SNAPSHOT, &weak).status,
        200,
        "a weak tag does not prove that the bytes are the same"
    );

    // With another file the download starts again.
    let folder = TempDir::new().unwrap();
    let other = copy_with_replacements(CLAIMS, &[("\"salience\":3", "\"salience\":1")]);
    seed(other.path(), None, &folder.path().join("isnad.db"));
    let changed = Server::start(folder);
    let all = changed.request("GET", SNAPSHOT, &rest);
    assert_eq!(all.status, 200);
    assert_ne!(all.header("etag"), tag);
    assert_eq!(all.body.len(), all.header("content-length").parse::<usize>().unwrap());
    let refused = changed.request("GET", SNAPSHOT, &[("range", "bytes=1000-"), ("if-match", tag)]);
    assert_eq!((refused.status, refused.json()["code"].as_str()), (412, Some("precondition_failed")));
    assert_eq!(refused.header("content-type"), "application/problem+json");
}

#[rstest]
#[case("bytes=0-0", 206, 1)]
#[case("bytes=5-9", 206, 5)]
#[case("bytes=-3", 206, 3)]
#[case("bytes=0-1,4-5", 200, 0)]
#[case("lines=1-2", 200, 0)]
#[case("bytes=9-5", 200, 0)]
#[case("nonsense", 200, 0)]
fn ranges_that_are_not_supported_are_ignored(#[case] range: &str, #[case] status: u16, #[case] length: usize) {
    let server = Server::harbour();
    let size = std::fs::read(server.folder.path().join("isnad.db")).unwrap().len();
    let response = server.request("GET", SNAPSHOT, &[("range", range)]);
    let expected = if status == 206 { length } else { size };
    assert_eq!((response.status, response.body.len()), (status, expected), "{range}");
    let head = server.request("HEAD", SNAPSHOT, &[("range", range)]);
    assert_eq!((head.status, head.header("content-length")), (200, size.to_string().as_str()), "{range}");
}

#[test]
fn content_encoding_identity_is_never_sent() {
    let server = Server::harbour();
    for encoding in ["identity", "gzip", "br", "zstd", "*;q=0, identity"] {
        for (method, range) in [("GET", ""), ("HEAD", ""), ("GET", "bytes=0-9")] {
            let headers = [("accept-encoding", encoding), ("range", range)];
            let headers = if range.is_empty() { &headers[..1] } else { &headers };
            let response = server.request(method, SNAPSHOT, headers);
            assert_eq!(response.header("content-encoding"), "", "{method} {encoding} {range}");
        }
        assert_ne!(
            server.request("GET", "/v1/claims", &[("accept-encoding", encoding)]).header("content-encoding"),
            "identity"
        );
    }
}

#[test]
fn scripts_may_read_the_headers_of_ranges() {
    let response = Server::harbour().request("GET", SNAPSHOT, &[("range", "bytes=0-9")]);
    let exposed = response.header("access-control-expose-headers");
    for name in ["accept-ranges", "content-range", "content-length", "etag", "content-disposition"] {
        assert!(exposed.split(", ").any(|known| known == name), "{name} is not in {exposed}");
    }
}

#[rstest]
#[case("/v1/claims/", "/v1/claims")]
#[case("/v1/claims/?actor=fishermen&limit=1", "/v1/claims?actor=fishermen&limit=1")]
#[case("/v1/claims//", "/v1/claims")]
#[case("/v1/actors/fishermen/", "/v1/actors/fishermen")]
#[case("/v1/claims.csv/", "/v1/claims.csv")]
#[case("/actors/", "/actors")]
#[case("/topics/ports/?lang=ar", "/topics/ports?lang=ar")]
#[case("/docs/", "/docs")]
#[case("/health/live/", "/health/live")]
#[case("/claims/", "/claims")]
#[case("/claims?kind=event", "/?kind=event")]
fn a_trailing_slash_is_redirected(#[case] path: &str, #[case] target: &str) {
    let server = Server::harbour();
    let response = server.get(path);
    assert_eq!((response.status, response.header("location")), (308, target), "{path}");
    assert!(server.get(target).status < 400, "{target}");
}

#[rstest]
#[case("//v1/claims", "/v1/claims")]
#[case("/v1//claims", "/v1/claims")]
#[case("/V1/Claims", "/v1/claims")]
#[case("/v1/ACTORS", "/v1/actors")]
#[case("/v1/claim", "/v1/claims")]
fn other_misspelt_paths_get_a_suggestion(#[case] path: &str, #[case] meant: &str) {
    let response = Server::harbour().get(path);
    assert_eq!(response.status, 404, "{path}");
    let detail = response.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.ends_with(&format!("did you mean \"{meant}\"?")), "{detail}");
}

#[test]
fn a_redirect_never_leads_to_another_host_and_stays_short() {
    let server = Server::harbour();
    for path in ["//example.org/", "//example.org//", "/\\example.org/", "//v1/claims/"] {
        let response = server.get(path);
        assert_eq!((response.status, response.header("location")), (404, ""), "{path}");
    }
    let long = format!("/v1/claims/?q={}", "a".repeat(5_000));
    assert_eq!(server.get(&long).status, 404);
}

#[rstest]
#[case("application/json;q=0", 406)]
#[case("application/json;q=0, */*", 406)]
#[case("text/csv", 406)]
#[case("text/html", 406)]
#[case("application/*", 200)]
#[case("text/html, */*;q=0.1", 200)]
#[case("application/json; charset=utf-8", 200)]
#[case("", 200)]
fn json_routes_respect_accept(#[case] accept: &str, #[case] status: u16) {
    let server = Server::harbour();
    for path in ["/v1/claims", "/v1/claims?limit=1", "/v1/actors/fishermen", "/v1/suggest?q=port", "/v1/dataset"] {
        // The second response may come from the response cache.
        for _ in 0..2 {
            assert_eq!(server.get(path).status, 200);
            let response = server.request("GET", path, &[("accept", accept)]);
            assert_eq!(response.status, status, "{path} {accept}");
            if status == 406 {
                assert_eq!(response.header("content-type"), "application/problem+json");
                assert_eq!(response.json()["code"], "not_acceptable");
            }
        }
    }
}

#[test]
fn a_406_names_the_routes_of_other_formats_and_other_routes_ignore_accept() {
    let server = Server::harbour();
    let detail = server.request("GET", "/v1/claims", &[("accept", "text/csv")]).json()["detail"].to_string();
    for route in ["/v1/claims.csv serves text/csv", "/v1/claims.ndjson", "/v1/claims.jsonld", "/v1/claims.atom"] {
        assert!(detail.contains(route), "{route} is not in {detail}");
    }
    for path in ["/v1/claims.csv", "/v1/claims.ndjson", "/v1/claims.jsonld", "/v1/dataset/claims.csv", "/health/ready"]
    {
        assert_eq!(server.request("GET", path, &[("accept", "text/html")]).status, 200, "{path}");
    }
    let annotation = "/v1/claims/harbour-expansion-2024-001/annotation";
    assert_eq!(server.request("GET", annotation, &[("accept", "application/ld+json")]).status, 200);
}

#[rstest]
#[case("/")]
#[case("/actors")]
#[case("/actors/fishermen")]
#[case("/topics")]
#[case("/topics/ports")]
#[case("/articles")]
#[case("/articles/harbour-expansion-2024")]
#[case("/claims/harbour-expansion-2024-001")]
#[case("/dataset")]
fn pages_ignore_parameters_that_others_add(#[case] path: &str) {
    let server = Server::harbour();
    let page = |query: &str| {
        let response = server.get(&format!("{path}{query}"));
        assert_eq!(response.status, 200, "{path}{query}");
        text(&response.body)
    };
    let plain = page("?lang=en");
    for added in ["fbclid=IwAR0%20x", "utm_source=rss&utm_medium=feed", "gclid=1&gclid=2", "mc_cid=%FF", "_=1", "ref"] {
        // The search page redirects to the address without empty values.
        let separator = if added == "ref" { "ref=1" } else { added };
        let html = page(&format!("?{separator}&lang=en"));
        assert!(html == plain, "{path}: {separator} is in the page");
    }
    assert!(server.get(&format!("{path}?lang=xx")).status == 400, "known parameters are still checked");
}

#[test]
fn the_feed_ignores_parameters_that_others_add_and_the_api_does_not() {
    let server = Server::harbour();
    let feed = server.get("/v1/claims.atom?kind=event");
    let shared = server.get("/v1/claims.atom?utm_source=rss&kind=event&fbclid=a");
    assert_eq!(shared.status, 200);
    assert!(shared.body == feed.body, "the same feed has the same identifier and links");
    assert_eq!(server.get("/v1/claims.atom?kind=evnt&utm_source=rss").status, 400);
    for path in ["/v1/claims", "/v1/claims.csv", "/v1/actors", "/v1/dataset", "/v1/claims/timeline"] {
        let response: Response = server.get(&format!("{path}?utm_source=rss"));
        assert_eq!(response.status, 400, "{path}");
    }
}

#[test]
fn shared_search_links_with_empty_parameters_are_redirected_without_them() {
    let server = Server::harbour();
    let response = server.get("/?fbclid=&kind=event&utm_source=x");
    assert_eq!((response.status, response.header("location")), (302, "/?kind=event"));
}
