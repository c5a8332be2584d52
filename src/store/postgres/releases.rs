//! Reads the history of a dataset: releases, changes of claims, withdrawals.

use std::pin::pin;
use std::sync::Arc;

use futures_util::TryStreamExt;
use jiff::Timestamp;
use tokio_postgres::Row;

use super::cluster::Cluster;
use super::encoding::unsigned;
use super::schema::Schema;
use crate::domain::dataset::DatasetDescription;
use crate::domain::identifier::ClaimId;
use crate::domain::release::{FieldChange, Release, Withdrawal};
use crate::domain::vocabulary::{VocabularyTerm, WithdrawalReason};
use crate::store::error::{StoreError, corrupt};
use crate::store::history::{History, PreviousClaim, PreviousDocuments};
use crate::store::releases::split_fields;
use crate::store::results::Document;

/// The columns that [`read_withdrawal`] reads.
pub const WITHDRAWAL: &str = "SELECT id, created, release, reason, note::text, replaced_by::text";

impl Schema {
    /// The releases up to that of the dataset.
    pub fn releases(&self) -> Result<Vec<Release>, StoreError> {
        let sql = "SELECT number, version, time, added, modified, withdrawn FROM dataset.release ORDER BY number";
        self.query(sql, &[])?.iter().map(read_release).collect()
    }
}

fn read_release(row: &Row) -> Result<Release, StoreError> {
    let time = Timestamp::from_millisecond(row.get(2)).map_err(|error| corrupt("time of a release", error))?;
    Ok(Release {
        number: unsigned(row.get(0))?,
        dataset_version: row.get(1),
        date: Release::day(time),
        time,
        added: unsigned(row.get(3))?,
        modified: unsigned(row.get(4))?,
        withdrawn: unsigned(row.get(5))?,
    })
}

pub fn read_withdrawal(row: &Row) -> Result<Withdrawal, StoreError> {
    let (note, replaced_by): (Option<&str>, &str) = (row.get(4), row.get(5));
    Ok(Withdrawal {
        id: ClaimId::parse(row.get(0)).map_err(|error| corrupt("identifier", error))?,
        created: unsigned(row.get(1))?,
        release: unsigned(row.get(2))?,
        reason: WithdrawalReason::parse(row.get(3)).map_err(|error| corrupt("reason", error))?,
        note: note.map(serde_json::from_str).transpose().map_err(|error| corrupt("note", error))?,
        replaced_by: serde_json::from_str(replaced_by).map_err(|error| corrupt("list of identifiers", error))?,
    })
}

pub fn read_change(fields: &str, release: i32) -> Result<FieldChange, StoreError> {
    Ok(FieldChange { release: unsigned(release)?, fields: split_fields(fields) })
}

/// Reads the history of the dataset in a schema from the primary, with all its claims or only those with some ordinals.
pub fn read_history(cluster: &Cluster, schema: &str, claims: Option<&[i32]>) -> Result<History, StoreError> {
    let source = Schema::connect(cluster, schema)?;
    let dataset = source.about("description")?;
    let dataset = dataset
        .map(|json| serde_json::from_str::<DatasetDescription>(&json).map_err(|error| corrupt("description", error)))
        .transpose()?
        .and_then(|about| about.id);
    let (releases, oldest_release) = (source.releases()?, source.stamp()?.oldest_release);
    let client = Arc::clone(source.client());
    let mut history = History::new(dataset, releases, oldest_release, Box::new(source));
    cluster.block_on(async {
        let chosen = |ordinal: &str| format!("($1::integer[] IS NULL OR {ordinal} = ANY ($1))");
        let sql = format!(
            "SELECT ordinal, id, created, modified, content_hash FROM {schema}.claim WHERE {}",
            chosen("ordinal")
        );
        let mut rows = pin!(client.query_raw(&sql, [claims]).await?);
        while let Some(row) = rows.try_next().await? {
            let hash: &[u8] = row.get(4);
            let claim = PreviousClaim {
                key: i64::from(row.get::<_, i32>(0)),
                created: unsigned(row.get(2))?,
                modified: unsigned(row.get(3))?,
                hash: hash.try_into().map_err(|error| corrupt("content hash", error))?,
            };
            history.add_claim(row.get(1), claim);
        }
        let sql = format!(
            "SELECT claim, release, fields FROM {schema}.claim_change WHERE {} ORDER BY claim, release",
            chosen("claim")
        );
        let mut rows = pin!(client.query_raw(&sql, [claims]).await?);
        while let Some(row) = rows.try_next().await? {
            history.add_change(i64::from(row.get::<_, i32>(0)), read_change(row.get(2), row.get(1))?);
        }
        for row in client.query(&format!("{WITHDRAWAL} FROM {schema}.withdrawn_claim"), &[]).await? {
            history.add_withdrawal(read_withdrawal(&row)?);
        }
        Ok::<(), StoreError>(())
    })??;
    Ok(history)
}

/// A column of the documents of some claims.
fn column(schema: &Schema, column: &str, keys: &[i64]) -> Result<Vec<String>, StoreError> {
    let sql = format!(
        "SELECT {column} FROM unnest($1::bigint[]) WITH ORDINALITY AS wanted (ordinal, place)
         JOIN dataset.claim_document USING (ordinal) ORDER BY place"
    );
    let rows = schema.query(&sql, &[&keys])?;
    if rows.len() != keys.len() {
        return Err(StoreError::Corrupt(format!("{} documents of {} claims", rows.len(), keys.len())));
    }
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

impl PreviousDocuments for Schema {
    fn documents(&self, keys: &[i64]) -> Result<Vec<Document>, StoreError> {
        Ok(column(self, "document::text", keys)?.into_iter().map(Document::from).collect())
    }

    fn identifiers(&self, keys: &[i64]) -> Result<Vec<String>, StoreError> {
        column(self, "id", keys)
    }
}
