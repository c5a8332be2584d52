//! The doc store: what every request reads of a snapshot, laid out for memory mapping. It is derived from the database,
//! names the dataset it belongs to, and can be rebuilt at any time.
//!
//! | part | content |
//! |---|---|
//! | header | magic, layout, fingerprint of the dataset, number of claims, start of each section, length of the file |
//! | section 0 | the claims as JSON, concatenated by ordinal |
//! | section 1 | the end of each claim in section 0 (u64) |
//! | section 2 | the identifiers of the claims, concatenated by ordinal |
//! | section 3 | the end of each identifier in section 2 (u64) |
//! | section 4 | the keys of the claims in the database, by ordinal (i64) |
//! | section 5 | the index (postcard) |
//!
//! Numbers are little-endian.

use std::cmp::Ordering;
use std::ops::Range;

use bytes::Bytes;
use symbolic_common::ByteView;

use super::keys::{RowKeys, unknown_key};
use crate::index::{ClaimIndex, INDEX_VERSION};
use crate::store::error::{StoreError, corrupt};

pub const MAGIC: &[u8; 8] = b"ISNADDOC";

/// The version of the layout and of the index; a doc store of another version is rebuilt.
pub const LAYOUT: u64 = 10 + (INDEX_VERSION << 32);

/// Bytes of a fingerprint.
const FINGERPRINT_BYTES: usize = 64;

const SECTIONS: usize = 6;

pub const HEADER_BYTES: usize = MAGIC.len() + 8 + FINGERPRINT_BYTES + 8 + SECTIONS * 8 + 8;

/// Texts one after another.
pub struct Texts {
    pub bytes: Bytes,
    /// The end of each text in `bytes`.
    pub ends: Vec<usize>,
}

impl From<Vec<u8>> for Texts {
    fn from(text: Vec<u8>) -> Self {
        Self { ends: vec![text.len()], bytes: text.into() }
    }
}

/// A memory-mapped doc store.
pub struct DocStore {
    bytes: Bytes,
    sections: [Range<usize>; SECTIONS],
}

impl DocStore {
    /// Reads the header; `None` if the file is not a complete doc store of this dataset.
    pub fn from_view(view: ByteView<'static>, fingerprint: &str) -> Option<Self> {
        let bytes = Bytes::from_owner(view);
        let header = bytes.get(..HEADER_BYTES)?;
        let (magic, rest) = header.split_at(MAGIC.len());
        let (layout, rest) = rest.split_at(8);
        let (dataset, numbers) = rest.split_at(FINGERPRINT_BYTES);
        if magic != MAGIC || layout != LAYOUT.to_le_bytes() || dataset != fingerprint.as_bytes() {
            return None;
        }
        let number = |at: usize| usize::try_from(u64::from_le_bytes(numbers[at * 8..][..8].try_into().ok()?)).ok();
        let claims = number(0)?;
        let mut sections: [Range<usize>; SECTIONS] = std::array::from_fn(|_| 0..0);
        for (at, section) in sections.iter_mut().enumerate() {
            *section = number(at + 1)?..number(at + 2)?;
            bytes.get(section.clone())?;
        }
        let is_complete = sections[SECTIONS - 1].end == bytes.len()
            && sections[1].len() == claims * 8
            && sections[3].len() == claims * 8
            && sections[4].len() == claims * 8;
        is_complete.then_some(Self { bytes, sections })
    }

    /// A claim as JSON, without copying it.
    pub fn document(&self, ordinal: u32) -> Bytes {
        self.bytes.slice(self.entry(0, ordinal))
    }

    /// The identifier of a claim.
    pub fn id(&self, ordinal: u32) -> Bytes {
        self.bytes.slice(self.entry(2, ordinal))
    }

    /// The key of a claim in the database.
    pub fn key(&self, ordinal: u32) -> i64 {
        let keys = &self.bytes[self.sections[4].clone()];
        i64::from_le_bytes(keys[ordinal as usize * 8..][..8].try_into().expect("eight bytes"))
    }

    /// The documents of consecutive claims, concatenated, and the end of each.
    pub fn documents(&self, ordinals: Range<u32>) -> Texts {
        self.entries(0, ordinals)
    }

    /// The identifiers of consecutive claims, concatenated, and the end of each.
    pub fn ids(&self, ordinals: Range<u32>) -> Texts {
        self.entries(2, ordinals)
    }

    /// The number of claims.
    pub fn len(&self) -> usize {
        self.sections[4].len() / 8
    }

    /// The keys of all claims.
    pub fn keys(&self) -> RowKeys {
        let keys = self.bytes[self.sections[4].clone()].chunks_exact(8);
        RowKeys::new(keys.map(|key| i64::from_le_bytes(key.try_into().expect("eight bytes"))).collect())
    }

    /// The ordinal of the claim with a key.
    pub fn ordinal(&self, key: i64) -> Result<u32, StoreError> {
        let mut range = 0..u32::try_from(self.len()).expect("fewer claims than ordinals");
        while !range.is_empty() {
            let middle = range.start.midpoint(range.end);
            match self.key(middle).cmp(&key) {
                Ordering::Less => range.start = middle + 1,
                Ordering::Equal => return Ok(middle),
                Ordering::Greater => range.end = middle,
            }
        }
        Err(unknown_key(key))
    }

    pub fn index(&self) -> Result<ClaimIndex, StoreError> {
        postcard::from_bytes(&self.bytes[self.sections[5].clone()]).map_err(|error| corrupt("index", error))
    }

    /// The range of an entry of a section whose ends are in the next section.
    fn entry(&self, section: usize, ordinal: u32) -> Range<usize> {
        self.start(section, ordinal)..self.start(section, ordinal + 1)
    }

    /// Consecutive entries of a section.
    fn entries(&self, section: usize, ordinals: Range<u32>) -> Texts {
        let start = self.start(section, ordinals.start);
        let bytes = self.bytes.slice(start..self.start(section, ordinals.end));
        Texts { bytes, ends: ordinals.map(|ordinal| self.start(section, ordinal + 1) - start).collect() }
    }

    /// Where an entry begins, and the one before it ends.
    fn start(&self, section: usize, ordinal: u32) -> usize {
        let ends = &self.bytes[self.sections[section + 1].clone()];
        let end = |at: usize| u64::from_le_bytes(ends[at * 8..][..8].try_into().expect("eight bytes"));
        let start = (ordinal as usize).checked_sub(1).map_or(0, end);
        self.sections[section].start + usize::try_from(start).expect("an offset within a mapped file")
    }
}
