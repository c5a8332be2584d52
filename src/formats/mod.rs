//! Writers of claims in every format, for the server and for `isnad export`. Pure.
//!
//! A writer receives stored documents chunk by chunk, so that memory does not grow with the number of claims. It names
//! every field of a claim, so that a new field breaks the build until each format handles it.

mod annotation;
mod atom;
mod change;
mod citation;
mod claim_columns;
mod csv;
mod format;
mod graph;
mod jsonld;
mod ndjson;
#[cfg(feature = "parquet")]
mod parquet;
mod table;
mod xml;

use std::iter;
use std::sync::Arc;

use bytes::Bytes;

use crate::domain::catalogue::Catalogue;
use crate::domain::claim::Claim;

pub use annotation::{AnnotationWriter, to_annotation};
pub use atom::{AtomWriter, FeedMetadata};
pub use change::Change;
pub use citation::{BibtexWriter, CitedDataset, CslWriter};
pub use claim_columns::claim_columns;
pub use csv::{CsvWriter, write_table};
pub use format::{Format, FormatInfo};
pub use graph::{Graph, GraphEdge, GraphNode, write_gexf, write_graphml};
pub use jsonld::{JsonldWriter, SCHEMA_ORG};
pub use ndjson::{NdjsonWriter, write_line};
#[cfg(feature = "parquet")]
pub use parquet::ParquetWriter;
pub use table::{
    Cell, Column, ColumnKind, Selected, day, fields, in_language, in_language_if_any, list_in_language, optional, text,
    texts,
};
pub(crate) use table::{CellOf, add_column, columns};

#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("cannot read a stored claim: {0}")]
    Document(#[from] serde_json::Error),
    #[error("cannot write CSV: {0}")]
    Csv(String),
    #[error("cannot write XML: {0}")]
    Xml(#[from] std::io::Error),
    #[error("cannot write Parquet: {0}")]
    Parquet(String),
    /// This build has no writer for the format.
    #[error("this program is built without {}: it needs the cargo feature \"{}\"", .0.info().label, .0.info().name)]
    Unavailable(Format),
}

/// Each method returns the bytes that it adds to the output.
pub trait ClaimWriter: Send {
    fn begin(&mut self) -> Result<Vec<u8>, WriteError>;

    fn write(&mut self, documents: &[Bytes]) -> Result<Vec<u8>, WriteError>;

    /// A part of what follows the claims; `None` if nothing is left of it.
    fn write_rest(&mut self) -> Result<Option<Vec<u8>>, WriteError> {
        Ok(None)
    }

    fn finish(&mut self) -> Result<Vec<u8>, WriteError>;

    /// Whether a new writer, without what it begins with, would write the next claims as this one will.
    fn can_restart(&self) -> bool {
        false
    }
}

/// Returns the output of a writer for chunks of claims; the iterator ends after the first error.
pub fn write_chunks<E: From<WriteError>>(
    mut writer: Box<dyn ClaimWriter>,
    chunks: impl Iterator<Item = Result<Vec<Bytes>, E>>,
) -> impl Iterator<Item = Result<Vec<u8>, E>> {
    enum Step<T> {
        Begin,
        Write(T),
        Rest,
    }
    let steps = iter::once(Step::Begin).chain(chunks.map(Step::Write)).chain(iter::repeat_with(|| Step::Rest));
    let mut ended = false;
    steps.map_while(move |step| {
        if ended {
            return None;
        }
        let output = match step {
            Step::Begin => writer.begin().map_err(E::from),
            Step::Write(documents) => documents.and_then(|documents| Ok(writer.write(&documents)?)),
            Step::Rest => writer
                .write_rest()
                .and_then(|rest| {
                    ended = rest.is_none();
                    rest.map_or_else(|| writer.finish(), Ok)
                })
                .map_err(E::from),
        };
        ended |= output.is_err();
        Some(output)
    })
}

/// A format that can contain any number of claims, with its options.
#[derive(Debug, Clone)]
pub enum WriterOptions {
    Csv {
        /// In the order of the file.
        columns: Vec<Column<Claim>>,
        excel: bool,
    },
    Ndjson {
        /// In the order of the output; empty for all.
        fields: Vec<Selected<Claim>>,
    },
    Parquet {
        /// In the order of the file.
        columns: Vec<Column<Claim>>,
    },
    Jsonld,
    Annotation,
}

impl WriterOptions {
    /// Fails if this build cannot write the format.
    pub fn into_writer(
        self,
        catalogue: Arc<Catalogue>,
        dataset_version: &str,
    ) -> Result<Box<dyn ClaimWriter>, WriteError> {
        Ok(match self {
            Self::Csv { columns, excel } => Box::new(CsvWriter::new(columns, excel)),
            Self::Ndjson { fields } => Box::new(NdjsonWriter::new(fields)),
            Self::Parquet { columns } => parquet_writer(columns, dataset_version)?,
            Self::Jsonld => Box::new(JsonldWriter::new(catalogue)),
            Self::Annotation => Box::new(AnnotationWriter::new(catalogue)),
        })
    }

    pub const fn format(&self) -> Format {
        match self {
            Self::Csv { .. } => Format::Csv,
            Self::Ndjson { .. } => Format::Ndjson,
            Self::Parquet { .. } => Format::Parquet,
            Self::Jsonld => Format::Jsonld,
            Self::Annotation => Format::Annotation,
        }
    }
}

#[cfg(feature = "parquet")]
fn parquet_writer(columns: Vec<Column<Claim>>, dataset_version: &str) -> Result<Box<dyn ClaimWriter>, WriteError> {
    Ok(Box::new(ParquetWriter::new(columns, dataset_version)?))
}

#[cfg(not(feature = "parquet"))]
fn parquet_writer(_: Vec<Column<Claim>>, _: &str) -> Result<Box<dyn ClaimWriter>, WriteError> {
    Err(WriteError::Unavailable(Format::Parquet))
}

fn parse_claim(document: &[u8]) -> Result<Claim, WriteError> {
    Ok(serde_json::from_slice(document)?)
}

/// Returns the permanent name of a resource: a URN, because the host may change.
fn urn(kind: &str, id: &str) -> String {
    format!("urn:isnad:{kind}:{id}")
}

/// Begins an item of a JSON array on a new line, after a comma unless it is the first; sets `begun`.
fn begin_item(begun: &mut bool, output: &mut Vec<u8>) {
    output.extend_from_slice(if std::mem::replace(begun, true) { b",\n" } else { b"\n" });
}
