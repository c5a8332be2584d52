//! An anonymous temporary file for validated claims, until they can be sorted. It is removed when it is closed.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use crate::store::StoreError;

const WRITE_BUFFER_BYTES: usize = 1 << 20;

/// Records are written one after another, then read in any order.
pub struct TempRecordFile {
    file: BufWriter<File>,
    folder: PathBuf,
    /// In bytes.
    length: u64,
}

#[derive(Debug, Clone, Copy)]
pub struct RecordOffset {
    offset: u64,
    length: usize,
}

impl TempRecordFile {
    /// Creates the file in the folder of the database, which has space for the dataset too.
    pub fn create_in(folder: &Path) -> Result<Self, StoreError> {
        let file = tempfile::tempfile_in(folder).map_err(|cause| file_error(folder, cause))?;
        Ok(Self { file: BufWriter::with_capacity(WRITE_BUFFER_BYTES, file), folder: folder.to_owned(), length: 0 })
    }

    pub fn push(&mut self, record: &[u8]) -> Result<RecordOffset, StoreError> {
        self.file.write_all(record).map_err(|cause| file_error(&self.folder, cause))?;
        let offset = RecordOffset { offset: self.length, length: record.len() };
        self.length += record.len() as u64;
        Ok(offset)
    }

    /// Flushes the records, so that they can be read.
    pub fn finish(&mut self) -> Result<(), StoreError> {
        self.file.flush().map_err(|cause| file_error(&self.folder, cause))
    }

    pub fn read(&self, RecordOffset { offset, length }: RecordOffset) -> Result<Vec<u8>, StoreError> {
        let mut record = vec![0; length];
        self.file.get_ref().read_exact_at(&mut record, offset).map_err(|cause| file_error(&self.folder, cause))?;
        Ok(record)
    }
}

fn file_error(folder: &Path, cause: io::Error) -> StoreError {
    // The file has no name: the message names its folder, with a slash at the end.
    StoreError::File { action: "use a temporary file in", path: folder.join(""), cause }
}
