//! Documents as the database stores them: each is compressed by zstd with a dictionary, which is made from the first documents,
//! because most others resemble them.

use rusqlite::{Connection, OptionalExtension, Row, Statement, params};
use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::from_samples;
use zstd::zstd_safe::get_frame_content_size;

use crate::store::error::{StoreError, corrupt};

/// The dictionary is trained once the documents have this many bytes; until then they wait.
const SAMPLE_BYTES: usize = 4 << 20;

/// The size of a trained dictionary.
const TRAINED_BYTES: usize = 64 << 10;

/// If the documents have fewer bytes in all, those at the beginning, of about this many bytes, are the dictionary.
const UNTRAINED_BYTES: usize = 32 << 10;

/// The compression level: the default of zstd.
const LEVEL: i32 = 3;

/// No document is longer.
const MAX_BYTES: u64 = 64 << 20;

/// Writes the table `claim_document`.
pub struct DocumentWriter<'c> {
    connection: &'c Connection,
    insert: Statement<'c>,
    /// `None` until there is a dictionary.
    compressor: Option<Compressor<'static>>,
    /// The documents that wait for the dictionary, with their keys.
    waiting: Vec<(i64, String)>,
    waiting_bytes: usize,
}

impl<'c> DocumentWriter<'c> {
    /// A release keeps the dictionary of the release before.
    pub fn new(connection: &'c Connection) -> Result<Self, StoreError> {
        let insert = connection.prepare("INSERT INTO claim_document (claim, document) VALUES (?1, ?2)")?;
        let compressor = read_dictionary(connection)?.map(|dictionary| compressor(&dictionary)).transpose()?;
        Ok(Self { connection, insert, compressor, waiting: vec![], waiting_bytes: 0 })
    }

    pub fn write(&mut self, key: i64, document: &str) -> Result<(), StoreError> {
        if let Some(compressor) = &mut self.compressor {
            let compressed = compressor.compress(document.as_bytes()).map_err(|error| corrupt("document", error))?;
            self.insert.execute(params![key, compressed])?;
            return Ok(());
        }
        self.waiting_bytes += document.len();
        self.waiting.push((key, document.to_owned()));
        if self.waiting_bytes < SAMPLE_BYTES { Ok(()) } else { self.flush() }
    }

    /// Writes what waits for the dictionary.
    pub fn flush(&mut self) -> Result<(), StoreError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let waiting = std::mem::take(&mut self.waiting);
        let documents: Vec<&str> = waiting.iter().map(|(_, document)| document.as_str()).collect();
        let dictionary = make_dictionary(&documents, self.waiting_bytes);
        self.connection.execute("INSERT INTO document_dictionary (dictionary) VALUES (?1)", [&dictionary])?;
        self.compressor = Some(compressor(&dictionary)?);
        waiting.iter().try_for_each(|(key, document)| self.write(*key, document))
    }
}

fn make_dictionary(documents: &[&str], bytes: usize) -> Vec<u8> {
    let trained = if bytes < SAMPLE_BYTES { None } else { from_samples(documents, TRAINED_BYTES).ok() };
    trained.unwrap_or_else(|| {
        let mut dictionary = Vec::new();
        for document in documents {
            if dictionary.len() >= UNTRAINED_BYTES {
                break;
            }
            dictionary.extend_from_slice(document.as_bytes());
        }
        dictionary
    })
}

fn compressor(dictionary: &[u8]) -> Result<Compressor<'static>, StoreError> {
    Compressor::with_dictionary(LEVEL, dictionary).map_err(|error| corrupt("dictionary", error))
}

/// The dictionary; `None` without documents.
fn read_dictionary(connection: &Connection) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(connection.query_row("SELECT dictionary FROM document_dictionary", [], |row| row.get(0)).optional()?)
}

/// Reads the table `claim_document`.
pub struct DocumentReader(Decompressor<'static>);

impl DocumentReader {
    pub fn new(connection: &Connection) -> Result<Self, StoreError> {
        let decompressor = Decompressor::with_dictionary(&read_dictionary(connection)?.unwrap_or_default());
        Ok(Self(decompressor.map_err(|error| corrupt("dictionary", error))?))
    }

    /// Reads the document in the first column.
    pub fn read(&mut self, row: &Row) -> Result<Vec<u8>, StoreError> {
        self.decompress(row.get_ref(0)?.as_blob().map_err(|error| corrupt("document", error))?)
    }

    fn decompress(&mut self, compressed: &[u8]) -> Result<Vec<u8>, StoreError> {
        let length = get_frame_content_size(compressed).ok().flatten().filter(|length| *length <= MAX_BYTES);
        let length = length.and_then(|length| usize::try_from(length).ok());
        let length = length.ok_or_else(|| corrupt("document", "its length is not known"))?;
        self.0.decompress(compressed, length).map_err(|error| corrupt("document", error))
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::store::sqlite::connection::create_snapshot;

    fn create(folder: &TempDir) -> Connection {
        create_snapshot(&folder.path().join("isnad.db")).unwrap()
    }

    #[test]
    fn documents_are_read_as_they_were_written() {
        // None, one, one that is longer than the sample, fewer than are trained on, more.
        for (count, words) in [(0, 1), (1, 1), (1, 600_000), (300, 400), (30_000, 20)] {
            let document = |number: usize| format!("{{\"number\":{number},\"text\":\"{}\"}}\n", "كلمة ".repeat(words));
            let documents: Vec<String> = (0..count).map(document).collect();
            let folder = tempfile::tempdir().unwrap();
            let connection = create(&folder);
            let mut writer = DocumentWriter::new(&connection).unwrap();
            for (key, document) in (0..).zip(&documents) {
                writer.write(key, document).unwrap();
            }
            writer.flush().unwrap();
            let mut reader = DocumentReader::new(&connection).unwrap();
            let mut select = connection.prepare("SELECT document FROM claim_document ORDER BY claim").unwrap();
            let read = select.query_map([], |row| Ok(reader.read(row).unwrap())).unwrap();
            let read: Vec<Vec<u8>> = read.collect::<Result<_, _>>().unwrap();
            assert!(read.iter().eq(documents.iter().map(String::as_bytes)), "{count} x {words}");
        }
    }

    #[test]
    fn other_bytes_are_refused() {
        let mut reader = DocumentReader::new(&create(&tempfile::tempdir().unwrap())).unwrap();
        for bytes in [&b""[..], b"{\"id\":1}", &[0x28, 0xB5, 0x2F, 0xFD], &[0; 100]] {
            assert!(matches!(reader.decompress(bytes), Err(StoreError::Corrupt(_))), "{bytes:?}");
        }
    }
}
