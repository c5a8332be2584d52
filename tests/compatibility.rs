//! The OpenAPI document breaks no client of the last release.
//!
//! `openapi/released.json` is the document of the last release. Everything a client may rely on has to be there still:
//! paths, parameters, responses, fields that are always present, types, and every value a parameter took.

use serde_json::{Map, Value, json};

/// What a client of `old` could break on with `new`, as places and reasons.
fn breaks(old: &Value, new: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for (path, item) in fields(&old["paths"]) {
        for (method, before) in fields(&item) {
            let place = format!("{method} {path}");
            let after = &new["paths"][path.as_str()][method.as_str()];
            if after.is_null() {
                found.push(format!("{place} is gone"));
                continue;
            }
            if before["operationId"] != after["operationId"] {
                found.push(format!("{place} has another operationId"));
            }
            parameters(&place, &before, after, &mut found);
            for (status, response) in fields(&before["responses"]) {
                let now = &after["responses"][status.as_str()];
                for (media_type, content) in fields(&response["content"]) {
                    let place = format!("{place} {status} {media_type}");
                    answer(&place, &content["schema"], &now["content"][media_type.as_str()]["schema"], &mut found);
                }
            }
        }
    }
    for (name, before) in fields(&old["components"]["schemas"]) {
        answer(&name, &before, &new["components"]["schemas"][name.as_str()], &mut found);
    }
    found
}

fn fields(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

/// What a client sends must still be accepted.
fn parameters(place: &str, before: &Value, after: &Value, found: &mut Vec<String>) {
    let old = list(&before["parameters"]);
    for parameter in list(&after["parameters"]) {
        let known = old.iter().any(|p| p["name"] == parameter["name"]);
        if parameter["required"] == true && !known {
            found.push(format!("{place}: the parameter {} is newly required", parameter["name"]));
        }
    }
    for parameter in old {
        let place = format!("{place}: the parameter {}", parameter["name"]);
        let now = list(&after["parameters"]).into_iter().find(|p| p["name"] == parameter["name"]);
        let Some(now) = now else {
            found.push(format!("{place} is gone"));
            continue;
        };
        if now["required"] == true && parameter["required"] != true {
            found.push(format!("{place} is newly required"));
        }
        accepts(&place, &parameter["schema"], &now["schema"], found);
    }
}

fn accepts(place: &str, before: &Value, after: &Value, found: &mut Vec<String>) {
    if before["type"] != after["type"] || before["pattern"] != after["pattern"] {
        found.push(format!("{place} has another type or pattern"));
    }
    let narrowed = |bound: &str, worse: fn(f64, f64) -> bool| match (before[bound].as_f64(), after[bound].as_f64()) {
        (Some(old), Some(new)) => worse(old, new),
        (None, Some(_)) => true,
        _ => false,
    };
    for (bound, worse) in [
        ("minimum", (|old, new| new > old) as fn(f64, f64) -> bool),
        ("minLength", |old, new| new > old),
        ("maximum", |old, new| new < old),
        ("maxLength", |old, new| new < old),
    ] {
        if narrowed(bound, worse) {
            found.push(format!("{place} has a narrower {bound}"));
        }
    }
    for value in list(&before["enum"]) {
        if !list(&after["enum"]).contains(&value) {
            found.push(format!("{place} does not take {value} any more"));
        }
    }
    if !before["items"].is_null() {
        accepts(&format!("{place}, each"), &before["items"], &after["items"], found);
    }
}

/// What a client reads must still be there.
fn answer(place: &str, before: &Value, after: &Value, found: &mut Vec<String>) {
    if after.is_null() && !before.is_null() {
        found.push(format!("{place} is gone"));
        return;
    }
    if before["type"] != after["type"] || before["$ref"] != after["$ref"] {
        found.push(format!("{place} has another type"));
    }
    for field in list(&before["required"]) {
        if !list(&after["required"]).contains(&field) {
            found.push(format!("{place}: {field} may be absent now"));
        }
    }
    for (field, schema) in fields(&before["properties"]) {
        answer(&format!("{place}.{field}"), &schema, &after["properties"][field.as_str()], found);
    }
    if !before["items"].is_null() {
        answer(&format!("{place}[]"), &before["items"], &after["items"], found);
    }
}

fn document(name: &str) -> Value {
    let path = format!("{}/openapi/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn clients_of_the_last_release_go_on_working() {
    let found = breaks(&document("released.json"), &document("openapi.json"));
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_kind_of_break_is_seen() {
    let old = document("openapi.json");
    assert_eq!(breaks(&old, &old), Vec::<String>::new());
    let broken = |pointer: &str, value: Value| {
        let mut new = old.clone();
        *new.pointer_mut(pointer).unwrap() = value;
        breaks(&old, &new)
    };
    let parameters = "/paths/~1v1~1claims/get/parameters";
    let place = |name: &str| {
        let all = list(old.pointer(parameters).unwrap());
        format!("{parameters}/{}", all.iter().position(|p| p["name"] == name).unwrap())
    };
    for (pointer, value, reason) in [
        ("/paths/~1v1~1claims/get".to_owned(), Value::Null, "get /v1/claims is gone"),
        ("/paths/~1v1~1claims/get/operationId".to_owned(), json!("other"), "another operationId"),
        (place("actor"), json!({"name": "actress"}), "the parameter \"actor\" is gone"),
        (format!("{}/required", place("actor")), json!(true), "newly required"),
        (format!("{}/schema/maximum", place("limit")), json!(100), "narrower maximum"),
        (format!("{}/schema/items/enum", place("kind")), json!(["event"]), "does not take \"state\" any more"),
        (format!("{}/schema/type", place("limit")), json!("string"), "another type"),
        ("/components/schemas/Claim/required".to_owned(), json!(["id"]), "\"statement\" may be absent now"),
        ("/components/schemas/Claim/properties/kind".to_owned(), Value::Null, "Claim.kind is gone"),
        ("/components/schemas/ClaimPage/properties/total/type".to_owned(), json!("string"), "another type"),
        ("/paths/~1v1~1claims/get/responses/200/content".to_owned(), json!({}), "application/json is gone"),
    ] {
        let found = broken(&pointer, value);
        assert!(found.iter().any(|f| f.contains(reason)), "{pointer}: {found:?}");
    }
    let mut wider = old.clone();
    wider["components"]["schemas"]["Claim"]["properties"]["novelty"] = json!({"type": "string"});
    wider["paths"]["/v1/novelties"] = json!({"get": {"operationId": "listNovelties"}});
    *wider.pointer_mut(&format!("{}/schema/maximum", place("limit"))).unwrap() = json!(500);
    assert_eq!(breaks(&old, &wider), Vec::<String>::new(), "what is added breaks nobody");
}
