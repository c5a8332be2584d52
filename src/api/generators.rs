//! Completes the OpenAPI document for client generators, which name values and choose parsers by it.

use serde_json::Value;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::schema::{ArrayItems, KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Response};

/// What every enumeration has in Java or Kotlin.
const ENUM_MEMBERS: [&str; 5] = ["entries", "name", "ordinal", "value", "values"];

/// Names the values of every enumeration in a schema that has one which cannot be a name: generators derive the same name
/// from `date` and `-date`.
pub fn name_enum_values(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::Array(array)) => {
            if let ArrayItems::RefOrSchema(items) = &mut array.items {
                name_enum_values(items);
            }
        }
        RefOr::T(Schema::Object(object)) => {
            object.properties.values_mut().for_each(name_enum_values);
            let values: Vec<&str> = object.enum_values.iter().flatten().filter_map(Value::as_str).collect();
            if values.iter().any(|value| !is_name(value)) {
                let names: Vec<String> = values.into_iter().map(name).collect();
                let extensions = object.extensions.get_or_insert_default();
                extensions.merge(ExtensionsBuilder::new().add("x-enum-varnames", names).build());
            }
        }
        _ => {}
    }
}

fn is_name(value: &str) -> bool {
    !ENUM_MEMBERS.contains(&value)
        && value.starts_with(|first: char| first.is_ascii_alphabetic())
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The name of a value: `-date` is `date_descending`, `name` is `name_value`.
fn name(value: &str) -> String {
    if ENUM_MEMBERS.contains(&value) {
        return format!("{value}_value");
    }
    let (value, suffix) = value.strip_prefix('-').map_or((value, ""), |rest| (rest, "_descending"));
    value.replace(|character: char| !character.is_ascii_alphanumeric(), "_") + suffix
}

/// Declares the bodies that are neither JSON nor plain text as files. Some generators read a string of these media types
/// as JSON, or refuse it.
pub fn declare_files(response: &mut Response) {
    for (media_type, content) in &mut response.content {
        if let RefOr::T(content) = content
            && !is_json(media_type)
            && media_type != "text/plain"
        {
            content.schema = Some(file());
        }
    }
}

fn is_json(media_type: &str) -> bool {
    media_type == "application/json" || media_type.ends_with("+json")
}

/// The schema of a body that no parser reads.
fn file() -> RefOr<Schema> {
    let binary = SchemaFormat::KnownFormat(KnownFormat::Binary);
    ObjectBuilder::new().schema_type(Type::String).format(Some(binary)).into()
}
