//! Writes the doc store of a snapshot.

use std::fs::{File, Permissions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::ops::Range;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::thread;

use rusqlite::Connection;
use symbolic_common::ByteView;

use super::connection::{dataset_value, open_read_only};
use super::docstore::{Base, DocStore, HEADER_BYTES, LAYOUT, MAGIC, NO_BASE, Texts};
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

/// Rows of claims that are read before they are indexed.
const CHUNK_ROWS: usize = 1024;

const WAITING_CHUNKS: usize = 4;

/// All documents are written again once the unused ones in the base, with those that earlier releases wrote beside it, have more
/// than one in this many of its bytes.
const UNUSED_PART: usize = 4;

/// Maps the doc store of a snapshot. One that is missing or of another layout is rebuilt, in a temporary file if the folder of the
/// database cannot be written.
pub fn open_or_rebuild(
    database: &Path,
    connection: &Connection,
    catalogue: &Catalogue,
) -> Result<DocStore, StoreError> {
    let id = read_docs_id(connection)?;
    if let Some(docs) = DocStore::open(database, &id) {
        return Ok(docs);
    }
    let path = docs_path(database, &id);
    tracing::info!(file = %path.display(), "rebuilding doc store");
    let source = || DocsSource::open(database, catalogue, None);
    let written = write_docs(database, source()?).or_else(|error| match error {
        StoreError::File { .. } => {
            let mut file = tempfile::tempfile().map_err(StoreError::file("write", &path))?;
            write_sections(&mut file, &path, source()?)?;
            Ok(file)
        }
        other => Err(other),
    });
    let view = ByteView::map_file(written?).map_err(StoreError::file("read", &path))?;
    DocStore::from_view(view, &id).ok_or_else(|| corrupt("doc store", "differs from what was written"))
}

/// What a doc store is made of.
pub struct DocsSource<'a> {
    /// The identifier of the doc store.
    id: String,
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
        let (connection, index_connection) = (open_read_only(path)?, open_read_only(path)?);
        Ok(Self { id: read_docs_id(&connection)?, catalogue, connection, index_connection, release })
    }
}

/// The identifier of the doc store of a snapshot.
pub fn read_docs_id(connection: &Connection) -> Result<String, StoreError> {
    dataset_value(connection, "doc_store")?.ok_or_else(|| corrupt("doc store", "the database names none"))
}

/// Writes a doc store beside the database. The file returned is locked.
pub fn write_docs(database: &Path, source: DocsSource) -> Result<File, StoreError> {
    let path = docs_path(database, &source.id);
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
    write_sections(unfinished.as_file_mut(), &path, source)?;
    unfinished.as_file().sync_all().map_err(failed)?;
    unfinished.persist(&path).map_err(|error| failed(error.error))
}

fn write_sections(file: &mut File, path: &Path, source: DocsSource) -> Result<(), StoreError> {
    let DocsSource { id, catalogue, connection, index_connection, release } = source;
    let file = BufWriter::with_capacity(1 << 20, file);
    let mut out = SectionWriter { file, path, at: 0, starts: Vec::new(), failure: None };
    out.put(&[0; HEADER_BYTES])?;
    let read;
    let keys = if let Some(release) = release {
        &release.keys
    } else {
        read = row_keys(&connection, "claim")?;
        &read
    };
    // A file cannot replace its own base.
    let base = release.and_then(base_of_release).filter(|base| base.id != id);
    thread::scope(|scope| {
        let index = scope.spawn(move || match release {
            Some(release) => release.index(&index_connection, catalogue),
            None => whole_index(index_connection, catalogue, keys),
        });
        match release {
            Some(release) => out.kept_and_written(&connection, release, base.as_ref())?,
            None => out.all_claims(&connection, keys)?,
        }
        out.begin();
        keys.iter().try_for_each(|key| out.put(&key.to_le_bytes()))?;
        out.begin();
        let index = index.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        out.put_index(&index)
    })?;
    out.finish(&id, base.as_ref(), keys.len() as u64).map_err(StoreError::file("write", path))
}

/// The doc store in which a release leaves the documents that it keeps; `None` if it is better to write all documents again.
fn base_of_release(release: &ReleaseClaims) -> Option<Base> {
    let base = release.previous.docs.base();
    let (mut in_base, mut beside) = (0, 0);
    for run in release.renumbering.runs() {
        for place in (run.start..run.end).map(|ordinal| release.previous.docs.place(ordinal)) {
            *if base.contains(&place) { &mut in_base } else { &mut beside } += place.len();
        }
    }
    let unused = base.length - in_base;
    ((unused + beside) * UNUSED_PART <= base.length).then_some(base)
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

/// Where the documents are, among those of the base followed by those of the file.
struct Places {
    all: Vec<Range<usize>>,
    end: usize,
}

impl Places {
    fn after(base: Option<&Base>) -> Self {
        Self { all: Vec::new(), end: base.map_or(0, |base| base.length) }
    }
}

/// Writes a file section by section.
struct SectionWriter<'p, W: Write + Seek> {
    file: BufWriter<W>,
    /// For error messages.
    path: &'p Path,
    at: u64,
    starts: Vec<u64>,
    /// The error of a write by postcard, which does not return it.
    failure: Option<StoreError>,
}

