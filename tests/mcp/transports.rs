//! Both transports: versions of the protocol, hosts, limits, counters, and a client that starts the program.

use rstest::rstest;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::client::{Agent, STABLE, ask, call, message, post};
use crate::support::{Server, harbour, isnad, seed, text};

const CURRENT: &str = "2026-07-28";

#[test]
fn the_current_protocol_needs_no_handshake() {
    let server = Server::harbour();
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": CURRENT,
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let ask = |method: &str, mut params: Value, name: &str| {
        params["_meta"] = meta.clone();
        let headers = [("mcp-protocol-version", CURRENT), ("mcp-method", method), ("mcp-name", name)];
        let response = post(&server, &message(method, &params), &headers[..if name.is_empty() { 2 } else { 3 }]);
        assert_eq!(response.status, 200, "{}", text(&response.body));
        assert!(response.header("mcp-session-id").is_empty());
        response.json()["result"].clone()
    };
    let found = ask("server/discover", json!({}), "");
    let versions: Vec<&str> = found["supportedVersions"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(versions.contains(&CURRENT) && versions.contains(&STABLE), "{found}");
    let listed = ask("tools/list", json!({}), "");
    assert!(listed["ttlMs"].as_u64().unwrap() > 0, "lists may be kept");
    let result = ask("tools/call", json!({"name": "dataset_info", "arguments": {}}), "dataset_info");
    assert_eq!((&result["resultType"], &result["isError"]), (&json!("complete"), &json!(false)));
}

#[test]
fn a_handshake_makes_no_session() {
    let server = Server::harbour();
    let client = json!({"protocolVersion": STABLE, "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}});
    let response = post(&server, &message("initialize", &client), &[]);
    assert!(response.header("mcp-session-id").is_empty());
    let about = &response.json()["result"];
    assert_eq!((&about["protocolVersion"], &about["serverInfo"]["name"]), (&json!(STABLE), &json!("isnad")));
    assert!(about["instructions"].as_str().unwrap().contains("find_names"));
    let notification = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    assert_eq!(post(&server, &notification, &[]).status, 202);
    for method in ["GET", "DELETE"] {
        let refused = server.request(method, "/mcp", &[]);
        assert_eq!((refused.status, refused.header("allow")), (405, "POST"), "{method}");
    }
}

#[rstest]
#[case(&[("host", "evil.example")], 403, "host_not_allowed")]
#[case(&[("origin", "https://evil.example")], 403, "host_not_allowed")]
#[case(&[("origin", "https://claims.example")], 200, "")]
#[case(&[("origin", "http://localhost:6274")], 200, "")]
#[case(&[("host", "claims.example")], 200, "")]
#[case(&[("host", "localhost:8080")], 200, "")]
#[case(&[("accept", "text/csv")], 406, "not_acceptable")]
#[case(&[("accept", "application/json")], 200, "")]
#[case(&[("content-type", "text/plain")], 415, "unsupported_media_type")]
fn only_named_hosts_and_json_are_answered(#[case] headers: &[(&str, &str)], #[case] status: u16, #[case] code: &str) {
    let folder = TempDir::new().unwrap();
    seed(&harbour("seed"), None, &folder.path().join("isnad.db"));
    let server = Server::start_with(folder, &["--public-url", "https://claims.example"]);
    let body = message("tools/list", &json!({})).to_string();
    let defaults = [("content-type", "application/json"), ("accept", "*/*")];
    let defaults = defaults.iter().filter(|(name, _)| headers.iter().all(|(given, _)| given != name));
    let headers: Vec<(&str, &str)> = defaults.chain(headers).copied().collect();
    let response = server.post_with("/mcp", &headers, body.as_bytes());
    assert_eq!(response.status, status, "{}", text(&response.body));
    if status != 200 {
        assert_eq!(
            (response.header("content-type"), response.json()["code"].as_str()),
            ("application/problem+json", Some(code))
        );
    }
}

#[test]
fn bodies_are_bounded_and_must_be_messages() {
    let server = Server::harbour();
    let long = message("tools/call", &json!({"name": "find_names", "arguments": {"q": "x".repeat(64 << 10)}}));
    let refused = post(&server, &long, &[]);
    assert_eq!((refused.status, refused.json()["code"].as_str()), (413, Some("content_too_large")));
    for body in ["", "{", "[]", "7", "{\"jsonrpc\": \"2.0\"}", "{\"id\": 1, \"method\": \"tools/list\"}"] {
        let refused = server.post("/mcp", "application/json", body.as_bytes());
        assert_eq!((refused.status, refused.json()["code"].as_str()), (400, Some("bad_request")), "{body}");
    }
    let unknown = post(&server, &message("tools/call", &json!({"name": "search_cliams"})), &[]).json();
    assert!(unknown["error"]["message"].as_str().unwrap().contains("search_claims"), "{unknown}");
    assert_eq!(server.get("/mcp?a=1").status, 405);
}

#[test]
fn calls_are_counted_logged_and_limited_as_requests_are() {
    let folder = TempDir::new().unwrap();
    seed(&harbour("seed"), None, &folder.path().join("isnad.db"));
    let server = Server::start_with(folder, &["--rate-limit", "1", "--rate-burst", "3"]);
    let total = call(&server, "search_claims", &json!({"limit": 1}))["total"].clone();
    let line = server.log_line("request completed");
    assert_eq!((&line["route"], &line["method"], &line["matches"]), (&json!("/mcp"), &json!("POST"), &total));
    let metrics = text(&server.get("/metrics").body);
    assert!(metrics.contains("isnad_mcp_calls_total{tool=\"search_claims\",outcome=\"ok\"} 1"), "{metrics}");
    let statuses: Vec<u16> = (0..4).map(|_| post(&server, &message("tools/list", &json!({})), &[]).status).collect();
    assert!(statuses.contains(&429), "{statuses:?}");
}

#[test]
fn standard_input_and_output_have_the_same_tools() {
    let folder = TempDir::new().unwrap();
    seed(&harbour("seed"), Some(&harbour("texts")), &folder.path().join("isnad.db"));
    let mut agent = Agent::start(&folder, &[]);
    let server = Server::start(folder);
    let names = |listed: &Value| listed["tools"].clone();
    assert_eq!(names(&agent.ask("tools/list", &json!({}))), names(&ask(&server, "tools/list", &json!({}))));
    let arguments = json!({"name": "search_claims", "arguments": {"limit": 2}});
    let mut local = agent.ask("tools/call", &arguments)["structuredContent"].clone();
    let mut remote = ask(&server, "tools/call", &arguments)["structuredContent"].clone();
    assert!(local["data"][0]["url"].as_str().unwrap().starts_with("isnad://claim/"), "{local}");
    for answer in [&mut local, &mut remote] {
        answer.as_object_mut().unwrap().remove("cite");
        answer["data"].as_array_mut().unwrap().iter_mut().for_each(|claim| claim["url"] = Value::Null);
    }
    assert_eq!(local, remote);
    assert!(agent.ends(), "a closed input ends the program");
}

#[test]
fn the_public_url_is_in_links_and_a_missing_database_is_refused() {
    let folder = TempDir::new().unwrap();
    let mut agent = Agent::start(&folder, &["--public-url", "https://claims.example"]);
    let result = agent.ask("tools/call", &json!({"name": "search_claims", "arguments": {"limit": 1}}));
    let url = result["structuredContent"]["data"][0]["url"].as_str().unwrap().to_owned();
    assert!(url.starts_with("https://claims.example/claims/us-china"), "the built-in corpus, as for serve: {url}");
    assert!(agent.ends());
    let refused = isnad(&["mcp", "--database", folder.path().join("missing.db").to_str().unwrap()]);
    assert_eq!((refused.status.code(), refused.stdout.is_empty()), (Some(1), true));
}
