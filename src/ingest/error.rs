//! Why a dataset could not be built from seed files.

use std::io;
use std::path::Path;

use crate::domain::text::escape;
use crate::ingest::diagnostics::Diagnostics;
use crate::store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    #[error("{} {} found", .0.error_count(), if .0.error_count() == 1 { "error" } else { "errors" })]
    Diagnostics(Diagnostics),
    #[error("cannot read {path}: {cause}")]
    Unreadable { path: String, cause: io::Error },
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SeedError {
    /// Returns a function for `map_err`.
    pub fn unreadable(path: &Path) -> impl Fn(io::Error) -> Self + use<> {
        let path = escape(&path.display().to_string()).into_owned();
        move |cause| Self::Unreadable { path: path.clone(), cause }
    }
}
