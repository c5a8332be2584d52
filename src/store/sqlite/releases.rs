//! Writes and reads the history of a snapshot: releases, changes of claims, withdrawals.

use std::path::Path;
use std::sync::Mutex;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params, params_from_iter};

use super::connection::{check_snapshot, dataset_value, open_read_only, where_in};
use super::documents::DocumentReader;
use crate::domain::dataset::DatasetDescription;
use crate::domain::identifier::ClaimId;
use crate::domain::release::{FieldChange, Release, Withdrawal};
use crate::domain::vocabulary::{VocabularyTerm, WithdrawalReason};
use crate::store::error::{StoreError, corrupt};
use crate::store::history::{DatasetStamp, History, PreviousClaim, PreviousDocuments};
use crate::store::releases::{WithdrawalRange, join_fields, split_fields};
use crate::store::results::Document;
use crate::store::writer::to_json;

pub fn write_releases(connection: &Connection, releases: &[Release]) -> Result<(), StoreError> {
    let mut insert = connection.prepare(
        "INSERT INTO release (number, version, time, added, modified, withdrawn) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for Release { number, dataset_version, date: _, time, added, modified, withdrawn } in releases {
        insert.execute(params![number, dataset_version, time.as_millisecond(), added, modified, withdrawn])?;
    }
    Ok(())
}

pub fn write_withdrawal(connection: &Connection, withdrawal: &Withdrawal) -> Result<(), StoreError> {
    let Withdrawal { id, created, release, reason, note, replaced_by } = withdrawal;
    let mut insert = connection.prepare_cached(
        "INSERT INTO withdrawn_claim (id, created, release, reason, note, replaced_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    let note = note.as_ref().map(to_json).transpose()?;
    insert.execute(params![id.as_str(), created, release, reason.as_str(), note, to_json(replaced_by)?])?;
    Ok(())
}

pub fn read_stamp(connection: &Connection) -> Result<DatasetStamp, StoreError> {
    DatasetStamp::read(|name| Ok(dataset_value(connection, name)?))
}

/// Reads the releases, oldest first.
pub fn read_releases(connection: &Connection) -> Result<Vec<Release>, StoreError> {
    let mut select =
        connection.prepare("SELECT number, version, time, added, modified, withdrawn FROM release ORDER BY number")?;
    let mut rows = select.query([])?;
    let mut releases = Vec::new();
    while let Some(row) = rows.next()? {
        let time = Timestamp::from_millisecond(row.get(2)?).map_err(|error| corrupt("time of a release", error))?;
        releases.push(Release {
            number: row.get(0)?,
            dataset_version: row.get(1)?,
            date: Release::day(time),
            time,
            added: row.get(3)?,
            modified: row.get(4)?,
            withdrawn: row.get(5)?,
        });
    }
    Ok(releases)
}

fn read_withdrawal(row: &Row) -> Result<Withdrawal, StoreError> {
    let (id, reason): (String, String) = (row.get(0)?, row.get(3)?);
    let (note, replaced_by): (Option<String>, String) = (row.get(4)?, row.get(5)?);
    Ok(Withdrawal {
        id: ClaimId::parse(&id).map_err(|error| corrupt("identifier", error))?,
        created: row.get(1)?,
        release: row.get(2)?,
        reason: WithdrawalReason::parse(&reason).map_err(|error| corrupt("reason", error))?,
        note: note.map(|note| serde_json::from_str(&note)).transpose().map_err(|error| corrupt("note", error))?,
        replaced_by: serde_json::from_str(&replaced_by).map_err(|error| corrupt("list of identifiers", error))?,
    })
}

const WITHDRAWAL: &str = "SELECT id, created, release, reason, note, replaced_by FROM withdrawn_claim";

/// Whether a withdrawal is between two releases, of a claim that the first one had.
const WITHDRAWN_BETWEEN: &str = "created <= ?1 AND release > ?1 AND release <= ?2";

pub fn withdrawal(connection: &Connection, id: &str) -> Result<Option<Withdrawal>, StoreError> {
    let mut select = connection.prepare_cached(&format!("{WITHDRAWAL} WHERE id = ?1"))?;
    let mut rows = select.query([id])?;
    rows.next()?.map(read_withdrawal).transpose()
}

pub fn withdrawn_among(connection: &Connection, ids: &[String]) -> Result<Vec<String>, StoreError> {
    let mut select = connection.prepare_cached("SELECT id FROM withdrawn_claim WHERE id = ?1")?;
    let mut found = Vec::new();
    for id in ids {
        found.extend(select.query_row([id], |row| row.get(0)).optional()?);
    }
    Ok(found)
}

pub fn withdrawals(connection: &Connection, range: &WithdrawalRange) -> Result<Vec<Withdrawal>, StoreError> {
    let WithdrawalRange { since, to, after, limit } = range;
    let (release, id) = after.as_ref().map_or((0, ""), |(release, id)| (*release, id.as_str()));
    let mut select = connection.prepare_cached(&format!(
        "{WITHDRAWAL} WHERE {WITHDRAWN_BETWEEN} AND (release, id) > (?3, ?4)
         ORDER BY release, id LIMIT ?5"
    ))?;
    let mut rows = select.query(params![since, to, release, id, limit])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read_withdrawal(row)?);
    }
    Ok(found)
}

