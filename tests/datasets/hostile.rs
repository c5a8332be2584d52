//! A dataset of hostile texts: every format of it can be parsed and has the texts as they were seeded, and no page runs or
//! reorders anything. `e2e/hostile-content` does the same with public lists and other programs.

use std::collections::BTreeMap;
use std::path::Path;

use isnad::domain::text::{forbidden_character, forbidden_in_quotes};
use isnad::ingest::{Corpus, Source};
use quick_xml::events::Event;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::conformance::corpus::seed_all_backends;
use crate::support::{Server, text};

/// Texts that break formats, pages, terminals and databases. Those that a curator may not write are quotes only.
const TEXTS: &[&str] = &[
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]>",
    "<![CDATA[x]]>",
    "&lt;&amp;&#0;",
    "' onload='x",
    "\" onload=\"x",
    "javascript:alert(1)",
    "{",
    "}",
    "{{7*7}}",
    "{% raw %}",
    "\\",
    "\\\\|",
    "|",
    "a|b\\",
    "\"",
    "\"\"",
    "'",
    "a,b;c\td",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "% & $ # _ ~ ^",
    "\\n",
    "\\u0000",
    "null",
    "NaN",
    "true",
    "0x10",
    "1e400",
    "'; DROP TABLE claim; --",
    "%00",
    "%s%n",
    "${jndi:x}",
    "../../etc/passwd",
    "\u{1F468}\u{200D}\u{1F469}",
    "e\u{301}\u{302}\u{303}\u{304}",
    "﷽",
    "\u{10FFFD}",
    "\u{E000}",
    "\u{2028}",
    "a\u{2029}b",
    "a\u{85}b",
    "a\nb",
    "a\r\nb",
    "a\rb",
    "a\u{b}b\u{c}c",
    "a\u{1}b\u{1f}c",
    "a\u{7f}b\u{9b}31m",
    "\u{1b}[31mred\u{1b}[0m",
    "\u{202E}evil\u{202C}",
    "a\u{202E}b",
    "a\u{2067}b",
    "\u{2069}a\u{202C}",
    "a\u{FEFF}b",
    "\u{200F}\u{61C}a",
    "می\u{200C}شود",
    "a\u{200B}\u{200B}\u{200B}\u{200B}b",
    "yes\u{E0069}\u{E0067}",
    "a\u{FE01}\u{E0101}",
    "\u{3164}",
    "\u{2800}a",
    "\u{FFFD}",
    "\u{FFFC}",
    "\u{FFF9}a\u{FFFA}b\u{FFFB}",
    "🏴\u{E0067}\u{E0062}\u{E0077}\u{E006C}\u{E0073}\u{E007F}",
    "🇫🇷🇩",
];

/// The claims by identifier: the text, and whether it is also the statement, a name and a label.
fn claims() -> BTreeMap<String, (&'static str, bool)> {
    let accepted = |text: &str| forbidden_character(text).is_none() && text.trim() == text && !text.is_empty();
    let quotes = TEXTS.iter().filter(|text| !text.chars().any(forbidden_in_quotes) && !text.trim().is_empty());
    quotes.enumerate().map(|(n, text)| (format!("a-{n:03}"), (*text, accepted(text)))).collect()
}

fn jsonl(records: &[Value]) -> String {
    records.iter().fold(String::new(), |lines, record| lines + &record.to_string() + "\n")
}

fn write(folder: &Path) {
    let article = folder.join("articles/a");
    std::fs::create_dir_all(&article).unwrap();
    let mut actors = vec![json!({"id": "voice", "kind": "document", "name": {"en": "Voice"}})];
    let (mut topics, mut records, mut body) = (vec![], vec![], String::new());
    for (id, (text, is_statement)) in claims() {
        let statement = if is_statement { text } else { "A quote" };
        let start = body.chars().count();
        body.push_str(text);
        let end = body.chars().count();
        body.push_str(" x ");
        let mut claim = json!({
            "id": id, "statement": {"en": statement, "ar": statement}, "asserted_by": "voice",
            "evidence": [{"quote": text, "start": start, "end": end}],
            "claim_date": {"edtf": "2025", "basis": "explicit", "expression": text, "note": {"en": statement}},
            "translation_note": {"literal": {"en": statement}, "meant": {"en": statement}, "basis": "seen"},
            "reviews": [{"publisher": statement, "rating": statement}], "origin": {"source": statement, "id": statement},
        });
        if is_statement {
            let (actor, topic) = (format!("actor-{id}"), format!("topic-{id}"));
            actors.push(json!({
                "id": actor, "kind": "person", "name": {"en": text}, "aliases": {"ar": [format!("{text} {id}")]},
                "description": {"en": text},
            }));
            topics.push(json!({"id": topic, "label": {"en": text}, "definition": {"en": text}}));
            claim["asserted_by"] = json!(actor);
            claim["attribution"] = json!([{"actor": actor, "cue": text}]);
            claim["topics"] = json!([topic]);
        }
        records.push(claim);
    }
    let title = TEXTS[0];
    let record = json!({"id": "a", "title": {"en": title}, "language": "ar", "voice": "voice", "published": "2025", "publisher": title,
        "author": title, "source_url": "https://example.org/a", "rights": {"en": title}});
    for (path, content) in [
        (folder.join("actors.jsonl"), jsonl(&actors)),
        (folder.join("topics.jsonl"), jsonl(&topics)),
        (article.join("claims.jsonl"), jsonl(&records)),
        (article.join("article.json"), record.to_string()),
        (article.join("text.txt"), body),
    ] {
        std::fs::write(path, content).unwrap();
    }
}

