//! NDJSON: one record per line, with all or with selected fields.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::value::RawValue;

use super::table::{Cell, Selected};
use super::{ClaimWriter, WriteError, parse_claim};
use crate::domain::claim::Claim;

pub struct NdjsonWriter {
    fields: Vec<Selected<Claim>>,
}

impl NdjsonWriter {
    /// `fields` are in the order of the output; empty for all.
    pub fn new(fields: Vec<Selected<Claim>>) -> Self {
        Self { fields }
    }
}

impl ClaimWriter for NdjsonWriter {
    fn begin(&mut self) -> Result<Vec<u8>, WriteError> {
        Ok(vec![])
    }

    fn write(&mut self, documents: &[Bytes]) -> Result<Vec<u8>, WriteError> {
        let mut lines = Vec::with_capacity(documents.iter().map(|document| document.len() + 1).sum());
        let has_columns = self.fields.iter().any(|field| matches!(field, Selected::Column(_)));
        for document in documents {
            let claim = has_columns.then(|| parse_claim(document)).transpose()?;
            write_line(&self.fields, document, claim.as_ref(), &mut lines)?;
        }
        Ok(lines)
    }

    fn finish(&mut self) -> Result<Vec<u8>, WriteError> {
        Ok(vec![])
    }

    fn can_restart(&self) -> bool {
        true
    }
}

/// Writes a document, or the selected fields that it has, as a line. `record` is what the columns are of; it is needed if one
/// is selected.
pub fn write_line<T>(
    fields: &[Selected<T>],
    document: &[u8],
    record: Option<&T>,
    lines: &mut Vec<u8>,
) -> Result<(), WriteError> {
    if fields.is_empty() {
        lines.extend_from_slice(document);
    } else {
        let all: BTreeMap<&str, &RawValue> = serde_json::from_slice(document)?;
        lines.push(b'{');
        let mut separator = "";
        let mut write_member = |name: &str, value: &str| {
            lines.extend_from_slice(format!("{separator}\"{name}\":{value}").as_bytes());
            separator = ",";
        };
        for field in fields {
            match field {
                Selected::Field(name, _) => {
                    if let Some(value) = all.get(name) {
                        write_member(name, value.get());
                    }
                }
                Selected::Column(column) => {
                    let cell = record.map_or(Cell::Null, |record| column.cell(record));
                    if !is_empty(&cell) {
                        write_member(&column.name, &serde_json::to_string(&cell)?);
                    }
                }
            }
        }
        lines.push(b'}');
    }
    lines.push(b'\n');
    Ok(())
}

/// Whether a member with this value is left out.
fn is_empty(cell: &Cell) -> bool {
    match cell {
        Cell::Null => true,
        Cell::List(values) => values.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::claim_columns;
    use super::*;

    #[test]
    fn selected_fields_are_in_the_selected_order_and_absent_ones_are_left_out() {
        let columns = claim_columns(&["en".to_owned()]);
        let fields = ["kind", "claim_date", "id"].iter().filter_map(|name| Selected::find(&columns, name)).collect();
        let mut writer = NdjsonWriter::new(fields);
        let document = r#"{"id":"a-1","statement":{"en":"x","ar":"y"},"kind":"event"}"#.to_owned();
        assert_eq!(writer.write(&[document.into()]).unwrap(), b"{\"kind\":\"event\",\"id\":\"a-1\"}\n");
    }
}
