//! The OpenAPI document accepts what the released one accepts and answers what it answers: `docs/versioning.md`.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::documentation::{committed, operations, references};

const RELEASED: &str = include_str!("../../openapi/released.json");

/// The version of `openapi/released.json` and the SHA-256 of its bytes. Only a release changes them.
const RELEASE: (&str, &str) = ("0.1.0", "64f8f3718fea658e90d87db492fdbb1d3ce623620a3fed026cf75f0576ac033d");

#[test]
fn the_released_document_does_not_change() {
    assert_eq!(released()["info"]["version"], RELEASE.0);
    assert_eq!(hex::encode(Sha256::digest(RELEASED)), RELEASE.1, "openapi/released.json changes only with a release");
}

#[test]
fn the_document_breaks_no_client_of_the_released_one() {
    let broken = breaking_changes(&released(), &committed());
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// A document with one operation that has everything that is compared.
fn example() -> Value {
    json!({
        "info": {"version": "1"},
        "paths": {"/v1/things": {"get": {
            "operationId": "list_things",
            "parameters": [
                {"name": "kind", "in": "query", "required": false, "description": "Of this kind.",
                 "schema": {"type": "string", "enum": ["a", "b"], "maxLength": 10, "minLength": 1, "pattern": "^[a-z]+$"}}],
            "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Question"}}}},
            "responses": {
                "200": {"headers": {"ETag": {}}, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                "400": {"description": "Bad."}}}}},
        "components": {"schemas": {
            "Thing": {"type": "object", "required": ["id"],
                "properties": {"id": {"type": "string"}, "size": {"oneOf": [{"type": "integer"}, {"type": "string"}]}}},
            "Question": {"type": "array", "items": {"$ref": "#/components/schemas/Part"}},
            "Part": {"type": "object", "required": ["q"], "properties": {"q": {"type": "string"}}}}}
    })
}

const PARAMETER: &str = "/paths/~1v1~1things/get/parameters/0";
const PARAMETER_SCHEMA: &str = "/paths/~1v1~1things/get/parameters/0/schema";
const PART: &str = "/components/schemas/Part";
const THING: &str = "/components/schemas/Thing";

#[rstest::rstest]
#[case::path("/paths", "/v1/things", None)]
#[case::operation("/paths/~1v1~1things", "get", None)]
#[case::operation_id("/paths/~1v1~1things/get", "operationId", Some(json!("things")))]
#[case::status("/paths/~1v1~1things/get/responses", "400", None)]
#[case::media_type("/paths/~1v1~1things/get/responses/200/content", "application/json", None)]
#[case::header("/paths/~1v1~1things/get/responses/200/headers", "ETag", None)]
#[case::parameters("/paths/~1v1~1things/get", "parameters", Some(json!([])))]
#[case::required_parameter(PARAMETER, "required", Some(json!(true)))]
#[case::type_of_a_parameter(PARAMETER_SCHEMA, "type", Some(json!("integer")))]
#[case::value(PARAMETER_SCHEMA, "enum", Some(json!(["a", "c"])))]
#[case::longest(PARAMETER_SCHEMA, "maxLength", Some(json!(9)))]
#[case::shortest(PARAMETER_SCHEMA, "minLength", Some(json!(2)))]
#[case::pattern(PARAMETER_SCHEMA, "pattern", Some(json!("^[a-c]+$")))]
#[case::new_limit(PARAMETER_SCHEMA, "maximum", Some(json!(9)))]
#[case::required_in_a_body(PART, "required", Some(json!(["q", "r"])))]
#[case::schema("/components/schemas", "Thing", None)]
#[case::field("/components/schemas/Thing/properties", "size", None)]
#[case::alternative("/components/schemas/Thing/properties/size", "oneOf", Some(json!([{"type": "integer"}])))]
#[case::no_longer_required(THING, "required", Some(json!([])))]
fn changes_that_break_a_client_are_found(#[case] place: &str, #[case] field: &str, #[case] value: Option<Value>) {
    let mut changed = example();
    let fields = changed.pointer_mut(place).and_then(Value::as_object_mut).unwrap();
    match value {
        Some(value) => fields.insert(field.to_owned(), value),
        None => fields.remove(field),
    };
    let broken = breaking_changes(&example(), &changed);
    assert_eq!(broken.len(), 1, "{broken:?}");
    assert!(broken[0].starts_with(place.split("/parameters/").next().unwrap()), "{broken:?}");
}

#[rstest::rstest]
#[case::path("/paths", "/v1/others", json!({"get": {}}))]
#[case::description(PARAMETER, "description", json!("Other words."))]
#[case::parameter("/paths/~1v1~1things/get", "parameters", json!([{"name": "q", "in": "query", "required": false}, example().pointer(PARAMETER)]))]
#[case::value(PARAMETER_SCHEMA, "enum", json!(["b", "a", "c"]))]
#[case::longest(PARAMETER_SCHEMA, "maxLength", json!(11))]
#[case::no_longer_required_in_a_body(PART, "required", json!([]))]
#[case::shortest(PARAMETER_SCHEMA, "minLength", json!(0))]
#[case::status("/paths/~1v1~1things/get/responses", "410", json!({"description": "Gone."}))]
#[case::field("/components/schemas/Thing/properties", "colour", json!({"type": "string"}))]
#[case::required_in_a_response(THING, "required", json!(["id", "size"]))]
#[case::alternative("/components/schemas/Thing/properties/size", "oneOf", json!([{"type": "null"}, {"type": "string"}, {"type": "integer"}]))]
#[case::version("/info", "version", json!("2"))]
fn changes_that_break_no_client_are_allowed(#[case] place: &str, #[case] field: &str, #[case] value: Value) {
    let mut changed = example();
    changed.pointer_mut(place).and_then(Value::as_object_mut).unwrap().insert(field.to_owned(), value);
    assert_eq!(breaking_changes(&example(), &changed), Vec::<String>::new());
}

