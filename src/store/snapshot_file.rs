//! The open file of a dataset, for downloads. It stays the same file when the path names a newer one.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use sha2::{Digest, Sha256};

/// Bytes that are hashed at once.
const CHUNK_BYTES: usize = 1 << 20;

#[derive(Debug, Clone)]
pub struct SnapshotFile(Arc<File>);

impl SnapshotFile {
    pub fn new(file: File) -> Self {
        Self(Arc::new(file))
    }

    /// The length in bytes.
    #[allow(clippy::len_without_is_empty, reason = "a snapshot is never empty")]
    pub fn len(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }

    /// Reads `length` bytes from a position on. Fails if the file is shorter.
    pub fn read(&self, position: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.0.read_exact_at(&mut bytes, position)?;
        Ok(bytes)
    }

    /// The SHA-256 of the content. Reads the whole file.
    pub fn digest(&self) -> io::Result<[u8; 32]> {
        let (mut hash, mut chunk, mut position) = (Sha256::new(), vec![0; CHUNK_BYTES], 0);
        loop {
            match self.0.read_at(&mut chunk, position)? {
                0 => return Ok(hash.finalize().into()),
                length => {
                    hash.update(&chunk[..length]);
                    position += length as u64;
                }
            }
        }
    }
}
