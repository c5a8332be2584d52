//! Cursors: where a page ended, as an opaque text that belongs to one query and outlives a snapshot.
//!
//! A cursor names the last claim served with all that any order compares. In the same snapshot it is a number; in a
//! later one the place is found again by those values, so that the walk goes on without a gap or a double.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::claim_params::PageRequest;
use super::problem::ApiError;
use super::query::Faults;
use crate::domain::claim_date::DaySpan;
use crate::domain::filter::ClaimFilter;
use crate::domain::identifier::ClaimId;
use crate::domain::text::hexadecimal;
use crate::domain::vocabulary::ClaimSort;
use crate::index::Position;
use crate::store::Snapshot;

/// Raised when the content changes its meaning, so that old cursors are refused rather than misread.
const VERSION: u8 = 1;

/// Bytes of the checksum that tells a damaged cursor from a whole one.
const CHECKSUM: usize = 6;

/// Hexadecimal digits that stand for a query or a dataset.
const FINGERPRINT: usize = 16;

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Content {
    version: u8,
    query: String,
    dataset: String,
    ordinal: u32,
    id: ClaimId,
    span: Option<(Date, Date)>,
    salience: u8,
}

/// The cursor behind a claim of this snapshot.
pub fn write(
    snapshot: &Snapshot,
    filter: &ClaimFilter,
    sort: ClaimSort,
    ordinal: u32,
    id: ClaimId,
) -> Result<String, ApiError> {
    let Position { span, salience, .. } = snapshot.index().position_of(ordinal);
    let content = Content {
        version: VERSION,
        query: fingerprint(filter, sort),
        dataset: snapshot.version()[..FINGERPRINT].to_owned(),
        ordinal,
        id,
        span: span.map(|span| (span.earliest, span.latest)),
        salience,
    };
    let mut bytes = serde_json::to_vec(&content)?;
    bytes.extend_from_slice(&checksum(&bytes));
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// The position that the request's cursor names, if it has one.
pub fn read(snapshot: &Snapshot, filter: &ClaimFilter, page: &PageRequest) -> Result<Option<Position>, ApiError> {
    let Some(cursor) = &page.cursor else { return Ok(None) };
    let accepted = "the next_cursor of the page before, unchanged, with the same filters and order";
    let refuse = |message: &str| {
        let mut faults = Faults::default();
        faults.add("cursor", cursor, message, &[accepted], None);
        faults.into_result(())
    };
    let Some(content) = decode(cursor) else {
        refuse("is no cursor of this server")?;
        return Ok(None);
    };
    let Content { version: _, query, dataset, ordinal, id, span, salience } = content;
    if query != fingerprint(filter, page.sort) {
        refuse("belongs to another query")?;
    }
    if dataset == snapshot.version()[..FINGERPRINT] && ordinal < snapshot.index().len() {
        return Ok(Some(snapshot.index().position_of(ordinal)));
    }
    let span = span.map(|(earliest, latest)| DaySpan { earliest, latest });
    Ok(Some(snapshot.position_behind(&id, span, salience)?))
}

fn decode(cursor: &str) -> Option<Content> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let (content, sum) = bytes.split_at_checked(bytes.len().checked_sub(CHECKSUM)?)?;
    let whole = sum == checksum(content);
    let content: Content = serde_json::from_slice(content).ok().filter(|_| whole)?;
    (content.version == VERSION).then_some(content)
}

fn checksum(bytes: &[u8]) -> [u8; CHECKSUM] {
    let digest = Sha256::digest(bytes);
    std::array::from_fn(|i| digest[i])
}

/// Stands for a filter and an order; values come sorted, so that their order in the query does not matter.
fn fingerprint(filter: &ClaimFilter, sort: ClaimSort) -> String {
    let digest = Sha256::digest(format!("{filter:?} {sort:?}"));
    hexadecimal(&digest[..FINGERPRINT / 2])
}
