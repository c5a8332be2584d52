//! The JSON Schemas of the seed records, and the structural errors that they find in a record.
//!
//! serde parses the records and stops at the first error. A record that serde rejects is compared with its schema, which
//! finds all errors of types, fields and vocabularies. Patterns and lengths are checked when the record is validated.

use std::sync::LazyLock;

use schemars::generate::SchemaSettings;
use schemars::transform::transform_subschemas;
use schemars::{JsonSchema, Schema};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::domain::dataset::DatasetDescription;
use crate::domain::did_you_mean::nearest;
use crate::ingest::diagnostics::suggestion;
use crate::ingest::raw::{RawActor, RawArticle, RawClaim, RawTopic};

/// The published schemas: file name in `seed/schema/` and content.
pub fn schemas() -> [(&'static str, Value); 5] {
    [
        ("dataset.schema.json", DatasetDescription::schema()),
        ("actor.schema.json", RawActor::schema()),
        ("topic.schema.json", RawTopic::schema()),
        ("article.schema.json", RawArticle::schema()),
        ("claim.schema.json", RawClaim::schema()),
    ]
}

pub trait SeedRecord: JsonSchema + DeserializeOwned {
    /// Returns the JSON Schema (draft 2020-12).
    fn schema() -> Value {
        let settings = SchemaSettings::draft2020_12().with_transform(remove_null);
        settings.into_generator().into_root_schema_for::<Self>().to_value()
    }

    /// Returns the same schema, generated once.
    fn cached_schema() -> &'static Value;
}

macro_rules! seed_records {
    ($($record:ty),+) => {$(
        impl SeedRecord for $record {
            fn cached_schema() -> &'static Value {
                static SCHEMA: LazyLock<Value> = LazyLock::new(<$record>::schema);
                &SCHEMA
            }
        }
    )+};
}
seed_records!(DatasetDescription, RawActor, RawTopic, RawArticle, RawClaim);

/// An optional field may be left out, but must not be null.
fn remove_null(schema: &mut Schema) {
    if let Some(Value::Array(kinds)) = schema.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [only] = kinds.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(options)) = schema.get_mut("anyOf") {
        options.retain(|option| option.get("type").is_none_or(|kind| kind != "null"));
        if let [Value::Object(only)] = options.as_slice() {
            let only = only.clone();
            schema.remove("anyOf");
            only.into_iter().for_each(|(key, value)| drop(schema.insert(key, value)));
        }
    }
    transform_subschemas(&mut remove_null, schema);
}

/// Returns the structural errors of a record that serde rejected with `error`, as pairs of field and message.
pub fn schema_errors<T: SeedRecord>(text: &str, error: &serde_json::Error) -> Vec<(String, String)> {
    let mut errors = vec![];
    if let Ok(record) = serde_json::from_str(text) {
        let root = T::cached_schema();
        Comparison { root, errors: &mut errors }.compare("", &record, root);
    }
    // A key that occurs twice is not an error of the schema: a JSON value keeps the last one.
    if errors.is_empty() { vec![("record".to_owned(), error.to_string())] } else { errors }
}

/// The comparison of a record with its schema.
struct Comparison<'e> {
    /// The schema that references start from.
    root: &'static Value,
    errors: &'e mut Vec<(String, String)>,
}

impl Comparison<'_> {
    /// Compares the value at `path` with a schema.
    fn compare(&mut self, path: &str, value: &Value, schema: &Value) {
        let root = self.root;
        let referenced = |reference: &Value| root.pointer(reference.as_str()?.strip_prefix('#')?);
        if let Some(target) = schema.get("$ref").and_then(referenced) {
            return self.compare(path, value, target);
        }
        // A vocabulary is a list of constants.
        if let Some(Value::Array(terms)) = schema.get("oneOf") {
            let terms: Vec<&str> = terms.iter().filter_map(|term| term.get("const")?.as_str()).collect();
            if !value.as_str().is_some_and(|code| terms.contains(&code)) {
                self.add(path, unknown_term(value, &terms));
            }
            return;
        }
        let expected = schema.get("type").and_then(Value::as_str).unwrap_or_default();
        match (expected, value) {
            ("object", Value::Object(members)) => self.compare_members(path, members, schema),
            ("array", Value::Array(items)) => {
                for (at, item) in items.iter().enumerate() {
                    self.compare(&format!("{path}[{at}]"), item, &schema["items"]);
                }
            }
            ("string", Value::String(_)) | ("boolean", Value::Bool(_)) => {}
            ("integer", Value::Number(number)) if number.is_u64() => {}
            _ => self.add(path, format!("is {}; accepted: {expected}", truncate_for_display(value))),
        }
    }

    fn compare_members(&mut self, path: &str, members: &Map<String, Value>, schema: &Value) {
        let member_path = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        let none = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
        for (key, value) in members {
            match (properties.get(key), schema.get("additionalProperties")) {
                (Some(property), _) => self.compare(&member_path(key), value, property),
                (None, Some(values @ Value::Object(_))) => self.compare(&member_path(key), value, values),
                (None, _) => {
                    let hint = suggestion(nearest(key, properties.keys().map(String::as_str)));
                    let fields: Vec<&str> = properties.keys().map(String::as_str).collect();
                    self.add(&member_path(key), format!("unknown field{hint} accepted: {}", fields.join(", ")));
                }
            }
        }
        for required in schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
        {
            if !members.contains_key(required) {
                self.add(&member_path(required), "is missing; this field is required".to_owned());
            }
        }
    }

    fn add(&mut self, path: &str, message: String) {
        let field = if path.is_empty() { "record" } else { path };
        self.errors.push((field.to_owned(), message));
    }
}

fn unknown_term(value: &Value, accepted: &[&str]) -> String {
    let hint = suggestion(value.as_str().and_then(|term| nearest(term, accepted.iter().copied())));
    format!("unknown value {}{hint} accepted: {}", truncate_for_display(value), accepted.join(", "))
}

fn truncate_for_display(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 { text } else { format!("{}...", text.chars().take(57).collect::<String>()) }
}
