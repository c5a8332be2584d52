//! Validates `dataset.json`, which is optional.

use crate::domain::dataset::DatasetDescription;
use crate::domain::identifier::is_identifier;
use crate::domain::web_address::is_contact;
use crate::ingest::diagnostics::{Diagnostics, RecordDiagnostics};
use crate::ingest::fault::{Fault, FaultCode};
use crate::ingest::jsonl::parse_document;

pub fn parse_description(json: &str, file: &str, diagnostics: &mut Diagnostics) -> Option<DatasetDescription> {
    parse_document(json, file, diagnostics, |raw: DatasetDescription, record: &mut RecordDiagnostics| {
        record.check_language_map("title", &raw.title);
        record.check_language_map("description", &raw.description);
        record.check_text("licence.name", &raw.licence.name);
        record.check_url("licence.url", &raw.licence.url);
        if let Some(creator) = &raw.creator {
            record.check_language_map("creator.name", &creator.name);
            if let Some(url) = &creator.url {
                record.check_url("creator.url", url);
            }
        }
        if raw.contact.as_deref().is_some_and(|contact| !is_contact(contact)) {
            let fault = Fault::new(FaultCode::InvalidAddress, "is not an address");
            record.add("contact", fault.accepts("an e-mail address, or a URL that starts with https://"));
        }
        for (field, text) in [("method", &raw.method), ("limitations", &raw.limitations)] {
            if let Some(text) = text {
                record.check_language_map(field, text);
            }
        }
        if let Some(id) = raw.id.as_deref().filter(|id| !is_identifier(id)) {
            let fault = Fault::new(FaultCode::InvalidIdentifier, format!("\"{id}\" is not an identifier"));
            record.add("id", fault.accepts("lowercase words joined by hyphens"));
        }
        for (i, tag) in raw.languages.iter().enumerate() {
            record.check_tag(format!("languages[{i}]"), tag);
        }
        Some(raw)
    })
}
