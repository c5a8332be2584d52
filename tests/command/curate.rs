//! `isnad curate`: who may use the page, and what it writes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use rstest::rstest;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{CLAIMS, copy, harbour, isnad, text};

const ARTICLE: &str = "harbour-expansion-2024";

/// A running page over a copy of the synthetic article.
struct Page {
    child: Child,
    folder: TempDir,
    host: String,
    /// The path of the address, with its token: `/5d1c/`.
    path: String,
}

impl Drop for Page {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Page {
    fn start() -> Self {
        let folder = TempDir::new().unwrap();
        copy(&harbour("seed"), folder.path());
        let mut child = Command::new(env!("CARGO_BIN_EXE_isnad"))
            .args(["curate", "--from", folder.path().to_str().unwrap()])
            .args(["--texts", harbour("texts").to_str().unwrap(), "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let rest = line.trim_end().strip_prefix("http://").unwrap();
        let (host, path) = rest.split_once('/').unwrap();
        Self { child, folder, host: host.to_owned(), path: format!("/{path}") }
    }

    /// Sends a request with these headers; returns the status, the headers and the body.
    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, String, String) {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        let headers: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let headers = headers.concat();
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head[9..12].parse().unwrap(), head.to_lowercase(), body.to_owned())
    }

    fn get(&self, path: &str) -> (u16, String) {
        let (status, _, body) = self.send("GET", &format!("{}{path}", self.path), &[("Host", &self.host)], "");
        (status, body)
    }

    /// Posts as the script of the page does.
    fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let origin = format!("http://{}", self.host);
        let headers = [("Host", self.host.as_str()), ("Origin", &origin), ("Content-Type", "application/json")];
        let path = format!("{}articles/{ARTICLE}/{path}", self.path);
        let (status, _, body) = self.send("POST", &path, &headers, &body.to_string());
        (status, serde_json::from_str(&body).unwrap())
    }

