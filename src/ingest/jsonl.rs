//! Parses records of JSON Lines and JSON files to raw types. A record that does not parse gets a diagnostic for every
//! structural error.

use std::io::{self, BufRead};
use std::iter;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::domain::json::{ParsedJson, parse_json};
use crate::ingest::diagnostics::{Diagnostics, RecordDiagnostics};
use crate::ingest::encoding::{describe_invalid, wide_encoding_error};
use crate::ingest::fault::{Fault, FaultCode};
use crate::ingest::schema::{SCHEMA_FIELD, SeedRecord, compare_with_schema};
use crate::ingest::source::{MAX_RECORD_BYTES, SeedFile, Source, read_error};

/// What a line consists of, for messages.
const ONE_OBJECT: &str = "one JSON object per line";

pub struct JsonlRecord {
    /// Line number from 1.
    pub line: u32,
    /// The line without its line break, or why it is not a text.
    pub text: Result<String, Unreadable>,
}

/// A line that is not a text.
pub struct Unreadable {
    /// `record` or `file` and what is wrong with it, if that has not been said of a line before.
    pub problem: Option<(&'static str, Fault)>,
    /// Identifier of the record, if it can be made out.
    pub id: Option<String>,
}

impl JsonlRecord {
    fn unreadable(line: u32, field: &'static str, fault: Fault) -> Self {
        Self { line, text: Err(Unreadable { problem: Some((field, fault)), id: None }) }
    }

    /// Returns the text, or adds what is wrong to `diagnostics` and returns the identifier.
    pub fn text_or_id(self, diagnostics: &mut RecordDiagnostics) -> Result<String, Option<String>> {
        self.text.map_err(|Unreadable { problem, id }| {
            if let Some((field, fault)) = problem {
                diagnostics.add(field, fault);
            }
            id
        })
    }
}

/// Returns the lines of a file that are not blank. Lines that are too long or not UTF-8, and errors in opening or reading the
/// file, are records without a text.
pub fn jsonl_records(source: &Source, path: &str) -> impl Iterator<Item = JsonlRecord> + Send + use<> {
    let (mut lines, error) = match source.open(path) {
        Ok(file) => (Some(Lines { file, number: 0, has_encoding_error: false }), None),
        Err(error) => (None, Some(JsonlRecord::unreadable(1, "file", read_error(&error)))),
    };
    let records = iter::from_fn(move || {
        let mut open = lines.take()?;
        match open.next_record() {
            Ok(record) => {
                lines = Some(open);
                record
            }
            Err(error) => Some(JsonlRecord::unreadable(open.number + 1, "file", read_error(&error))),
        }
    });
    error.into_iter().chain(records)
}

struct Lines {
    file: SeedFile,
    number: u32,
    has_encoding_error: bool,
}

impl Lines {
    /// Returns the next line that is not blank.
    fn next_record(&mut self) -> io::Result<Option<JsonlRecord>> {
        if self.number == 0
            && let Some(fault) = wide_encoding_error(self.file.fill_buf()?)
        {
            // Its lines do not end with the byte of a line break.
            self.file = Box::new(io::empty());
            self.number = 1;
            return Ok(Some(JsonlRecord::unreadable(1, "file", fault)));
        }
        loop {
            let Some(line) = read_line(&mut self.file, MAX_RECORD_BYTES)? else { return Ok(None) };
            self.number += 1;
            let number = self.number;
            let Some(mut bytes) = line else {
                let fault = Fault::new(FaultCode::TooLong, "is longer than 1 MiB").accepts(ONE_OBJECT);
                return Ok(Some(JsonlRecord::unreadable(number, "record", fault)));
            };
            bytes.truncate(bytes.trim_ascii_end().len());
            if !bytes.is_empty() {
                let text = String::from_utf8(bytes).map_err(|error| self.encoding_error(error.as_bytes()));
                return Ok(Some(JsonlRecord { line: number, text }));
            }
        }
    }

