//! The JSON Schemas of the seed records, and the structural errors that they find in a record.
//!
//! A record is compared with its schema, which finds all errors of types, ranges, fields and vocabularies. Patterns and
//! lengths are checked when the record is validated. A test compares the verdicts with those of another validator.

use std::sync::LazyLock;

use schemars::generate::SchemaSettings;
use schemars::transform::transform_subschemas;
use schemars::{JsonSchema, Schema};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::domain::dataset::DatasetDescription;
use crate::domain::did_you_mean::nearest;
use crate::domain::json::FieldPath;
use crate::ingest::fault::{Fault, FaultCode};
use crate::ingest::raw::{RawActor, RawArticle, RawClaim, RawTopic, RawWithdrawal};

/// The published schemas: file name in `seed/schema/` and content.
pub fn schemas() -> [(&'static str, Value); 6] {
    [
        ("dataset.schema.json", DatasetDescription::schema()),
        ("actor.schema.json", RawActor::schema()),
        ("topic.schema.json", RawTopic::schema()),
        ("article.schema.json", RawArticle::schema()),
        ("claim.schema.json", RawClaim::schema()),
        ("withdrawal.schema.json", RawWithdrawal::schema()),
    ]
}

/// The member of a record that names its schema. It is not data.
pub const SCHEMA_FIELD: &str = "$schema";

pub trait SeedRecord: JsonSchema + DeserializeOwned {
    /// Returns the JSON Schema (draft 2020-12).
    fn schema() -> Value {
        let settings = SchemaSettings::draft2020_12().with_transform(remove_null);
        let mut schema = settings.into_generator().into_root_schema_for::<Self>().to_value();
        schema["properties"][SCHEMA_FIELD] = json!({
            "description": "Address of this schema, for editors that complete fields.",
            "type": "string",
        });
        schema
    }

    /// Returns the same schema, generated once, with the definitions in place of the references to them.
    fn cached_schema() -> &'static Value;
}

macro_rules! seed_records {
    ($($record:ty),+) => {$(
        impl SeedRecord for $record {
            fn cached_schema() -> &'static Value {
                static SCHEMA: LazyLock<Value> = LazyLock::new(|| inline_definitions(&<$record>::schema()));
                &SCHEMA
            }
        }
    )+};
}
seed_records!(DatasetDescription, RawActor, RawTopic, RawArticle, RawClaim, RawWithdrawal);

/// Replaces references by what they refer to. No definition refers to itself.
fn inline_definitions(root: &Value) -> Value {
    fn inline(schema: &mut Value, root: &Value) {
        let target = |schema: &Value| root.pointer(schema.get("$ref")?.as_str()?.strip_prefix('#')?).cloned();
        while let Some(definition) = target(schema) {
            *schema = definition;
        }
        match schema {
            Value::Object(members) => members.values_mut().for_each(|member| inline(member, root)),
            Value::Array(items) => items.iter_mut().for_each(|item| inline(item, root)),
            _ => {}
        }
    }
    let mut inlined = root.clone();
    if let Some(members) = inlined.as_object_mut() {
        members.remove("$defs");
    }
    inline(&mut inlined, root);
    inlined
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

/// Errors of one record that are reported.
const MAX_ERRORS: usize = 50;

/// Returns the structural errors of a record, as pairs of field and fault, and removes the optional members that are wrong
/// from it, so that the others can be validated.
pub fn compare_with_schema<T: SeedRecord>(record: &mut Value) -> Vec<(String, Fault)> {
    let mut errors = vec![];
    Comparison { errors: &mut errors }.compare(&FieldPath::Record, record, T::cached_schema());
    let more = errors.len().saturating_sub(MAX_ERRORS);
    if more > 0 {
        errors.truncate(MAX_ERRORS);
        errors.push((String::new(), Fault::new(FaultCode::TooManyFaults, format!("has {more} more errors"))));
    }
    errors
}

/// The comparison of a record with its schema.
struct Comparison<'e> {
    errors: &'e mut Vec<(String, Fault)>,
}

