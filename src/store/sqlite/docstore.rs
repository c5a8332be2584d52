//! The block: everything of a snapshot that every request reads, laid out to be mapped into memory. It stands beside the
//! database as `<database>.block`, says which dataset it belongs to, and can be made anew from the database at any time;
//! the database alone is the truth.
//!
//! ```text
//! magic, layout, dataset version, number of claims, start of each section    the header
//! JSON documents, one behind the other, in rank order                        documents
//! where each document ends (u64)                                             document ends
//! identifiers, one behind the other, in rank order                           identifiers
//! where each identifier ends (u64)                                           identifier ends
//! the index over them (postcard)                                             index
//! ```
//!
//! Numbers are little-endian.

use std::ffi::OsString;
use std::fs::{File, Permissions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::ops::Range;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use rusqlite::Connection;
use symbolic_common::ByteView;

use super::{StoreError, index_rows};
use crate::domain::catalogue::Catalogue;
use crate::index::{ClaimIndex, IdOrder};
use crate::store::corrupt;

const MAGIC: &[u8; 8] = b"ISNADBLK";

/// A block of another layout is made anew.
const LAYOUT: u64 = 3;

/// Length of a dataset version.
const VERSION: usize = 64;

const SECTIONS: usize = 5;

/// Magic, layout, dataset version, number of claims, start of each section, length of the file.
const HEADER: usize = MAGIC.len() + 8 + VERSION + 8 + SECTIONS * 8 + 8;

/// A mapped block.
pub struct DocStore {
    /// The whole file.
    bytes: Bytes,
    sections: [Range<usize>; SECTIONS],
}

impl DocStore {
    /// Maps the block beside the database; makes it first where there is none of this dataset.
    ///
    /// Where nothing can be written there, it is made in a temporary file that goes when the program ends.
    pub fn of(
        database: &Path,
        version: &str,
        catalogue: &Catalogue,
        connection: &Connection,
    ) -> Result<Self, StoreError> {
        let path = path_of(database);
        if let Some(block) = ByteView::open(&path).ok().and_then(|view| Self::read(view, version)) {
            return Ok(block);
        }
        tracing::info!(block = %path.display(), "making the block anew");
        let mapped = write_beside(database, version, catalogue, connection).or_else(|error| match error {
            DocStoreError::File(_) => {
                let mut file = tempfile::tempfile()?;
                write(&mut file, version, catalogue, connection)?;
                Ok(file)
            }
            DocStoreError::Store(error) => Err(DocStoreError::Store(error)),
        });
        let view = mapped.and_then(|file| Ok(ByteView::map_file(file)?)).map_err(|error| error.at(&path))?;
        Self::read(view, version).ok_or_else(|| corrupt("block", "not what was written"))
    }

    /// Reads the header; `None` where the file is no block of this dataset in this layout, or not whole.
    fn read(view: ByteView<'static>, version: &str) -> Option<Self> {
        let bytes = Bytes::from_owner(view);
        let header = bytes.get(..HEADER)?;
        let (magic, rest) = header.split_at(MAGIC.len());
        let (layout, rest) = rest.split_at(8);
        let (bound_to, numbers) = rest.split_at(VERSION);
        if magic != MAGIC || layout != LAYOUT.to_le_bytes() || bound_to != version.as_bytes() {
            return None;
        }
        let number = |at: usize| usize::try_from(u64::from_le_bytes(numbers[at * 8..][..8].try_into().ok()?)).ok();
        let claims = number(0)?;
        let mut sections: [Range<usize>; SECTIONS] = std::array::from_fn(|_| 0..0);
        for (at, section) in sections.iter_mut().enumerate() {
            *section = number(at + 1)?..number(at + 2)?;
            bytes.get(section.clone())?;
        }
        let whole = sections[SECTIONS - 1].end == bytes.len()
            && sections[1].len() == claims * 8
            && sections[3].len() == claims * 8;
        whole.then_some(Self { bytes, sections })
    }

    /// A claim's JSON, without copying it.
    pub fn document(&self, ordinal: u32) -> Bytes {
        self.bytes.slice(self.entry(0, ordinal))
    }

    /// A claim's identifier.
    pub fn id(&self, ordinal: u32) -> &str {
        std::str::from_utf8(&self.bytes[self.entry(2, ordinal)]).unwrap_or_default()
    }

    /// Reads the index over the claims.
    pub fn index(&self) -> Result<ClaimIndex, StoreError> {
        postcard::from_bytes(&self.bytes[self.sections[4].clone()]).map_err(|error| corrupt("index", error))
    }

    /// Where an entry of a section stands; its ends are in the next one.
    fn entry(&self, section: usize, ordinal: u32) -> Range<usize> {
        let ends = &self.bytes[self.sections[section + 1].clone()];
        let end = |at: usize| u64::from_le_bytes(ends[at * 8..][..8].try_into().expect("eight bytes"));
        let at = ordinal as usize;
        let offset = |end: u64| self.sections[section].start + usize::try_from(end).unwrap_or(usize::MAX);
        offset(at.checked_sub(1).map_or(0, end))..offset(end(at))
    }
}

/// Where the block of a database stands.
pub fn path_of(database: &Path) -> PathBuf {
    let mut name = database.file_name().map_or_else(OsString::new, OsString::from);
    name.push(".block");
    database.with_file_name(name)
}

fn unfinished_prefix(database: &str) -> String {
    format!(".{database}.block-")
}

/// Whether a file's name is that of an unfinished block of a database.
pub fn is_unfinished(file: &str, database: &str) -> bool {
    file.starts_with(&unfinished_prefix(database))
}

/// Why a block could not be written.
pub enum DocStoreError {
    /// The database refused.
    Store(StoreError),
    /// The file system refused.
    File(io::Error),
}

impl DocStoreError {
    /// The error of a block that was to stand here.
    pub fn at(self, path: &Path) -> StoreError {
        match self {
            Self::Store(error) => error,
            Self::File(cause) => StoreError::File { doing: "write", path: path.to_owned(), cause },
        }
    }
}

impl From<StoreError> for DocStoreError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<rusqlite::Error> for DocStoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<io::Error> for DocStoreError {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}

/// Makes the block of a database and puts it beside `database`, in place of the one that is there.
pub fn write_beside(
    database: &Path,
    version: &str,
    catalogue: &Catalogue,
    connection: &Connection,
) -> Result<File, DocStoreError> {
    let path = path_of(database);
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let permissions = Permissions::from_mode(0o644);
    let prefix = unfinished_prefix(&database.file_name().unwrap_or_default().to_string_lossy());
    let mut unfinished = tempfile::Builder::new().prefix(&prefix).permissions(permissions).tempfile_in(folder)?;
    // As long as it is locked, nobody takes it for abandoned.
    unfinished.as_file().lock()?;
    write(unfinished.as_file_mut(), version, catalogue, connection)?;
    Ok(unfinished.persist(&path).map_err(|error| error.error)?)
}

/// Writes every section, then the header.
fn write(file: &mut File, version: &str, catalogue: &Catalogue, connection: &Connection) -> Result<(), DocStoreError> {
    let mut out = Sections { file: BufWriter::with_capacity(1 << 20, file), at: 0, starts: Vec::new() };
    out.put(&[0; HEADER])?;
    let documents = out.texts(connection, "SELECT document FROM claim_document ORDER BY claim")?;
    let identifiers = out.texts(connection, "SELECT id FROM claim ORDER BY ordinal")?;
    if documents != identifiers {
        return Err(corrupt("documents", format!("{documents} of {identifiers} claims")).into());
    }
    out.begin();
    let by_id = IdOrder::new(index_rows::id_order(connection)?);
    let index = index_rows::with_facts(connection, |facts| ClaimIndex::build(catalogue, facts, by_id))?;
    out.put(&postcard::to_stdvec(&index).map_err(|error| corrupt("index", error))?)?;
    Ok(out.finish(version, documents)?)
}

/// A file written section by section.
struct Sections<W: Write + Seek> {
    file: BufWriter<W>,
    at: u64,
    starts: Vec<u64>,
}

impl<W: Write + Seek> Sections<W> {
    fn begin(&mut self) {
        self.starts.push(self.at);
    }

    /// Two sections: the texts that a query gives, and where they end. Gives their number.
    fn texts(&mut self, connection: &Connection, sql: &str) -> Result<u64, DocStoreError> {
        self.begin();
        let (mut ends, mut end, mut count) = (Vec::new(), 0_u64, 0);
        let mut statement = connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let text = row.get_ref(0)?.as_bytes().map_err(|error| corrupt("text", error))?;
            self.put(text)?;
            end += text.len() as u64;
            ends.extend_from_slice(&end.to_le_bytes());
            count += 1;
        }
        self.begin();
        self.put(&ends)?;
        Ok(count)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.at += bytes.len() as u64;
        self.file.write_all(bytes)
    }

    fn finish(mut self, version: &str, claims: u64) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(MAGIC)?;
        self.file.write_all(&LAYOUT.to_le_bytes())?;
        self.file.write_all(version.as_bytes())?;
        for number in std::iter::once(claims).chain(self.starts).chain([self.at]) {
            self.file.write_all(&number.to_le_bytes())?;
        }
        self.file.flush()
    }
}