/// A server for each kind of database.
fn servers() -> (Vec<Server>, impl Sized) {
    let folder = TempDir::new().unwrap();
    write(folder.path());
    let corpus = Corpus::read(&Source::Directory(folder.path().to_owned()), None, Some(folder.path()));
    let corpus = corpus.unwrap_or_else(|error| panic!("{error}: {error:?}"));
    assert_eq!(corpus.quotes().verified, claims().len());
    let seeded = seed_all_backends(&corpus);
    let start = |address: &String| Server::start_with(TempDir::new().unwrap(), &["--database", address]);
    (seeded.addresses.iter().map(start).collect(), seeded)
}

fn statement((text, is_statement): (&'static str, bool)) -> &'static str {
    if is_statement { text } else { "A quote" }
}

#[test]
fn every_format_has_hostile_texts_as_they_are() {
    let claims = claims();
    assert!(claims.len() > 65 && claims.values().filter(|claim| claim.1).count() > 40);
    let (servers, _seeded) = servers();
    for server in servers {
        let body = text(&server.get("/v1/claims.ndjson").body);
        // Programs end lines at more characters than LF.
        let lines: Vec<Value> = body
            .split(['\n', '\r', '\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}', '\u{2029}'])
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines.len(), claims.len());
        for line in &lines {
            let claim = claims[line["id"].as_str().unwrap()];
            assert_eq!(
                (&line["statement"]["en"], &line["evidence"][0]["quote"]),
                (&json!(statement(claim)), &json!(claim.0))
            );
        }
        let csv = server.get("/v1/claims.csv").body;
        let mut reader = csv::Reader::from_reader(csv.as_slice());
        let headers = reader.headers().unwrap().clone();
        let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), claims.len());
        for row in &rows {
            let claim = claims[&row[0]];
            let quote = row[column("evidence_quotes")].replace("\\|", "|").replace("\\\\", "\\");
            assert_eq!((&row[column("statement_en")], quote.as_str()), (statement(claim), claim.0));
        }
        let graph = server.json("/v1/claims.jsonld");
        for node in graph["@graph"].as_array().unwrap().iter().filter(|node| node["@type"] == "Claim") {
            assert_eq!(node["statement"]["en"], statement(claims[node["identifier"].as_str().unwrap()]));
        }
        for (id, claim) in &claims {
            let annotation = server.json(&format!("/v1/claims/{id}/annotation"));
            assert_eq!(annotation["target"][0]["selector"][0]["exact"], claim.0);
            assert_eq!(server.get(&format!("/claims/{id}.csl.json")).status, 200);
        }
        check_xml(&text(&server.get("/v1/claims.atom").body));
        check_xml(&text(&server.get("/sitemap.xml").body));
    }
}

/// Checks that a document is XML without characters that XML forbids.
fn check_xml(document: &str) {
    let forbidden = |c: char| c.is_control() && !"\t\n\r".contains(c) && c < ' ' || "\u{FFFE}\u{FFFF}".contains(c);
    assert!(!document.contains(forbidden));
    let mut reader = quick_xml::Reader::from_str(document);
    reader.config_mut().check_end_names = true;
    let mut depth = 0;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
}

#[test]
fn no_page_runs_or_reorders_hostile_texts() {
    let (servers, _seeded) = servers();
    let server = &servers[0];
    let pages = ["/", "/actors", "/topics", "/articles", "/articles/a", "/about"].map(str::to_owned);
    let ids: Vec<String> = claims().into_keys().collect();
    let named = claims().into_iter().filter(|(_, claim)| claim.1);
    let named = named.flat_map(|(id, _)| [format!("/actors/actor-{id}"), format!("/topics/topic-{id}")]);
    for path in pages.into_iter().chain(ids.iter().map(|id| format!("/claims/{id}"))).chain(named) {
        let response = server.get(&format!("{path}?lang=en"));
        assert_eq!(response.status, 200, "{path}");
        let html = text(&response.body);
        let runs = ["<script>", "onload=\"", "href=\"javascript:"];
        assert!(!runs.iter().any(|code| html.contains(code)), "{path}");
        let is_control = |c: char| c.is_control() && !"\t\n\r".contains(c);
        assert!(!html.contains(is_control), "{path}: {:?}", html.find(is_control));
        for script in html.split("<script type=\"application/ld+json\">").skip(1) {
            let json: Value = serde_json::from_str(script.split("</script>").next().unwrap()).unwrap();
            assert!(json.is_object(), "{path}");
        }
    }
    let page = |text: &str| {
        let (id, _) = claims().into_iter().find(|(_, claim)| claim.0 == text).unwrap();
        crate::support::text(&server.get(&format!("/claims/{id}?lang=en")).body)
    };
    assert!(page("a\u{202E}b").contains("a\u{202E}b\u{202C}<"), "an override ends with the quote");
    assert!(page("a\u{2067}b").contains("a\u{2067}b\u{2069}<"), "an isolate ends with the quote");
    assert!(page("\u{2069}a\u{202C}").contains(">a<"), "a quote ends nothing that it did not begin");
    assert!(
        page("yes\u{E0069}\u{E0067}").contains("The quote has characters that readers do not see: U+E0069, U+E0067")
    );
    assert!(!page("می\u{200C}شود").contains("readers do not see"));
}
