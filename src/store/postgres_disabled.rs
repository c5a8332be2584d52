//! Stands in for `postgres/` in a build without the feature `postgres`: the address of a cluster is an error.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use super::dataset::Dataset;
use super::error::StoreError;
use super::history::{DatasetStamp, History};
use super::seeded::SeededDataset;
use super::writer::{DatasetScope, DatasetWriter};

#[derive(Debug, Clone)]
pub struct Cluster(Infallible);

/// Why the address of a cluster is rejected.
#[derive(Debug, thiserror::Error)]
#[error("this build has no PostgreSQL; build it with: cargo build --release --features postgres")]
pub struct InvalidClusterAddress;

/// The dataset that is active in a cluster.
pub struct ActiveDataset {
    pub generation: i64,
}

impl FromStr for Cluster {
    type Err = InvalidClusterAddress;

    fn from_str(_: &str) -> Result<Self, InvalidClusterAddress> {
        Err(InvalidClusterAddress)
    }
}

impl fmt::Display for Cluster {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {}
    }
}

impl Cluster {
    pub fn has_dataset(&self) -> Result<bool, StoreError> {
        match self.0 {}
    }

    pub fn active_dataset(&self) -> Result<Option<ActiveDataset>, StoreError> {
        match self.0 {}
    }

    pub fn open(&self) -> Result<(Dataset, i64), StoreError> {
        match self.0 {}
    }

    pub fn seeded(&self) -> Result<Option<SeededDataset>, StoreError> {
        match self.0 {}
    }

    pub fn replace<E: From<StoreError>>(
        &self,
        _: &DatasetScope,
        _: impl FnOnce(&mut dyn DatasetWriter, History) -> Result<DatasetStamp, E>,
    ) -> Result<DatasetStamp, E> {
        match self.0 {}
    }
}
