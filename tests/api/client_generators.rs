//! What the OpenAPI document must hold for the clients that tools generate from it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

const METHODS: [&str; 6] = ["delete", "get", "patch", "post", "put", "query"];

/// A committed document.
fn committed(file: &str) -> Value {
    let path = format!("{}/openapi/{file}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn document() -> Value {
    committed("openapi.json")
}

/// Every object of the document, with the path to it.
fn objects<'v>(value: &'v Value, path: &str, found: &mut Vec<(String, &'v Value)>) {
    match value {
        Value::Object(fields) => {
            found.push((path.to_owned(), value));
            fields.iter().for_each(|(key, field)| objects(field, &format!("{path}/{key}"), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| objects(item, &format!("{path}/{index}"), found));
        }
        _ => {}
    }
}

fn operations(document: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    paths.iter().flat_map(|(path, item)| METHODS.iter().filter_map(move |method| Some((path, item.get(method)?))))
}

fn keys(value: &Value) -> impl Iterator<Item = &str> {
    value.as_object().into_iter().flat_map(|fields| fields.keys().map(String::as_str))
}

/// Fails where two names differ only in letter case or in signs, which generators drop.
fn assert_distinct<'n>(place: &str, names: impl IntoIterator<Item = &'n str>) {
    let mut cleaned: BTreeMap<String, &str> = BTreeMap::new();
    for name in names {
        let bare: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        if let Some(other) = cleaned.insert(bare.to_lowercase(), name) {
            panic!("{place}: {other} and {name} become one name");
        }
    }
}

#[test]
fn names_stay_distinct_without_signs_and_letter_case() {
    let document = document();
    assert_distinct("schemas", keys(&document["components"]["schemas"]));
    // Kiota names a class after every segment of a path.
    let prefixes: BTreeSet<&str> = keys(&document["paths"])
        .flat_map(|path| path.match_indices('/').map(|(end, _)| &path[..end]).chain([path]))
        .collect();
    assert_distinct("paths", prefixes);
    let operation_ids: Vec<_> = operations(&document).map(|(_, it)| it["operationId"].as_str().unwrap()).collect();
    assert_distinct("operations", operation_ids);
    for (path, operation) in operations(&document) {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        assert_distinct(path, parameters.map(|parameter| parameter["name"].as_str().unwrap()));
    }
    let mut found = Vec::new();
    objects(&document, "", &mut found);
    for (path, schema) in &found {
        assert_distinct(path, keys(&schema["properties"]));
    }
}

#[test]
fn every_value_of_an_enumeration_has_a_name() {
    let document = document();
    let mut found = Vec::new();
    objects(&document, "", &mut found);
    let mut enumerations = 0;
    for (path, schema) in &found {
        let Some(values) = schema["enum"].as_array() else { continue };
        enumerations += 1;
        let names = schema["x-enum-varnames"].as_array().unwrap_or(values);
        assert_eq!(names.len(), values.len(), "{path}");
        let names: Vec<_> = names.iter().map(|name| name.as_str().unwrap()).collect();
        for name in &names {
            let starts_well = name.starts_with(|first: char| first.is_ascii_alphabetic());
            let is_identifier = starts_well && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
            let is_member = ["entries", "name", "ordinal", "value", "values"].contains(name);
            assert!(is_identifier && !is_member, "{path}: {name}");
        }
        assert_distinct(path, names);
    }
    assert!(enumerations > 20, "only {enumerations}");
    let sort = found.iter().map(|(_, it)| it).find(|it| it["enum"].get(1) == Some(&"-date".into())).unwrap();
    assert_eq!(sort["x-enum-varnames"][1], "date_descending");
}

#[test]
fn bodies_that_no_json_parser_reads_are_files() {
    for document in [document(), committed("openapi-3.0.json")] {
        let mut files = Vec::new();
        for (path, operation) in operations(&document) {
            for (media_type, content) in operation["responses"]
                .as_object()
                .unwrap()
                .values()
                .flat_map(|response| response["content"].as_object().into_iter().flatten())
            {
                let is_json = media_type == "application/json" || media_type.ends_with("+json");
                let is_file = content["schema"]["format"] == "binary";
                assert_eq!(is_file, !is_json && media_type != "text/plain", "{path} {media_type}");
                assert!(!is_file || content["schema"]["type"] == "string", "{path} {media_type}");
                if is_file {
                    files.push(media_type.as_str());
                }
            }
        }
        for media_type in ["text/csv", "application/x-ndjson", "application/atom+xml", "application/vnd.sqlite3"] {
            assert!(files.contains(&media_type), "{media_type}");
        }
    }
}

/// Words that some language reserves.
const RESERVED: &str = "abstract and as assert async await bool boolean break byte case catch chan char class const continue \
    crate date def default defer del do double dyn echo elif else empty enum except exit export extends extern fallthrough \
    false final finally float fn for foreach from func function global go goto if impl implements import in init inout \
    instanceof int interface is lambda let list lock long loop map match mod move mut namespace native new nil none not \
    null object operator or override package params pass print private protected pub public raise range ref return \
    select self short static string struct super switch this throw throws trait true try type typedef typeof union \
    unsafe use using val var void volatile when where while with yield";

#[test]
fn few_names_are_words_that_a_language_reserves() {
    // The standards and the contract name these; generators rename them.
    let accepted = ["date", "from", "match", "none", "self", "type"];
    let document = document();
    let mut found = Vec::new();
    objects(&document, "", &mut found);
    for (path, object) in &found {
        let parameter = object["in"].is_string().then(|| object["name"].as_str()).flatten();
        for name in keys(&object["properties"]).chain(parameter) {
            let is_reserved = RESERVED.split_whitespace().any(|word| word == name);
            assert!(!is_reserved || accepted.contains(&name), "{path}: {name}");
        }
    }
}
