//! Replaces files atomically: a temporary file in the same folder, synced and renamed.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// How often an edit is computed again because another program wrote the file in the meantime.
const MAX_ATTEMPTS: usize = 5;

/// Returns the content of a file; empty if it does not exist.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    match std::fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(vec![]),
        other => other,
    }
}

/// What an edit makes of a file.
pub enum Edit<T> {
    Write(Vec<u8>, T),
    /// Removes the file.
    Remove(T),
    Keep(T),
}

/// Edits a file. Other processes that edit through this function wait; if a program that does not is faster, `edit` is
/// called again with the new content.
pub fn update<T, E: From<io::Error>>(path: &Path, edit: impl Fn(&[u8]) -> Result<Edit<T>, E>) -> Result<T, E> {
    // A link stays one.
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().unwrap_or(Path::new("."));
    let lock = File::open(folder)?;
    lock.lock()?;
    for _ in 0..MAX_ATTEMPTS {
        let old = read(path)?;
        match edit(&old)? {
            Edit::Keep(outcome) => return Ok(outcome),
            Edit::Remove(outcome) if read(path)? == old => {
                std::fs::remove_file(path)?;
                lock.sync_all()?;
                return Ok(outcome);
            }
            Edit::Write(new, outcome) => {
                let file = temporary(path, folder, &new)?;
                if read(path)? == old {
                    file.persist(path).map_err(|error| error.error)?;
                    lock.sync_all()?;
                    return Ok(outcome);
                }
            }
            Edit::Remove(_) => {}
        }
    }
    Err(io::Error::other("another program writes the file all the time").into())
}

/// Writes the content beside the file, with its permissions. The name is one that seed files pass over.
fn temporary(path: &Path, folder: &Path, content: &[u8]) -> io::Result<NamedTempFile> {
    let mut file = tempfile::Builder::new().prefix(".isnad-").suffix(".tmp").tempfile_in(folder)?;
    file.write_all(content)?;
    match std::fs::metadata(path) {
        Ok(old) => file.as_file().set_permissions(old.permissions())?,
        Err(_) => set_default_permissions(file.as_file())?,
    }
    file.as_file().sync_all()?;
    Ok(file)
}

/// A temporary file can be read by its owner only; seed files are for everybody.
fn set_default_permissions(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn an_edit_is_computed_again_if_the_file_changes_meanwhile() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("claims.jsonl");
        std::fs::write(&path, "a\n").unwrap();
        let calls = Cell::new(0);
        let edit = |content: &[u8]| {
            if calls.replace(calls.get() + 1) == 0 {
                std::fs::write(&path, "a\nb\n").unwrap();
            }
            Ok::<_, io::Error>(Edit::Write([content, b"c\n"].concat(), ()))
        };
        update(&path, edit).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "a\nb\nc\n");
        assert_eq!(calls.get(), 2);
    }

    #[test]
    fn permissions_and_links_stay_and_no_file_is_left_over() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("real.jsonl"), folder.path().join("claims.jsonl"));
        std::fs::write(&path, "a\n").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        update(&link, |_| Ok::<_, io::Error>(Edit::Write(b"b\n".to_vec(), ()))).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "b\n");
        assert!(link.is_symlink());
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
        update(&link, |_| Ok::<_, io::Error>(Edit::Remove(()))).unwrap();
        assert!(!path.exists());
    }

    #[test]
    fn an_error_leaves_the_file_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("claims.jsonl");
        std::fs::write(&path, "a\n").unwrap();
        assert!(update(&path, |_| Err::<Edit<()>, _>(io::Error::other("refused"))).is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "a\n");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
