//! The dumps: all claims as a file, which is generated for each download.

use actix_web::http::header::EntityTag;

use super::validators::hash_parts;
use crate::formats::{ClaimWriter, Format, WriteError, WriterOptions, claim_columns};
use crate::query::sorts::ID;
use crate::query::{ClaimFilter, ClaimQuery};
use crate::store::Dataset;
use std::sync::Arc;

/// Raised when the bytes of a dump change, since a download may not continue with other bytes. A test fails if that is
/// forgotten.
const VERSION: &str = "1";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dump {
    Csv,
    ExcelCsv,
    Ndjson,
    Parquet,
}

impl Dump {
    pub const COUNT: usize = Self::Parquet as usize + 1;

    pub const fn format(self) -> Format {
        match self {
            Self::Csv | Self::ExcelCsv => Format::Csv,
            Self::Ndjson => Format::Ndjson,
            Self::Parquet => Format::Parquet,
        }
    }

    /// All claims in the order of their identifiers.
    pub fn query() -> ClaimQuery {
        ClaimQuery { filter: ClaimFilter::default(), sort: &ID }
    }

    pub fn options(self, dataset: &Dataset) -> WriterOptions {
        let columns = || claim_columns(&dataset.catalogue().languages);
        match self {
            Self::Csv | Self::ExcelCsv => WriterOptions::Csv { columns: columns(), excel: self == Self::ExcelCsv },
            Self::Ndjson => WriterOptions::Ndjson { fields: vec![] },
            Self::Parquet => WriterOptions::Parquet { columns: columns() },
        }
    }

    /// Fails if this build cannot write the format.
    pub fn writer(self, dataset: &Dataset) -> Result<Box<dyn ClaimWriter>, WriteError> {
        self.options(dataset).into_writer(Arc::clone(dataset.catalogue()), dataset.version())
    }

    /// The strong entity tag of the file: a hash of everything that its bytes depend on. It is the same at every server with
    /// the same dataset, program and base path.
    pub fn tag(self, dataset: &Dataset) -> EntityTag {
        let dump = format!("{self:?}");
        let parts = [env!("CARGO_PKG_VERSION"), VERSION, dataset.version(), dataset.checksum(), &dump];
        let languages = dataset.catalogue().languages.iter().map(String::as_str);
        EntityTag::new_strong(hash_parts(parts.into_iter().chain(languages)))
    }
}
