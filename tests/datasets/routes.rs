//! Every route and page answers, as documented, for every dataset.

use std::collections::BTreeSet;

use isnad::formats::Format;
use serde_json::{Value, json};

use super::servers;
use crate::support::{Server, text};
use crate::web::pages::attributes;

/// The schema of a route's JSON body.
fn schema(document: &Value, path: &str) -> Option<Value> {
    let content = document["paths"][path]["get"]["responses"]["200"]["content"].as_object()?;
    let schema = &content.get("application/json")?["schema"];
    let mut schema = schema.clone();
    schema["components"] = document["components"].clone();
    Some(schema)
}

/// The identifiers in a list of a server.
fn identifiers(server: &Server, list: &str) -> Vec<String> {
    let page = server.json(&format!("/v1/{list}?limit=200"));
    page["data"].as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap().to_owned()).collect()
}

/// The addresses of a route: one for each of up to 20 identifiers.
fn addresses(server: &Server, path: &str) -> Vec<String> {
    let Some((list, _)) = path.split_once("/{id}") else {
        let parameter = match path {
            "/v1/suggest" => "?q=a",
            "/v1/quotes/verify" => "?text=a",
            "/v1/changes" | "/v1/changes.ndjson" => "?since=0",
            _ => "",
        };
        return vec![format!("{path}{parameter}")];
    };
    let list = list.trim_start_matches("/v1/");
    identifiers(server, list).into_iter().take(20).map(|id| path.replace("{id}", &id)).collect()
}

#[test]
fn every_route_returns_what_the_openapi_document_says() {
    let document: Value = serde_json::from_str(include_str!("../../openapi/openapi.json")).unwrap();
    for server in servers() {
        let readable = document["paths"].as_object().unwrap().iter().filter(|(_, item)| item["get"].is_object());
        for (path, _) in readable.filter(|(path, _)| Format::is_served(path)) {
            let validator = schema(&document, path).map(|schema| jsonschema::validator_for(&schema).unwrap());
            for address in addresses(&server, path) {
                let response = server.get(&address);
                assert_eq!(response.status, 200, "{address}: {}", text(&response.body));
                assert!(!response.body.is_empty(), "{address}");
                if let Some(validator) = &validator {
                    let errors: Vec<_> =
                        validator.iter_errors(&response.json()).map(|error| error.to_string()).collect();
                    assert!(errors.is_empty(), "{address}: {errors:?}");
                }
            }
        }
    }
}

#[test]
fn facets_lead_to_as_many_claims_as_they_count() {
    for server in servers() {
        let page =
            server.json("/v1/claims?limit=1&facet=actor&facet=topic&facet=language&facet=speech&facet=publisher");
        let facets = page["facets"].as_object().unwrap();
        assert!(facets.values().any(|entries| entries.as_array().unwrap().len() > 1));
        for (name, entries) in facets {
            for entry in entries.as_array().unwrap() {
                let id = entry["id"].as_str().unwrap();
                assert!(!entry["label"].as_object().unwrap().is_empty(), "{name} {id}");
                let id = percent_encoding::utf8_percent_encode(id, percent_encoding::NON_ALPHANUMERIC);
                assert_eq!(
                    server.json(&format!("/v1/claims?limit=1&{name}={id}"))["total"],
                    entry["count"],
                    "{name} {id}"
                );
            }
        }
    }
}

#[test]
fn csv_has_a_column_for_every_language_and_every_text_is_in_it() {
    for server in servers() {
        let languages = server.json("/v1/dataset")["languages"].clone();
        let csv = server.get("/v1/claims.csv?sort=id").body;
        let mut reader = csv::Reader::from_reader(csv.as_slice());
        let headers = reader.headers().unwrap().clone();
        let claims = text(&server.get("/v1/claims.ndjson?sort=id").body);
        let claims: Vec<Value> = claims.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), claims.len());
        for language in languages.as_array().unwrap() {
            let name = format!("statement_{}", language.as_str().unwrap());
            let column = headers.iter().position(|header| header == name).unwrap_or_else(|| panic!("no {name}"));
            for (row, claim) in rows.iter().zip(&claims) {
                assert_eq!(row[column], *claim["statement"][language.as_str().unwrap()].as_str().unwrap_or_default());
            }
        }
    }
}

#[test]
fn every_statement_is_marked_with_its_language_in_linked_data_and_feeds() {
    for server in servers() {
        let graph = server.json("/v1/claims.jsonld?sort=id");
        let claims = text(&server.get("/v1/claims.ndjson?sort=id").body);
        let statements: Vec<Value> =
            claims.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["statement"].clone()).collect();
        let nodes = graph["@graph"].as_array().unwrap().iter().filter(|node| node["@type"] == "Claim");
        // The context maps the text to a container by language.
        assert_eq!(nodes.map(|node| node["statement"].clone()).collect::<Vec<_>>(), statements);
        assert_eq!(graph["@context"]["statement"], json!({"@container": "@language", "@id": "text"}));
        assert_eq!(graph["@context"]["@vocab"], "http://schema.org/", "as in the context of schema.org");
        let feed = text(&server.get("/v1/claims.atom").body);
        let entries: Vec<&str> = feed.split("<entry>").skip(1).collect();
        assert!(!entries.is_empty() && entries.iter().all(|entry| entry.contains("<title xml:lang=\"")), "{feed}");
    }
}

#[test]
fn pages_mark_every_text_with_its_language_and_direction() {
    for server in servers() {
        let (mut seen, mut links) = (BTreeSet::new(), BTreeSet::new());
        for id in identifiers(&server, "claims").into_iter().take(30) {
            let claim = server.json(&format!("/v1/claims/{id}"));
            for page in ["en", "ar"] {
                let path = format!("/claims/{id}?lang={page}");
                let response = server.get(&path);
                let html = text(&response.body);
                assert_eq!(response.status, 200, "{path}: {html}");
                links.extend(attributes(&html, "href").into_iter().filter(|link| link.starts_with('/')));
                for language in claim["statement"].as_object().unwrap().keys().filter(|language| *language != page) {
                    let direction = if ["ar", "fa"].contains(&language.as_str()) { "rtl" } else { "ltr" };
                    assert!(html.contains(&format!("lang=\"{language}\" dir=\"{direction}\"")), "{path}: {language}");
                    seen.insert(language.clone());
                }
            }
        }
        assert!(seen.len() > 1, "{seen:?}");
        for link in links.into_iter().take(200) {
            let status = server.get(&link).status;
            assert!(status < 400, "{link}: {status}");
        }
    }
}
