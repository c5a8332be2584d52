//! The OpenAPI document and the documentation pages are complete and agree with the server.

use std::collections::BTreeSet;

use isnad::formats::Format;
use isnad::http::problem::ErrorCode;
use serde_json::Value;

use crate::support::{Server, text};

pub fn committed() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn the_served_openapi_document_equals_the_committed_one() {
    let served = Server::harbour().get("/openapi.json");
    assert_eq!(served.header("content-type"), "application/json");
    assert!(served.json() == committed(), "stale: run `just openapi`");
}

#[test]
fn the_served_openapi_30_document_equals_the_committed_one_and_is_valid_3_0() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi-3.0.json");
    let converted: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(Server::harbour().json("/openapi-3.0.json") == converted, "stale: run `just openapi`");
    let text = converted.to_string();
    for only_in_31 in ["\"examples\":[", "\"type\":[", "\"const\":", "\"identifier\":\"MIT", "problem+json"] {
        assert!(!text.contains(only_in_31), "{only_in_31}");
    }
    assert_eq!(converted["paths"].as_object().unwrap().len(), committed()["paths"].as_object().unwrap().len());
}

/// The value of every `$ref`.
pub fn references<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|field| references(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[test]
fn every_reference_of_the_document_resolves() {
    let document = committed();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 20);
    for reference in found {
        assert!(document.pointer(&reference[1..]).is_some(), "{reference}");
    }
}

/// Every operation with its path.
pub fn operations(document: &Value) -> Vec<(&String, &Value)> {
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        operations.extend(["get", "post"].iter().filter_map(|method| Some((path, item.get(method)?))));
    }
    operations
}

#[test]
fn every_operation_is_described_named_and_tagged() {
    let document = committed();
    let mut names = BTreeSet::new();
    for (path, operation) in operations(&document) {
        assert!(operation["summary"].is_string(), "{path}");
        assert_eq!(operation["tags"].as_array().unwrap().len(), 1, "{path}");
        let name = operation["operationId"].as_str().unwrap();
        assert!(name.bytes().all(|b| b.is_ascii_alphanumeric()) && names.insert(name), "{name}");
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            assert!(parameter["description"].is_string(), "{path} {}", parameter["name"]);
        }
        for (status, response) in operation["responses"].as_object().unwrap() {
            assert!(response["description"].is_string(), "{path} {status}");
        }
    }
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        assert!(schema["description"].is_string(), "{name}");
        for (field, property) in schema["properties"].as_object().into_iter().flatten() {
            assert!(property["description"].is_string() || property["$ref"].is_string(), "{name}.{field}");
        }
    }
}

#[test]
fn every_documented_example_of_the_claims_list_is_accepted() {
    let server = Server::built_in();
    let document = committed();
    let mut examples = 0;
    for parameter in document["paths"]["/v1/claims"]["get"]["parameters"].as_array().unwrap() {
        let name = parameter["name"].as_str().unwrap();
        let given = parameter.get("example").or(parameter.pointer("/schema/examples/0"));
        let example = match given.or(parameter.pointer("/schema/items/examples/0")) {
            Some(Value::Array(values)) => values[0].clone(),
            Some(value) => value.clone(),
            None => continue,
        };
        examples += 1;
        let value = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
        // Sorting by relevance needs a text query.
        let words = if value == "relevance" { "&q=chips" } else { "" };
        server.json(&format!("/v1/claims?{name}={value}{words}"));
    }
    assert!(examples > 20, "only {examples} examples");
}

/// Every schema of the document, at any depth.
fn schemas<'v>(value: &'v Value, found: &mut Vec<&'v Value>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("schema"));
            found.extend(fields.get("properties").and_then(Value::as_object).into_iter().flat_map(|p| p.values()));
            fields.values().for_each(|field| schemas(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| schemas(item, found)),
        _ => {}
    }
}

