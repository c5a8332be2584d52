//! Opaque pagination cursors. A cursor is valid for one query, and stays valid when the dataset is replaced.
//!
//! A cursor contains the ordinal and the sort keys of the last claim of the page. In the same dataset the ordinal gives
//! the position; in a later one the sort keys do, so that no claim is skipped or repeated. Scores depend on the whole
//! dataset, so in the order of relevance this holds only if they have not changed.

use std::hash::{Hash, Hasher};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::claim_filter::ClaimQuery;
use crate::domain::claim_date::DaySpan;
use crate::domain::identifier::{ArticleId, ClaimId};

/// Must be raised when the encoding changes, so that old cursors are rejected.
const VERSION: u8 = 7;

/// Length of the checksum, which detects damaged cursors.
const CHECKSUM_BYTES: usize = 6;

/// The position of a claim in every sort order, also in later datasets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CursorPosition {
    /// The dataset that `ordinal` and `score` refer to.
    pub dataset_version: String,
    pub ordinal: u32,
    pub id: ClaimId,
    pub span: Option<DaySpan>,
    pub asserted: Option<DaySpan>,
    pub published: Option<DaySpan>,
    pub salience: u8,
    /// The release that changed it last.
    pub modified: u32,
    pub article: ArticleId,
    /// Where the quote that states it begins; the largest number if that is not known.
    pub start: u32,
    /// The score, in the order of relevance; smaller is better.
    pub score: Option<f64>,
}

/// Why a cursor is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCursor {
    #[error("is not a cursor of this server")]
    Malformed,
    #[error("belongs to another query")]
    OtherQuery,
}

#[derive(Debug, Serialize, Deserialize)]
struct Content {
    version: u8,
    query: u64,
    position: CursorPosition,
}

/// Encodes the position of the last claim on a page.
pub fn encode(position: CursorPosition, query: &ClaimQuery) -> String {
    seal(&Content { version: VERSION, query: fingerprint(query), position })
}

/// Encodes what a cursor carries, with a checksum.
pub(super) fn seal(content: &impl Serialize) -> String {
    let mut bytes = postcard::to_stdvec(content).expect("numbers and texts can be serialized");
    bytes.extend_from_slice(&checksum(&bytes));
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// Decodes a cursor, which must belong to the query.
pub fn decode(cursor: &str, query: &ClaimQuery) -> Result<CursorPosition, InvalidCursor> {
    let content = decode_content(cursor).ok_or(InvalidCursor::Malformed)?;
    if content.query != fingerprint(query) {
        return Err(InvalidCursor::OtherQuery);
    }
    Ok(content.position)
}

fn decode_content(cursor: &str) -> Option<Content> {
    open(cursor).filter(|content: &Content| content.version == VERSION)
}

/// Decodes what a cursor carries; `None` if it is damaged.
pub(super) fn open<T: DeserializeOwned>(cursor: &str) -> Option<T> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let (content, sum) = bytes.split_at_checked(bytes.len().checked_sub(CHECKSUM_BYTES)?)?;
    if sum != checksum(content) {
        return None;
    }
    postcard::from_bytes(content).ok()
}

fn checksum(bytes: &[u8]) -> [u8; CHECKSUM_BYTES] {
    let digest = Sha256::digest(bytes);
    std::array::from_fn(|i| digest[i])
}

/// A hash of the query. Values are sorted, so their order in the URL does not matter.
fn fingerprint(query: &ClaimQuery) -> u64 {
    let mut hasher = Fingerprint(Sha256::new());
    query.hash(&mut hasher);
    hasher.finish()
}

/// A hasher whose results are the same in every process.
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
