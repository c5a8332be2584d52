//! NDJSON: one claim per line, with all or with selected fields.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::value::RawValue;

use super::{ClaimWriter, WriteError};

/// The fields of a claim, in the order of its document.
pub const FIELDS: [&str; 19] = [
    "id",
    "statement",
    "kind",
    "certainty",
    "speech",
    "salience",
    "asserted_by",
    "attribution",
    "actors",
    "topics",
    "claim_date",
    "asserted_date",
    "evidence",
    "translation_note",
    "relations",
    "reviews",
    "origin",
    "article",
    "links",
];

pub struct NdjsonWriter {
    fields: Vec<&'static str>,
}

impl NdjsonWriter {
    /// `fields` are names from [`FIELDS`], in the order of the output; empty for all.
    pub fn new(fields: Vec<&'static str>) -> Self {
        Self { fields }
    }
}

impl ClaimWriter for NdjsonWriter {
    fn begin(&mut self) -> Result<Vec<u8>, WriteError> {
        Ok(vec![])
    }

    fn write(&mut self, documents: &[Bytes]) -> Result<Vec<u8>, WriteError> {
        let mut lines = Vec::with_capacity(documents.iter().map(|document| document.len() + 1).sum());
        for document in documents {
            if self.fields.is_empty() {
                lines.extend_from_slice(document);
            } else {
                write_fields(&self.fields, document, &mut lines)?;
            }
            lines.push(b'\n');
        }
        Ok(lines)
    }

    fn finish(&mut self) -> Result<Vec<u8>, WriteError> {
        Ok(vec![])
    }
}

/// Copies the selected fields that the document has.
fn write_fields(fields: &[&str], document: &[u8], line: &mut Vec<u8>) -> Result<(), WriteError> {
    let all: BTreeMap<&str, &RawValue> = serde_json::from_slice(document)?;
    line.push(b'{');
    let mut first = true;
    for field in fields {
        let Some(value) = all.get(field) else { continue };
        if !std::mem::take(&mut first) {
            line.push(b',');
        }
        line.extend_from_slice(format!("\"{field}\":").as_bytes());
        line.extend_from_slice(value.get().as_bytes());
    }
    line.push(b'}');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selected_fields_are_in_the_selected_order_and_absent_ones_are_left_out() {
        let mut writer = NdjsonWriter::new(vec!["kind", "claim_date", "id"]);
        let document = r#"{"id":"a-1","statement":{"en":"x","ar":"y"},"kind":"event"}"#.to_owned();
        assert_eq!(writer.write(&[document.into()]).unwrap(), b"{\"kind\":\"event\",\"id\":\"a-1\"}\n");
    }
}
