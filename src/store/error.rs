//! The errors of the store.

use std::io;
use std::path::{Path, PathBuf};

use crate::domain::text::escape;

/// Why a dataset could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("database error: {0}")]
    Database(String),
    /// The operating system refused an operation of the database, such as for a lack of memory or file descriptors.
    #[error("database error: {0}")]
    System(String),
    #[error("the query took longer than the server allows")]
    DeadlineExceeded,
    #[error("cannot {action} {}: {cause}", escape(&path.display().to_string()))]
    File {
        /// Completes "cannot ... PATH".
        action: &'static str,
        path: PathBuf,
        cause: io::Error,
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
    /// Incremental seeding is not possible: `seed_files` then reads and writes everything.
    #[error("the dataset cannot be updated: {0}")]
    CannotUpdate(&'static str),
    /// A stored value breaks a rule of the layout.
    #[error("the database is corrupt: {0}")]
    Corrupt(String),
}

impl StoreError {
    /// Whether the same dataset may be opened later: the cause is not its content.
    pub fn is_passing(&self) -> bool {
        match self {
            // A file that was removed has another revision when it is back.
            Self::File { cause, .. } => cause.kind() != io::ErrorKind::NotFound,
            Self::System(_) | Self::DeadlineExceeded | Self::Unreachable(_) => true,
            Self::Database(_)
            | Self::NotADataset { .. }
            | Self::PrefixTooShort { .. }
            | Self::CannotUpdate(_)
            | Self::Corrupt(_) => false,
        }
    }

    /// Returns a function that wraps an I/O error on a file.
    pub fn file(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |cause| Self::File { action, path: path.to_owned(), cause }
    }
}

/// Wraps the error of a stored value that cannot be read.
pub fn corrupt(value: &str, error: impl std::fmt::Debug) -> StoreError {
    StoreError::Corrupt(format!("unreadable {value}: {error:?}"))
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use rusqlite::ffi;

    use super::*;

    #[test]
    fn errors_of_the_system_pass_and_errors_of_the_content_do_not() {
        let path = Path::new("isnad.db");
        let of_file = |cause: io::Error| StoreError::file("open", path)(cause);
        // EACCES, EMFILE, ENFILE, ENOMEM, EIO, ENOSPC, ESTALE.
        for code in [13, 24, 23, 12, 5, 28, 116] {
            assert!(of_file(io::Error::from_raw_os_error(code)).is_passing(), "{code}");
        }
        assert!(!of_file(ErrorKind::NotFound.into()).is_passing());
        let of_sqlite = |code| StoreError::from(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None));
        for code in [ffi::SQLITE_CANTOPEN, ffi::SQLITE_IOERR, ffi::SQLITE_NOMEM, ffi::SQLITE_FULL, ffi::SQLITE_PERM] {
            assert!(of_sqlite(code).is_passing(), "{code}");
        }
        for code in [ffi::SQLITE_CORRUPT, ffi::SQLITE_NOTADB, ffi::SQLITE_ERROR, ffi::SQLITE_MISMATCH] {
            assert!(!of_sqlite(code).is_passing(), "{code}");
        }
        assert!(!StoreError::Corrupt(String::new()).is_passing());
    }
}
