//! Writes the doc store of a snapshot.

use std::fs::{File, Permissions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::thread;

use rusqlite::{Connection, Row};
use symbolic_common::ByteView;

use super::connection::open_read_only;
use super::docstore::{DocStore, HEADER_BYTES, LAYOUT, MAGIC, Texts};
use super::documents::DocumentReader;
use super::index_rows::{id_order, row_keys, with_index_rows};
use super::keys::RowKeys;
use super::lock::lock_if_in_place;
use super::paths::{docs_path, parent_folder, unfinished_docs_prefix};
use super::previous::{ClaimRun, ReleaseClaims};
use super::releases::read_releases;
use crate::domain::catalogue::Catalogue;
use crate::index::{ClaimIndex, Permutation};
use crate::store::error::{StoreError, corrupt};
use crate::store::history::DatasetStamp;

/// Rows of claims that are read before they are indexed.
const CHUNK_ROWS: usize = 1024;

const WAITING_CHUNKS: usize = 4;

/// Maps the doc store of a snapshot. One that is missing or belongs to another dataset is rebuilt, in a temporary file if
/// the folder of the database cannot be written.
pub fn open_or_rebuild(database: &Path, stamp: &DatasetStamp, catalogue: &Catalogue) -> Result<DocStore, StoreError> {
    let fingerprint = &stamp.fingerprint;
    let path = docs_path(database, fingerprint);
    if let Some(docs) = ByteView::open(&path).ok().and_then(|view| DocStore::from_view(view, fingerprint)) {
        return Ok(docs);
    }
    tracing::info!(file = %path.display(), "rebuilding doc store");
    let source = || DocsSource::open(database, catalogue, None);
    let written = write_docs(database, stamp, source()?).or_else(|error| match error {
        StoreError::File { .. } => {
            let mut file = tempfile::tempfile().map_err(StoreError::file("write", &path))?;
            write_sections(&mut file, &path, fingerprint, source()?)?;
            Ok(file)
        }
        other => Err(other),
    });
    let view = ByteView::map_file(written?).map_err(StoreError::file("read", &path))?;
    DocStore::from_view(view, fingerprint).ok_or_else(|| corrupt("doc store", "differs from what was written"))
}

/// What a doc store is made of.
pub struct DocsSource<'a> {
    catalogue: &'a Catalogue,
    /// Reads the texts.
    connection: Connection,
    /// Reads what the index is built from, on another thread.
    index_connection: Connection,
    release: Option<&'a ReleaseClaims<'a>>,
}

impl<'a> DocsSource<'a> {
    /// From the snapshot at `path`, and from the release before if it kept claims of that.
    pub fn open(
        path: &Path,
        catalogue: &'a Catalogue,
        release: Option<&'a ReleaseClaims<'a>>,
    ) -> Result<Self, StoreError> {
        Ok(Self { catalogue, connection: open_read_only(path)?, index_connection: open_read_only(path)?, release })
    }
}

/// Writes the doc store of a dataset beside the database. The file returned is locked.
pub fn write_docs(database: &Path, stamp: &DatasetStamp, source: DocsSource) -> Result<File, StoreError> {
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
    write_sections(unfinished.as_file_mut(), &path, fingerprint, source)?;
    unfinished.persist(&path).map_err(|error| failed(error.error))
}

fn write_sections(file: &mut File, path: &Path, fingerprint: &str, source: DocsSource) -> Result<(), StoreError> {
    let DocsSource { catalogue, connection, index_connection, release } = source;
    let mut out = SectionWriter { file: BufWriter::with_capacity(1 << 20, file), path, at: 0, starts: Vec::new() };
    out.put(&[0; HEADER_BYTES])?;
    let read;
    let keys = if let Some(release) = release {
        &release.keys
    } else {
        read = row_keys(&connection, "claim")?;
        &read
    };
    thread::scope(|scope| {
        let index = scope.spawn(move || {
            let index = match release {
                Some(release) => release.index(&index_connection, catalogue)?,
                None => whole_index(index_connection, catalogue, keys)?,
            };
            postcard::to_stdvec(&index).map_err(|error| corrupt("index", error))
        });
        match release {
            Some(release) => out.kept_and_written(&connection, release)?,
            None => out.all_claims(&connection, keys)?,
        }
        out.begin();
        keys.iter().try_for_each(|key| out.put(&key.to_le_bytes()))?;
        out.begin();
        out.put(&index.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?)
    })?;
    out.finish(fingerprint, keys.len() as u64).map_err(StoreError::file("write", path))
}

