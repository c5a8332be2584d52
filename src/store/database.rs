//! Where datasets lie: a file, or a PostgreSQL cluster. The command line names one, and everything else is the same.

use std::convert::Infallible;
use std::fmt;
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use super::{DatasetWriter, StoreError};
use crate::store::dataset::Dataset;
use crate::store::postgres::Cluster;
use crate::store::sqlite::{open_snapshot, replace_snapshot};

/// A place for datasets.
#[derive(Debug, Clone)]
pub enum Database {
    /// An SQLite file.
    File(PathBuf),
    /// A PostgreSQL cluster.
    Postgres(Box<Cluster>),
}

/// Tells one dataset in a place from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatasetRevision {
    /// There is none, or it cannot be told.
    Nothing,
    /// Which file it is.
    File {
        /// Its device and number.
        inode: (u64, u64),
        /// Its length in bytes.
        length: u64,
        /// When it was changed.
        modified: (i64, i64),
    },
    /// How many switches there have been.
    Generation(i64),
}

impl DatasetRevision {
    /// Whether there is something to look at that was not there before.
    pub fn is_newer_than(self, seen: Self) -> bool {
        match (self, seen) {
            // A standby that lags behind tells of the past, one that is gone of nothing.
            (Self::Generation(now), Self::Generation(seen)) => now > seen,
            (Self::Nothing, Self::Generation(_)) => false,
            _ => self != seen,
        }
    }
}

impl FromStr for Database {
    type Err = String;

    fn from_str(address: &str) -> Result<Self, String> {
        if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            return address.parse().map(|cluster| Self::Postgres(Box::new(cluster)));
        }
        PathBuf::from_str(address).map(Self::File).map_err(|never: Infallible| match never {})
    }
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Postgres(cluster) => cluster.fmt(f),
        }
    }
}

impl Database {
    /// Whether there is a dataset.
    pub fn exists(&self) -> Result<bool, StoreError> {
        match self {
            Self::File(path) => Ok(path.exists()),
            Self::Postgres(cluster) => Ok(cluster.holds_any()?),
        }
    }

    /// Opens the dataset, and tells what marks it. Takes a while; for a thread that may wait.
    pub fn open(&self) -> Result<(Arc<Dataset>, DatasetRevision), StoreError> {
        match self {
            Self::File(path) => {
                // What is put in its place while it is opened must be news.
                let mark = self.revision();
                Ok((Arc::new(open_snapshot(path)?), mark))
            }
            Self::Postgres(cluster) => {
                let (dataset, generation) = cluster.open()?;
                Ok((Arc::new(dataset), DatasetRevision::Generation(generation)))
            }
        }
    }

    /// Whether opening it may succeed where nothing else is put in its place: hosts come and go, a file stays as it is.
    pub fn is_retryable(&self, error: &StoreError) -> bool {
        let of_a_host = matches!(error, StoreError::Database(_) | StoreError::Late | StoreError::Unreachable(_));
        matches!(self, Self::Postgres(_)) && of_a_host
    }

    /// What tells the dataset from the one that will be put in its place. For a thread that may wait.
    pub fn revision(&self) -> DatasetRevision {
        let file = |file: Metadata| DatasetRevision::File {
            inode: (file.dev(), file.ino()),
            length: file.len(),
            modified: (file.mtime(), file.mtime_nsec()),
        };
        match self {
            Self::File(path) => std::fs::metadata(path).map_or(DatasetRevision::Nothing, file),
            Self::Postgres(cluster) => match cluster.served() {
                Ok(Some(served)) => DatasetRevision::Generation(served.generation),
                _ => DatasetRevision::Nothing,
            },
        }
    }

    /// Writes a dataset with `fill` and puts it in the place of the one that is there. On any failure that one stays.
    ///
    /// `fill` gives the content hash, the `dataset_version`; so does this.
    pub fn replace<E: From<StoreError>>(
        &self,
        fill: impl FnOnce(&mut dyn DatasetWriter) -> Result<String, E>,
    ) -> Result<String, E> {
        match self {
            Self::File(path) => replace_snapshot(path, fill),
            Self::Postgres(cluster) => cluster.replace(fill),
        }
    }

    /// A folder for what has to lie somewhere meanwhile.
    pub fn folder(&self) -> PathBuf {
        match self {
            Self::File(path) => {
                let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
                folder.unwrap_or(Path::new(".")).to_owned()
            }
            Self::Postgres(_) => std::env::temp_dir(),
        }
    }
}
