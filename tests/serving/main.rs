//! The server in operation: datasets swapped, signals, limits, slow clients, what it counts.

#[path = "../support/mod.rs"]
mod support;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use support::{Answer, CLAIMS, Server, altered, harbour, seed};
use tempfile::TempDir;

fn serving(options: &[&str]) -> Server {
    let folder = TempDir::new().unwrap();
    seed(&harbour("seed"), Some(&harbour("texts")), &folder.path().join("isnad.db"));
    Server::start_with(folder, options)
}

fn version(answer: &Answer) -> String {
    answer.header("dataset-version").to_owned()
}

#[test]
fn another_dataset_in_its_place_is_served_and_a_broken_one_refused() {
    let server = serving(&[]);
    let database = server.folder.path().join("isnad.db");
    let before = version(&server.get("/v1/claims"));
    let other = altered(CLAIMS, &[("\"salience\":2", "\"salience\":3")]);
    seed(other.path(), None, &database);
    let line = server.log_line("dataset reloaded");
    assert_eq!(line["claims"], 5);
    let after = version(&server.get("/v1/claims"));
    assert_ne!(before, after);
    assert_eq!(server.get("/v1/claims").json()["total"], 5);

    let broken = server.folder.path().join("broken");
    std::fs::write(&broken, "no database").unwrap();
    std::fs::rename(&broken, &database).unwrap();
    let refused = loop {
        let line = server.next_line();
        if line["level"] == "ERROR" {
            break line;
        }
    };
    assert_eq!(refused["message"], "dataset reload failed; keeping the current dataset");
    assert!(refused["error"].as_str().unwrap().contains("is not a readable SQLite database"));
    assert_eq!(version(&server.get("/v1/claims?limit=1")), after);
    assert!(server.get("/metrics").body.windows(36).any(|bytes| bytes == b"isnad_dataset_reload_failures_total "));
    std::fs::remove_file(&database).unwrap();
    assert_eq!(version(&server.get("/v1/claims?limit=2")), after);
}

#[test]
fn a_hang_up_has_the_server_look_at_its_file() {
    let server = serving(&[]);
    server.signal("HUP");
    server.log_line("dataset unchanged");
    assert_eq!(server.get("/health/ready").status, 200);
}

#[test]
fn before_it_ends_the_server_is_not_ready_and_closes_connections_after_their_answers() {
    let mut server = serving(&["--shutdown-grace-seconds", "2"]);
    server.signal("TERM");
    server.log_line("shutting down: readiness off, draining connections");
    let ready = server.get("/health/ready");
    assert_eq!((ready.status, ready.json()["code"].as_str()), (503, Some("shutting_down")));
    assert_ne!(ready.header("retry-after"), "");
    let answer = server.get("/v1/claims");
    assert_eq!((answer.status, answer.header("connection")), (200, "close"));
    assert!(server.ended());
}

