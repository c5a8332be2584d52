//! The address of a database, a file or a PostgreSQL cluster, and the operations of both.

use std::fmt;
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use super::dataset::Dataset;
use super::error::StoreError;
use super::file::file_exists;
use super::history::{DatasetStamp, History};
use super::postgres::{Cluster, InvalidClusterAddress};
use super::seeded::SeededDataset;
use super::sqlite::{open_snapshot, parent_folder, read_seeded, replace_snapshot};
use super::writer::{DatasetScope, DatasetWriter};
use crate::domain::text::escape;

#[derive(Debug, Clone)]
pub enum Database {
    /// An SQLite file.
    File(PathBuf),
    Postgres(Box<Cluster>),
}

/// Why the address of a database is rejected.
#[derive(Debug, thiserror::Error)]
pub enum InvalidAddress {
    #[error("is empty; accepted: a file or the URL of a PostgreSQL cluster")]
    Empty,
    #[error(transparent)]
    Cluster(#[from] InvalidClusterAddress),
}

/// Identifies the dataset that a database contains at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatasetRevision {
    /// No dataset, or none that can be reached.
    Nothing,
    File {
        /// Device and inode number.
        inode: (u64, u64),
        /// Bytes.
        length: u64,
        /// Seconds and nanoseconds since 1970.
        modified: (i64, i64),
    },
    /// The number of switches that a cluster has made.
    Generation(i64),
}

impl DatasetRevision {
    /// Whether the database has changed since it was `seen`.
    pub fn is_newer_than(self, seen: Self) -> bool {
        match (self, seen) {
            // A lagging standby reports an earlier generation, an unreachable cluster none.
            (Self::Generation(now), Self::Generation(seen)) => now > seen,
            (Self::Nothing, Self::Generation(_)) => false,
            _ => self != seen,
        }
    }
}

impl FromStr for Database {
    type Err = InvalidAddress;

    /// Reads `postgres://...` as a cluster and everything else as a path.
    fn from_str(address: &str) -> Result<Self, InvalidAddress> {
        if address.is_empty() {
            return Err(InvalidAddress::Empty);
        }
        if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            return Ok(Self::Postgres(Box::new(address.parse()?)));
        }
        Ok(Self::File(address.into()))
    }
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => escape(&path.display().to_string()).fmt(f),
            Self::Postgres(cluster) => cluster.fmt(f),
        }
    }
}

impl Database {
    /// Whether there is a dataset.
    pub fn exists(&self) -> Result<bool, StoreError> {
        match self {
            Self::File(path) => file_exists(path).map_err(StoreError::file("open", path)),
            Self::Postgres(cluster) => cluster.has_dataset(),
        }
    }

    /// Opens the dataset and returns its revision. Blocks while it reads the index.
    pub fn open(&self) -> Result<(Arc<Dataset>, DatasetRevision), StoreError> {
        match self {
            Self::File(path) => {
                // Taken first, so that a file that is replaced meanwhile counts as newer.
                let revision = self.revision();
                Ok((Arc::new(open_snapshot(path)?.below_base_path()?), revision))
            }
            Self::Postgres(cluster) => {
                let (dataset, generation) = cluster.open()?;
                Ok((Arc::new(dataset.below_base_path()?), DatasetRevision::Generation(generation)))
            }
        }
    }

    /// Whether the dataset that could not be opened may be opened later. For a cluster, any database error can pass.
    pub fn is_retryable(&self, error: &StoreError) -> bool {
        error.is_passing() || matches!((self, error), (Self::Postgres(_), StoreError::Database(_)))
    }

    /// The revision of the dataset. Blocks.
    pub fn revision(&self) -> DatasetRevision {
        let file = |file: Metadata| DatasetRevision::File {
            inode: (file.dev(), file.ino()),
            length: file.len(),
            modified: (file.mtime(), file.mtime_nsec()),
        };
        match self {
            Self::File(path) => std::fs::metadata(path).map_or(DatasetRevision::Nothing, file),
            Self::Postgres(cluster) => match cluster.active_dataset() {
                Ok(Some(active)) => DatasetRevision::Generation(active.generation),
                _ => DatasetRevision::Nothing,
            },
        }
    }

    /// What the database records of the seed files of its dataset.
    pub fn seeded(&self) -> Result<Option<SeededDataset>, StoreError> {
        match self {
            Self::File(path) if std::fs::metadata(path).is_ok_and(|file| file.is_file()) => read_seeded(path),
            Self::File(_) => Ok(None),
            Self::Postgres(cluster) => cluster.seeded(),
        }
    }

    /// Writes a dataset with `fill` and replaces the current one by it. On any failure the current one remains.
    ///
    /// `fill` gets the history of the dataset that is replaced, and returns what identifies the new one; so does this function.
    pub fn replace<E: From<StoreError>>(
        &self,
        scope: &DatasetScope,
        fill: impl FnOnce(&mut dyn DatasetWriter, History) -> Result<DatasetStamp, E>,
    ) -> Result<DatasetStamp, E> {
        match self {
            Self::File(path) => replace_snapshot(path, scope, fill),
            Self::Postgres(cluster) => cluster.replace(scope, fill),
        }
    }

    /// A folder for temporary files.
    pub fn folder(&self) -> PathBuf {
        match self {
            Self::File(path) => parent_folder(path).to_owned(),
            Self::Postgres(_) => std::env::temp_dir(),
        }
    }
}
