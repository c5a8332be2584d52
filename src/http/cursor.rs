//! Cursors: where a page ended, as an opaque text that belongs to one query and outlives a snapshot.
//!
//! A cursor names the last claim served with all that any order compares. In the same snapshot it is a number; in a
//! later one the place is found again by those values, so that the walk goes on without a gap or a double; by relevance
//! only as far as scores stay alike, since they depend on the whole corpus.

use std::hash::{Hash, Hasher};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::domain::claim_date::DaySpan;
use crate::domain::identifier::ClaimId;
use crate::http::params::ParameterErrors;
use crate::http::problem::ApiError;
use crate::query::filter::ClaimQuery;
use crate::store::CursorPosition;

/// Raised when the content changes its meaning, so that old cursors are refused rather than misread.
const VERSION: u8 = 2;

/// Bytes of the checksum that tells a damaged cursor from a whole one.
const CHECKSUM: usize = 6;

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Content {
    version: u8,
    query: u64,
    dataset: String,
    ordinal: u32,
    id: ClaimId,
    span: Option<(Date, Date)>,
    salience: u8,
    /// The bits of the score, so that it comes back exactly.
    score: Option<u64>,
}

/// The cursor that leads on from a place.
pub fn write(place: CursorPosition, query: &ClaimQuery) -> Result<String, ApiError> {
    let CursorPosition { dataset_version, ordinal, id, span, salience, score } = place;
    let content = Content {
        version: VERSION,
        query: fingerprint(query),
        dataset: dataset_version,
        ordinal,
        id,
        span: span.map(|span| (span.earliest, span.latest)),
        salience,
        score: score.map(f64::to_bits),
    };
    let mut bytes = postcard::to_stdvec(&content).map_err(|error| ApiError::Internal(error.to_string()))?;
    bytes.extend_from_slice(&checksum(&bytes));
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// The place that a cursor names; it must belong to the query.
pub fn read(cursor: &str, query: &ClaimQuery) -> Result<CursorPosition, ApiError> {
    let refuse = |message: &str| {
        let accepted = "the next_cursor of the page before, unchanged, with the same filters and order";
        let mut faults = ParameterErrors::default();
        faults.add("cursor", cursor, message, &[accepted], None);
        faults.into_error()
    };
    let content = decode(cursor).ok_or_else(|| refuse("is no cursor of this server"))?;
    let Content { version: _, query: known, dataset, ordinal, id, span, salience, score } = content;
    if known != fingerprint(query) {
        return Err(refuse("belongs to another query"));
    }
    let span = span.map(|(earliest, latest)| DaySpan { earliest, latest });
    Ok(CursorPosition { dataset_version: dataset, ordinal, id, span, salience, score: score.map(f64::from_bits) })
}

fn decode(cursor: &str) -> Option<Content> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let (content, sum) = bytes.split_at_checked(bytes.len().checked_sub(CHECKSUM)?)?;
    let whole = sum == checksum(content);
    let content: Content = postcard::from_bytes(content).ok().filter(|_| whole)?;
    (content.version == VERSION).then_some(content)
}

fn checksum(bytes: &[u8]) -> [u8; CHECKSUM] {
    let digest = Sha256::digest(bytes);
    std::array::from_fn(|i| digest[i])
}

/// Stands for a query; its values come sorted, so that their order in the address does not matter.
fn fingerprint(query: &ClaimQuery) -> u64 {
    let mut hasher = Fingerprint(Sha256::new());
    query.hash(&mut hasher);
    hasher.finish()
}

/// A hasher that gives the same in every process.
struct Fingerprint(Sha256);

impl Hasher for Fingerprint {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let digest = self.0.clone().finalize();
        u64::from_le_bytes(std::array::from_fn(|i| digest[i]))
    }
}
