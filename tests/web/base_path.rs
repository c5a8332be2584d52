//! `--public-url` with a path: everything is served and linked below it.

use std::collections::BTreeSet;

use isnad::domain::checksum::Checksum;
use rstest::rstest;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Response, Server, harbour, seed, text};
use crate::web::pages::{PAGES, attributes};

const PUBLIC: &str = "https://news.example/data/isnad";
const BASE: &str = "/data/isnad";

const RESOURCES: [&str; 28] = [
    "/v1",
    "/v1/claims?limit=2",
    "/v1/claims?limit=0&facet=actor",
    "/v1/claims/harbour-expansion-2024-001",
    "/v1/claims/harbour-expansion-2024-001/related",
    "/v1/claims/harbour-expansion-2024-001/annotation",
    "/v1/claims.csv",
    "/v1/claims.csv?fields=links",
    "/v1/claims.ndjson",
    "/v1/claims.jsonld",
    "/v1/claims.atom",
    "/v1/claims.bib",
    "/v1/claims/network",
    "/v1/actors?limit=1",
    "/v1/actors.csv",
    "/v1/topics",
    "/v1/articles",
    "/v1/suggest?q=har",
    "/v1/quotes/verify?text=harbour",
    "/v1/dataset",
    "/v1/dataset/claims.ndjson",
    "/v1/dataset/croissant.json",
    "/v1/dataset/datapackage.json",
    "/v1/changes?since=0",
    "/v1/releases",
    "/.well-known/api-catalog",
    "/llms.txt",
    "/docs",
];

fn start(public_url: &str) -> Server {
    let folder = TempDir::new().unwrap();
    seed(&harbour("seed"), Some(&harbour("texts")), &folder.path().join("isnad.db"));
    Server::start_with(folder, &["--public-url", public_url])
}

fn below(path: &str) -> String {
    format!("{BASE}{path}")
}

/// The body without the base path, and without what is derived from the bytes of claims.
fn at_the_root(response: &Response) -> String {
    let body = text(&response.body).replace(&format!(" data-base=\"{BASE}\""), "").replace(BASE, "");
    match serde_json::from_str::<Value>(&body) {
        Ok(mut json) if json.get("checksum").is_some() => {
            json["checksum"] = json!("");
            json.to_string()
        }
        _ => body,
    }
}

/// The references of a response: attributes of HTML, links of JSON and headers.
fn references(response: &Response) -> Vec<String> {
    let body = text(&response.body);
    let mut found: Vec<String> = ["href", "src", "action"].iter().flat_map(|name| attributes(&body, name)).collect();
    for name in ["self", "page", "href", "next", "anchor", "type", "instance"] {
        let mark = format!("\"{name}\":\"");
        found.extend(body.split(&mark).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
    }
    found.extend(response.header("link").split('<').skip(1).map(|link| link.split('>').next().unwrap().to_owned()));
    found.extend(Some(response.header("location").to_owned()).filter(|location| !location.is_empty()));
    found
}

#[test]
fn everything_is_the_same_below_the_base_path() {
    let (root, server) = (start("https://news.example"), start(PUBLIC));
    let (mut compared, mut links) = (0, BTreeSet::new());
    for path in PAGES.iter().chain(&RESOURCES) {
        let (expected, found) = (root.get(path), server.get(&below(path)));
        assert_eq!((found.status, at_the_root(&found)), (expected.status, at_the_root(&expected)), "{path}");
        assert_eq!(found.header("link").replace(BASE, ""), expected.header("link"), "{path}");
        compared += 1;
        for link in references(&found) {
            let local = link.strip_prefix("https://news.example").unwrap_or(&link);
            if local.starts_with('/') {
                assert!(local.starts_with(&below("/")), "{path}: {link}");
                links.insert(local.split('#').next().unwrap().replace("&amp;", "&"));
            }
        }
    }
    assert!(compared > 40 && links.len() > 150, "{compared} resources, {} links", links.len());
    for link in links.iter().filter(|link| !link.contains('{')) {
        // The index names routes that need a parameter or a body.
        let status = server.get(link).status;
        assert!(status != 404 && status == root.get(&link.replace(BASE, "")).status, "{status} {link}");
    }
}

#[test]
fn a_proxy_may_take_the_base_path_off() {
    let server = start(PUBLIC);
    for path in ["/", "/v1/claims?limit=2", "/docs", "/claims/harbour-expansion-2024-001", "/health/ready"] {
        assert_eq!(server.get(path).body, server.get(&below(path)).body, "{path}");
    }
    assert_eq!(server.get("/data/isnadora/v1").status, 404);
}

#[rstest]
#[case("", "/")]
#[case("?q=harbour", "/?q=harbour")]
#[case("/v1/claims/", "/v1/claims")]
#[case("/claims?q=harbour", "/?q=harbour")]
fn redirects_lead_below_the_base_path(#[case] path: &str, #[case] location: &str) {
    let server = start(PUBLIC);
    let response = server.get(&below(path));
    assert_eq!((response.status, response.header("location")), (308, below(location).as_str()));
    let form = server.get(&below("/?q=harbour&actor="));
    assert_eq!((form.status, form.header("location")), (302, "/data/isnad/?q=harbour"));
}

#[test]
fn errors_and_long_queries_name_addresses_below_the_base_path() {
    let server = start(PUBLIC);
    let problem = server.get(&below("/v1/claims?actor=fishermn")).json();
    assert_eq!(problem["type"], "/data/isnad/docs/errors#invalid_parameter");
    assert_eq!(problem["instance"], "/data/isnad/v1/claims?actor=fishermn");
    let near = server.get(&below("/v1/claim")).json();
    assert!(near["detail"].as_str().unwrap().contains("/data/isnad/v1/claims"), "{near}");
    let answer = server.query(&below("/v1/claims"), &json!({"kind": ["event"]}));
    assert_eq!(answer.header("content-location"), "/data/isnad/v1/claims?kind=event");
}

#[test]
fn the_checksum_is_that_of_the_claims_as_served() {
    let (root, server) = (start("https://news.example"), start(PUBLIC));
    let checksum = |server: &Server| server.json("/v1/dataset")["checksum"].as_str().unwrap().to_owned();
    let mut expected = Checksum::default();
    for claim in text(&server.get(&below("/v1/dataset/claims.ndjson")).body).lines() {
        expected.add(Checksum::of(claim.as_bytes()));
    }
    assert_eq!(checksum(&server), expected.to_string());
    assert_ne!(checksum(&server), checksum(&root));
}
