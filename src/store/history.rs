//! What a database records of a dataset's earlier releases. A seeding compares its claims with it and continues it.

use std::collections::{BTreeMap, HashMap};

use sha2::{Digest, Sha256};

use super::error::{StoreError, corrupt};
use super::results::Document;
use crate::domain::release::{FieldChange, Release, Withdrawal};

/// The hash of a claim without its revision.
pub type ClaimHash = [u8; 32];

/// The releases up to the dataset that is being replaced, and that dataset's claims.
#[derive(Default)]
pub struct History {
    /// The identifier of the dataset.
    pub dataset: Option<String>,
    /// All releases from the first.
    pub releases: Vec<Release>,
    /// The first release since which changes can be listed.
    pub oldest_release: u32,
    /// By identifier of the claim.
    pub withdrawals: BTreeMap<String, Withdrawal>,
    claims: HashMap<u128, PreviousClaim>,
    changes: HashMap<i64, Vec<FieldChange>>,
    documents: Option<Box<dyn PreviousDocuments>>,
}

/// A claim of the dataset that is being replaced.
#[derive(Debug, Clone, Copy)]
pub struct PreviousClaim {
    /// The key of its row.
    pub key: i64,
    /// The release that added it.
    pub created: u32,
    /// The release that changed it last, or added it.
    pub modified: u32,
    pub hash: ClaimHash,
}

/// Reads documents of the dataset that is being replaced.
pub trait PreviousDocuments: Send + Sync {
    /// The documents of the claims, in the order of `keys`.
    fn documents(&self, keys: &[i64]) -> Result<Vec<Document>, StoreError>;

    /// The identifiers of the claims, in the order of `keys`.
    fn identifiers(&self, keys: &[i64]) -> Result<Vec<String>, StoreError>;
}

impl History {
    pub fn new(
        dataset: Option<String>,
        releases: Vec<Release>,
        oldest_release: u32,
        documents: Box<dyn PreviousDocuments>,
    ) -> Self {
        Self { dataset, releases, oldest_release, documents: Some(documents), ..Self::default() }
    }

    pub fn add_claim(&mut self, id: &str, claim: PreviousClaim) {
        self.claims.insert(short_hash(id), claim);
    }

    /// Adds a change of a claim; those of one claim come in the order of the releases.
    pub fn add_change(&mut self, claim: i64, change: FieldChange) {
        self.changes.entry(claim).or_default().push(change);
    }

    pub fn add_withdrawal(&mut self, withdrawal: Withdrawal) {
        self.withdrawals.insert(withdrawal.id.to_string(), withdrawal);
    }

    pub fn claim(&self, id: &str) -> Option<&PreviousClaim> {
        self.claims.get(&short_hash(id))
    }

    pub fn claims(&self) -> impl Iterator<Item = &PreviousClaim> {
        self.claims.values()
    }

    /// The recorded changes of a claim, oldest first.
    pub fn changes(&self, claim: i64) -> &[FieldChange] {
        self.changes.get(&claim).map_or(&[], Vec::as_slice)
    }

    pub fn documents(&self, keys: &[i64]) -> Result<Vec<Document>, StoreError> {
        self.documents.as_ref().map_or_else(|| Ok(vec![]), |documents| documents.documents(keys))
    }

    pub fn identifiers(&self, keys: &[i64]) -> Result<Vec<String>, StoreError> {
        self.documents.as_ref().map_or_else(|| Ok(vec![]), |documents| documents.identifiers(keys))
    }
}

/// A key that takes less memory than an identifier, and is as good as unique.
fn short_hash(id: &str) -> u128 {
    u128::from_be_bytes(Sha256::digest(id)[..16].try_into().expect("a digest has 32 bytes"))
}

/// Identifies a dataset together with its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatasetStamp {
    /// The content hash.
    pub version: String,
    /// Number of the release.
    pub release: u32,
    /// The first release whose changes are complete: changes since it can be listed.
    pub oldest_release: u32,
    /// The checksum of the claims as served.
    pub checksum: String,
    /// Names the dataset as stored: datasets with the same content have another one if their histories or the files of their
    /// articles differ. 64 hexadecimal digits.
    pub fingerprint: String,
}

impl DatasetStamp {
    /// Reads it from the named values that a database has.
    pub fn read(named: impl Fn(&str) -> Result<Option<String>, StoreError>) -> Result<Self, StoreError> {
        let value = |name: &str| named(name)?.ok_or_else(|| StoreError::Corrupt(format!("the dataset has no {name}")));
        let number = |name: &str| value(name)?.parse().map_err(|error| corrupt(name, error));
        Ok(Self {
            version: value("version")?,
            release: number("release")?,
            oldest_release: number("oldest_release")?,
            checksum: value("checksum")?,
            fingerprint: value("fingerprint")?,
        })
    }
}

/// The revision of a claim as it is written to a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimRevision {
    /// The release that added it.
    pub created: u32,
    /// The release that changed it last, or added it.
    pub modified: u32,
    pub hash: ClaimHash,
    /// The recorded changes, oldest first.
    pub changes: Vec<FieldChange>,
}
