//! Validates `dataset.json`, which is optional.

use crate::domain::dataset::DatasetDescription;
use crate::ingest::diagnostics::{Diagnostics, RecordDiagnostics};
use crate::ingest::jsonl::parse_document;

pub fn parse_description(json: &str, file: &str, diagnostics: &mut Diagnostics) -> Option<DatasetDescription> {
    parse_document(json, file, diagnostics, |raw: DatasetDescription, record: &mut RecordDiagnostics| {
        record.check_language_map("title", &raw.title);
        record.check_language_map("description", &raw.description);
        record.check_text("licence.name", &raw.licence.name);
        record.check_url("licence.url", &raw.licence.url);
        Some(raw)
    })
}
