//! Validated claims, kept in a nameless file until their order is known. It goes with the last handle on it.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use crate::store::StoreError;

/// Bytes that are written at once.
const BUFFER: usize = 1 << 20;

/// A file that is written once, from the start to the end, then read anywhere.
pub struct Spool {
    file: BufWriter<File>,
    folder: PathBuf,
    length: u64,
}

/// Where a record stands in the spool.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    offset: u64,
    length: usize,
}

impl Spool {
    /// A nameless file in a folder that has room for the snapshot too.
    pub fn create_in(folder: &Path) -> Result<Self, StoreError> {
        let file = tempfile::tempfile_in(folder).map_err(|cause| failed(folder, cause))?;
        Ok(Self { file: BufWriter::with_capacity(BUFFER, file), folder: folder.to_owned(), length: 0 })
    }

    /// Adds a record.
    pub fn push(&mut self, record: &[u8]) -> Result<Place, StoreError> {
        self.file.write_all(record).map_err(|cause| failed(&self.folder, cause))?;
        let place = Place { offset: self.length, length: record.len() };
        self.length += record.len() as u64;
        Ok(place)
    }

    /// Once everything is in.
    pub fn finish(&mut self) -> Result<(), StoreError> {
        self.file.flush().map_err(|cause| failed(&self.folder, cause))
    }

    /// A record, read from any thread.
    pub fn read(&self, Place { offset, length }: Place) -> Result<Vec<u8>, StoreError> {
        let mut record = vec![0; length];
        self.file.get_ref().read_exact_at(&mut record, offset).map_err(|cause| failed(&self.folder, cause))?;
        Ok(record)
    }
}

fn failed(folder: &Path, cause: io::Error) -> StoreError {
    // The file has no name; its folder has, and the message ends with a slash.
    StoreError::File { action: "write beside the database", path: folder.join(""), cause }
}
