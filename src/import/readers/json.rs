//! Reading of JSON values whose members may be missing or of several types.

use serde_json::Value;

/// Parses a document, or says what is wrong with it.
pub fn parse_json(content: &str) -> Result<Value, String> {
    let content = content.trim_start_matches('\u{FEFF}');
    serde_json::from_str(content).map_err(|error| format!("is not JSON: {error}"))
}

/// Returns a text or a number as text.
pub fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Returns the texts of a value: of an array, each of its entries.
pub fn texts(value: &Value) -> Vec<String> {
    items(value).filter_map(as_text).collect()
}

/// Returns the entries of an array, or the value itself; nothing for `null`.
pub fn items(value: &Value) -> impl Iterator<Item = &Value> {
    let single = std::slice::from_ref(value);
    let items = match value {
        Value::Null => &[],
        Value::Array(items) => items.as_slice(),
        _ => single,
    };
    items.iter()
}

pub fn offset(value: &Value) -> Option<u64> {
    let whole = || value.as_f64().filter(|number| number.fract() == 0.0 && (0.0..9e15).contains(number));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and in range")]
    value.as_u64().or_else(|| whole().map(|number| number as u64))
}

/// Returns the texts of all members, those of objects inside as `outer.inner`.
pub fn flatten(value: &Value) -> Vec<(String, String)> {
    fn visit(value: &Value, path: &str, depth: usize, found: &mut Vec<(String, String)>) {
        match value {
            Value::Object(members) if depth < MAX_DEPTH => {
                for (name, member) in members {
                    let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    visit(member, &path, depth + 1, found);
                }
            }
            other => found.extend(texts(other).into_iter().map(|text| (path.to_owned(), text))),
        }
    }
    let mut found = vec![];
    visit(value, "", 0, &mut found);
    found
}

/// Deeper members are not fields.
const MAX_DEPTH: usize = 8;
