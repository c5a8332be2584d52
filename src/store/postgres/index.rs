//! The index of a dataset. It is built when the dataset is loaded, from the rows or from the index of the release before, and stored,
//! so that a server need not read the rows.

use std::pin::pin;
use std::sync::Arc;

use futures_util::TryStreamExt;
use roaring::RoaringBitmap;
use tokio::sync::mpsc::{Receiver, channel};
use tokio_postgres::Row;

use super::encoding::{signed, unsigned};
use super::kept_rows::KeptRows;
use super::schema::Schema;
use crate::domain::catalogue::{Catalogue, CatalogueRecord, Table};
use crate::domain::release::Release;
use crate::domain::vocabulary::{Certainty, ClaimKind, EvidenceStatus, RelationKind, Role, Speech, VocabularyTerm};
use crate::index::{ClaimIndex, INDEX_VERSION, IndexRow, KeptClaims, Permutation, hash_identifier};
use crate::store::error::{StoreError, corrupt};
use crate::store::layout::parse_days;

/// Rows in a message from the connection to the reader.
const CHUNK: usize = 1024;

/// Bytes of the index in a row.
const PART_BYTES: usize = 8 << 20;

/// Builds the index of a dataset that is being loaded, from that of the release before if claims of it are kept, and stores it.
pub fn write_index(schema: &Schema, kept: Option<&KeptRows>) -> Result<(), StoreError> {
    let (catalogue, releases) = (schema.catalogue()?, schema.releases()?);
    let index = match kept {
        Some(kept) => build_next_index(schema, &catalogue, &releases, kept)?,
        None => build_index(schema, &catalogue, &releases)?,
    };
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
    let by_id = read_id_order(schema)?;
    let claims = by_id.len();
    let in_order = |(place, row): (usize, Result<(u32, IndexRow), StoreError>)| match row? {
        (ordinal, row) if ordinal as usize == place => Ok(row),
        (ordinal, _) => Err(StoreError::Corrupt(format!("claim {ordinal} in place of claim {place}"))),
    };
    let rows = index_rows(schema, None)?.enumerate().map(in_order);
    let index = ClaimIndex::build(catalogue, releases, rows, Permutation::new(by_id))?;
    if index.claim_count() as usize != claims {
        return Err(StoreError::Corrupt(format!("{} claims of {claims} documents", index.claim_count())));
    }
    Ok(index)
}

/// Builds the index from that of the release before and the rows of the claims that are new.
fn build_next_index(
    schema: &Schema,
    catalogue: &Catalogue,
    releases: &[Release],
    kept: &KeptRows,
) -> Result<ClaimIndex, StoreError> {
    let before = kept.schema();
    let catalogue_before = before.catalogue()?;
    let index = open_index(before, &catalogue_before, &before.releases()?)?;
    let kept_claims = KeptClaims {
        index: &index,
        renumbering: kept.renumbering(),
        actors: new_ordinals(&catalogue_before.actors, &catalogue.actors),
        topics: new_ordinals(&catalogue_before.topics, &catalogue.topics),
        articles: new_ordinals(&catalogue_before.articles, &catalogue.articles),
    };
    let new = kept.new_claims().iter().copied().map(signed).collect();
    let new = index_rows(schema, Some(new))?.collect::<Result<Vec<_>, _>>()?;
    ClaimIndex::build_next(catalogue, releases, &kept_claims, &new, || {
        Ok((related_claims(schema)?, Permutation::new(read_id_order(schema)?)))
    })
}

/// The new ordinal of each record; `None` if it is gone.
fn new_ordinals<T: CatalogueRecord>(before: &Table<T>, now: &Table<T>) -> Vec<Option<u32>> {
    let ordinal = |id| now.ordinal(id).map(|ordinal| u32::try_from(ordinal).expect("fewer records than ordinals"));
    before.ids().map(ordinal).collect()
}

