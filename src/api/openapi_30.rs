//! The OpenAPI document in version 3.0, derived for generators without support for 3.1.

use serde_json::{Map, Value};

/// Converts a 3.1 document to 3.0, as far as the document uses features of 3.1.
pub fn convert_to_30(mut document: Value) -> Value {
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
    // In 3.0 a reference has no siblings: they move into an `allOf` around it.
    if fields.len() > 1 && fields.contains_key("$ref") {
        let reference = fields.remove("$ref").unwrap_or_default();
        fields.insert("allOf".to_owned(), serde_json::json!([{"$ref": reference}]));
    }
    // Schemas have one example; the named examples of media types and parameters are objects.
    if let Some(Value::Array(examples)) = fields.get("examples") {
        let first = examples.first().cloned();
        fields.remove("examples");
        if let Some(first) = first {
            fields.entry("example").or_insert(first);
        }
    }
    fields.remove("propertyNames");
    // Some generators allow one type of success, so a response without a body is left out beside one with a body.
    if fields.contains_key("200") && fields.get("202").is_some_and(|accepted| accepted.get("content").is_none()) {
        fields.remove("202");
    }
    // Some generators read an error's body only as plain JSON.
    if let Some(problem) = fields.remove("application/problem+json") {
        fields.insert("application/json".to_owned(), problem);
    }
}

#[cfg(test)]
mod tests {
    use super::convert_to_30;
    use serde_json::json;

    #[test]
    fn features_of_3_1_are_converted() {
        let document = json!({
            "openapi": "3.1.0",
            "info": {"license": {"name": "MIT", "identifier": "MIT"}},
            "schema": {"$ref": "#/x", "description": "d"},
            "plain": {"$ref": "#/x"},
            "responses": {"200": {"content": {}}, "202": {"description": "d"}},
            "id": {"type": "string", "examples": ["a", "b"]},
            "map": {"type": "object", "propertyNames": {"pattern": "^[a-z]+$"}},
            "content": {"application/problem+json": {}}
        });
        assert_eq!(
            convert_to_30(document),
            json!({
                "openapi": "3.0.3",
                "info": {"license": {"name": "MIT", "url": "https://spdx.org/licenses/"}},
                "schema": {"allOf": [{"$ref": "#/x"}], "description": "d"},
                "plain": {"$ref": "#/x"},
                "responses": {"200": {"content": {}}},
                "id": {"type": "string", "example": "a"},
                "map": {"type": "object"},
                "content": {"application/json": {}}
            })
        );
    }
}