/// For postcard.
impl<W: Write + Seek> Write for SectionWriter<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.put(bytes) {
            Ok(()) => Ok(bytes.len()),
            Err(error) => {
                self.failure = Some(error);
                Err(io::Error::other("not written"))
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<W: Write + Seek> SectionWriter<'_, W> {
    fn begin(&mut self) {
        self.starts.push(self.at);
    }

    /// Writes the documents and identifiers of all claims.
    fn all_claims(&mut self, connection: &Connection, keys: &RowKeys) -> Result<(), StoreError> {
        let mut reader = DocumentReader::new(connection)?;
        let mut select = connection.prepare("SELECT document FROM claim_document ORDER BY claim")?;
        let mut places = Places::after(None);
        self.begin();
        for document in select.query_map([], |row| Ok(reader.read(row)))? {
            self.write_document(&document??, &mut places)?;
        }
        let documents = self.write_places(&places)?;
        let mut select = connection.prepare("SELECT id FROM claim ORDER BY key")?;
        let ids = select.query_map([], |row| row.get::<_, String>(0))?;
        self.write_ids(ids.map(|id| Ok(id?.into_bytes().into())))?;
        if documents == keys.len() {
            Ok(())
        } else {
            Err(StoreError::Corrupt(format!("{documents} documents of {} claims", keys.len())))
        }
    }

    /// Writes the documents that are not in the base, and the identifiers, of claims some of which were kept.
    fn kept_and_written(
        &mut self,
        connection: &Connection,
        release: &ReleaseClaims,
        base: Option<&Base>,
    ) -> Result<(), StoreError> {
        let docs = &release.previous.docs;
        let mut reader = DocumentReader::new(connection)?;
        let mut select = connection.prepare("SELECT document FROM claim_document WHERE claim = ?1")?;
        let mut places = Places::after(base);
        self.begin();
        for claims in release.in_order() {
            match claims {
                ClaimRun::Kept(previous) => {
                    for ordinal in previous {
                        let place = docs.place(ordinal);
                        if base.is_some_and(|base| base.contains(&place)) {
                            places.all.push(place);
                        } else {
                            self.write_document(&docs.document(ordinal), &mut places)?;
                        }
                    }
                }
                ClaimRun::Written(key) => {
                    let document = select.query_row([key], |row| Ok(reader.read(row)))??;
                    self.write_document(&document, &mut places)?;
                }
            }
        }
        self.write_places(&places)?;
        let mut select = connection.prepare("SELECT id FROM claim WHERE key = ?1")?;
        self.write_ids(release.in_order().map(|claims| match claims {
            ClaimRun::Kept(previous) => Ok(docs.claim_ids(previous)),
            ClaimRun::Written(key) => Ok(select.query_row([key], |row| row.get::<_, String>(0))?.into_bytes().into()),
        }))
    }

    /// Writes a document that is not in the base.
    fn write_document(&mut self, document: &[u8], places: &mut Places) -> Result<(), StoreError> {
        let start = places.end;
        places.end += document.len();
        places.all.push(start..places.end);
        self.put(document)
    }

    /// Writes the section after the documents. Returns their number.
    fn write_places(&mut self, places: &Places) -> Result<usize, StoreError> {
        self.begin();
        for offset in places.all.iter().flat_map(|place| [place.start, place.end]) {
            self.put(&(offset as u64).to_le_bytes())?;
        }
        Ok(places.all.len())
    }

    /// Writes two sections: the identifiers, and their ends.
    fn write_ids(&mut self, ids: impl Iterator<Item = Result<Texts, StoreError>>) -> Result<(), StoreError> {
        self.begin();
        let (mut ends, mut written) = (Vec::new(), 0);
        for ids in ids {
            let ids = ids?;
            self.put(&ids.bytes)?;
            for end in ids.ends {
                ends.extend_from_slice(&(written + end as u64).to_le_bytes());
            }
            written += ids.bytes.len() as u64;
        }
        self.begin();
        self.put(&ends)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.at += bytes.len() as u64;
        self.file.write_all(bytes).map_err(StoreError::file("write", self.path))
    }

    fn put_index(&mut self, index: &ClaimIndex) -> Result<(), StoreError> {
        let written = postcard::to_io(index, &mut *self).map(drop);
        written.map_err(|error| self.failure.take().unwrap_or_else(|| corrupt("index", error)))
    }

    /// Writes the header over the space left for it.
    fn finish(mut self, id: &str, base: Option<&Base>, claims: u64) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(MAGIC)?;
        self.file.write_all(&LAYOUT.to_le_bytes())?;
        self.file.write_all(id.as_bytes())?;
        self.file.write_all(base.map_or(&NO_BASE, |base| base.id.as_bytes()))?;
        let base_length = base.map_or(0, |base| base.length as u64);
        for number in [base_length, claims].into_iter().chain(self.starts).chain([self.at]) {
            self.file.write_all(&number.to_le_bytes())?;
        }
        self.file.flush()
    }
}