/// The ordinals of the claims, ordered by identifier.
fn read_id_order(schema: &Schema) -> Result<Vec<u32>, StoreError> {
    let rows = schema.query("SELECT ordinal FROM dataset.claim_document ORDER BY id", &[])?;
    let ordinals: Vec<u32> = rows.iter().map(|row| unsigned(row.get(0))).collect::<Result<_, _>>()?;
    if ordinals.iter().any(|&ordinal| ordinal as usize >= ordinals.len()) {
        return Err(StoreError::Corrupt("ordinals larger than the number of claims".to_owned()));
    }
    Ok(ordinals)
}

/// The claims with relations of each kind, in either direction.
fn related_claims(schema: &Schema) -> Result<Vec<RoaringBitmap>, StoreError> {
    let sql = "SELECT kind, claim FROM dataset.relation UNION ALL SELECT kind, target FROM dataset.relation";
    let mut related = vec![RoaringBitmap::new(); RelationKind::ALL.len()];
    for row in schema.query(sql, &[])? {
        related[relation_kind(row.get(0))? as usize].insert(unsigned(row.get(1))?);
    }
    Ok(related)
}

fn relation_kind(kind: &str) -> Result<RelationKind, StoreError> {
    RelationKind::parse(kind).map_err(|error| corrupt("relation", error))
}

/// Reads the rows of claims, of all unless `ordinals` lists some, each after its ordinal, in ascending order. The iterator blocks
/// while it waits for the host.
fn index_rows(
    schema: &Schema,
    ordinals: Option<Vec<i32>>,
) -> Result<impl Iterator<Item = Result<(u32, IndexRow), StoreError>> + use<>, StoreError> {
    let condition = if ordinals.is_some() { "WHERE ordinal = ANY ($1)" } else { "" };
    let sql = schema.sql(&format!(
        "SELECT ordinal, id, article, kind, certainty, salience, date_earliest, date_latest, actors, roles, topics, evidence,
             languages, quote_start, date_edtf, speech, asserted_edtf, asserted_earliest, asserted_latest, has_note,
             has_review, origin,
             ARRAY(SELECT kind FROM dataset.relation WHERE relation.claim = ordinal
                   UNION SELECT kind FROM dataset.relation WHERE relation.target = ordinal ORDER BY kind),
             created, modified, length
         FROM dataset.claim {condition} ORDER BY ordinal"
    ));
    let client = Arc::clone(schema.client());
    let (send, mut receive) = channel::<Result<Vec<(u32, IndexRow)>, StoreError>>(4);
    schema.cluster().spawn(async move {
        let read = async {
            let rows = client.query_raw(&sql, ordinals).await?;
            let mut rows = pin!(rows);
            let mut chunk = Vec::with_capacity(CHUNK);
            while let Some(row) = rows.try_next().await? {
                chunk.push((unsigned(row.get(0))?, read(&row)?));
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
fn next<T>(receive: &mut Receiver<Result<Vec<T>, StoreError>>) -> Option<Vec<Result<T, StoreError>>> {
    Some(match receive.blocking_recv()? {
        Ok(chunk) => chunk.into_iter().map(Ok).collect(),
        Err(error) => vec![Err(error)],
    })
}

fn read(row: &Row) -> Result<IndexRow, StoreError> {
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
    Ok(IndexRow {
        id_hash: hash_identifier(row.try_get(1)?),
        date: parse_days(row.try_get(14)?, row.try_get(6)?, row.try_get(7)?)?,
        asserted: parse_days(row.try_get(16)?, row.try_get(17)?, row.try_get(18)?)?,
        speech: speech.map(Speech::parse).transpose().map_err(|error| corrupt("speech", error))?,
        has_note: row.try_get(19)?,
        has_review: row.try_get(20)?,
        origin: row.try_get(21)?,
        relations: relations.into_iter().map(relation_kind).collect::<Result<_, _>>()?,
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
