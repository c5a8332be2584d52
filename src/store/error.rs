//! The errors of the store.

use std::path::{Path, PathBuf};

use crate::domain::text::escape;

/// Why a dataset could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("database error: {0}")]
    Database(String),
    #[error("the query took longer than the server allows")]
    DeadlineExceeded,
    #[error("cannot {action} {}: {cause}", escape(&path.display().to_string()))]
    File {
        /// Completes "cannot ... PATH".
        action: &'static str,
        path: PathBuf,
        cause: std::io::Error,
    },
    /// The database contains no dataset that this version of the program can serve.
    #[error("{database} {problem}; build it with: isnad seed --from seed --database {database}")]
    NotADataset {
        database: String,
        /// Completes "DATABASE ...".
        problem: String,
    },
    #[error("more than {most} words begin with {prefix}")]
    PrefixTooShort { prefix: String, most: usize },
    #[error("no database host answered in time: {0}")]
    Unreachable(String),
    /// A stored value breaks a rule of the layout.
    #[error("the database is corrupt: {0}")]
    Corrupt(String),
}

impl StoreError {
    /// Returns a function that wraps an I/O error on a file.
    pub fn file(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |cause| Self::File { action, path: path.to_owned(), cause }
    }
}

/// Wraps the error of a stored value that cannot be read.
pub fn corrupt(value: &str, error: impl std::fmt::Debug) -> StoreError {
    StoreError::Corrupt(format!("unreadable {value}: {error:?}"))
}
