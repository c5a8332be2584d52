//! `dataset.json` to the description of the dataset; a corpus may go without.

use super::fault::{Faults, RecordFaults};
use super::lines::document;
use crate::domain::dataset::DatasetDescription;

/// Reads the description, if it is without fault.
pub fn parse(json: &str, file: &str, faults: &mut Faults) -> Option<DatasetDescription> {
    document(json, file, faults, |raw: DatasetDescription, faults: &mut RecordFaults| {
        faults.bilingual("title", &raw.title);
        faults.bilingual("description", &raw.description);
        faults.text("licence.name", &raw.licence.name);
        faults.web_address("licence.url", &raw.licence.url);
        Some(raw)
    })
}
