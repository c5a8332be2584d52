//! The doc store: what every request reads of a snapshot, laid out for memory mapping. It is derived from the database, which
//! names it, and can be rebuilt at any time.
//!
//! | part | content |
//! |---|---|
//! | header | magic, layout, identifier, identifier of the base, length of its documents, number of claims, start of each section, length of the file |
//! | section 0 | the claims as JSON, but not those that the base has |
//! | section 1 | the start and the end of each claim by ordinal (u64): in section 0 of the base followed by section 0 |
//! | section 2 | the identifiers of the claims, concatenated by ordinal |
//! | section 3 | the end of each identifier in section 2 (u64) |
//! | section 4 | the keys of the claims in the database, by ordinal (i64) |
//! | section 5 | the index (postcard) |
//!
//! Numbers are little-endian.
//!
//! A release that keeps most claims leaves their documents in the doc store of an earlier release, its base. A base has all
//! its documents itself, by ordinal, so that it can be rebuilt, too.

use std::cmp::Ordering;
use std::ops::Range;
use std::path::Path;

use bytes::Bytes;
use sha2::{Digest, Sha256};
use symbolic_common::ByteView;

use super::keys::{RowKeys, unknown_key};
use super::paths::docs_path;
use crate::index::{ClaimIndex, INDEX_VERSION};
use crate::store::error::{StoreError, corrupt};

pub const MAGIC: &[u8; 8] = b"ISNADDOC";

/// The version of the layout and of the index; a doc store of another version is rebuilt.
pub const LAYOUT: u64 = 11 + (INDEX_VERSION << 32);

/// Bytes of an identifier.
const ID_BYTES: usize = 64;

/// In place of the identifier of a base.
pub const NO_BASE: [u8; ID_BYTES] = [0; ID_BYTES];

/// The sections.
const DOCUMENTS: usize = 0;
const PLACES: usize = 1;
const IDS: usize = 2;
const ID_ENDS: usize = 3;
const KEYS: usize = 4;
const INDEX: usize = 5;
const SECTIONS: usize = 6;

const NUMBER_BYTES: usize = size_of::<u64>();

/// Bytes of the start and the end of a document.
const PLACE_BYTES: usize = 2 * NUMBER_BYTES;

pub const HEADER_BYTES: usize = MAGIC.len() + NUMBER_BYTES + 2 * ID_BYTES + (3 + SECTIONS) * NUMBER_BYTES;

/// The identifier of the doc store of a release that was written into a copy of the previous snapshot. That of a snapshot written
/// from nothing is the fingerprint of its dataset; its rows have the same keys each time.
pub fn updated_docs_id(fingerprint: &str, keys: &RowKeys) -> String {
    let mut hash = Sha256::new_with_prefix(fingerprint);
    keys.iter().for_each(|key| hash.update(key.to_le_bytes()));
    hex::encode(hash.finalize())
}

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

/// A doc store to whose documents another one refers.
#[derive(Clone)]
pub struct Base {
    pub id: String,
    /// Bytes of its documents.
    pub length: usize,
}

impl Base {
    /// Whether it has the document at a place of a doc store that refers to it.
    pub fn contains(&self, place: &Range<usize>) -> bool {
        place.end <= self.length
    }
}

/// A memory-mapped doc store.
pub struct DocStore {
    bytes: Bytes,
    sections: [Range<usize>; SECTIONS],
    id: String,
    base: Option<Base>,
    /// The documents of the base.
    base_documents: Bytes,
}

impl DocStore {
    /// Opens a doc store beside a database; `None` if it or its base is missing, incomplete or of another layout.
    pub fn open(database: &Path, id: &str) -> Option<Self> {
        let open = |id| Self::parse(ByteView::open(docs_path(database, id)).ok()?, id);
        let docs = open(id)?;
        let Some(base) = &docs.base else { return Some(docs) };
        let base_documents = open(&base.id).filter(|found| found.base.is_none())?.section(DOCUMENTS);
        (base_documents.len() == base.length).then_some(Self { base_documents, ..docs })
    }

    /// Reads one without a base.
    pub fn from_view(view: ByteView<'static>, id: &str) -> Option<Self> {
        Self::parse(view, id).filter(|docs| docs.base.is_none())
    }

