//! Reads JSON Lines: one record a line, each parsed into a raw type or told apart fault by fault.

use std::io;
use std::iter;

use serde::de::DeserializeOwned;

use crate::ingest::diagnostics::{Diagnostics, RecordDiagnostics};
use crate::ingest::schema::{SchemaOf, structural_faults};
use crate::ingest::source::SeedFile;

/// The longest line, in bytes: far above any real record, low enough to stop a file that is no JSON Lines.
const MAX_LINE: usize = 1 << 20;

/// One line of a file and where it stands.
pub struct JsonlRecord {
    /// Line number from 1.
    pub number: u32,
    /// The bytes, without the line break.
    pub bytes: Vec<u8>,
}

/// Every line of a file that is not blank.
pub fn lines(mut file: Box<dyn SeedFile>) -> impl Iterator<Item = io::Result<JsonlRecord>> {
    let mut number = 0;
    iter::from_fn(move || {
        loop {
            let mut bytes = Vec::new();
            match file.read_until(b'\n', &mut bytes) {
                Ok(0) => return None,
                Ok(_) => {}
                Err(error) => return Some(Err(error)),
            }
            number += 1;
            while bytes.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
                bytes.pop();
            }
            if !bytes.iter().all(u8::is_ascii_whitespace) {
                return Some(Ok(JsonlRecord { number, bytes }));
            }
        }
    })
}

/// Parses a file that is one pretty-printed record, then holds it to `validate`; each fault gets its field's line.
pub fn document<T: DeserializeOwned + SchemaOf, V>(
    json: &str,
    file: &str,
    faults: &mut Diagnostics,
    validate: impl FnOnce(T, &mut RecordDiagnostics) -> Option<V>,
) -> Option<V> {
    let since = faults.0.len();
    let raw = parse_record(json.as_bytes(), file, 1, faults);
    let validated = raw.and_then(|raw| validate(raw, &mut faults.record(file, 1)));
    faults.place_by_field(since, json);
    validated
}

/// The identifier of a record that could not be parsed, so that what refers to it is not told as another fault.
pub fn salvaged_id(bytes: &[u8]) -> Option<String> {
    let record: serde_json::Value = serde_json::from_slice(bytes).ok()?;
    record.get("id")?.as_str().map(str::to_owned)
}

/// Parses one record; a record that cannot be parsed leaves every structural fault in `faults`.
pub fn parse_record<T: DeserializeOwned + SchemaOf>(
    bytes: &[u8],
    file: &str,
    line: u32,
    faults: &mut Diagnostics,
) -> Option<T> {
    let mut record = faults.record(file, line);
    if bytes.len() > MAX_LINE {
        record.add("record", "is longer than 1 MiB; accepted: one JSON object a line");
        return None;
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        record.add("record", "is not UTF-8");
        return None;
    };
    if text.starts_with('\u{FEFF}') {
        record.add("record", "begins with a byte order mark; accepted: UTF-8 without one");
        return None;
    }
    match serde_json::from_str(text) {
        Ok(parsed) => Some(parsed),
        Err(error) if error.is_data() => {
            for (field, message) in structural_faults::<T>(text, &error) {
                record.add(field, message);
            }
            None
        }
        Err(error) => {
            record.add("record", format!("malformed JSON: {error}; accepted: one JSON object a line"));
            None
        }
    }
}
