//! Reads the catalogue and the rows from which the index is built: a merge join of the tables that are ordered by claim.

use std::collections::BTreeSet;
use std::iter::Peekable;

use roaring::RoaringBitmap;
use rusqlite::{Connection, Row, Rows, params_from_iter};

use super::connection::where_in;
use super::keys::RowKeys;
use crate::domain::catalogue::Catalogue;
use crate::domain::vocabulary::{Certainty, ClaimKind, EvidenceStatus, RelationKind, Role, Speech, VocabularyTerm};
use crate::index::{IndexRow, hash_identifier};
use crate::store::catalogue::read_catalogue;
use crate::store::error::{StoreError, corrupt};
use crate::store::layout::parse_days;
use crate::store::writer::to_json;

/// Each claim with the kinds of its relations, in either direction.
const RELATIONS: &str = "SELECT claim, kind FROM relation UNION SELECT target, kind FROM relation";

/// Reads the actors, topics and articles.
pub fn catalogue(connection: &Connection) -> Result<Catalogue, StoreError> {
    read_catalogue(|table| {
        let mut statement = connection.prepare(&format!("SELECT record FROM {table} ORDER BY key"))?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    })
}

/// Reads the keys of a table.
pub fn row_keys(connection: &Connection, table: &str) -> Result<RowKeys, StoreError> {
    let mut statement = connection.prepare(&format!("SELECT key FROM {table} ORDER BY key"))?;
    Ok(RowKeys::new(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?))
}

/// Calls `build` with the rows of all claims, or of those with some keys, in the default order.
pub fn with_index_rows<T>(
    connection: &Connection,
    keys: Option<&BTreeSet<i64>>,
    build: impl FnOnce(&mut dyn Iterator<Item = Result<IndexRow, StoreError>>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let (actor_keys, topic_keys, article_keys) =
        (row_keys(connection, "actor")?, row_keys(connection, "topic")?, row_keys(connection, "article")?);
    let keys = keys.map(to_json).transpose()?;
    let (of_claim, of_key) = (where_in(keys.as_ref(), "claim"), where_in(keys.as_ref(), "key"));
    let mut claims = connection.prepare(&format!(
        "SELECT key, article, kind, certainty, salience, date_edtf, date_earliest, date_latest, id, speech,
             asserted_edtf, asserted_earliest, asserted_latest, translation_basis, has_review, origin,
             created, modified, length
         FROM claim {of_key} ORDER BY key"
    ))?;
    let prepare = |select: &str, order: &str| connection.prepare(&format!("{select} {of_claim} ORDER BY {order}"));
    let mut actors = prepare("SELECT claim, actor, role FROM claim_actor", "claim, actor, role")?;
    let mut topics = prepare("SELECT claim, topic FROM claim_topic", "claim, topic")?;
    let mut statements = prepare("SELECT claim, language FROM claim_statement", "claim, language")?;
    let mut relations = prepare(&format!("SELECT claim, kind FROM ({RELATIONS})"), "claim, kind")?;
    let mut evidence =
        prepare("SELECT claim, status, start_offset FROM evidence", "claim, part <> 'content', position")?;
    let values = || params_from_iter(&keys);
    let mut actors = row_groups(actors.query(values())?, |row| {
        let role: String = row.get(2)?;
        Ok((actor_keys.ordinal(row.get(1)?)?, Role::parse(&role).map_err(|error| corrupt("role", error))?))
    });
    let mut topics = row_groups(topics.query(values())?, |row| topic_keys.ordinal(row.get(1)?));
    let mut statements = row_groups(statements.query(values())?, |row| Ok(row.get(1)?));
    let mut relations = row_groups(relations.query(values())?, relation_kind);
    let mut evidence = row_groups(evidence.query(values())?, |row| {
        let status: String = row.get(1)?;
        let status = EvidenceStatus::parse(&status).map_err(|error| corrupt("evidence status", error))?;
        Ok((status, row.get(2)?))
    });
    let mut rows = claims.query(values())?;
    let mut index_rows = std::iter::from_fn(|| {
        let mut read = |row: &rusqlite::Row, key: i64| -> Result<IndexRow, StoreError> {
            let day = |at| row.get_ref(at)?.as_str_or_null().map_err(|error| corrupt("day", error));
            let text = |at| row.get_ref(at)?.as_str().map_err(|error| corrupt("text", error));
            let quotes: Vec<(EvidenceStatus, Option<u32>)> = rows_of_claim(&mut evidence, key)?;
            let speech = row.get_ref(9)?.as_str_or_null().map_err(|error| corrupt("speech", error))?;
            Ok(IndexRow {
                id_hash: hash_identifier(text(8)?),
                date: parse_days(day(5)?, day(6)?, day(7)?)?,
                asserted: parse_days(day(10)?, day(11)?, day(12)?)?,
                speech: speech.map(Speech::parse).transpose().map_err(|error| corrupt("speech", error))?,
                has_note: row.get_ref(13)? != rusqlite::types::ValueRef::Null,
                has_review: row.get(14)?,
                origin: row.get(15)?,
                created: row.get(16)?,
                modified: row.get(17)?,
                length: row.get(18)?,
                relations: rows_of_claim(&mut relations, key)?,
                article: article_keys.ordinal(row.get(1)?)?,
                kind: ClaimKind::parse(text(2)?).map_err(|error| corrupt("kind", error))?,
                certainty: Certainty::parse(text(3)?).map_err(|error| corrupt("certainty", error))?,
                salience: row.get(4)?,
                actors: rows_of_claim(&mut actors, key)?,
                topics: rows_of_claim(&mut topics, key)?,
                evidence: quotes.iter().map(|&(status, _)| status).collect(),
                start: quotes.iter().find_map(|&(_, start)| start).unwrap_or(u32::MAX),
                statement_languages: rows_of_claim(&mut statements, key)?,
            })
        };
        match rows.next() {
            Ok(row) => row.map(|row| read(row, row.get(0)?)),
            Err(error) => Some(Err(error.into())),
        }
    });
    build(&mut index_rows)
}

/// The claims with relations of each kind, in either direction.
pub fn related_claims(connection: &Connection, keys: &RowKeys) -> Result<Vec<RoaringBitmap>, StoreError> {
    let mut related = vec![RoaringBitmap::new(); RelationKind::ALL.len()];
    let mut select = connection.prepare(RELATIONS)?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        related[relation_kind(row)? as usize].insert(keys.ordinal(row.get(0)?)?);
    }
    Ok(related)
}

