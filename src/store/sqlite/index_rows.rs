//! Rows to what the index is built from: four tables read side by side, in the order of the claims.

use std::iter::Peekable;

use jiff::civil::Date;
use rusqlite::{Connection, Rows};

use super::StoreError;
use crate::domain::claim_date::DaySpan;
use crate::domain::vocabulary::{Certainty, ClaimKind, EvidenceStatus, Role, VocabularyTerm};
use crate::index::{IndexRow, hash_identifier};
use crate::store::corrupt;

/// Calls `build` with every claim's facts in rank order.
///
/// Keys of actors, topics and articles follow the order of their identifiers, so that they are the catalogue's
/// ordinals.
pub fn with_facts<T>(
    connection: &Connection,
    build: impl FnOnce(&mut dyn Iterator<Item = Result<IndexRow, StoreError>>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let mut claims = connection.prepare(
        "SELECT ordinal, article, kind, certainty, salience, date_earliest, date_latest, id FROM claim ORDER BY ordinal",
    )?;
    let mut actors = connection.prepare("SELECT claim, actor, role FROM claim_actor ORDER BY claim, actor, role")?;
    let mut topics = connection.prepare("SELECT claim, topic FROM claim_topic ORDER BY claim, topic")?;
    let mut evidence = connection.prepare("SELECT claim, status FROM evidence ORDER BY claim, position")?;
    let mut actors = side(actors.query([])?, |row| {
        let role: String = row.get(2)?;
        Ok((row.get(1)?, Role::parse(&role).map_err(|error| corrupt("role", error))?))
    });
    let mut topics = side(topics.query([])?, |row| Ok(row.get(1)?));
    let mut evidence = side(evidence.query([])?, |row| {
        let status: String = row.get(1)?;
        EvidenceStatus::parse(&status).map_err(|error| corrupt("evidence status", error))
    });
    let mut rows = claims.query([])?;
    let mut expected = 0;
    let mut facts = std::iter::from_fn(|| {
        let mut read = |row: &rusqlite::Row, ordinal: i64| -> Result<IndexRow, StoreError> {
            let (kind, certainty): (String, String) = (row.get(2)?, row.get(3)?);
            Ok(IndexRow {
                id_hash: hash_identifier(row.get_ref(7)?.as_str().map_err(|error| corrupt("identifier", error))?),
                span: span(row.get(5)?, row.get(6)?)?,
                article: row.get(1)?,
                kind: ClaimKind::parse(&kind).map_err(|error| corrupt("kind", error))?,
                certainty: Certainty::parse(&certainty).map_err(|error| corrupt("certainty", error))?,
                salience: row.get(4)?,
                actors: of_claim(&mut actors, ordinal)?,
                topics: of_claim(&mut topics, ordinal)?,
                evidence: of_claim(&mut evidence, ordinal)?,
            })
        };
        match rows.next() {
            Ok(row) => row.map(|row| {
                let ordinal: i64 = row.get(0)?;
                if ordinal != expected {
                    return Err(corrupt("order of claims", format!("{ordinal} stands where {expected} should")));
                }
                expected += 1;
                read(row, ordinal)
            }),
            Err(error) => Some(Err(error.into())),
        }
    });
    build(&mut facts)
}

/// The claims in the order of their identifiers.
pub fn id_order(connection: &Connection) -> Result<Vec<u32>, StoreError> {
    let mut statement = connection.prepare("SELECT ordinal FROM claim ORDER BY id")?;
    let ordinals: Vec<u32> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    if ordinals.iter().any(|&ordinal| ordinal as usize >= ordinals.len()) {
        return Err(corrupt("order of claims", "numbers without claims"));
    }
    Ok(ordinals)
}

type Side<'r, T> = Peekable<Box<dyn Iterator<Item = Result<(i64, T), StoreError>> + 'r>>;

/// Rows of a table that belongs to claims; its first column is the claim.
fn side<'r, T: 'r>(mut rows: Rows<'r>, read: impl Fn(&rusqlite::Row) -> Result<T, StoreError> + 'r) -> Side<'r, T> {
    let rows = std::iter::from_fn(move || match rows.next() {
        Ok(row) => row.map(|row| {
            let claim: i64 = row.get(0)?;
            Ok((claim, read(row)?))
        }),
        Err(error) => Some(Err(error.into())),
    });
    (Box::new(rows) as Box<dyn Iterator<Item = _> + 'r>).peekable()
}

/// Takes the rows of one claim, which are next if there are any.
fn of_claim<T>(side: &mut Side<T>, ordinal: i64) -> Result<Vec<T>, StoreError> {
    let mut found = Vec::new();
    while let Some(row) = side.next_if(|row| row.as_ref().map_or(true, |(claim, _)| *claim == ordinal)) {
        found.push(row?.1);
    }
    Ok(found)
}

fn span(earliest: Option<String>, latest: Option<String>) -> Result<Option<DaySpan>, StoreError> {
    let Some((earliest, latest)) = earliest.zip(latest) else { return Ok(None) };
    let day = |text: &str| text.parse::<Date>().map_err(|error| corrupt("day", error));
    Ok(Some(DaySpan { earliest: day(&earliest)?, latest: day(&latest)? }))
}
