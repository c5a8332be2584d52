//! Queries of the history of an open dataset.

use super::dataset::PostgresDataset;
use super::encoding::signed;
use super::pool::Value;
use super::releases::{WITHDRAWAL, read_change, read_withdrawal};
use crate::domain::release::{FieldChange, Withdrawal};
use crate::store::deadline::Deadline;
use crate::store::error::StoreError;
use crate::store::releases::{ReleaseBackend, WithdrawalRange};

/// Whether a withdrawal is between two releases, of a claim that the first one had.
const WITHDRAWN_BETWEEN: &str = "created <= $1 AND release > $1 AND release <= $2";

impl ReleaseBackend for PostgresDataset {
    fn withdrawal(&self, id: &str, deadline: Deadline) -> Result<Option<Withdrawal>, StoreError> {
        let Self { cluster, schema, .. } = self;
        let sql = format!("{WITHDRAWAL} FROM {schema}.withdrawn_claim WHERE id = $1");
        cluster.query(sql, &[Box::new(id.to_owned())], deadline)?.first().map(read_withdrawal).transpose()
    }

    fn withdrawn_among(&self, ids: &[String], deadline: Deadline) -> Result<Vec<String>, StoreError> {
        let Self { cluster, schema, .. } = self;
        let sql = format!("SELECT id FROM {schema}.withdrawn_claim WHERE id = ANY ($1)");
        Ok(cluster.query(sql, &[Box::new(ids.to_vec())], deadline)?.iter().map(|row| row.get(0)).collect())
    }

    fn withdrawals(&self, range: &WithdrawalRange, deadline: Deadline) -> Result<Vec<Withdrawal>, StoreError> {
        let (Self { cluster, schema, .. }, WithdrawalRange { since, to, after, limit }) = (self, range);
        let (release, id) = after.clone().unwrap_or_default();
        let sql = format!(
            "{WITHDRAWAL} FROM {schema}.withdrawn_claim
             WHERE {WITHDRAWN_BETWEEN} AND (release, id) > ($3, $4)
             ORDER BY release, id LIMIT {limit}"
        );
        let (since, to, release) = (clamped(*since), clamped(*to), clamped(release));
        let values: [Value; 4] = [Box::new(since), Box::new(to), Box::new(release), Box::new(id)];
        cluster.query(sql, &values, deadline)?.iter().map(read_withdrawal).collect()
    }

    fn latest_withdrawals(&self, limit: u32, deadline: Deadline) -> Result<Vec<Withdrawal>, StoreError> {
        let Self { cluster, schema, .. } = self;
        let sql = format!(
            "{WITHDRAWAL} FROM {schema}.withdrawn_claim WHERE created < release
             ORDER BY release DESC, id DESC LIMIT {limit}"
        );
        cluster.query(sql, &[], deadline)?.iter().map(read_withdrawal).collect()
    }

    fn count_withdrawals(&self, since: u32, to: u32, deadline: Deadline) -> Result<u64, StoreError> {
        let Self { cluster, schema, .. } = self;
        let sql = format!("SELECT count(*) FROM {schema}.withdrawn_claim WHERE {WITHDRAWN_BETWEEN}");
        let rows = cluster.query(sql, &[Box::new(clamped(since)), Box::new(clamped(to))], deadline)?;
        Ok(rows.first().map_or(0, |row| row.get::<_, i64>(0)).cast_unsigned())
    }

    fn field_changes(
        &self,
        ordinals: &[u32],
        since: u32,
        deadline: Deadline,
    ) -> Result<Vec<Vec<FieldChange>>, StoreError> {
        let Self { cluster, schema, .. } = self;
        let sql = format!(
            "SELECT claim, release, fields FROM {schema}.claim_change
             WHERE claim = ANY ($1) AND release > $2 ORDER BY claim, release"
        );
        let keys: Vec<i32> = ordinals.iter().copied().map(signed).collect();
        let rows = cluster.query(sql, &[Box::new(keys.clone()), Box::new(clamped(since))], deadline)?;
        let of_claim = |key: &i32| {
            let rows = rows.iter().filter(|row| row.get::<_, i32>(0) == *key);
            rows.map(|row| read_change(row.get(2), row.get(1))).collect()
        };
        keys.iter().map(of_claim).collect()
    }
}

/// The number of a release as PostgreSQL stores it.
fn clamped(release: u32) -> i32 {
    i32::try_from(release).unwrap_or(i32::MAX)
}
