//! The index of a dataset. It is built from the rows when the dataset is loaded, and stored, so that a server need not read them.

use std::pin::pin;
use std::sync::Arc;

use futures_util::TryStreamExt;
use tokio::sync::mpsc::{Receiver, channel};
use tokio_postgres::Row;

use super::encoding::unsigned;
use super::schema::Schema;
use crate::domain::catalogue::Catalogue;
use crate::domain::release::Release;
use crate::domain::vocabulary::{Certainty, ClaimKind, EvidenceStatus, RelationKind, Role, Speech, VocabularyTerm};
use crate::index::{ClaimIndex, INDEX_VERSION, IndexRow, Permutation, hash_identifier};
use crate::store::error::{StoreError, corrupt};
use crate::store::layout::parse_days;

/// Rows in a message from the connection to the reader.
const CHUNK: usize = 1024;

/// Bytes of the index in a row.
const PART_BYTES: usize = 8 << 20;

/// Builds the index of a dataset that is being loaded, and stores it.
pub fn write_index(schema: &Schema) -> Result<(), StoreError> {
    let index = build_index(schema, &schema.catalogue()?, &schema.releases()?)?;
    let bytes = postcard::to_stdvec(&index).map_err(|error| corrupt("index", error))?;
    for (part, bytes) in (0_i32..).zip(bytes.chunks(PART_BYTES)) {
        let sql = "INSERT INTO dataset.stored_index (part, version, bytes) VALUES ($1, $2, $3)";
        schema.query(sql, &[&part, &INDEX_VERSION.cast_signed(), &bytes])?;
    }
    Ok(())
}

/// Reads the index, or builds it if it was stored by a program that writes it differently.
pub fn open_index(schema: &Schema, catalogue: &Catalogue, releases: &[Release]) -> Result<ClaimIndex, StoreError> {
    let mut stored = vec![];
    for part in 0_i32.. {
        let sql = "SELECT bytes FROM dataset.stored_index WHERE part = $1 AND version = $2";
        let rows = schema.query(sql, &[&part, &INDEX_VERSION.cast_signed()])?;
        let Some(row) = rows.first() else { break };
        stored.extend_from_slice(row.get(0));
    }
    if stored.is_empty() {
        return build_index(schema, catalogue, releases);
    }
    postcard::from_bytes(&stored).map_err(|error| corrupt("index", error))
}

fn build_index(schema: &Schema, catalogue: &Catalogue, releases: &[Release]) -> Result<ClaimIndex, StoreError> {
    let by_id = schema.query("SELECT ordinal FROM dataset.claim_document ORDER BY id", &[])?;
    let by_id: Vec<u32> = by_id.iter().map(|row| unsigned(row.get(0))).collect::<Result<_, _>>()?;
    if by_id.iter().any(|&ordinal| ordinal as usize >= by_id.len()) {
        return Err(StoreError::Corrupt("ordinals larger than the number of claims".to_owned()));
    }
    let claims = by_id.len();
    let index = ClaimIndex::build(catalogue, releases, index_rows(schema)?, Permutation::new(by_id))?;
    if index.claim_count() as usize != claims {
        return Err(StoreError::Corrupt(format!("{} claims of {claims} documents", index.claim_count())));
    }
    Ok(index)
}

