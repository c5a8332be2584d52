//! An open snapshot: the catalogue and the index in memory, the documents in the file.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension};

use super::connections::Connections;
use super::{APPLICATION_ID, SCHEMA_VERSION, StoreError, catalogue, facts};
use crate::domain::catalogue::Catalogue;
use crate::domain::claim_date::DaySpan;
use crate::domain::dataset::DatasetDescription;
use crate::domain::identifier::ClaimId;
use crate::index::{ClaimIndex, Position};

/// A claim as JSON, ready to be served.
pub type Document = String;

/// One immutable dataset, open for reading.
pub struct Snapshot {
    path: PathBuf,
    version: String,
    description: Option<DatasetDescription>,
    catalogue: Catalogue,
    index: ClaimIndex,
    connections: Connections,
}

impl Snapshot {
    /// Opens a snapshot file and builds its index.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        std::fs::metadata(path).map_err(|cause| StoreError::File { doing: "open", path: path.to_owned(), cause })?;
        let connections = Connections::new(path);
        let refuse = |what: String| StoreError::NotASnapshot { path: path.to_owned(), what };
        let parts = connections.lend(|connection| {
            check_layout(connection).map_err(&refuse)?;
            let catalogue = catalogue::read(connection)?;
            let by_id = facts::id_order(connection)?;
            let index = facts::with_facts(connection, |claims| ClaimIndex::build(&catalogue, claims, by_id))?;
            let version = dataset_value(connection, "version")?.ok_or_else(|| refuse("has no version".to_owned()))?;
            let description = dataset_value(connection, "description")?
                .map(|json| serde_json::from_str(&json).map_err(|error| catalogue::corrupt("description", error)))
                .transpose()?;
            Ok((version, description, catalogue, index))
        });
        let (version, description, catalogue, index) = parts?;
        Ok(Self { path: path.to_owned(), version, description, catalogue, index, connections })
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The hash of everything it holds, the `dataset_version`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What the dataset is, if its curators say so.
    pub fn description(&self) -> Option<&DatasetDescription> {
        self.description.as_ref()
    }

    /// Actors, topics and articles.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The index over the claims.
    pub fn index(&self) -> &ClaimIndex {
        &self.index
    }

    /// The documents of these claims, in the order given.
    pub fn documents(&self, ordinals: &[u32]) -> Result<Vec<Document>, StoreError> {
        self.connections.lend(|connection| {
            // One transaction: a statement of its own for every row costs ten times as much.
            let transaction = connection.unchecked_transaction()?;
            let mut statement = transaction.prepare_cached("SELECT document FROM claim_document WHERE claim = ?1")?;
            ordinals.iter().map(|ordinal| Ok(statement.query_row([ordinal], |row| row.get(0))?)).collect()
        })
    }

    /// The identifier of the claim with this ordinal.
    pub fn claim_id(&self, ordinal: u32) -> Result<ClaimId, StoreError> {
        self.connections.lend(|connection| {
            let mut statement = connection.prepare_cached("SELECT id FROM claim WHERE ordinal = ?1")?;
            let id: String = statement.query_row([ordinal], |row| row.get(0))?;
            ClaimId::parse(&id).map_err(|error| catalogue::corrupt("claim identifier", error))
        })
    }

    /// The ordinal of a claim.
    pub fn ordinal(&self, id: &ClaimId) -> Result<Option<u32>, StoreError> {
        self.connections.lend(|connection| {
            let mut statement = connection.prepare_cached("SELECT ordinal FROM claim WHERE id = ?1")?;
            Ok(statement.query_row([id.as_str()], |row| row.get(0)).optional()?)
        })
    }

    /// The identifiers around the place of one that does not exist, in the order of identifiers.
    pub fn neighbours(&self, id: &ClaimId) -> Result<Vec<String>, StoreError> {
        self.connections.lend(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT * FROM (SELECT id FROM claim WHERE id < ?1 ORDER BY id DESC LIMIT 50)
                 UNION ALL SELECT * FROM (SELECT id FROM claim WHERE id > ?1 ORDER BY id LIMIT 50)",
            )?;
            Ok(statement.query_map([id.as_str()], |row| row.get(0))?.collect::<Result<_, _>>()?)
        })
    }

    /// The position behind a claim that was seen in another snapshot, and may not be in this one.
    pub fn position_behind(&self, id: &ClaimId, span: Option<DaySpan>, salience: u8) -> Result<Position, StoreError> {
        self.connections.lend(|connection| {
            let mut id_of = connection.prepare_cached("SELECT id FROM claim WHERE ordinal = ?1")?;
            let mut not_behind = |ordinal: u32| -> Result<bool, StoreError> {
                let known: String = id_of.query_row([ordinal], |row| row.get(0))?;
                Ok(known.as_str() <= id.as_str())
            };
            let same_days = self.index.ordinals_with(span);
            let rank = partition_point(same_days.start, same_days.end, &mut not_behind)?;
            let by_id = partition_point(0, self.index.len(), |place| {
                self.index.ordinal_by_id(place).map_or(Ok(false), &mut not_behind)
            })?;
            Ok(Position { span, salience, rank, by_id })
        })
    }
}

/// The first number from `low` up to `high` for which `holds` does not hold any more.
fn partition_point<E>(mut low: u32, mut high: u32, mut holds: impl FnMut(u32) -> Result<bool, E>) -> Result<u32, E> {
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle)? { low = middle + 1 } else { high = middle }
    }
    Ok(low)
}

fn check_layout(connection: &Connection) -> Result<(), String> {
    let pragma = |name: &str| {
        let value: rusqlite::Result<i32> = connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0));
        value.map_err(|error| format!("is no readable SQLite database ({error})"))
    };
    if pragma("application_id")? != APPLICATION_ID {
        return Err("is no snapshot of Isnad".to_owned());
    }
    match pragma("user_version")? {
        SCHEMA_VERSION => Ok(()),
        other => Err(format!("has the layout {other}, and this program reads the layout {SCHEMA_VERSION}")),
    }
}

fn dataset_value(connection: &Connection, name: &str) -> Result<Option<String>, StoreError> {
    let value = connection.query_row("SELECT value FROM dataset WHERE name = ?1", [name], |row| row.get(0));
    Ok(value.optional()?)
}