pub fn latest_withdrawals(connection: &Connection, limit: u32) -> Result<Vec<Withdrawal>, StoreError> {
    let sql = format!("{WITHDRAWAL} WHERE created < release ORDER BY release DESC, id DESC LIMIT ?1");
    let mut select = connection.prepare_cached(&sql)?;
    let mut rows = select.query([limit])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read_withdrawal(row)?);
    }
    Ok(found)
}

pub fn count_withdrawals(connection: &Connection, since: u32, to: u32) -> Result<u64, StoreError> {
    let sql = format!("SELECT count(*) FROM withdrawn_claim WHERE {WITHDRAWN_BETWEEN}");
    let count: i64 = connection.prepare_cached(&sql)?.query_row([since, to], |row| row.get(0))?;
    Ok(count.cast_unsigned())
}

/// Reads the changes of a claim after a release, oldest first.
pub fn field_changes(connection: &Connection, claim: i64, since: u32) -> Result<Vec<FieldChange>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT release, fields FROM claim_change WHERE claim = ?1 AND release > ?2 ORDER BY release",
    )?;
    let change = |row: &Row| {
        let fields: String = row.get(1)?;
        Ok(FieldChange { release: row.get(0)?, fields: split_fields(&fields) })
    };
    let changes = select.query_map(params![claim, since], change)?;
    Ok(changes.collect::<Result<_, _>>()?)
}

/// Adds the changes of a claim.
pub fn write_changes(connection: &Connection, claim: i64, changes: &[FieldChange]) -> Result<(), StoreError> {
    for FieldChange { release, fields } in changes {
        let mut insert =
            connection.prepare_cached("INSERT INTO claim_change (claim, release, fields) VALUES (?1, ?2, ?3)")?;
        insert.execute(params![claim, release, join_fields(fields)])?;
    }
    Ok(())
}

/// Reads the history of the dataset in a file; empty if the file has no dataset that this program reads.
pub fn read_history_if_valid(path: &Path) -> Result<History, StoreError> {
    match read_history(path, None) {
        Err(error) if !error.is_passing() => {
            tracing::warn!(database = %path.display(), %error, "cannot read the earlier releases: the history starts again");
            Ok(History::default())
        }
        read => read,
    }
}

/// Reads the history of the dataset in a file, of all claims or of those with some keys.
pub fn read_history(path: &Path, keys: Option<&[i64]>) -> Result<History, StoreError> {
    let connection = open_read_only(path)?;
    check_snapshot(&connection, path)?;
    let dataset = dataset_value(&connection, "description")?
        .map(|json| serde_json::from_str::<DatasetDescription>(&json))
        .transpose()
        .map_err(|error| corrupt("description", error))?
        .and_then(|about| about.id);
    let documents = Documents(Mutex::new((open_read_only(path)?, DocumentReader::new(&connection)?)));
    let mut history = History::new(
        dataset,
        read_releases(&connection)?,
        read_stamp(&connection)?.oldest_release,
        Box::new(documents),
    );
    let keys = keys.map(to_json).transpose()?;
    let mut claims = connection.prepare(&format!(
        "SELECT key, id, created, modified, content_hash FROM claim {}",
        where_in(keys.as_ref(), "key")
    ))?;
    let mut rows = claims.query(params_from_iter(&keys))?;
    while let Some(row) = rows.next()? {
        let id = row.get_ref(1)?.as_str().map_err(|error| corrupt("identifier", error))?;
        let claim = PreviousClaim { key: row.get(0)?, created: row.get(2)?, modified: row.get(3)?, hash: row.get(4)? };
        history.add_claim(id, claim);
    }
    let mut changes = connection.prepare(&format!(
        "SELECT claim, release, fields FROM claim_change {} ORDER BY claim, release",
        where_in(keys.as_ref(), "claim")
    ))?;
    let mut rows = changes.query(params_from_iter(&keys))?;
    while let Some(row) = rows.next()? {
        let fields = row.get_ref(2)?.as_str().map_err(|error| corrupt("list of fields", error))?;
        history.add_change(row.get(0)?, FieldChange { release: row.get(1)?, fields: split_fields(fields) });
    }
    let mut withdrawals = connection.prepare(WITHDRAWAL)?;
    let mut rows = withdrawals.query([])?;
    while let Some(row) = rows.next()? {
        history.add_withdrawal(read_withdrawal(row)?);
    }
    Ok(history)
}

/// The documents of the file that is being replaced.
struct Documents(Mutex<(Connection, DocumentReader)>);

impl PreviousDocuments for Documents {
    fn documents(&self, keys: &[i64]) -> Result<Vec<Document>, StoreError> {
        let (connection, reader) = &mut *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut select = connection.prepare_cached("SELECT document FROM claim_document WHERE claim = ?1")?;
        keys.iter().map(|key| Ok(select.query_row([key], |row| Ok(reader.read(row)))??.into())).collect()
    }

    fn identifiers(&self, keys: &[i64]) -> Result<Vec<String>, StoreError> {
        let (connection, _) = &*self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut select = connection.prepare_cached("SELECT id FROM claim WHERE key = ?1")?;
        Ok(keys.iter().map(|key| select.query_row([key], |row| row.get(0))).collect::<Result<_, _>>()?)
    }
}
