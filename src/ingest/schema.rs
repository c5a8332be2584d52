//! The JSON Schemas of the seed records, and the structural errors that they find in a record.
//!
//! serde parses the records and stops at the first error. A record that serde rejects is validated against its schema, which
//! finds all errors.

use std::sync::OnceLock;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::paths::LocationSegment;
use jsonschema::{ValidationError, Validator};
use schemars::generate::SchemaSettings;
use schemars::transform::transform_subschemas;
use schemars::{JsonSchema, Schema};
use serde::de::DeserializeOwned;
use serde_json::Value;

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

    fn validator() -> &'static Validator;
}

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

macro_rules! seed_records {
    ($($record:ty),+) => {$(
        impl SeedRecord for $record {
            fn validator() -> &'static Validator {
                static COMPILED: OnceLock<Validator> = OnceLock::new();
                COMPILED.get_or_init(|| {
                    jsonschema::validator_for(&Self::schema()).expect("a generated schema is a valid schema")
                })
            }
        }
    )+};
}
seed_records!(DatasetDescription, RawActor, RawTopic, RawArticle, RawClaim);

/// Returns the structural errors of a record that serde rejected with `error`, as pairs of field and message.
pub fn schema_errors<T: SeedRecord>(text: &str, error: &serde_json::Error) -> Vec<(String, String)> {
    let schema = T::schema();
    let errors = serde_json::from_str(text).map_or_else(
        |_| vec![],
        |record| T::validator().iter_errors(&record).flat_map(|error| describe(&error, &schema)).collect(),
    );
    // The schema misses a key that occurs twice, of which a JSON value keeps the last one.
    if errors.is_empty() { vec![("record".to_owned(), error.to_string())] } else { errors }
}

fn describe(error: &ValidationError, schema: &Value) -> Vec<(String, String)> {
    let value = error.instance();
    let message = match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let fields = known_fields(error, schema);
            let message = |key: &str| {
                let hint = suggestion(nearest(key, fields.iter().map(String::as_str)));
                format!("unknown field{hint} accepted: {}", fields.join(", "))
            };
            return unexpected.iter().map(|key| (field_path(error, Some(key)), message(key))).collect();
        }
        ValidationErrorKind::Required { property } => {
            return vec![(field_path(error, property.as_str()), "is missing; this field is required".to_owned())];
        }
        ValidationErrorKind::Enum { options } => unknown_term(value, options.as_array(), Value::as_str),
        // A vocabulary with descriptions is a list of constants.
        ValidationErrorKind::OneOfNotValid { .. } => {
            let options = parent_schema(error, schema).and_then(|parent| parent.get("oneOf")?.as_array());
            unknown_term(value, options, |option| option.get("const")?.as_str())
        }
        ValidationErrorKind::Type { kind: TypeKind::Single(kind) } => {
            format!("is {}; accepted: {kind}", truncate_for_display(value))
        }
        _ => error.to_string(),
    };
    vec![(field_path(error, None), message)]
}

fn unknown_term(value: &Value, options: Option<&Vec<Value>>, code: fn(&Value) -> Option<&str>) -> String {
    let accepted: Vec<&str> = options.into_iter().flatten().filter_map(code).collect();
    let hint = suggestion(value.as_str().and_then(|term| nearest(term, accepted.iter().copied())));
    format!("unknown value {}{hint} accepted: {}", truncate_for_display(value), accepted.join(", "))
}

fn truncate_for_display(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 { text } else { format!("{}...", text.chars().take(57).collect::<String>()) }
}

/// Returns the path of the field that an error is about, or of its member `key`.
fn field_path(error: &ValidationError, key: Option<&str>) -> String {
    let mut path = String::new();
    let key = key.map(|key| LocationSegment::Property(key.into()));
    for segment in error.instance_path().into_iter().chain(key) {
        match segment {
            LocationSegment::Property(name) if path.is_empty() => path.push_str(&name),
            LocationSegment::Property(name) => path.extend([".", &name]),
            LocationSegment::Index(i) => path.extend(["[", &i.to_string(), "]"]),
        }
    }
    if path.is_empty() { "record".to_owned() } else { path }
}

/// Returns the fields of the object in which an error found an unknown one.
fn known_fields(error: &ValidationError, schema: &Value) -> Vec<String> {
    let properties = parent_schema(error, schema).and_then(|parent| parent.get("properties")?.as_object());
    properties.map(|properties| properties.keys().cloned().collect()).unwrap_or_default()
}

/// Returns the schema with the keyword that failed, following each `$ref` of the evaluation path.
fn parent_schema<'s>(error: &ValidationError, schema: &'s Value) -> Option<&'s Value> {
    let (parent, _keyword) = error.evaluation_path().as_str().rsplit_once('/')?;
    parent.split('/').skip(1).try_fold(schema, |at, step| {
        if step == "$ref" {
            schema.pointer(at.get("$ref")?.as_str()?.strip_prefix('#')?)
        } else {
            at.get(step).or_else(|| at.get(step.parse::<usize>().ok()?))
        }
    })
}
