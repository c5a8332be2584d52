//! `dataset.json` to the description of the dataset; a corpus may go without.

use crate::domain::dataset::DatasetDescription;
use crate::ingest::diagnostics::{Diagnostics, RecordDiagnostics};
use crate::ingest::jsonl::document;

/// Reads the description, if it is without fault.
pub fn parse(json: &str, file: &str, faults: &mut Diagnostics) -> Option<DatasetDescription> {
    document(json, file, faults, |raw: DatasetDescription, faults: &mut RecordDiagnostics| {
        faults.bilingual("title", &raw.title);
        faults.bilingual("description", &raw.description);
        faults.text("licence.name", &raw.licence.name);
        faults.web_address("licence.url", &raw.licence.url);
        Some(raw)
    })
}