#[test]
fn the_document_uses_only_what_generators_support() {
    let document = committed();
    for (path, operation) in operations(&document) {
        assert_eq!(operation["security"], serde_json::json!([]), "{path} needs no token");
        let ok = operation["responses"]["200"]["content"].as_object().unwrap();
        assert_eq!(ok.len(), 1, "{path} has one media type");
        for (status, response) in operation["responses"].as_object().unwrap() {
            let is_error = status.starts_with(['4', '5']);
            assert!(!is_error || response["content"]["application/problem+json"].is_object(), "{path} {status}");
        }
    }
    let mut found = Vec::new();
    schemas(&document, &mut found);
    assert!(found.len() > 200);
    for schema in found {
        let kind = &schema["type"];
        assert!(kind.is_string() || schema["$ref"].is_string(), "no union and no null: {schema}");
        for choice in ["oneOf", "anyOf", "allOf", "discriminator"] {
            assert!(schema.get(choice).is_none(), "{schema}");
        }
        if kind == "integer" {
            assert!(schema["minimum"].is_number() && schema["format"].is_string(), "{schema}");
        }
    }
}

#[test]
fn prefilled_examples_return_results() {
    let server = Server::built_in();
    for (path, item) in committed()["paths"].as_object().unwrap().iter().filter(|(_, item)| item["get"].is_object()) {
        let mut address = path.clone();
        let mut query = Vec::new();
        for parameter in item["get"]["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            let Some(example) = parameter.get("example") else { continue };
            let example = example.get(0).unwrap_or(example);
            let value = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
            if parameter["in"] == "path" {
                address = address.replace(&format!("{{{name}}}"), &value);
            } else {
                let value: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
                query.push(format!("{name}={value}"));
            }
        }
        let response = server.get(&format!("{address}?{}", query.join("&")));
        let expected = if Format::is_served(path) { 200 } else { 501 };
        assert_eq!(response.status, expected, "{address} {query:?}");
        if path == "/v1/claims" {
            assert!(response.json()["total"].as_u64().unwrap() > 10);
        }
    }
}

#[test]
fn errors_name_every_documented_parameter_with_a_wrong_value() {
    let server = Server::built_in();
    let document = committed();
    let mut checked = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for parameter in item["get"]["parameters"].as_array().into_iter().flatten().filter(|p| p["in"] == "query") {
            let (name, schema) = (parameter["name"].as_str().unwrap(), &parameter["schema"]);
            // An identifier of a claim may be unknown.
            let free_text = ["q", "id", "text", "speaker"].contains(&name);
            for wrong in if free_text { &["", "%00"][..] } else { &["", "%00", "no.such-value"][..] } {
                let rest = match path.as_str() {
                    "/v1/suggest" if name != "q" => "&q=x",
                    "/v1/quotes/verify" if name != "text" => "&text=x",
                    "/v1/changes" if name != "since" => "&since=0",
                    _ => "",
                };
                let response = server.get(&format!("{path}?{name}={wrong}{rest}"));
                assert_eq!(response.status, 400, "{path} {name}={wrong}");
                assert_eq!(response.json()["errors"][0]["parameter"], name, "{path} {name}={wrong}");
            }
            if schema["type"] != "array" {
                let twice = server.get(&format!("{path}?{name}=1&{name}=1"));
                assert_eq!(twice.status, 400, "{path} takes one {name}");
            }
            checked += 1;
        }
    }
    assert!(checked > 100, "only {checked} parameters");
}

#[test]
fn every_error_code_is_documented() {
    let page = Server::harbour().get("/docs/errors");
    let html = text(&page.body);
    for code in ErrorCode::ALL.iter().map(|code| code.code()) {
        assert!(html.contains(&format!("id=\"{code}\"")), "{code}");
    }
}

#[test]
fn the_documentation_page_loads_nothing_from_other_hosts() {
    let server = Server::harbour();
    let page = server.get("/docs");
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    let html = text(&page.body);
    assert!(!html.contains("//"), "a link to another host");
    assert!(page.header("content-security-policy").contains("script-src 'self';"));
    let assets: Vec<_> = html.split('"').filter(|part| part.starts_with("/docs/assets/")).collect();
    assert_eq!(assets.len(), 4);
    for asset in assets {
        assert_eq!(server.get(asset).status, 200, "{asset}");
    }
    assert!(text(&server.get("/docs/assets/swagger-initializer.js").body).contains("\"docs/assets/openapi.json\""));
    let shown = server.json("/docs/assets/openapi.json");
    assert_eq!(shown["servers"][0]["url"], "/", "requests go to the server that served the page");
    assert_eq!(shown["paths"], committed()["paths"]);
    let home = text(&server.get("/").body);
    assert!(home.contains("href=\"/docs\""), "the home page links to the documentation");
}
