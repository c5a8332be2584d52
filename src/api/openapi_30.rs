//! The OpenAPI document in version 3.0, for generators that do not know 3.1: derived, never written by hand.

use serde_json::{Map, Value};

/// Turns a 3.1 document into a 3.0 one. It knows the parts of 3.1 that the document uses; a test holds the result to
/// the 3.0 schema's rules.
pub fn twin(mut document: Value) -> Value {
    document["openapi"] = "3.0.3".into();
    if let Some(licence) = document.pointer_mut("/info/license").and_then(Value::as_object_mut) {
        licence.remove("identifier");
        licence.insert("url".to_owned(), "https://spdx.org/licenses/".into());
    }
    convert(&mut document);
    document
}

fn convert(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            convert_object(fields);
            fields.values_mut().for_each(convert);
        }
        Value::Array(items) => items.iter_mut().for_each(convert),
        _ => {}
    }
}

fn convert_object(fields: &mut Map<String, Value>) {
    // A reference stands alone in 3.0; what is said beside it goes around it.
    if fields.len() > 1 && fields.contains_key("$ref") {
        let reference = fields.remove("$ref").unwrap_or_default();
        fields.insert("allOf".to_owned(), serde_json::json!([{"$ref": reference}]));
    }
    // Schemas have one example; media types and parameters keep their named ones, which are objects.
    if let Some(Value::Array(examples)) = fields.get("examples") {
        let first = examples.first().cloned();
        fields.remove("examples");
        if let Some(first) = first {
            fields.entry("example").or_insert(first);
        }
    }
    // Some 3.0 generators read an error's body only as plain JSON.
    if let Some(problem) = fields.remove("application/problem+json") {
        fields.insert("application/json".to_owned(), problem);
    }
}

#[cfg(test)]
mod tests {
    use super::twin;
    use serde_json::json;

    #[test]
    fn what_only_3_1_knows_is_said_in_3_0() {
        let document = json!({
            "openapi": "3.1.0",
            "info": {"license": {"name": "MIT", "identifier": "MIT"}},
            "schema": {"$ref": "#/x", "description": "d"},
            "plain": {"$ref": "#/x"},
            "id": {"type": "string", "examples": ["a", "b"]},
            "content": {"application/problem+json": {}}
        });
        assert_eq!(
            twin(document),
            json!({
                "openapi": "3.0.3",
                "info": {"license": {"name": "MIT", "url": "https://spdx.org/licenses/"}},
                "schema": {"allOf": [{"$ref": "#/x"}], "description": "d"},
                "plain": {"$ref": "#/x"},
                "id": {"type": "string", "example": "a"},
                "content": {"application/json": {}}
            })
        );
    }
}
