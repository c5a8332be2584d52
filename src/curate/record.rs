//! A record as one line of JSON, with its members in the order of the documentation.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value};

use crate::domain::json_line::to_json_line;

/// The members of claims, actors and topics, in the order in which people read them.
const ORDER: &[&str] = &[
    "$schema",
    "id",
    "statement",
    "kind",
    "actor",
    "role",
    "claim",
    "drawn_by",
    "name",
    "label",
    "aliases",
    "alt_labels",
    "certainty",
    "speech",
    "salience",
    "asserted_by",
    "attribution",
    "cue",
    "actors",
    "topics",
    "claim_date",
    "asserted_date",
    "edtf",
    "basis",
    "expression",
    "note",
    "evidence",
    "quote",
    "part",
    "start",
    "end",
    "translation_note",
    "literal",
    "meant",
    "relations",
    "reviews",
    "origin",
    "description",
    "definition",
    "part_of",
    "broader",
    "wikidata",
    "merged_into",
];

/// Members of a claim that the form does not show.
const NOT_IN_FORM: [&str; 3] = ["$schema", "reviews", "origin"];

/// Serializes a record to one line. Languages come in the order of `languages`.
pub fn to_line(record: &Value, languages: &[String]) -> Vec<u8> {
    to_json_line(&Ordered { value: record, languages }).unwrap_or_default()
}

/// Adds the members of the old record that the form does not show.
pub fn keep_hidden_members(record: &mut Map<String, Value>, old: &Value) {
    for name in NOT_IN_FORM {
        if let Some(value) = old.get(name) {
            record.insert(name.to_owned(), value.clone());
        }
    }
}

struct Ordered<'a> {
    value: &'a Value,
    languages: &'a [String],
}

impl Ordered<'_> {
    fn rank(&self, name: &str) -> usize {
        let language = || self.languages.iter().position(|known| known == name);
        let member = || Some(self.languages.len() + ORDER.iter().position(|known| *known == name)?);
        language().or_else(member).unwrap_or(usize::MAX)
    }
}

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let inner = |value| Ordered { value, languages: self.languages };
        match self.value {
            Value::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                members.sort_by_key(|(name, _)| self.rank(name));
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    map.serialize_entry(name, &inner(value))?;
                }
                map.end()
            }
            Value::Array(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(&inner(item))?;
                }
                list.end()
            }
            other => other.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_and_languages_come_in_their_order() {
        let record = json!({"topics": ["b", "a"], "statement": {"en": "E\u{2028}", "ar": "A"}, "salience": 2, "id": "x-001",
            "evidence": [{"end": 3, "start": 1, "quote": "q"}], "kind": "event"});
        let line = String::from_utf8(to_line(&record, &["ar".to_owned(), "en".to_owned()])).unwrap();
        assert_eq!(
            line,
            r#"{"id":"x-001","statement":{"ar":"A","en":"E\u2028"},"kind":"event","salience":2,"topics":["b","a"],"evidence":[{"quote":"q","start":1,"end":3}]}"#
        );
    }

    #[test]
    fn members_that_the_form_does_not_show_are_kept() {
        let mut record = Map::new();
        record.insert("id".to_owned(), json!("new"));
        keep_hidden_members(&mut record, &json!({"id": "old", "origin": {"source": "s"}, "topics": ["t"]}));
        assert_eq!(Value::Object(record), json!({"id": "new", "origin": {"source": "s"}}));
    }
}
