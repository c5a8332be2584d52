//! Claims as bytes in every format: pure writers, the same for the server and for `isnad export`.
//!
//! Each takes stored documents in order, chunk by chunk, and holds no more than a chunk and the names it has to describe
//! at the end. Writers take every field of
//! a claim by name, so that a new field breaks the build until each format has decided.

mod annotation;
mod atom;
mod csv;
mod jsonld;
mod ndjson;

use std::iter;
use std::sync::Arc;

use bytes::Bytes;

use crate::domain::catalogue::Catalogue;
use crate::domain::claim::Claim;

pub use annotation::{AnnotationWriter, annotation};
pub use atom::{AtomWriter, FeedMetadata};
pub use csv::{COLUMNS, Column, ColumnKind, CsvWriter, columns_of};
pub use jsonld::JsonldWriter;
pub use ndjson::{FIELDS, NdjsonWriter};

/// Why claims could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A stored document is not a claim.
    #[error("a stored claim cannot be read: {0}")]
    Document(#[from] serde_json::Error),
    /// The CSV writer failed.
    #[error("cannot write CSV: {0}")]
    Csv(String),
    /// The XML writer failed.
    #[error("cannot write XML: {0}")]
    Xml(#[from] std::io::Error),
}

/// Writes claims, chunk by chunk.
pub trait ClaimWriter: Send {
    /// What comes before the first claim.
    fn begin(&mut self) -> Result<Vec<u8>, WriteError>;

    /// The next claims.
    fn claims(&mut self, documents: &[Bytes]) -> Result<Vec<u8>, WriteError>;

    /// What comes after the last claim.
    fn end(&mut self) -> Result<Vec<u8>, WriteError>;
}

/// Everything a writer writes of the claims that come in chunks, piece by piece. Ends after the first failure.
pub fn pieces<E: From<WriteError>>(
    mut writer: Box<dyn ClaimWriter>,
    chunks: impl Iterator<Item = Result<Vec<Bytes>, E>>,
) -> impl Iterator<Item = Result<Vec<u8>, E>> {
    enum Step<T> {
        Begin,
        Claims(T),
        End,
    }
    let steps = iter::once(Step::Begin).chain(chunks.map(Step::Claims)).chain(iter::once(Step::End));
    let mut failed = false;
    let pieces = steps.map(move |step| match step {
        Step::Begin => Ok(writer.begin()?),
        Step::Claims(documents) => Ok(writer.claims(&documents?)?),
        Step::End => Ok(writer.end()?),
    });
    pieces.take_while(move |piece| !std::mem::replace(&mut failed, piece.is_err()))
}

/// A format that holds any number of claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180, a row for each claim.
    Csv {
        /// Columns by their place in [`COLUMNS`]; empty for all.
        columns: Vec<usize>,
        /// Whether to begin with a byte order mark.
        byte_order_mark: bool,
    },
    /// One JSON object a line.
    Ndjson {
        /// Fields by name; empty for all.
        fields: Vec<&'static str>,
    },
    /// JSON-LD with schema.org and SKOS.
    Jsonld,
    /// W3C Web Annotations.
    Annotation,
}

impl Format {
    /// A writer of this format.
    pub fn writer(self, catalogue: Arc<Catalogue>) -> Box<dyn ClaimWriter> {
        match self {
            Self::Csv { columns, byte_order_mark } => Box::new(CsvWriter::new(columns, byte_order_mark)),
            Self::Ndjson { fields } => Box::new(NdjsonWriter::new(fields)),
            Self::Jsonld => Box::new(JsonldWriter::new(catalogue)),
            Self::Annotation => Box::new(AnnotationWriter::default()),
        }
    }
}

/// Reads a stored document.
fn read(document: &[u8]) -> Result<Claim, WriteError> {
    Ok(serde_json::from_slice(document)?)
}

/// The permanent name of something: a URN, since no host is promised.
fn urn(kind: &str, id: &str) -> String {
    format!("urn:isnad:{kind}:{id}")
}