    /// Reads the header; `None` if the file is not a complete doc store with this identifier.
    fn parse(view: ByteView<'static>, id: &str) -> Option<Self> {
        let bytes = Bytes::from_owner(view);
        let header = bytes.get(..HEADER_BYTES)?;
        let (magic, rest) = header.split_at(MAGIC.len());
        let (layout, rest) = rest.split_at(NUMBER_BYTES);
        let (own, rest) = rest.split_at(ID_BYTES);
        let (base, numbers) = rest.split_at(ID_BYTES);
        if magic != MAGIC || layout != LAYOUT.to_le_bytes() || own != id.as_bytes() {
            return None;
        }
        let number = |at: usize| usize::try_from(read_number(numbers, at)).ok();
        let base = if base == NO_BASE {
            None
        } else {
            Some(Base { id: String::from_utf8(base.to_vec()).ok()?, length: number(0)? })
        };
        let claims = number(1)?;
        let mut sections: [Range<usize>; SECTIONS] = std::array::from_fn(|_| 0..0);
        for (at, section) in sections.iter_mut().enumerate() {
            *section = number(at + 2)?..number(at + 3)?;
            bytes.get(section.clone())?;
        }
        let is_complete = sections[INDEX].end == bytes.len()
            && sections[PLACES].len() == claims * PLACE_BYTES
            && sections[ID_ENDS].len() == claims * NUMBER_BYTES
            && sections[KEYS].len() == claims * NUMBER_BYTES;
        let (id, base_documents) = (id.to_owned(), Bytes::new());
        is_complete.then_some(Self { bytes, sections, id, base, base_documents })
    }

    pub fn id(&self) -> &str {
        &self.id
    }

    /// The doc store that the next release can refer to: the base of this one, or else this one.
    pub fn base(&self) -> Base {
        let own = || Base { id: self.id.clone(), length: self.sections[DOCUMENTS].len() };
        self.base.clone().unwrap_or_else(own)
    }

    /// A claim as JSON, without copying it.
    pub fn document(&self, ordinal: u32) -> Bytes {
        let Range { start, end } = self.place(ordinal);
        let in_base = self.base_documents.len();
        match start.checked_sub(in_base) {
            None => self.base_documents.slice(start..end),
            Some(start) => {
                let documents = self.sections[DOCUMENTS].start;
                self.bytes.slice(documents + start..documents + end - in_base)
            }
        }
    }

    /// Where a document is among those of the base followed by those of this file.
    pub fn place(&self, ordinal: u32) -> Range<usize> {
        let offset = |at| as_offset(read_number(&self.bytes[self.sections[PLACES].clone()], at));
        let at = ordinal as usize * 2;
        offset(at)..offset(at + 1)
    }

    /// The identifier of a claim.
    pub fn claim_id(&self, ordinal: u32) -> Bytes {
        self.bytes.slice(self.id_start(ordinal)..self.id_start(ordinal + 1))
    }

    /// The identifiers of consecutive claims.
    pub fn claim_ids(&self, ordinals: Range<u32>) -> Texts {
        let start = self.id_start(ordinals.start);
        let bytes = self.bytes.slice(start..self.id_start(ordinals.end));
        Texts { bytes, ends: ordinals.map(|ordinal| self.id_start(ordinal + 1) - start).collect() }
    }

    /// Where an identifier begins, and the one before it ends.
    fn id_start(&self, ordinal: u32) -> usize {
        let end = |at: usize| as_offset(read_number(&self.bytes[self.sections[ID_ENDS].clone()], at));
        self.sections[IDS].start + (ordinal as usize).checked_sub(1).map_or(0, end)
    }

    /// The key of a claim in the database.
    pub fn key(&self, ordinal: u32) -> i64 {
        read_number(&self.bytes[self.sections[KEYS].clone()], ordinal as usize).cast_signed()
    }

    /// The number of claims.
    pub fn len(&self) -> usize {
        self.sections[KEYS].len() / NUMBER_BYTES
    }

    /// The keys of all claims.
    pub fn keys(&self) -> RowKeys {
        RowKeys::new((0..).take(self.len()).map(|ordinal| self.key(ordinal)).collect())
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
        postcard::from_bytes(&self.section(INDEX)).map_err(|error| corrupt("index", error))
    }

    fn section(&self, section: usize) -> Bytes {
        self.bytes.slice(self.sections[section].clone())
    }
}

/// The number at a position of a list.
fn read_number(list: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(list[at * NUMBER_BYTES..][..NUMBER_BYTES].try_into().expect("eight bytes"))
}

fn as_offset(number: u64) -> usize {
    usize::try_from(number).expect("an offset within a mapped file")
}
