//! The JSON Schemas of the seed records, and the structural faults they find.
//!
//! Records are read by serde, which stops at the first fault. Only a record that serde refuses is held against its
//! schema, to tell every fault at once.

use std::sync::OnceLock;

use jsonschema::Validator;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::paths::LocationSegment;
use schemars::generate::SchemaSettings;
use schemars::transform::transform_subschemas;
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use crate::domain::dataset::DatasetDescription;
use crate::domain::did_you_mean::nearest;
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

/// A raw record with its schema.
pub trait SchemaOf: JsonSchema {
    /// The JSON Schema (draft 2020-12).
    fn schema() -> Value {
        let settings = SchemaSettings::draft2020_12().with_transform(without_null);
        settings.into_generator().into_root_schema_for::<Self>().to_value()
    }

    /// The schema, compiled once.
    fn validator() -> &'static Validator;
}

/// Absent means absent: an optional field may be left out, but not be null.
fn without_null(schema: &mut Schema) {
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
    transform_subschemas(&mut without_null, schema);
}

macro_rules! schema_of {
    ($($record:ty),+) => {$(
        impl SchemaOf for $record {
            fn validator() -> &'static Validator {
                static COMPILED: OnceLock<Validator> = OnceLock::new();
                COMPILED.get_or_init(|| {
                    jsonschema::validator_for(&Self::schema()).expect("a generated schema is a valid schema")
                })
            }
        }
    )+};
}
schema_of!(DatasetDescription, RawActor, RawTopic, RawArticle, RawClaim);

/// Every structural fault of a record that serde refused with `refusal`, as pairs of field and message.
pub fn structural_faults<T: SchemaOf>(text: &str, refusal: &serde_json::Error) -> Vec<(String, String)> {
    let Ok(record) = serde_json::from_str::<Value>(text) else {
        return vec![("record".to_owned(), refusal.to_string())];
    };
    let faults: Vec<_> = T::validator().iter_errors(&record).flat_map(|error| describe(&error, &T::schema())).collect();
    // A key given twice passes the schema, because the later one wins there.
    if faults.is_empty() { vec![("record".to_owned(), refusal.to_string())] } else { faults }
}

fn describe(error: &jsonschema::ValidationError, schema: &Value) -> Vec<(String, String)> {
    let field = |key: Option<&str>| {
        let mut path = dotted(error.instance_path().into_iter());
        if let Some(key) = key {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(key);
        }
        if path.is_empty() { "record".to_owned() } else { path }
    };
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let known = known_fields(error, schema);
            let accepted = known.join(", ");
            unexpected
                .iter()
                .map(|key| {
                    let near = nearest(key, known.iter().map(String::as_str));
                    (field(Some(key)), format!("unknown field{} accepted here: {accepted}", hint(near)))
                })
                .collect()
        }
        ValidationErrorKind::Required { property } => {
            vec![(field(property.as_str()), "is missing".to_owned())]
        }
        ValidationErrorKind::Enum { options } => {
            let accepted = strings(options);
            vec![(field(None), outside_vocabulary(error.instance(), &accepted))]
        }
        // Documented vocabularies are lists of constants, one of which must match.
        ValidationErrorKind::OneOfNotValid { .. } => {
            let accepted = constants_at(error, schema);
            vec![(field(None), outside_vocabulary(error.instance(), &accepted))]
        }
        ValidationErrorKind::Type { kind } => {
            let expected = match kind {
                TypeKind::Single(kind) => kind.to_string(),
                TypeKind::Multiple(kinds) => kinds.iter().map(|k| k.to_string()).collect::<Vec<_>>().join(" or "),
            };
            vec![(field(None), format!("is {}; accepted: {expected}", brief(error.instance())))]
        }
        _ => vec![(field(None), error.to_string())],
    }
}

fn outside_vocabulary(value: &Value, accepted: &[String]) -> String {
    let near = value.as_str().and_then(|typed| nearest(typed, accepted.iter().map(String::as_str)));
    format!("unknown value {}{} accepted: {}", brief(value), hint(near), accepted.join(", "))
}

/// What was probably meant, up to the next part of the sentence.
fn hint(near: Option<&str>) -> String {
    near.map_or_else(|| ";".to_owned(), |near| format!("; did you mean \"{near}\"?"))
}

fn brief(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 { text } else { format!("{}...", text.chars().take(57).collect::<String>()) }
}

fn strings(options: &Value) -> Vec<String> {
    options.as_array().into_iter().flatten().filter_map(|o| o.as_str().map(str::to_owned)).collect()
}

fn dotted<'a>(segments: impl Iterator<Item = LocationSegment<'a>>) -> String {
    let mut path = String::new();
    for segment in segments {
        match segment {
            LocationSegment::Property(name) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&name);
            }
            LocationSegment::Index(i) => path.extend(["[", &i.to_string(), "]"]),
        }
    }
    path
}

/// The fields of the object schema whose `additionalProperties` the error names.
fn known_fields(error: &jsonschema::ValidationError, schema: &Value) -> Vec<String> {
    let parent = parent_of(error.evaluation_path().as_str(), schema);
    let properties = parent.and_then(|p| p.get("properties")).and_then(Value::as_object);
    properties.map(|p| p.keys().cloned().collect()).unwrap_or_default()
}

fn constants_at(error: &jsonschema::ValidationError, schema: &Value) -> Vec<String> {
    let parent = parent_of(error.evaluation_path().as_str(), schema);
    let options = parent.and_then(|p| p.get("oneOf")).and_then(Value::as_array);
    options.into_iter().flatten().filter_map(|o| o.get("const")?.as_str().map(str::to_owned)).collect()
}

/// Follows an evaluation path through the schema, `$ref` by `$ref`, up to the keyword's parent.
fn parent_of<'s>(path: &str, schema: &'s Value) -> Option<&'s Value> {
    let (parent, _keyword) = path.rsplit_once('/')?;
    parent.split('/').skip(1).try_fold(schema, |at, step| {
        if step == "$ref" {
            schema.pointer(at.get("$ref")?.as_str()?.strip_prefix('#')?)
        } else {
            at.get(step).or_else(|| at.get(step.parse::<usize>().ok()?))
        }
    })
}