    /// The encoding of a file is wrong once, not on every line.
    fn encoding_error(&mut self, bytes: &[u8]) -> Unreadable {
        let is_first = !std::mem::replace(&mut self.has_encoding_error, true);
        let problem = is_first.then(|| ("file", describe_invalid(bytes)));
        Unreadable { problem, id: best_effort_id(&String::from_utf8_lossy(bytes)) }
    }
}

/// Reads to the next line break. The inner value is `None` for a line of more than `limit` bytes, which is skipped.
#[expect(clippy::option_option, reason = "the end of the file, and a line that is too long")]
fn read_line(file: &mut SeedFile, limit: usize) -> io::Result<Option<Option<Vec<u8>>>> {
    let (mut line, mut is_empty, mut is_too_long) = (vec![], true, false);
    loop {
        let buffer = match file.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            buffer => buffer?,
        };
        let end = buffer.iter().position(|&byte| byte == b'\n');
        let part = &buffer[..end.unwrap_or(buffer.len())];
        is_empty &= buffer.is_empty();
        is_too_long |= line.len() + part.len() > limit;
        if is_too_long {
            line = vec![];
        } else {
            line.extend_from_slice(part);
        }
        let (length, is_last) = (part.len() + usize::from(end.is_some()), end.is_some() || buffer.is_empty());
        file.consume(length);
        if is_last {
            return Ok((!is_empty).then(|| (!is_too_long).then_some(line)));
        }
    }
}

/// Parses and validates a file that is one pretty-printed record; a diagnostic gets the line of its field.
pub fn parse_document<T: SeedRecord, V>(
    json: &str,
    file: &str,
    diagnostics: &mut Diagnostics,
    validate: impl FnOnce(T, &mut RecordDiagnostics) -> Option<V>,
) -> Option<V> {
    let (errors, warnings) = (diagnostics.list.len(), diagnostics.warnings.len());
    let mut record = diagnostics.record(file, 1);
    let validated = parse_record(json, &mut record).and_then(|raw| validate(raw, &mut record));
    diagnostics.locate_fields(errors, warnings, json);
    validated
}

/// Returns the identifier of a record that is invalid, so that references to it are not reported too.
pub fn best_effort_id(text: &str) -> Option<String> {
    let record: Value = serde_json::from_str(text).ok()?;
    record.get("id")?.as_str().map(str::to_owned)
}

/// Parses one record and adds all its structural errors to `diagnostics`. Returns what is left of the record without the
/// optional members that are wrong.
pub fn parse_record<T: SeedRecord>(text: &str, diagnostics: &mut RecordDiagnostics) -> Option<T> {
    let without_mark = text.strip_prefix('\u{FEFF}');
    if without_mark.is_some() {
        let fault = Fault::new(FaultCode::Encoding, "begins with a byte order mark");
        diagnostics.add("record", fault.accepts("UTF-8 without one"));
    }
    let ParsedJson { mut value, duplicates } = match parse_json(without_mark.unwrap_or(text)) {
        Ok(parsed) => parsed,
        Err(error) => {
            let cause = if has_bare_carriage_returns(text) { "; its lines end with CR alone" } else { "" };
            let fault = Fault::new(FaultCode::MalformedJson, format!("malformed JSON: {error}{cause}"));
            diagnostics.add("record", fault.accepts(ONE_OBJECT));
            return None;
        }
    };
    for (object, key) in duplicates {
        let fault = Fault::new(FaultCode::DuplicateField, format!("duplicate field `{key}`"));
        diagnostics.add(object_name(&object), fault.accepts("each field once"));
    }
    let errors = compare_with_schema::<T>(&mut value);
    let has_errors = !errors.is_empty();
    for (field, fault) in errors {
        diagnostics.add_structural(object_name(&field), fault);
    }
    remove_schema(&mut value);
    match T::deserialize(value) {
        Ok(raw) => Some(raw),
        Err(error) => {
            if !has_errors {
                diagnostics.add("record", Fault::new(FaultCode::WrongType, error.to_string()));
            }
            None
        }
    }
}

/// Parses a record without validating it.
pub fn record_from_json<T: DeserializeOwned>(json: &str) -> serde_json::Result<T> {
    let mut value: Value = serde_json::from_str(json)?;
    remove_schema(&mut value);
    serde_json::from_value(value)
}

fn remove_schema(record: &mut Value) {
    if let Some(members) = record.as_object_mut() {
        members.remove(SCHEMA_FIELD);
    }
}

/// The path of a field, which is empty for the whole record, as diagnostics name it.
fn object_name(path: &str) -> &str {
    if path.is_empty() { "record" } else { path }
}

/// Whether the lines of a text end with carriage returns, as on the first Macintosh.
fn has_bare_carriage_returns(text: &str) -> bool {
    text.contains("}\r") && !text.contains('\n')
}
