//! Changes of a dataset between its releases, as both databases store them.

use super::deadline::Deadline;
use super::error::StoreError;
use crate::domain::release::{FieldChange, Withdrawal};

/// Withdrawals between two releases, of claims that the first one had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithdrawalRange {
    /// Those of later releases.
    pub since: u32,
    /// Those of this release and earlier ones.
    pub to: u32,
    /// Those after this one, by release and identifier.
    pub after: Option<(u32, String)>,
    pub limit: u32,
}

/// Reads the history of a dataset.
pub trait ReleaseBackend {
    /// The withdrawal of a claim.
    fn withdrawal(&self, id: &str, deadline: Deadline) -> Result<Option<Withdrawal>, StoreError>;

    /// Those of the identifiers that withdrawn claims had.
    fn withdrawn_among(&self, ids: &[String], deadline: Deadline) -> Result<Vec<String>, StoreError>;

    /// Withdrawals by release and identifier.
    fn withdrawals(&self, range: &WithdrawalRange, deadline: Deadline) -> Result<Vec<Withdrawal>, StoreError>;

    /// The latest withdrawals, latest first.
    fn latest_withdrawals(&self, limit: u32, deadline: Deadline) -> Result<Vec<Withdrawal>, StoreError>;

    /// The number of withdrawals between two releases, of claims that the first one had.
    fn count_withdrawals(&self, since: u32, to: u32, deadline: Deadline) -> Result<u64, StoreError>;

    /// The changes of each claim after a release, oldest first, in the order of `ordinals`.
    fn field_changes(
        &self,
        ordinals: &[u32],
        since: u32,
        deadline: Deadline,
    ) -> Result<Vec<Vec<FieldChange>>, StoreError>;
}

/// Writes a list of fields as one value.
pub fn join_fields(fields: &[String]) -> String {
    fields.join(",")
}

pub fn split_fields(fields: &str) -> Vec<String> {
    fields.split(',').filter(|field| !field.is_empty()).map(str::to_owned).collect()
}
