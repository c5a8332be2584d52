//! Parses JSON to a value, and finds the members that occur twice, of which a value keeps only the last.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// Integers up to this have an exact representation as a JSON number of any reader.
const MAX_EXACT_INTEGER: f64 = 9_007_199_254_740_992.0;

pub struct ParsedJson {
    pub value: Value,
    /// The path of an object and the name of a member that it has twice.
    pub duplicates: Vec<(String, String)>,
}

/// Parses one JSON value. A number such as `1.0` is an integer, as in JSON Schema.
pub fn parse_json(text: &str) -> Result<ParsedJson, serde_json::Error> {
    let mut duplicates = vec![];
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = ValueSeed { path: &FieldPath::Record, duplicates: &mut duplicates }.deserialize(&mut reader)?;
    reader.end()?;
    Ok(ParsedJson { value, duplicates })
}

/// The path of a value in a record, such as `evidence[0].quote`. It is written only for what is wrong.
#[derive(Debug, Clone, Copy)]
pub enum FieldPath<'p> {
    Record,
    Member(&'p FieldPath<'p>, &'p str),
    Item(&'p FieldPath<'p>, usize),
}

impl fmt::Display for FieldPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Record => Ok(()),
            Self::Member(Self::Record, key) => f.write_str(key),
            Self::Member(object, key) => write!(f, "{object}.{key}"),
            Self::Item(list, position) => write!(f, "{list}[{position}]"),
        }
    }
}

/// Deserializes the value at a path.
struct ValueSeed<'a> {
    path: &'a FieldPath<'a>,
    duplicates: &'a mut Vec<(String, String)>,
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    #[expect(clippy::cast_possible_truncation, reason = "an integer in the exact range")]
    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        let is_integer = value.fract() == 0.0 && value.abs() <= MAX_EXACT_INTEGER;
        Ok(if is_integer { (value as i64).into() } else { value.into() })
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = vec![];
        loop {
            let path = FieldPath::Item(self.path, list.len());
            let item = ValueSeed { path: &path, duplicates: &mut *self.duplicates };
            match items.next_element_seed(item)? {
                Some(value) => list.push(value),
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let path = FieldPath::Member(self.path, &key);
            let value = entries.next_value_seed(ValueSeed { path: &path, duplicates: &mut *self.duplicates })?;
            if members.contains_key(&key) {
                self.duplicates.push((self.path.to_string(), key.clone()));
            }
            members.insert(key, value);
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(r#"{"a":1,"a":2}"#, &[("", "a")])]
    #[case(r#"{"a":1,"\u0061":2}"#, &[("", "a")])]
    #[case(r#"{"a":{"b":[{"c":1,"c":1,"c":1}]}}"#, &[("a.b[0]", "c"), ("a.b[0]", "c")])]
    #[case(r#"{"a":{"b":1},"b":{"b":1}}"#, &[])]
    fn members_that_occur_twice_are_found(#[case] text: &str, #[case] expected: &[(&str, &str)]) {
        let found = parse_json(text).unwrap().duplicates;
        let found: Vec<_> = found.iter().map(|(path, key)| (path.as_str(), key.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[rstest]
    #[case("1.0", "1")]
    #[case("-0.0", "0")]
    #[case("2e1", "20")]
    #[case("1.5", "1.5")]
    #[case("1e300", "1e+300")]
    fn a_number_without_a_fraction_is_an_integer(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(parse_json(text).unwrap().value.to_string(), expected);
    }
}
