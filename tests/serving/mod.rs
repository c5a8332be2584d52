//! The server in operation: dataset reload, signals, limits, slow clients, metrics, the response cache.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{CLAIMS, Response, Server, copy_with_replacements, harbour, isnad, seed};
use tempfile::TempDir;

fn start_server(options: &[&str]) -> Server {
    let folder = TempDir::new().unwrap();
    seed(&harbour("seed"), Some(&harbour("texts")), &folder.path().join("isnad.db"));
    Server::start_with(folder, options)
}

fn version(response: &Response) -> String {
    response.header("dataset-version").to_owned()
}

#[test]
fn a_replaced_dataset_is_reloaded_and_a_broken_one_rejected() {
    let server = start_server(&[]);
    let database = server.folder.path().join("isnad.db");
    let before = version(&server.get("/v1/claims"));
    let other = copy_with_replacements(CLAIMS, &[("\"salience\":2", "\"salience\":3")]);
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
fn what_is_no_regular_file_is_refused_at_once() {
    let server = start_server(&[]);
    let database = server.folder.path().join("isnad.db");
    let before = version(&server.get("/v1/claims"));
    std::fs::remove_file(&database).unwrap();
    let next_error = || loop {
        let line = server.next_line();
        if line["level"] == "ERROR" {
            break line["error"].as_str().unwrap().to_owned();
        }
    };
    let make: [&dyn Fn(); 4] = [
        &|| assert!(Command::new("mkfifo").arg(&database).status().unwrap().success()),
        &|| std::fs::create_dir(&database).unwrap(),
        &|| std::os::unix::fs::symlink("/dev/zero", &database).unwrap(),
        &|| drop(std::os::unix::net::UnixListener::bind(&database).unwrap()),
    ];
    for (number, make) in make.iter().enumerate() {
        make();
        while !next_error().contains("is not a regular file") {}
        let output = isnad(&["serve", "--database", database.to_str().unwrap(), "--listen", "127.0.0.1:0"]);
        assert_eq!(output.status.code(), Some(1), "case {number}");
        std::fs::remove_file(&database).or_else(|_| std::fs::remove_dir(&database)).unwrap();
    }
    seed(copy_with_replacements(CLAIMS, &[("\"salience\":2", "\"salience\":3")]).path(), None, &database);
    while server.next_line()["message"] != "dataset reloaded" {}
    assert_ne!(version(&server.get("/v1/claims")), before);
}

#[test]
fn a_log_reader_that_stalls_stops_neither_requests_nor_shutdown() {
    let folder = TempDir::new().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_isnad"))
        .args(["serve", "--listen", "127.0.0.1:0", "--log-format", "json"])
        .current_dir(folder.path())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Reads the first lines, then nothing.
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    let serving = lines.find(|line| line.contains("\"serving\"")).unwrap();
    let serving: serde_json::Value = serde_json::from_str(&serving).unwrap();
    let address = serving["address"].as_str().unwrap().strip_prefix("http://").unwrap().to_owned();
    let mut connection = TcpStream::connect(address).unwrap();
    connection.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut fetch = |path: &str| {
        connection.write_all(format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n").as_bytes()).unwrap();
        let mut response = vec![0; 1 << 16];
        let length = connection.read(&mut response).unwrap();
        String::from_utf8_lossy(&response[..length]).into_owned()
    };
    // More lines than the pipe and the queue hold.
    for _ in 0..12_000 {
        assert!(fetch("/health/live").starts_with("HTTP/1.1 200"));
    }
    let metrics = fetch("/metrics");
    let dropped = metrics.lines().find(|line| line.starts_with("isnad_log_lines_dropped_total ")).unwrap();
    assert!(dropped.split_once(' ').unwrap().1.parse::<u64>().unwrap() > 100, "{dropped}");
    assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
    let started = Instant::now();
    assert!(child.wait().unwrap().success());
    assert!(started.elapsed() < Duration::from_secs(15), "{:?}", started.elapsed());
    drop(lines);
}

#[test]
fn sighup_checks_for_a_new_dataset() {
    let server = start_server(&[]);
    server.signal("HUP");
    server.log_line("dataset unchanged");
    assert_eq!(server.get("/health/ready").status, 200);
}

#[test]
fn shutdown_turns_readiness_off_and_closes_connections_after_their_responses() {
    let mut server = start_server(&["--shutdown-grace-seconds", "2"]);
    server.signal("TERM");
    server.log_line("shutting down: readiness off, draining connections");
    let ready = server.get("/health/ready");
    assert_eq!((ready.status, ready.json()["code"].as_str()), (503, Some("shutting_down")));
    assert_ne!(ready.header("retry-after"), "");
    let response = server.get("/v1/claims");
    assert_eq!((response.status, response.header("connection")), (200, "close"));
    assert!(server.exits_successfully());
}

#[test]
fn incomplete_headers_time_out_on_the_first_and_second_request() {
    let server = start_server(&["--header-timeout", "1", "--keep-alive", "1"]);
    let address = server.address().trim_start_matches("http://");
    for requests_before in [0, 1] {
        let mut connection = TcpStream::connect(address).unwrap();
        connection.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        for _ in 0..requests_before {
            connection.write_all(b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
            let mut response = [0; 2048];
            assert!(connection.read(&mut response).unwrap() > 0);
        }
        connection.write_all(b"GET /health/live HT").unwrap();
        let started = Instant::now();
        let mut rest = Vec::new();
        // The server may also reset the connection.
        let _ = connection.read_to_end(&mut rest);
        assert!(started.elapsed() < Duration::from_secs(10), "still open after {requests_before} requests");
    }
}

#[test]
fn clients_over_the_rate_limit_get_429_with_retry_after() {
    let server = start_server(&["--rate-limit", "1", "--rate-burst", "3", "--trusted-proxy", "127.0.0.0/8"]);
    let fetch = |client: &str| server.request("GET", "/v1/claims", &[("x-forwarded-for", client)]);
    for _ in 0..3 {
        assert_eq!(fetch("203.0.113.7").status, 200);
    }
    let refused = fetch("203.0.113.7");
    assert_eq!((refused.status, refused.json()["code"].as_str()), (429, Some("rate_limited")));
    assert_eq!(refused.header("ratelimit-policy"), "\"client\";q=3;w=3");
    assert!(refused.header("ratelimit").starts_with("\"client\";r=0;t="));
    assert_ne!(refused.header("retry-after"), "");
    assert_eq!(fetch("203.0.113.8").status, 200, "another client has a bucket of its own");
    assert_eq!(
        fetch("198.51.100.1, 203.0.113.7").status,
        429,
        "the last address that is not a trusted proxy is the client"
    );
    assert_eq!(server.get("/health/ready").status, 200, "health checks are not rate limited");
}

#[test]
fn addresses_of_one_ipv6_subscriber_share_a_rate_limit() {
    let options = ["--rate-limit", "1", "--rate-burst", "3", "--trusted-proxy", "::ffff:127.0.0.0/104"];
    let server = start_server(&options);
    let fetch = |client: &str| server.request("GET", "/v1/claims", &[("x-forwarded-for", client)]).status;
    for client in ["2001:db8:0:1::1", "2001:db8:0:1::2:3", "2001:db8:0:1:ffff:ffff:ffff:ffff"] {
        assert_eq!(fetch(client), 200);
    }
    assert_eq!(fetch("[2001:db8:0:1::4]:443"), 429, "another address of the same /64");
    assert_eq!(fetch("2001:db8:0:2::1"), 200, "another /64");
    for client in ["203.0.113.7", "203.0.113.7:5678", "::ffff:203.0.113.7"] {
        assert_eq!(fetch(client), 200);
    }
    assert_eq!(fetch("[::ffff:203.0.113.7]:80"), 429, "the same address in another form");
}

#[test]
fn overlong_uris_are_rejected() {
    let server = start_server(&[]);
    let response = server.get(&format!("/v1/claims?q={}", "a".repeat(20_000)));
    assert_eq!((response.status, response.json()["code"].as_str()), (414, Some("uri_too_long")));
}

#[test]
fn metrics_move_to_their_own_address_if_configured() {
    let server = start_server(&["--metrics-listen", "127.0.0.1:0"]);
    assert_eq!(server.get("/metrics").status, 404);
    let server = start_server(&[]);
    server.get("/v1/claims");
    server.get("/v1/claims");
    let metrics = crate::support::text(&server.get("/metrics").body);
    for line in [
        "http_requests_total{route=\"/v1/claims\",method=\"GET\",status=\"200\"} 2",
        "isnad_response_cache_requests_total{result=\"hit\"} 1",
        "isnad_dataset_claims 5",
    ] {
        assert!(metrics.contains(line), "{line} is not in:\n{metrics}");
    }
    assert!(metrics.contains("http_request_duration_seconds_bucket"), "{metrics}");
    for name in ["process_resident_memory_bytes", "process_open_fds"] {
        assert_eq!(metrics.contains(name), cfg!(feature = "process-metrics"), "{name}");
    }
}

#[test]
fn every_response_has_security_headers_and_server_timing() {
    let server = start_server(&[]);
    for path in ["/v1/claims", "/v1/nowhere", "/v1/claims.csv", "/docs"] {
        let response = server.get(path);
        assert_eq!(response.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(response.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(response.header("cross-origin-resource-policy"), "cross-origin", "{path}");
        assert!(response.header("content-security-policy").contains("default-src"), "{path}");
        assert!(response.header("server-timing").starts_with("total;dur="), "{path}");
        assert_eq!(response.header("server"), "");
    }
    let timing =
        |path: &str| server.request("GET", path, &[("accept-encoding", "gzip")]).header("server-timing").to_owned();
    let named = |timing: &str| -> Vec<String> {
        timing.split(", ").map(|stage| stage.split_once(";dur=").unwrap().0.to_owned()).collect()
    };
    let first = timing("/v1/claims?q=expansion&sort=relevance&facet=actor");
    assert_eq!(named(&first), ["total", "queue", "query"], "{first}");
    let cached = timing("/v1/claims?q=expansion&sort=relevance&facet=actor");
    assert_eq!(named(&cached), ["total"], "{cached}");
    assert_eq!(named(&timing("/v1/claims")), ["total", "query"]);
    let time = |at: usize| first.split(", ").nth(at).unwrap().split_once('=').unwrap().1.parse::<f64>().unwrap();
    assert!(time(1) + time(2) < time(0), "{first}");
}

#[test]
fn cached_responses_are_identical_in_every_encoding() {
    let server = start_server(&[]);
    let first = server.get("/v1/claims");
    for encoding in ["gzip", "zstd", "br"] {
        let fetch = || server.request("GET", "/v1/claims", &[("accept-encoding", encoding)]);
        let (computed, cached) = (fetch(), fetch());
        assert_eq!(computed.header("content-encoding"), encoding);
        assert_eq!(computed.body, cached.body);
        assert_eq!(computed.header("etag"), first.header("etag"));
        assert_eq!(cached.header("vary"), "Accept-Encoding");
        assert!(computed.body.len() < first.body.len() / 2);
    }
    // The cached response does not change.
    for _ in 0..8 {
        assert_eq!(server.get("/v1/claims").body, first.body);
    }
    let tag = first.header("etag");
    assert_eq!(server.request("GET", "/v1/claims", &[("if-none-match", tag)]).status, 304);
    let head = server.request("HEAD", "/v1/claims", &[]);
    assert_eq!((head.status, head.body.len()), (200, 0));
}

#[test]
fn suggestions_are_bounded_for_long_queries_over_many_actors() {
    let folder = TempDir::new().unwrap();
    let corpus = copy_with_replacements(CLAIMS, &[]);
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
    let suggested: Vec<_> = errors.iter().filter_map(|error| error["did_you_mean"].as_str()).collect();
    assert_eq!((errors.len(), suggested.len(), suggested[0]), (20, 5, "actor-of-the-corpus-00000"));
}