/// Reads the rows of all claims by ordinal. The iterator blocks while it waits for the host.
fn index_rows(schema: &Schema) -> Result<impl Iterator<Item = Result<IndexRow, StoreError>> + use<>, StoreError> {
    let sql = schema.sql(
        "SELECT ordinal, id, article, kind, certainty, salience, date_earliest, date_latest, actors, roles, topics, evidence,
             languages, quote_start, date_edtf, speech, asserted_edtf, asserted_earliest, asserted_latest, has_note,
             has_review, origin,
             ARRAY(SELECT kind FROM dataset.relation WHERE relation.claim = ordinal
                   UNION SELECT kind FROM dataset.relation WHERE relation.target = ordinal ORDER BY kind),
             created, modified, length
         FROM dataset.claim ORDER BY ordinal",
    );
    let client = Arc::clone(schema.client());
    let (send, mut receive) = channel::<Result<Vec<IndexRow>, StoreError>>(4);
    schema.cluster().spawn(async move {
        let read = async {
            let nothing: [i32; 0] = [];
            let rows = client.query_raw(&sql, nothing).await?;
            let mut rows = pin!(rows);
            let (mut chunk, mut expected) = (Vec::with_capacity(CHUNK), 0);
            while let Some(row) = rows.try_next().await? {
                chunk.push(read(&row, expected)?);
                expected += 1;
                if chunk.len() == CHUNK && send.send(Ok(std::mem::take(&mut chunk))).await.is_err() {
                    return Ok(());
                }
            }
            // Fails only if the reader has gone.
            let _ = send.send(Ok(chunk)).await;
            Ok::<(), StoreError>(())
        };
        if let Err(error) = read.await {
            let _ = send.send(Err(error)).await;
        }
    })?;
    Ok(std::iter::from_fn(move || next(&mut receive)).flatten())
}

/// The next chunk; an error is its only element.
fn next(receive: &mut Receiver<Result<Vec<IndexRow>, StoreError>>) -> Option<Vec<Result<IndexRow, StoreError>>> {
    Some(match receive.blocking_recv()? {
        Ok(chunk) => chunk.into_iter().map(Ok).collect(),
        Err(error) => vec![Err(error)],
    })
}

fn read(row: &Row, expected: i32) -> Result<IndexRow, StoreError> {
    let ordinal: i32 = row.try_get(0)?;
    if ordinal != expected {
        return Err(StoreError::Corrupt(format!("claim {ordinal} in place of claim {expected}")));
    }
    let key = |key: i32| u32::try_from(key).map_err(|error| corrupt("key", error));
    let keys = |keys: Vec<i32>| keys.into_iter().map(key).collect::<Result<Vec<u32>, _>>();
    let roles: Vec<&str> = row.try_get(9)?;
    let roles = roles.into_iter().map(|role| Role::parse(role).map_err(|error| corrupt("role", error)));
    let actors = keys(row.try_get(8)?)?.into_iter().zip(roles).map(|(actor, role)| Ok((actor, role?)));
    let evidence: Vec<&str> = row.try_get(11)?;
    let status = |status| EvidenceStatus::parse(status).map_err(|error| corrupt("evidence status", error));
    let salience: i16 = row.try_get(5)?;
    let speech: Option<&str> = row.try_get(15)?;
    let relations: Vec<&str> = row.try_get(22)?;
    let relation = |kind| RelationKind::parse(kind).map_err(|error| corrupt("relation", error));
    Ok(IndexRow {
        id_hash: hash_identifier(row.try_get(1)?),
        date: parse_days(row.try_get(14)?, row.try_get(6)?, row.try_get(7)?)?,
        asserted: parse_days(row.try_get(16)?, row.try_get(17)?, row.try_get(18)?)?,
        speech: speech.map(Speech::parse).transpose().map_err(|error| corrupt("speech", error))?,
        has_note: row.try_get(19)?,
        has_review: row.try_get(20)?,
        origin: row.try_get(21)?,
        relations: relations.into_iter().map(relation).collect::<Result<_, _>>()?,
        article: key(row.try_get(2)?)?,
        kind: ClaimKind::parse(row.try_get(3)?).map_err(|error| corrupt("kind", error))?,
        certainty: Certainty::parse(row.try_get(4)?).map_err(|error| corrupt("certainty", error))?,
        salience: u8::try_from(salience).map_err(|error| corrupt("salience", error))?,
        actors: actors.collect::<Result<_, StoreError>>()?,
        topics: keys(row.try_get(10)?)?,
        evidence: evidence.into_iter().map(status).collect::<Result<_, _>>()?,
        start: row.try_get::<_, Option<i32>>(13)?.map_or(Ok(u32::MAX), key)?,
        statement_languages: row.try_get(12)?,
        created: key(row.try_get(23)?)?,
        modified: key(row.try_get(24)?)?,
        length: key(row.try_get(25)?)?,
    })
}
