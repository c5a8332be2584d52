//! Readers of the formats: each turns the content of a file into documents with annotations.

mod brat;
mod cas;
mod claim_review;
mod delimited;
mod json;
mod ld_script;
mod spans;
mod web_annotation;

use std::sync::Arc;

use crate::import::annotation::Reading;
use crate::import::format::Format;
use crate::import::map::Map;

/// A file to read.
#[derive(Debug, Clone, Default)]
pub struct InputFile {
    /// Its path, for messages.
    pub path: Arc<str>,
    /// Its name without folder and extension.
    pub stem: String,
    /// What the name of annotations has after that of their text, such as an annotator.
    pub suffix: String,
    pub content: String,
    /// The text that belongs to it, of formats whose annotations are in a file of their own.
    pub text: Option<String>,
}

/// Reads a file, or says why it cannot be read at all.
pub fn read(format: Format, file: &InputFile, map: &Map) -> Result<Reading, String> {
    match format {
        Format::Brat => brat::read(file, map),
        Format::Csv => delimited::read_delimited(file, map, b','),
        Format::Tsv => delimited::read_delimited(file, map, b'\t'),
        Format::Jsonl => delimited::read_jsonl(file, map),
        Format::WebAnnotation => web_annotation::read_annotations(file, map),
        Format::Hypothesis => web_annotation::read_hypothesis(file, map),
        Format::CasJson => cas::read(file, map),
        Format::LabelStudio => spans::read_label_studio(file, map),
        Format::Doccano => spans::read_doccano(file, map),
        Format::Prodigy => spans::read_prodigy(file, map),
        Format::ClaimReview => claim_review::read(file, map),
    }
}
