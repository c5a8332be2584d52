//! The parameters of a query from a JSON object, which has the names of the query string: a list is a repeated parameter.

use serde_json::Value;

use crate::query::ParameterErrors;
use crate::query::params::{Parameters, Params, group_by_name};

/// Reads the parameters, and writes them as a query string.
pub fn parse_query_body<P: Parameters>(body: &Value) -> (Params<P>, String) {
    let mut errors = ParameterErrors::default();
    let mut pairs: Vec<(String, String)> = Vec::new();
    let Value::Object(members) = body else {
        errors.add("", &body.to_string(), "is not an object", &["an object of parameters and values"], None);
        return (group_by_name(pairs, errors), String::new());
    };
    for (name, value) in members {
        let values = if let Value::Array(values) = value { values.as_slice() } else { std::slice::from_ref(value) };
        if values.is_empty() {
            errors.add(name, "[]", "is empty", &["a value, or leave the parameter out"], None);
        }
        for value in values {
            if let Some(text) = scalar(value) {
                pairs.push((name.clone(), text));
            } else {
                let accepted = ["a text, a number, true or false, or a list of these"];
                errors.add(name, &value.to_string(), "is not a value of a parameter", &accepted, None);
            }
        }
    }
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
    (group_by_name(pairs, errors), query)
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;
    use crate::http::params::parse_query_string;
    use crate::query::claim_params::{FilterParams, PageParams};

    type Both = (FilterParams, PageParams);

    /// The faulty parameters.
    fn faults(params: Params<Both>) -> Vec<String> {
        let errors = params.resolve(|_, _| ()).err();
        errors.iter().flat_map(ParameterErrors::iter).map(|error| error.parameter.clone()).collect()
    }

    #[rstest]
    #[case(json!({"actor": ["china", "nvidia"], "limit": 5, "include_undated": true}), &[])]
    #[case(json!({}), &[])]
    #[case(json!([]), &[""])]
    #[case(json!({"actor": null}), &["actor"])]
    #[case(json!({"actor": [], "topic": [["ai"]], "q": {"a": 1}}), &["actor", "topic", "q"])]
    #[case(json!({"actr": "china", "q": " "}), &["actr", "q"])]
    fn every_wrong_member_is_named(#[case] body: Value, #[case] expected: &[&str]) {
        let mut found = faults(parse_query_body(&body).0);
        found.sort_by_key(|name| expected.iter().position(|expected| expected == name));
        assert_eq!(found, expected);
    }

    #[test]
    fn the_query_string_has_the_same_parameters() {
        let (_, query) = parse_query_body::<Both>(&json!({"actor": ["a-b", "c"], "q": "ذكاء & \"x\"", "limit": 5}));
        assert_eq!(query, "actor=a-b&actor=c&limit=5&q=%D8%B0%D9%83%D8%A7%D8%A1+%26+%22x%22");
        assert!(faults(parse_query_string(&query)).is_empty());
    }
}