    fn file(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    fn claims(&self) -> String {
        std::fs::read_to_string(self.file(CLAIMS)).unwrap()
    }

    /// The line of a claim as the page would know it.
    fn known(&self, id: &str) -> Value {
        let line = self.claims().lines().find(|line| line.contains(&format!("\"id\":\"{id}\""))).unwrap().to_owned();
        json!({"id": id, "version": sha256(&line)})
    }
}

fn sha256(text: &str) -> String {
    use sha2::{Digest, Sha256};
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// A claim of the article without its identifier.
fn claim(statement: &str) -> Value {
    json!({"statement": {"en": statement}, "kind": "event", "asserted_by": "harbour-expansion-2024-author",
        "topics": ["port-expansion"], "evidence": [{"quote": quote(3, 20), "start": 3, "end": 20}]})
}

fn quote(start: usize, end: usize) -> String {
    let article = std::fs::read_to_string(harbour("texts").join(format!("{ARTICLE}.txt"))).unwrap();
    article.chars().skip(start).take(end - start).collect()
}

#[test]
fn the_page_is_served_below_a_token_on_this_machine_only() {
    let page = Page::start();
    assert!(page.host.starts_with("127.0.0.1:"));
    assert!(page.path.len() >= 34, "{}", page.path);
    assert_ne!(Page::start().path, page.path);
    assert_eq!(page.get("").0, 200);
    let (status, head, body) = page.send("GET", "/", &[("Host", &page.host)], "");
    assert_eq!(status, 404);
    assert!(!body.contains(page.path.trim_matches('/')));
    assert!(head.contains("content-security-policy: default-src 'none'"), "{head}");
    assert!(!head.contains("access-control"), "{head}");
    assert_eq!(page.send("GET", &format!("/{}/", "0".repeat(32)), &[("Host", &page.host)], "").0, 404);
}

#[rstest]
#[case("0.0.0.0:0")]
#[case("192.168.1.1:8080")]
#[case("[::]:0")]
#[case("localhost:8080")]
fn another_address_is_wrong_usage(#[case] address: &str) {
    let output = isnad(&["curate", "--from", harbour("seed").to_str().unwrap(), "--listen", address]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("127.0.0.1:PORT"), "{}", text(&output.stderr));
}

#[test]
fn a_folder_that_does_not_exist_is_refused() {
    let output = isnad(&["curate", "--from", "/nonexistent"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("/nonexistent"));
}

#[test]
fn pages_of_other_sites_can_neither_read_nor_write() {
    let page = Page::start();
    let own = format!("http://{}", page.host);
    let path = format!("{}articles/{ARTICLE}/claims", page.path);
    let before = page.claims();
    let body = json!({"claim": claim("The quay will grow.")}).to_string();
    let json_type = ("Content-Type", "application/json");
    let host = ("Host", page.host.as_str());
    for headers in [
        vec![host, json_type],
        vec![host, json_type, ("Origin", "https://evil.example")],
        vec![host, json_type, ("Origin", "null")],
        vec![("Host", "evil.example"), json_type, ("Origin", &own)],
        vec![("Host", "localhost"), json_type, ("Origin", &own)],
        vec![host, json_type, ("Origin", &own), ("Sec-Fetch-Site", "cross-site")],
    ] {
        assert_eq!(page.send("POST", &path, &headers, &body).0, 403, "{headers:?}");
    }
    // A form of another site can send this type only.
    let form = [host, ("Origin", own.as_str()), ("Content-Type", "text/plain")];
    assert_eq!(page.send("POST", &path, &form, &body).0, 400);
    assert_eq!(page.send("GET", &page.path, &[("Host", "evil.example")], "").0, 403);
    assert_eq!(page.send("GET", &page.path, &[host, ("Origin", "https://evil.example")], "").0, 403);
    assert_eq!(page.claims(), before);
}

#[test]
fn a_new_claim_is_one_line_more_and_passes_the_check() {
    let page = Page::start();
    let before = page.claims();
    let (status, answer) = page.post("claims", &json!({"claim": claim("The quay will grow.")}));
    assert_eq!((status, &answer["id"]), (200, &json!("harbour-expansion-2024-006")), "{answer}");
    let after = page.claims();
    let added = after.strip_prefix(&before).expect("every other line stays byte for byte");
    assert_eq!(added.lines().count(), 1);
    assert!(
        added.starts_with(
            r#"{"id":"harbour-expansion-2024-006","statement":{"en":"The quay will grow."},"kind":"event""#
        ),
        "{added}"
    );
    let output = isnad(&[
        "check",
        "--from",
        page.folder.path().to_str().unwrap(),
        "--texts",
        harbour("texts").to_str().unwrap(),
    ]);
    assert!(output.status.success(), "{}", text(&output.stdout));
}

#[test]
fn a_claim_with_errors_is_not_saved_and_its_fields_are_named() {
    let page = Page::start();
    let before = page.claims();
    let mut wrong = claim("The quay will grow.");
    wrong["asserted_by"] = json!("port-authorty");
    wrong["evidence"][0]["start"] = json!(4);
    wrong["relations"] = json!([{"kind": "supports", "claim": "harbour-expansion-2024-999"}]);
    for path in ["check", "claims"] {
        let (status, answer) = page.post(path, &json!({"claim": wrong}));
        assert_eq!(status, if path == "check" { 200 } else { 422 });
        let errors = if path == "check" { &answer["errors"] } else { &answer["faults"]["errors"] };
        let fields: Vec<_> = errors.as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect();
        for field in ["asserted_by", "evidence[0].end", "relations[0].claim"] {
            assert!(fields.contains(&field), "{field}: {answer}");
        }
    }
    assert_eq!(page.claims(), before);
}

#[test]
fn editing_a_claim_changes_its_line_alone() {
    let page = Page::start();
    // Formatting, blank lines and line breaks that the page would not write.
    let mut lines: Vec<String> = page.claims().lines().map(str::to_owned).collect();
    lines[0] = lines[0].replacen("\"kind\":", "\"kind\": ", 1);
    let origin = r#","origin":{"source":"archive"}}"#;
    lines[2] = format!("{}{origin}", lines[2].strip_suffix('}').unwrap());
    lines.insert(2, String::new());
    let before = lines.join("\r\n") + "\r\n";
    std::fs::write(page.file(CLAIMS), &before).unwrap();
    let id = "harbour-expansion-2024-003";
    let mut edited: Value = serde_json::from_str(&lines[3]).unwrap();
    let edited = edited.as_object_mut().unwrap();
    edited.remove("id");
    edited.remove("origin");
    let unchanged = json!({"claim": edited, "replaces": page.known(id)});
    assert_eq!(page.post("claims", &unchanged).0, 200);
    assert_eq!(page.claims(), before, "a line that says the same stays as it is written");
    edited["statement"]["en"] = json!("Another statement.");
    let (status, answer) = page.post("claims", &json!({"claim": edited, "replaces": page.known(id)}));
    assert_eq!(status, 200, "{answer}");
    let after = page.claims();
    let (old, new): (Vec<_>, Vec<_>) = (before.split('\n').collect(), after.split('\n').collect());
    assert_eq!(old.len(), new.len());
    for (at, (old, new)) in old.iter().zip(&new).enumerate() {
        assert_eq!(old == new, at != 3, "line {at}");
    }
    assert!(new[3].contains("Another statement.") && new[3].ends_with(&format!("{origin}\r")), "{}", new[3]);
}

#[test]
fn a_line_that_was_changed_meanwhile_is_a_conflict() {
    let page = Page::start();
    let id = "harbour-expansion-2024-002";
    let known = page.known(id);
    let changed = page.claims().replacen("\"salience\":", "\"salience\": ", 2);
    std::fs::write(page.file(CLAIMS), &changed).unwrap();
    let mine = json!({"claim": claim("Mine."), "replaces": known});
    let (status, answer) = page.post("claims", &mine);
    assert_eq!((status, &answer["current"]["id"]), (409, &json!(id)), "{answer}");
    assert_eq!(page.post("claims/delete", &known).0, 409);
    assert_eq!(page.claims(), changed, "nothing is lost");
    // With the version that the answer names, the reader decides.
    let again = json!({"claim": claim("Mine."), "replaces": {"id": id, "version": answer["version"]}});
    assert_eq!(page.post("claims", &again).0, 200);
    assert!(page.claims().contains("Mine."));
}

#[test]
fn deleting_removes_the_line_and_its_identifier_is_not_given_again() {
    let page = Page::start();
    let before = page.claims();
    let (_, answer) = page.post("claims", &json!({"claim": claim("The quay will grow.")}));
    let id = answer["id"].as_str().unwrap();
    assert_eq!(page.post("claims/delete", &page.known(id)).0, 200);
    assert_eq!(page.claims(), before);
    let (_, again) = page.post("claims", &json!({"claim": claim("The quay will grow.")}));
    assert_eq!(again["id"], "harbour-expansion-2024-007");
}

#[test]
fn a_claim_to_which_others_relate_is_not_deleted() {
    let page = Page::start();
    let mut related = claim("The quay will grow.");
    related["relations"] = json!([{"kind": "elaborates", "claim": "harbour-expansion-2024-001"}]);
    assert_eq!(page.post("claims", &json!({"claim": related})).0, 200);
    let before = page.claims();
    let (status, answer) = page.post("claims/delete", &page.known("harbour-expansion-2024-001"));
    assert_eq!(status, 409);
    assert!(answer["detail"].as_str().unwrap().contains("harbour-expansion-2024-006"), "{answer}");
    assert_eq!(page.claims(), before);
}

#[test]
fn an_accepted_or_rejected_proposal_leaves_the_draft() {
    let page = Page::start();
    let draft = page.file(&format!("articles/{ARTICLE}/claims.draft.jsonl"));
    let proposal = |number: u32| {
        let mut claim = claim("A proposal.");
        claim["id"] = json!(format!("{ARTICLE}-0{number}"));
        json!({"claim": claim, "basis": [{"field": "evidence[0]", "rule": "sentence", "words": "w", "start": 3, "end": 20}]})
            .to_string()
    };
    let lines: Vec<String> = (20..23).map(proposal).collect();
    std::fs::write(&draft, lines.join("\n") + "\n").unwrap();
    let known = |number: usize| json!({"id": format!("{ARTICLE}-0{}", 20 + number), "version": sha256(&lines[number])});
    let (status, body) = page.get(&format!("articles/{ARTICLE}?proposal={ARTICLE}-020"));
    assert!(status == 200 && body.contains("A proposal.") && body.contains("sentence"));
    let (status, answer) = page.post("claims", &json!({"claim": claim("Decided."), "accepts": known(0)}));
    assert_eq!((status, &answer["id"]), (200, &json!(format!("{ARTICLE}-020"))), "{answer}");
    assert_eq!(std::fs::read_to_string(&draft).unwrap(), lines[1..].join("\n") + "\n");
    assert_eq!(page.post("proposals/reject", &known(1)).0, 200);
    assert_eq!(page.post("proposals/reject", &known(1)).0, 409);
    // The last proposal: without it the article can be published.
    assert_eq!(page.post("proposals/reject", &known(2)).0, 200);
    assert!(!draft.exists());
    assert!(page.claims().contains("Decided.") && !page.claims().contains("A proposal."));
}

#[test]
fn new_actors_and_topics_are_validated_and_appended() {
    let page = Page::start();
    let before = std::fs::read_to_string(page.file("actors.jsonl")).unwrap();
    let actor = json!({"id": "ferry", "kind": "product", "name": {"en": "The ferry"}});
    assert_eq!(page.post("actors", &actor).0, 200);
    let after = std::fs::read_to_string(page.file("actors.jsonl")).unwrap();
    assert_eq!(after, format!("{before}{}\n", r#"{"id":"ferry","kind":"product","name":{"en":"The ferry"}}"#));
    let (status, answer) = page.post("actors", &actor);
    assert_eq!((status, &answer["faults"]["errors"][0]["field"]), (422, &json!("id")), "{answer}");
    let topic = json!({"id": "ferries", "label": {"en": "Ferries"}, "broader": ["shiping"]});
    let (status, answer) = page.post("topics", &topic);
    assert_eq!((status, &answer["faults"]["errors"][0]["field"]), (422, &json!("broader[0]")), "{answer}");
    let topic = json!({"id": "ferries", "label": {"en": "Ferries"}, "broader": ["port-expansion"]});
    assert_eq!(page.post("topics", &topic).0, 200);
    let (_, names) = page.get(&format!("articles/{ARTICLE}/names?of=actor&q=fery&lang=en"));
    assert!(names.contains("\"id\":\"ferry\""), "{names}");
}

#[rstest]
#[case("articles/..%2f..%2fetc/claims", "{}")]
#[case("articles/unknown/check", r#"{"claim": {}}"#)]
fn an_article_that_does_not_exist_is_not_found(#[case] path: &str, #[case] body: &str) {
    let page = Page::start();
    let origin = format!("http://{}", page.host);
    let headers = [("Host", page.host.as_str()), ("Origin", &origin), ("Content-Type", "application/json")];
    let (status, _, answer) = page.send("POST", &format!("{}{path}", page.path), &headers, body);
    assert!(matches!(status, 400 | 404), "{status} {answer}");
}

#[test]
fn the_check_names_errors_and_the_page_follows_the_language() {
    let page = Page::start();
    assert!(page.get("check?lang=en").1.contains("No errors"));
    std::fs::write(page.file(CLAIMS), page.claims().replacen("\"kind\":\"event\"", "\"kind\":\"evnt\"", 1)).unwrap();
    let (_, body) = page.get("check?lang=en");
    assert!(body.contains("1 error to correct") && body.contains("?claim=harbour-expansion-2024-001"), "{body}");
    let (_, arabic) = page.get("check?lang=ar");
    assert!(arabic.contains("dir=\"rtl\"") && arabic.contains("خطأ واحد"));
}