#[test]
fn a_header_that_never_ends_is_closed_on_the_first_and_on_the_second_request() {
    let server = serving(&["--header-timeout", "1", "--keep-alive", "1"]);
    let address = server.address().trim_start_matches("http://");
    for requests_before in [0, 1] {
        let mut connection = TcpStream::connect(address).unwrap();
        connection.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        for _ in 0..requests_before {
            connection.write_all(b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
            let mut answer = [0; 2048];
            assert!(connection.read(&mut answer).unwrap() > 0);
        }
        connection.write_all(b"GET /health/live HT").unwrap();
        let started = Instant::now();
        let mut rest = Vec::new();
        // A reset is an end too.
        let _ = connection.read_to_end(&mut rest);
        assert!(started.elapsed() < Duration::from_secs(10), "still open behind {requests_before} requests");
    }
}

#[test]
fn a_client_that_asks_too_often_is_told_when_to_ask_again() {
    let server = serving(&["--rate-limit", "1", "--rate-burst", "3", "--trusted-proxy", "127.0.0.0/8"]);
    let ask = |client: &str| server.ask("GET", "/v1/claims", &[("x-forwarded-for", client)]);
    for _ in 0..3 {
        assert_eq!(ask("203.0.113.7").status, 200);
    }
    let refused = ask("203.0.113.7");
    assert_eq!((refused.status, refused.json()["code"].as_str()), (429, Some("rate_limited")));
    assert_eq!(refused.header("ratelimit-policy"), "\"client\";q=3;w=3");
    assert!(refused.header("ratelimit").starts_with("\"client\";r=0;t="));
    assert_ne!(refused.header("retry-after"), "");
    assert_eq!(ask("203.0.113.8").status, 200, "another client has a bucket of its own");
    assert_eq!(ask("198.51.100.1, 203.0.113.7").status, 429, "the nearest address that is no proxy counts");
    assert_eq!(server.get("/health/ready").status, 200, "those who watch over the server are not counted");
}

#[test]
fn an_address_that_is_too_long_is_refused() {
    let server = serving(&[]);
    let answer = server.get(&format!("/v1/claims?q={}", "a".repeat(20_000)));
    assert_eq!((answer.status, answer.json()["code"].as_str()), (414, Some("uri_too_long")));
}

#[test]
fn what_is_counted_can_be_read_at_an_address_of_its_own() {
    let server = serving(&["--metrics-listen", "127.0.0.1:0"]);
    assert_eq!(server.get("/metrics").status, 404);
    let server = serving(&[]);
    server.get("/v1/claims");
    server.get("/v1/claims");
    let counted = support::text(&server.get("/metrics").body);
    for line in [
        "http_requests_total{route=\"/v1/claims\",method=\"GET\",status=\"200\"} 2",
        "isnad_response_cache_requests_total{result=\"hit\"} 1",
        "isnad_dataset_claims 5",
    ] {
        assert!(counted.contains(line), "{line} is not in:\n{counted}");
    }
    for name in ["http_request_duration_seconds_bucket", "process_resident_memory_bytes", "process_open_fds"] {
        assert!(counted.contains(name), "{name}");
    }
}

#[test]
fn every_answer_carries_its_policies_and_how_long_it_took() {
    let server = serving(&[]);
    for path in ["/v1/claims", "/v1/nowhere", "/v1/claims.csv", "/docs"] {
        let answer = server.get(path);
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin", "{path}");
        assert!(answer.header("content-security-policy").contains("default-src"), "{path}");
        assert!(answer.header("server-timing").starts_with("total;dur="), "{path}");
        assert_eq!(answer.header("server"), "");
    }
    let timing =
        |path: &str| server.ask("GET", path, &[("accept-encoding", "gzip")]).header("server-timing").to_owned();
    let named = |timing: &str| -> Vec<String> {
        timing.split(", ").map(|stage| stage.split_once(";dur=").unwrap().0.to_owned()).collect()
    };
    let made = timing("/v1/claims?q=expansion&sort=relevance&facet=actor");
    assert_eq!(named(&made), ["total", "queue", "query"], "{made}");
    let cached = timing("/v1/claims?q=expansion&sort=relevance&facet=actor");
    assert_eq!(named(&cached), ["total"], "{cached}");
    assert_eq!(named(&timing("/v1/claims")), ["total", "query"]);
    let time = |at: usize| made.split(", ").nth(at).unwrap().split_once('=').unwrap().1.parse::<f64>().unwrap();
    assert!(time(1) + time(2) < time(0), "{made}");
}

#[test]
fn an_answer_kept_from_before_is_the_same_in_every_coding() {
    let server = serving(&[]);
    let first = server.get("/v1/claims");
    for coding in ["gzip", "zstd", "br"] {
        let ask = || server.ask("GET", "/v1/claims", &[("accept-encoding", coding)]);
        let (made, kept) = (ask(), ask());
        assert_eq!(made.header("content-encoding"), coding);
        assert_eq!(made.body, kept.body);
        assert_eq!(made.header("etag"), first.header("etag"));
        assert_eq!(kept.header("vary"), "Accept-Encoding");
        assert!(made.body.len() < first.body.len() / 2);
    }
    // Until its body is kept in one piece, and beyond.
    for _ in 0..8 {
        assert_eq!(server.get("/v1/claims").body, first.body);
    }
    let tag = first.header("etag");
    assert_eq!(server.ask("GET", "/v1/claims", &[("if-none-match", tag)]).status, 304);
    let head = server.ask("HEAD", "/v1/claims", &[]);
    assert_eq!((head.status, head.body.len()), (200, 0));
}

#[test]
fn suggestions_for_thousands_of_actors_are_few_whatever_is_asked() {
    let folder = TempDir::new().unwrap();
    let corpus = altered(CLAIMS, &[]);
    let mut actors = std::fs::OpenOptions::new().append(true).open(corpus.path().join("actors.jsonl")).unwrap();
    for n in 0..20_000 {
        let name = format!("Actor of the corpus {n:05}");
        let record = serde_json::json!({
            "id": format!("actor-of-the-corpus-{n:05}"), "kind": "person", "name": {"en": name, "ar": format!("طرف {n}")},
        });
        writeln!(actors, "{record}").unwrap();
    }
    seed(corpus.path(), None, &folder.path().join("isnad.db"));
    let server = Server::start_with(folder, &["--query-timeout-ms", "2000"]);
    let unknown = |n: usize, length: usize| format!("actor={}{n:05}", &"actro-of-the-corpus-".repeat(30)[..length]);
    let many = |length: usize, times: usize| (0..times).map(|n| unknown(n, length)).collect::<Vec<_>>().join("&");
    for (path, status) in [
        (format!("/v1/actors/{}", "a".repeat(16_000)), 404),
        (format!("/actors/{}", "a".repeat(16_000)), 404),
        (format!("/v1/{}", "a".repeat(16_000)), 404),
        (format!("/v1/claims/{}", "a-".repeat(8_000)), 404),
        (format!("/v1/claims?{}=x", "a".repeat(16_000)), 400),
        (format!("/v1/claims?{}", many(480, 30)), 400),
        (format!("/v1/claims.csv?{}", many(90, 99).replace("actor=", "fields=")), 400),
        (format!("/?{}", many(60, 100)), 400),
        (format!("/v1/claims?q={}", "nothing-of-the-sort ".repeat(20).replace(' ', "+")), 200),
    ] {
        assert_eq!(server.get(&path).status, status, "{path}");
    }
    let upper = (0..60).map(|n| format!("actor=Actor-of-the-Corpus-{n:05}")).collect::<Vec<_>>().join("&");
    let problem = server.get(&format!("/v1/claims?{upper}")).json();
    let errors = problem["errors"].as_array().unwrap();
    let suggested: Vec<_> = errors.iter().filter_map(|fault| fault["did_you_mean"].as_str()).collect();
    assert_eq!((errors.len(), suggested.len(), suggested[0]), (20, 5, "actor-of-the-corpus-00000"));
}
