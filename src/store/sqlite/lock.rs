//! Locks files that are being written, so that no other build removes them.

use std::fs::File;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Locks a new file. Returns whether it is still there: before it was locked, another build may have removed it as stale.
pub fn lock_if_in_place(file: &File, path: &Path) -> io::Result<bool> {
    file.lock()?;
    is_in_place(file, path)
}

/// Whether a path still names an open file.
pub fn is_in_place(file: &File, path: &Path) -> io::Result<bool> {
    match std::fs::metadata(path) {
        Ok(found) => Ok((found.dev(), found.ino()) == (file.metadata()?.dev(), file.metadata()?.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
