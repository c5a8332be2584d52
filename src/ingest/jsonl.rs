//! Parses records of JSON Lines and JSON files to raw types. A record that does not parse gets a diagnostic for every
//! structural error.

use std::io::BufRead;
use std::iter;

use crate::ingest::diagnostics::{Diagnostics, RecordDiagnostics};
use crate::ingest::error::SeedError;
use crate::ingest::schema::{SeedRecord, schema_errors};
use crate::ingest::source::Source;

/// Far above any real record, low enough to stop at a file that is not JSON Lines.
const MAX_LINE_BYTES: usize = 1 << 20;

pub struct JsonlRecord {
    /// Line number from 1.
    pub line: u32,
    /// The line without its line break.
    pub bytes: Vec<u8>,
}

/// Returns the lines of a file that are not blank. The iterator also yields an error in opening or reading the file.
pub fn jsonl_records(
    source: &Source,
    path: &str,
) -> impl Iterator<Item = Result<JsonlRecord, SeedError>> + Send + use<> {
    let (mut file, error) = match source.open(path) {
        Ok(file) => (Some(file), None),
        Err(error) => (None, Some(Err(error))),
    };
    let unreadable = SeedError::unreadable(&source.locate(path));
    let mut line = 0;
    let records = iter::from_fn(move || {
        loop {
            let mut bytes = Vec::new();
            match file.as_mut()?.read_until(b'\n', &mut bytes) {
                Ok(0) => return None,
                Ok(_) => line += 1,
                Err(error) => return Some(Err(unreadable(error))),
            }
            bytes.truncate(bytes.trim_ascii_end().len());
            if !bytes.is_empty() {
                return Some(Ok(JsonlRecord { line, bytes }));
            }
        }
    });
    error.into_iter().chain(records)
}

/// Parses and validates a file that is one pretty-printed record; a diagnostic gets the line of its field.
pub fn parse_document<T: SeedRecord, V>(
    json: &str,
    file: &str,
    diagnostics: &mut Diagnostics,
    validate: impl FnOnce(T, &mut RecordDiagnostics) -> Option<V>,
) -> Option<V> {
    let first = diagnostics.list.len();
    let raw = parse_record(json.as_bytes(), &mut diagnostics.record(file, 1));
    let validated = raw.and_then(|raw| validate(raw, &mut diagnostics.record(file, 1)));
    diagnostics.locate_fields(first, json);
    validated
}

/// Returns the identifier of a record that is invalid, so that references to it are not reported too.
pub fn best_effort_id(bytes: &[u8]) -> Option<String> {
    let record: serde_json::Value = serde_json::from_slice(bytes).ok()?;
    record.get("id")?.as_str().map(str::to_owned)
}

/// Parses one record, or adds all its structural errors to `diagnostics`.
pub fn parse_record<T: SeedRecord>(bytes: &[u8], diagnostics: &mut RecordDiagnostics) -> Option<T> {
    if bytes.len() > MAX_LINE_BYTES {
        diagnostics.add("record", "is longer than 1 MiB; accepted: one JSON object per line");
        return None;
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        diagnostics.add("record", "is not UTF-8; accepted: UTF-8");
        return None;
    };
    if text.starts_with('\u{FEFF}') {
        diagnostics.add("record", "begins with a byte order mark; accepted: UTF-8 without one");
        return None;
    }
    match serde_json::from_str(text) {
        Ok(parsed) => return Some(parsed),
        Err(error) if error.is_data() => {
            for (field, message) in schema_errors::<T>(text, &error) {
                diagnostics.add(field, message);
            }
        }
        Err(error) => {
            diagnostics.add("record", format!("malformed JSON: {error}; accepted: one JSON object per line"));
        }
    }
    None
}
