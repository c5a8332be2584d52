//! Files that others wrote, such as databases and seed files.

use std::fs::File;
use std::io;
use std::path::Path;

/// Whether there is a file. A symbolic link to a file that does not exist is an error: it names a place for other data.
pub fn file_exists(path: &Path) -> io::Result<bool> {
    let exists = path.try_exists()?;
    if !exists && path.is_symlink() {
        return Err(io::Error::other("it is a symbolic link to a file that does not exist"));
    }
    Ok(exists)
}

/// Opens a regular file; `None` if it is not regular. Opening a pipe would wait until something writes to it.
pub fn open_regular_file(path: &Path) -> io::Result<Option<File>> {
    std::fs::metadata(path)?.is_file().then(|| File::open(path)).transpose()
}
