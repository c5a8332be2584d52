//! The smallest dataset: one English claim and one actor; no topic, date, evidence or text.

use isnad::formats::Format;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Server, isnad, text};

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let article = folder.path().join("articles/report");
    std::fs::create_dir_all(&article).unwrap();
    let files = [
        (folder.path().join("actors.jsonl"), json!({"id": "acme", "kind": "company", "name": {"en": "Acme"}})),
        (
            article.join("article.json"),
            json!({"id": "report", "title": {"en": "A report"}, "language": "en", "voice": "acme"}),
        ),
        (
            article.join("claims.jsonl"),
            json!({"id": "report-1", "statement": {"en": "Acme closed its factory."}, "asserted_by": "acme"}),
        ),
    ];
    for (path, content) in files {
        std::fs::write(path, format!("{content}\n")).unwrap();
    }
    folder
}

fn server() -> Server {
    let folder = folder();
    Server::start_with(TempDir::new().unwrap(), &["--from", folder.path().to_str().unwrap()])
}

#[test]
fn it_is_valid() {
    let folder = folder();
    let output = isnad(&["check", "--from", folder.path().to_str().unwrap()]);
    assert!(output.status.success());
    assert!(text(&output.stdout).contains("no errors in 1 claim"), "{}", text(&output.stdout));
}

#[test]
fn its_claim_has_the_documented_defaults() {
    let claim = server().json("/v1/claims/report-1");
    assert_eq!(claim["statement"], json!({"en": "Acme closed its factory."}));
    assert_eq!(
        (&claim["kind"], &claim["certainty"], &claim["salience"]),
        (&json!("statement"), &json!("asserted"), &json!(2))
    );
    for absent in ["claim_date", "asserted_date", "evidence", "topics", "relations"] {
        assert_eq!(claim.get(absent), None, "{absent}");
    }
}

#[test]
fn it_is_found_by_another_form_of_a_word() {
    let page = server().json("/v1/claims?q=factories&highlight=true");
    assert_eq!(page["total"], 1);
    assert_eq!(page["data"][0]["highlights"][0]["ranges"][0], json!({"start": 16, "end": 23}));
}

#[test]
fn every_format_contains_it() {
    let server = server();
    for path in [
        "claims.csv",
        "claims.ndjson",
        "claims.jsonld",
        "claims.atom",
        "claims.bib",
        "claims.csl.json",
        "claims/report-1/annotation",
    ] {
        let response = server.get(&format!("/v1/{path}"));
        assert_eq!(response.status, 200, "{path}");
        assert!(text(&response.body).contains("Acme closed its factory."), "{path}");
    }
    let annotation = server.json("/v1/claims/report-1/annotation");
    assert_eq!(annotation["target"], json!([{"id": "urn:isnad:article:report", "language": "en"}]));
    let feed = text(&server.get("/v1/claims.atom").body);
    assert!(!feed.contains("<published>"), "the date is unknown: {feed}");
}

#[test]
fn an_annotation_names_the_address_of_the_article_whatever_its_fragment() {
    for (url, source) in [
        ("https://example.org/report", "https://example.org/report"),
        ("https://example.org/report?a=1#part-2", "https://example.org/report?a=1#part-2"),
        ("https://example.org/#/articles/7", "https://example.org/#/articles/7"),
        ("https://example.org/report#:~:text=other", "https://example.org/report"),
        ("https://example.org/report#part:~:text=other", "https://example.org/report#part"),
    ] {
        let folder = folder();
        let article =
            json!({"id": "report", "title": {"en": "A"}, "language": "en", "voice": "acme", "source_url": url});
        std::fs::write(folder.path().join("articles/report/article.json"), article.to_string()).unwrap();
        let evidence = json!({"id": "report-1", "statement": {"en": "Acme closed."}, "asserted_by": "acme",
            "evidence": [{"quote": "Acme-closed, & more"}]});
        let plain = json!({"id": "report-2", "statement": {"en": "Acme opened."}, "asserted_by": "acme"});
        std::fs::write(folder.path().join("articles/report/claims.jsonl"), format!("{evidence}\n{plain}\n")).unwrap();
        let server = Server::start_with(TempDir::new().unwrap(), &["--from", folder.path().to_str().unwrap()]);
        let target = |id: &str| server.json(&format!("/v1/claims/{id}/annotation"))["target"][0].clone();
        assert_eq!(target("report-1")["source"]["id"], source);
        assert_eq!(target("report-2")["id"], source);
        let mark = if source.contains('#') { "" } else { "#" };
        let link = format!("{source}{mark}:~:text=Acme%2Dclosed%2C%20%26%20more");
        assert_eq!(server.json("/v1/claims/report-1")["links"]["source"], link);
    }
}

#[test]
fn its_pages_show_no_empty_parts() {
    let server = server();
    for path in [
        "/",
        "/claims/report-1",
        "/actors",
        "/actors/acme",
        "/topics",
        "/articles",
        "/articles/report",
        "/about",
        "/compare",
    ] {
        let response = server.get(&format!("{path}?lang=en"));
        let html = text(&response.body);
        assert_eq!(response.status, 200, "{path}");
        for empty in ["<ul></ul>", "<ul class=\"tree\"></ul>", "<ul class=\"tree wide\"></ul>", "<dd></dd>", "<p></p>"]
        {
            assert!(!html.contains(empty), "{path}: {empty}");
        }
        assert!(!html.contains("<b>0</b>") && !html.contains(">0 claims<"), "{path}: a count of nothing");
    }
    assert!(text(&server.get("/topics?lang=en").body).contains("This dataset has no topics."));
    assert!(text(&server.get("/claims/report-1?lang=en").body).contains("No evidence is recorded for this claim."));
}

#[test]
fn nothing_speaks_of_arabic() {
    let server = server();
    let document: Value = server.json("/openapi.json");
    let mut paths: Vec<String> = document["paths"].as_object().unwrap().keys().cloned().collect();
    paths.retain(|path| document["paths"][path]["get"].is_object() && Format::is_served(path));
    paths.extend(
        ["/", "/claims/report-1", "/actors/acme", "/topics", "/articles/report", "/about", "/compare"]
            .map(String::from),
    );
    for path in paths {
        let path = path
            .replace("/claims/{id}", "/claims/report-1")
            .replace("/actors/{id}", "/actors/acme")
            .replace("/articles/{id}", "/articles/report")
            .replace("/suggest", "/suggest?q=a")
            .replace("/verify", "/verify?text=a")
            .replace("/v1/changes.ndjson", "/v1/changes.ndjson?since=0");
        let path = if path == "/v1/changes" { format!("{path}?since=0") } else { path };
        if path.contains("{id}") {
            continue;
        }
        let response = server.request("GET", &path, &[("accept-language", "en")]);
        assert_eq!(response.status, 200, "{path}");
        assert!(!String::from_utf8_lossy(&response.body).to_lowercase().contains("arabic"), "{path}");
    }
}