impl Comparison<'_> {
    /// Compares the value at `path` with a schema; returns whether it is valid by itself.
    fn compare(&mut self, path: &FieldPath, value: &mut Value, schema: &Value) -> bool {
        // A vocabulary is a list of constants.
        if let Some(Value::Array(terms)) = schema.get("oneOf") {
            let terms: Vec<&str> = terms.iter().filter_map(|term| term.get("const")?.as_str()).collect();
            let is_term = value.as_str().is_some_and(|code| terms.contains(&code));
            if !is_term {
                self.add(path, unknown_term(value, &terms));
            }
            return is_term;
        }
        let expected = schema.get("type").and_then(Value::as_str).unwrap_or_default();
        match (expected, &mut *value) {
            ("object", Value::Object(members)) => self.compare_members(path, members, schema),
            ("array", Value::Array(items)) => {
                for (at, item) in items.iter_mut().enumerate() {
                    self.compare(&FieldPath::Item(path, at), item, &schema["items"]);
                }
            }
            ("string", Value::String(_)) | ("boolean", Value::Bool(_)) => {}
            ("integer", Value::Number(number)) if number.is_u64() || number.is_i64() => {
                return self.compare_range(path, value, schema);
            }
            _ => {
                let fault = Fault::new(FaultCode::WrongType, format!("is {}", truncate_for_display(value)));
                self.add(path, fault.accepts(expected));
                return false;
            }
        }
        true
    }

    fn compare_range(&mut self, path: &FieldPath, value: &Value, schema: &Value) -> bool {
        let limit = |keyword: &str| schema.get(keyword).and_then(Value::as_i64);
        let (least, most) = (limit("minimum").unwrap_or(i64::MIN), limit("maximum").unwrap_or(i64::MAX));
        let is_in_range = value.as_i64().is_some_and(|number| (least..=most).contains(&number));
        if !is_in_range {
            let accepted = if most - least == 2 {
                format!("{least}, {} or {most}", least + 1)
            } else {
                format!("{least} to {most}")
            };
            self.add(path, Fault::new(FaultCode::OutOfRange, format!("is {value}")).accepts(accepted));
        }
        is_in_range
    }

    fn compare_members(&mut self, path: &FieldPath, members: &mut Map<String, Value>, schema: &Value) {
        let none = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
        for required in schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
        {
            if !members.contains_key(required) {
                let fault = Fault::new(FaultCode::MissingField, "is missing; this field is required");
                self.add(&FieldPath::Member(path, required), fault);
            }
        }
        members.retain(|key, value| match (properties.get(key), schema.get("additionalProperties")) {
            (Some(property), _) => self.compare(&FieldPath::Member(path, key), value, property),
            // A text in one language is not optional: without it the map may be empty.
            (None, Some(values @ Value::Object(_))) => {
                self.compare(&FieldPath::Member(path, key), value, values);
                true
            }
            (None, _) => {
                let fields: Vec<&str> = properties.keys().map(String::as_str).collect();
                let fault = Fault::new(FaultCode::UnknownField, "unknown field")
                    .near(nearest(key, fields.iter().copied()))
                    .accepts(fields.join(", "));
                self.add(&FieldPath::Member(path, key), fault);
                false
            }
        });
    }

    fn add(&mut self, path: &FieldPath, fault: Fault) {
        self.errors.push((path.to_string(), fault));
    }
}

fn unknown_term(value: &Value, accepted: &[&str]) -> Fault {
    Fault::new(FaultCode::UnknownValue, format!("unknown value {}", truncate_for_display(value)))
        .near(value.as_str().and_then(|term| nearest(term, accepted.iter().copied())))
        .accepts(accepted.join(", "))
}

fn truncate_for_display(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 { text } else { format!("{}...", text.chars().take(57).collect::<String>()) }
}
