//! Documents as the database stores them: compressed by zstd, with the first documents as the dictionary, because most others
//! resemble them.

use rusqlite::{Connection, Row, Statement, params};
use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe::get_frame_content_size;

use super::connection::{dataset_value, write_dataset_value};
use crate::store::error::{StoreError, corrupt};

/// The name of the dictionary in the table `dataset`. A release keeps that of the release before.
pub const DICTIONARY: &str = "document_dictionary";

/// Documents are added to the dictionary until it has this many bytes.
const DICTIONARY_BYTES: usize = 32 << 10;

/// The fastest level; the next ones save a twentieth of the space.
const LEVEL: i32 = 1;

/// No document is longer.
const MAX_BYTES: u64 = 64 << 20;

/// Writes the table `claim_document`.
pub struct DocumentWriter<'c> {
    connection: &'c Connection,
    insert: Statement<'c>,
    /// `None` until there is a dictionary.
    compressor: Option<Compressor<'static>>,
    /// The documents that become the dictionary, with their keys.
    first: Vec<(i64, String)>,
    first_bytes: usize,
}

impl<'c> DocumentWriter<'c> {
    pub fn new(connection: &'c Connection) -> Result<Self, StoreError> {
        let insert = connection.prepare("INSERT INTO claim_document (claim, document) VALUES (?1, ?2)")?;
        let compressor = dataset_value(connection, DICTIONARY)?.map(|text| compressor(&text)).transpose()?;
        Ok(Self { connection, insert, compressor, first: vec![], first_bytes: 0 })
    }

    pub fn write(&mut self, key: i64, document: &str) -> Result<(), StoreError> {
        if let Some(compressor) = &mut self.compressor {
            let compressed = compressor.compress(document.as_bytes()).map_err(|error| corrupt("document", error))?;
            self.insert.execute(params![key, compressed])?;
            return Ok(());
        }
        self.first_bytes += document.len();
        self.first.push((key, document.to_owned()));
        if self.first_bytes < DICTIONARY_BYTES { Ok(()) } else { self.flush() }
    }

    /// Writes what waits for the dictionary.
    pub fn flush(&mut self) -> Result<(), StoreError> {
        if self.first.is_empty() {
            return Ok(());
        }
        let first = std::mem::take(&mut self.first);
        let dictionary: String = first.iter().map(|(_, document)| document.as_str()).collect();
        write_dataset_value(self.connection, DICTIONARY, &dictionary)?;
        self.compressor = Some(compressor(&dictionary)?);
        first.iter().try_for_each(|(key, document)| self.write(*key, document))
    }
}

fn compressor(dictionary: &str) -> Result<Compressor<'static>, StoreError> {
    Compressor::with_dictionary(LEVEL, dictionary.as_bytes()).map_err(|error| corrupt("dictionary", error))
}

/// Reads the table `claim_document`.
pub struct DocumentReader(Decompressor<'static>);

impl DocumentReader {
    pub fn new(connection: &Connection) -> Result<Self, StoreError> {
        let dictionary = dataset_value(connection, DICTIONARY)?.unwrap_or_default();
        let decompressor = Decompressor::with_dictionary(dictionary.as_bytes());
        Ok(Self(decompressor.map_err(|error| corrupt("dictionary", error))?))
    }

    /// Reads the document in the first column.
    pub fn read(&mut self, row: &Row) -> Result<Vec<u8>, StoreError> {
        let compressed = row.get_ref(0)?.as_blob().map_err(|error| corrupt("document", error))?;
        let length = get_frame_content_size(compressed).ok().flatten().filter(|length| *length <= MAX_BYTES);
        let length = length.and_then(|length| usize::try_from(length).ok());
        let length = length.ok_or_else(|| corrupt("document", "its length is not known"))?;
        self.0.decompress(compressed, length).map_err(|error| corrupt("document", error))
    }
}