#[test]
fn a_new_parameter_must_not_be_required() {
    let mut changed = example();
    let parameters = changed.pointer_mut("/paths/~1v1~1things/get/parameters").and_then(Value::as_array_mut).unwrap();
    parameters.push(json!({"name": "key", "in": "query", "required": true}));
    assert_eq!(breaking_changes(&example(), &changed).len(), 1);
}

fn released() -> Value {
    serde_json::from_str(RELEASED).unwrap()
}

/// What a client of `released` misses in `current`, each with its place as a JSON pointer.
fn breaking_changes(released: &Value, current: &Value) -> Vec<String> {
    let request_schemas = request_schemas(released);
    let mut comparison = Comparison { request_schemas: &request_schemas, broken: Vec::new() };
    for part in ["paths", "components"] {
        comparison.value(&format!("/{part}"), &released[part], &current[part]);
    }
    comparison.broken
}

/// Fields for people.
const TEXTS: [&str; 6] = ["description", "summary", "title", "example", "examples", "tags"];
const UPPER_LIMITS: [&str; 3] = ["maximum", "maxLength", "maxItems"];
const LOWER_LIMITS: [&str; 3] = ["minimum", "minLength", "minItems"];

fn is_limit(name: &str) -> bool {
    name == "pattern" || UPPER_LIMITS.contains(&name) || LOWER_LIMITS.contains(&name)
}

/// The JSON pointers of the schemas that request bodies use. No response uses them: a field that becomes required breaks
/// those who send it, and one that is no longer required those who receive it.
fn request_schemas(document: &Value) -> BTreeSet<&str> {
    let mut unread = Vec::new();
    for (_, operation) in operations(document) {
        references(&operation["requestBody"], &mut unread);
    }
    let mut found = BTreeSet::new();
    while let Some(reference) = unread.pop() {
        let schema = &reference[1..];
        if found.insert(schema) {
            references(document.pointer(schema).unwrap(), &mut unread);
        }
    }
    found
}

struct Comparison<'a> {
    request_schemas: &'a BTreeSet<&'a str>,
    broken: Vec<String>,
}

impl Comparison<'_> {
    fn report(&mut self, place: &str, change: &str) {
        self.broken.push(format!("{place}: {change}"));
    }

    fn value(&mut self, place: &str, released: &Value, current: &Value) {
        match (released, current) {
            (Value::Object(released), Value::Object(current)) => self.object(place, released, current),
            _ if released == current => {}
            _ => self.report(place, &format!("was {released}, is {current}")),
        }
    }

    fn object(&mut self, place: &str, released: &Map<String, Value>, current: &Map<String, Value>) {
        for (name, before) in released {
            // A field of a schema may have the name of a keyword.
            let is_keyword = !place.ends_with("/properties");
            let place = format!("{place}/{}", name.replace('~', "~0").replace('/', "~1"));
            match current.get(name) {
                _ if is_keyword && TEXTS.contains(&name.as_str()) => {}
                None if is_keyword && is_limit(name) => {}
                None => self.report(&place, "is missing"),
                Some(now) if is_keyword => self.keyword(name, &place, before, now),
                Some(now) => self.value(&place, before, now),
            }
        }
        for name in current.keys().filter(|name| !released.contains_key(*name)) {
            if !place.ends_with("/properties") && (is_limit(name) || name == "enum") {
                self.report(place, &format!("{name} is new"));
            }
        }
    }

    fn keyword(&mut self, name: &str, place: &str, before: &Value, now: &Value) {
        let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
        match name {
            "parameters" => self.parameters(place, items(before), items(now)),
            "required" if now.is_array() => {
                let sent = self.request_schemas.iter().any(|schema| place.starts_with(&format!("{schema}/")));
                let (wanted, found, fault) =
                    if sent { (now, before, "is required now") } else { (before, now, "is no longer required") };
                for field in items(wanted).iter().filter(|field| !items(found).contains(field)) {
                    self.report(place, &format!("{field} {fault}"));
                }
            }
            "enum" | "oneOf" | "anyOf" | "allOf" => {
                for value in items(before) {
                    if !items(now).iter().any(|now| self.accepts(place, value, now)) {
                        self.report(place, &format!("{value} is missing"));
                    }
                }
            }
            _ if UPPER_LIMITS.contains(&name) && number(now) >= number(before) => {}
            _ if LOWER_LIMITS.contains(&name) && number(now) <= number(before) => {}
            _ => self.value(place, before, now),
        }
    }

    /// Whether `now` breaks nothing of `before`.
    fn accepts(&self, place: &str, before: &Value, now: &Value) -> bool {
        let mut comparison = Self { request_schemas: self.request_schemas, broken: Vec::new() };
        comparison.value(place, before, now);
        comparison.broken.is_empty()
    }

    fn parameters(&mut self, place: &str, released: &[Value], current: &[Value]) {
        let identity = |parameter: &Value| (parameter["in"].to_string(), parameter["name"].to_string());
        for before in released {
            match current.iter().find(|now| identity(now) == identity(before)) {
                Some(now) => self.value(&format!("{place}/{}", before["name"].as_str().unwrap()), before, now),
                None => self.report(place, &format!("{} is missing", before["name"])),
            }
        }
        let known: BTreeSet<_> = released.iter().map(identity).collect();
        for now in current.iter().filter(|now| now["required"] == true && !known.contains(&identity(now))) {
            self.report(place, &format!("{} is new and required", now["name"]));
        }
    }
}

fn items(array: &Value) -> &[Value] {
    array.as_array().map_or(&[], Vec::as_slice)
}