fn relation_kind(row: &Row) -> Result<RelationKind, StoreError> {
    let kind = row.get_ref(1)?.as_str().map_err(|error| corrupt("relation", error))?;
    RelationKind::parse(kind).map_err(|error| corrupt("relation", error))
}

/// The ordinals of the claims, ordered by identifier.
pub fn id_order(connection: &Connection, keys: &RowKeys) -> Result<Vec<u32>, StoreError> {
    let mut statement = connection.prepare("SELECT key FROM claim ORDER BY id")?;
    let mut rows = statement.query([])?;
    let mut ordinals = Vec::with_capacity(keys.len());
    while let Some(row) = rows.next()? {
        ordinals.push(keys.ordinal(row.get(0)?)?);
    }
    Ok(ordinals)
}

type RowGroups<'r, T> = Peekable<Box<dyn Iterator<Item = Result<(i64, T), StoreError>> + 'r>>;

/// The rows of a table whose first column is the claim.
fn row_groups<'r, T: 'r>(
    mut rows: Rows<'r>,
    read: impl Fn(&rusqlite::Row) -> Result<T, StoreError> + 'r,
) -> RowGroups<'r, T> {
    let rows = std::iter::from_fn(move || match rows.next() {
        Ok(row) => row.map(|row| {
            let claim: i64 = row.get(0)?;
            Ok((claim, read(row)?))
        }),
        Err(error) => Some(Err(error.into())),
    });
    (Box::new(rows) as Box<dyn Iterator<Item = _> + 'r>).peekable()
}

/// Takes the rows of one claim, which come next if there are any.
fn rows_of_claim<T>(rows: &mut RowGroups<T>, key: i64) -> Result<Vec<T>, StoreError> {
    let mut found = Vec::new();
    while let Some(row) = rows.next_if(|row| row.as_ref().map_or(true, |(claim, _)| *claim == key)) {
        found.push(row?.1);
    }
    Ok(found)
}
