//! Writes the doc store of a snapshot.

use std::fs::{File, Permissions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use rusqlite::Connection;
use symbolic_common::ByteView;

use super::docstore::{DocStore, HEADER_BYTES, LAYOUT, MAGIC};
use super::index_rows::{id_order, with_index_rows};
use super::lock::lock_if_in_place;
use super::paths::{docs_path, parent_folder, unfinished_docs_prefix};
use super::releases::read_releases;
use crate::domain::catalogue::Catalogue;
use crate::index::{ClaimIndex, Permutation};
use crate::store::error::{StoreError, corrupt};
use crate::store::history::DatasetStamp;

/// Maps the doc store of a snapshot. One that is missing or belongs to another dataset is rebuilt, in a temporary file if
/// the folder of the database cannot be written.
pub fn open_or_rebuild(
    database: &Path,
    stamp: &DatasetStamp,
    catalogue: &Catalogue,
    connection: &Connection,
) -> Result<DocStore, StoreError> {
    let fingerprint = &stamp.fingerprint;
    let path = docs_path(database, fingerprint);
    if let Some(docs) = ByteView::open(&path).ok().and_then(|view| DocStore::from_view(view, fingerprint)) {
        return Ok(docs);
    }
    tracing::info!(file = %path.display(), "rebuilding doc store");
    let written = write_docs(database, stamp, catalogue, connection).or_else(|error| match error {
        StoreError::File { .. } => {
            let mut file = tempfile::tempfile().map_err(StoreError::file("write", &path))?;
            write_sections(&mut file, &path, fingerprint, catalogue, connection)?;
            Ok(file)
        }
        other => Err(other),
    });
    let view = ByteView::map_file(written?).map_err(StoreError::file("read", &path))?;
    DocStore::from_view(view, fingerprint).ok_or_else(|| corrupt("doc store", "differs from what was written"))
}

/// Writes the doc store of a dataset beside the database. The file returned is locked.
pub fn write_docs(
    database: &Path,
    stamp: &DatasetStamp,
    catalogue: &Catalogue,
    connection: &Connection,
) -> Result<File, StoreError> {
    let fingerprint = &stamp.fingerprint;
    let path = docs_path(database, fingerprint);
    let failed = |cause| StoreError::file("write", &path)(cause);
    // The lock marks the file as being written; without it, another build would remove the file.
    let mut unfinished = loop {
        let file = tempfile::Builder::new()
            .prefix(&unfinished_docs_prefix(database))
            .permissions(Permissions::from_mode(0o644))
            .tempfile_in(parent_folder(database))
            .map_err(failed)?;
        if lock_if_in_place(file.as_file(), file.path()).map_err(failed)? {
            break file;
        }
    };
    write_sections(unfinished.as_file_mut(), &path, fingerprint, catalogue, connection)?;
    unfinished.persist(&path).map_err(|error| failed(error.error))
}

fn write_sections(
    file: &mut File,
    path: &Path,
    fingerprint: &str,
    catalogue: &Catalogue,
    connection: &Connection,
) -> Result<(), StoreError> {
    let mut out = SectionWriter { file: BufWriter::with_capacity(1 << 20, file), path, at: 0, starts: Vec::new() };
    out.put(&[0; HEADER_BYTES])?;
    let documents = out.texts(connection, "SELECT document FROM claim_document ORDER BY claim")?;
    let identifiers = out.texts(connection, "SELECT id FROM claim ORDER BY ordinal")?;
    if documents != identifiers {
        return Err(StoreError::Corrupt(format!("{documents} documents of {identifiers} claims")));
    }
    out.begin();
    let releases = read_releases(connection)?;
    let by_id = Permutation::new(id_order(connection)?);
    let index = with_index_rows(connection, |rows| ClaimIndex::build(catalogue, &releases, rows, by_id))?;
    out.put(&postcard::to_stdvec(&index).map_err(|error| corrupt("index", error))?)?;
    out.finish(fingerprint, documents).map_err(StoreError::file("write", path))
}

/// Writes a file section by section.
struct SectionWriter<'p, W: Write + Seek> {
    file: BufWriter<W>,
    /// For error messages.
    path: &'p Path,
    at: u64,
    starts: Vec<u64>,
}

impl<W: Write + Seek> SectionWriter<'_, W> {
    fn begin(&mut self) {
        self.starts.push(self.at);
    }

    /// Writes two sections: the texts that a query selects, and their ends. Returns the number of texts.
    fn texts(&mut self, connection: &Connection, sql: &str) -> Result<u64, StoreError> {
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

    fn put(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.at += bytes.len() as u64;
        self.file.write_all(bytes).map_err(StoreError::file("write", self.path))
    }

    /// Writes the header over the space left for it.
    fn finish(mut self, fingerprint: &str, claims: u64) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(MAGIC)?;
        self.file.write_all(&LAYOUT.to_le_bytes())?;
        self.file.write_all(fingerprint.as_bytes())?;
        for number in std::iter::once(claims).chain(self.starts).chain([self.at]) {
            self.file.write_all(&number.to_le_bytes())?;
        }
        self.file.flush()
    }
}
