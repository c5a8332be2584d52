//! JSON Schemas of arguments and answers, from the API's parameters and types.

use serde_json::{Map, Value, json};
use utoipa::openapi::Required;
use utoipa::openapi::path::Parameter;
use utoipa::{PartialSchema, ToSchema};

use super::answer::TEXT_LANGUAGE;

/// Where OpenAPI and JSON Schema have the schemas that others refer to.
const COMPONENTS: &str = "#/components/schemas/";
const DEFINITIONS: &str = "#/$defs/";

/// What tools leave out of answers' schemas: the OpenAPI document has it, and clients read the whole list of tools at once.
const LEFT_OUT: [&str; 4] = ["description", "example", "examples", "x-enum-varnames"];

/// The schema of arguments that are parameters of the API.
pub fn arguments(parameters: impl IntoIterator<Item = Parameter>) -> Value {
    let (mut properties, mut required) = (Map::new(), vec![]);
    for parameter in parameters {
        let mut schema = serde_json::to_value(&parameter.schema).unwrap_or_default();
        let description = parameter.description.as_deref().unwrap_or_default();
        strip(&mut schema, &["example", "examples", "x-enum-varnames"]);
        schema["description"] = first_sentences(description).into();
        if parameter.required == Required::True {
            required.push(parameter.name.clone());
        }
        properties.insert(parameter.name, schema);
    }
    object(properties, &required)
}

/// The schema of arguments, to which the one of every tool is added.
pub fn object(mut properties: Map<String, Value>, required: &[String]) -> Value {
    let description =
        "Texts in this language alone, where they have it: a BCP 47 tag such as en. All languages if left out.";
    properties.insert(TEXT_LANGUAGE.to_owned(), json!({"type": "string", "description": description}));
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

/// At most two sentences of a description, on one line.
fn first_sentences(description: &str) -> String {
    let line = description.replace('\n', " ");
    let ends: Vec<usize> = line.match_indices(". ").map(|(at, _)| at + 1).collect();
    ends.get(1).map_or(line.as_str(), |&end| &line[..end]).to_owned()
}

/// The schema of an answer of one of these types.
pub fn answer(kinds: Vec<Kind>) -> Value {
    let mut definitions = Map::new();
    let mut kinds: Vec<Value> = kinds
        .into_iter()
        .map(|kind| {
            definitions.extend(kind.definitions);
            finish(kind.schema)
        })
        .collect();
    let mut schema = match kinds.pop() {
        Some(only) if kinds.is_empty() => only,
        last => json!({"type": "object", "anyOf": kinds.into_iter().chain(last).collect::<Vec<_>>()}),
    };
    schema["$defs"] = Value::Object(definitions);
    localize(&mut schema);
    schema
}

/// A type of answer.
pub struct Kind {
    schema: Value,
    definitions: Map<String, Value>,
}

impl Kind {
    pub fn of<T: ToSchema>() -> Self {
        let mut named = vec![];
        T::schemas(&mut named);
        let to_json = |schema| serde_json::to_value(schema).unwrap_or_default();
        let definitions = named.into_iter().map(|(name, schema)| (name, to_json(schema))).collect();
        Self { schema: serde_json::to_value(<T as PartialSchema>::schema()).unwrap_or_default(), definitions }
    }

    /// With the claims of entries in their short form.
    pub fn with_short_claims(mut self, entry: &str) -> Self {
        let summary = Kind::of::<super::claim_summary::ClaimSummary>();
        self.definitions.extend(summary.definitions);
        self.definitions.insert("ClaimSummary".to_owned(), summary.schema);
        if let Some(entry) = self.definitions.get_mut(entry) {
            entry["properties"]["claim"] = json!({"$ref": format!("{COMPONENTS}ClaimSummary")});
        }
        self
    }

    /// With a text that not every answer has.
    pub fn with_text(mut self, name: &str) -> Self {
        self.schema["properties"][name] = json!({"type": "string"});
        self
    }
}

/// Adds what every answer has.
fn finish(mut schema: Value) -> Value {
    schema["properties"]["dataset_version"] = json!({"type": "string"});
    schema["properties"]["cite"] = json!({"type": "string"});
    match schema.get_mut("required").and_then(Value::as_array_mut) {
        Some(required) => {
            required.retain(|name| name != "dataset_version");
            required.extend(["dataset_version", "cite"].map(Value::from));
        }
        None => schema["required"] = json!(["dataset_version", "cite"]),
    }
    schema
}

/// Makes references point into the schema itself, and leaves out what is for readers.
fn localize(schema: &mut Value) {
    strip(schema, &LEFT_OUT);
    visit(schema, &mut |members| {
        if let Some(Value::String(reference)) = members.get_mut("$ref") {
            *reference = reference.replace(COMPONENTS, DEFINITIONS);
        }
    });
}

/// Removes keywords; members of `properties` are no keywords.
fn strip(schema: &mut Value, keywords: &[&str]) {
    visit(schema, &mut |members| members.retain(|name, _| !keywords.contains(&name.as_str())));
}

/// Visits every object that is a schema.
fn visit(schema: &mut Value, change: &mut dyn FnMut(&mut Map<String, Value>)) {
    match schema {
        Value::Array(schemas) => schemas.iter_mut().for_each(|schema| visit(schema, change)),
        Value::Object(members) => {
            change(members);
            for (name, member) in members {
                match (name.as_str(), member) {
                    ("properties" | "$defs", Value::Object(named)) => {
                        named.values_mut().for_each(|schema| visit(schema, change));
                    }
                    (_, member) => visit(member, change),
                }
            }
        }
        _ => {}
    }
}
