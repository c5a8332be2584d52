//! Streams the rows from which the index is built.

use std::pin::pin;

use futures_util::TryStreamExt;
use tokio::sync::mpsc::{Receiver, channel};
use tokio_postgres::{Client, Row};

use super::cluster::Cluster;
use crate::domain::vocabulary::{Certainty, ClaimKind, EvidenceStatus, RelationKind, Role, Speech, VocabularyTerm};
use crate::index::{IndexRow, hash_identifier};
use crate::store::error::{StoreError, corrupt};
use crate::store::layout::parse_days;

/// Rows in a message from the connection to the reader.
const CHUNK: usize = 1024;

/// Reads the rows of all claims by ordinal. The iterator blocks while it waits for the host.
pub fn index_rows(
    cluster: &Cluster,
    client: Client,
    schema: &str,
) -> Result<impl Iterator<Item = Result<IndexRow, StoreError>> + use<>, StoreError> {
    let sql = format!(
        "SELECT ordinal, id, article, kind, certainty, salience, date_earliest, date_latest, actors, roles, topics, evidence,
             languages, quote_start, date_edtf, speech, asserted_edtf, asserted_earliest, asserted_latest, has_note,
             has_review, origin,
             ARRAY(SELECT kind FROM {schema}.relation WHERE relation.claim = ordinal
                   UNION SELECT kind FROM {schema}.relation WHERE relation.target = ordinal ORDER BY kind),
             created, modified, length
         FROM {schema}.claim ORDER BY ordinal"
    );
    let (send, mut receive) = channel::<Result<Vec<IndexRow>, StoreError>>(4);
    cluster.spawn(async move {
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