/// Builds the index from all claims, on this thread and on another that reads the rows.
fn whole_index(connection: Connection, catalogue: &Catalogue, keys: &RowKeys) -> Result<ClaimIndex, StoreError> {
    let releases = read_releases(&connection)?;
    let by_id = Permutation::new(id_order(&connection, keys)?);
    thread::scope(|scope| {
        let (send, receive) = sync_channel(WAITING_CHUNKS);
        scope.spawn(move || {
            let read = with_index_rows(&connection, None, |rows| {
                let mut chunks = std::iter::from_fn(|| Some(rows.take(CHUNK_ROWS).collect::<Vec<_>>()));
                // Sending fails once the index cannot be built.
                while let Some(chunk) = chunks.next().filter(|chunk| !chunk.is_empty())
                    && send.send(chunk).is_ok()
                {}
                Ok(())
            });
            // Fails only if nobody waits for it.
            let _ = read.map_err(|error: StoreError| send.send(vec![Err(error)]));
        });
        ClaimIndex::build(catalogue, &releases, receive.into_iter().flatten(), by_id)
    })
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

    /// Writes the documents and identifiers of all claims.
    fn all_claims(&mut self, connection: &Connection, keys: &RowKeys) -> Result<(), StoreError> {
        let mut reader = DocumentReader::new(connection)?;
        let sql = "SELECT document FROM claim_document ORDER BY claim";
        let documents = self.column(connection, sql, |row| reader.read(row))?;
        self.column(connection, "SELECT id FROM claim ORDER BY key", |row| Ok(row.get::<_, String>(0)?.into_bytes()))?;
        if documents == keys.len() {
            Ok(())
        } else {
            Err(StoreError::Corrupt(format!("{documents} documents of {} claims", keys.len())))
        }
    }

    /// Writes the documents and identifiers of claims some of which were kept.
    fn kept_and_written(&mut self, connection: &Connection, release: &ReleaseClaims) -> Result<(), StoreError> {
        let docs = &release.previous.docs;
        let mut reader = DocumentReader::new(connection)?;
        let mut select = connection.prepare("SELECT document FROM claim_document WHERE claim = ?1")?;
        self.texts(release.in_order().map(|claims| match claims {
            ClaimRun::Kept(previous) => Ok(docs.documents(previous)),
            ClaimRun::Written(key) => Ok(select.query_row([key], |row| Ok(reader.read(row)))??.into()),
        }))?;
        let mut select = connection.prepare("SELECT id FROM claim WHERE key = ?1")?;
        self.texts(release.in_order().map(|claims| match claims {
            ClaimRun::Kept(previous) => Ok(docs.ids(previous)),
            ClaimRun::Written(key) => Ok(select.query_row([key], |row| row.get::<_, String>(0))?.into_bytes().into()),
        }))?;
        Ok(())
    }

    /// Writes two sections: the texts that a query selects, and their ends. Returns the number of texts.
    fn column(
        &mut self,
        connection: &Connection,
        sql: &str,
        mut read: impl FnMut(&Row) -> Result<Vec<u8>, StoreError>,
    ) -> Result<usize, StoreError> {
        let mut statement = connection.prepare(sql)?;
        let texts = statement.query_map([], |row| Ok(read(row)))?;
        self.texts(texts.map(|text| Ok(text??.into())))
    }

    /// Writes two sections: the texts, and their ends. Returns the number of texts.
    fn texts(&mut self, texts: impl Iterator<Item = Result<Texts, StoreError>>) -> Result<usize, StoreError> {
        self.begin();
        let (mut ends, mut written) = (Vec::new(), 0);
        for texts in texts {
            let texts = texts?;
            self.put(&texts.bytes)?;
            for end in texts.ends {
                ends.extend_from_slice(&(written + end as u64).to_le_bytes());
            }
            written += texts.bytes.len() as u64;
        }
        self.begin();
        self.put(&ends)?;
        Ok(ends.len() / size_of::<u64>())
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
