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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::fault::{Fault, FaultCode};

    fn wrong() -> Fault {
        Fault::new(FaultCode::Empty, "is wrong")
    }

    #[test]
    fn only_errors_are_counted() {
        let mut diagnostics = Diagnostics::default();
        let mut record = diagnostics.record("claims.jsonl", 1);
        record.add("id", wrong());
        // More than are kept.
        (0..100_002).for_each(|_| record.warn("id", wrong()));
        assert_eq!(SeedError::Diagnostics(diagnostics.clone()).to_string(), "1 error found");
        let mut record = diagnostics.record("claims.jsonl", 2);
        (0..100_001).for_each(|_| record.add("id", wrong()));
        assert_eq!(SeedError::Diagnostics(diagnostics).to_string(), "100002 errors found");
    }
}
