//! Replaces a snapshot as a whole: builds it beside the old one, checks it, flushes it to disk, then renames it over the old
//! one.

use std::ffi::OsStr;
use std::fs::{File, TryLockError};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::thread::{self, ScopedJoinHandle};

use rusqlite::Connection;

use super::connection::{create_snapshot, open_copy, open_read_only};
use super::docstore::DocStore;
use super::docstore_writer::{DocsSource, open_or_rebuild, read_docs_id, write_docs};
use super::index_rows::catalogue;
use super::lock::{is_in_place, lock_if_in_place};
use super::paths::{building_path, docs_path, is_docs, is_unfinished, parent_folder};
use super::previous::{PreviousRelease, read_hashes};
use super::releases::{read_history, read_history_if_valid};
use super::removed::RemovedClaims;
use super::update::SnapshotUpdate;
use super::writer::SnapshotWriter;
use crate::store::error::StoreError;
use crate::store::history::{DatasetStamp, History};
use crate::store::seeded::KeptArticles;
use crate::store::writer::{DatasetScope, DatasetSize, DatasetWriter};

/// Builds a snapshot with `fill` and replaces `database` by it. On any failure the old file is not changed.
///
/// `fill` gets the history of the dataset that is replaced, and returns what identifies the new one; so does this function.
pub fn replace_snapshot<E: From<StoreError>>(
    database: &Path,
    scope: &DatasetScope,
    fill: impl FnOnce(&mut dyn DatasetWriter, History) -> Result<DatasetStamp, E>,
) -> Result<DatasetStamp, E> {
    refuse_other_than_file(database)?;
    // Held until the new file is in place.
    let lock = lock_current(database)?;
    let unfinished = TempDatabase::create(database)?;
    // The doc store is locked until the database names it, so that another build does not remove it.
    let (stamp, _docs) = if let Some(kept) = &scope.kept {
        update(database, &unfinished.path, kept, fill)?
    } else {
        let history =
            if matches!(lock, Lock::Database(_)) { read_history_if_valid(database)? } else { History::default() };
        let (stamp, docs) = write_all(database, &unfinished.path, scope.size, history, fill)?;
        (stamp, Some(docs))
    };
    unfinished.rename_to(database)?;
    drop(lock);
    remove_old_docs(database);
    Ok(stamp)
}

/// Writes a new snapshot to `path`. Returns its doc store too.
fn write_all<E: From<StoreError>>(
    database: &Path,
    path: &Path,
    size: DatasetSize,
    history: History,
    fill: impl FnOnce(&mut dyn DatasetWriter, History) -> Result<DatasetStamp, E>,
) -> Result<(DatasetStamp, File), E> {
    let connection = create_snapshot(path)?;
    let mut writer = SnapshotWriter::new(&connection, size)?;
    let stamp = fill(&mut writer, history)?;
    writer.finish(&stamp)?;
    connection.close().map_err(|(_, cause)| StoreError::from(cause))?;
    let connection = open_read_only(path).map_err(StoreError::from)?;
    let catalogue = catalogue(&connection)?;
    let (verified, docs) = thread::scope(|scope| {
        let verified = scope.spawn(move || verify(&connection, path));
        let docs = DocsSource::open(path, &catalogue, None).and_then(|source| write_docs(database, source));
        (join(verified), docs)
    });
    verified?;
    Ok((stamp, docs?))
}

/// Copies the database to `path` and writes what changed. Returns the doc store too, if it is another.
fn update<E: From<StoreError>>(
    database: &Path,
    path: &Path,
    kept: &KeptArticles,
    fill: impl FnOnce(&mut dyn DatasetWriter, History) -> Result<DatasetStamp, E>,
) -> Result<(DatasetStamp, Option<File>), E> {
    let (read, hashes, copied) = thread::scope(|scope| {
        let (hashes, copied) = (scope.spawn(|| read_hashes(database)), scope.spawn(|| copy(database, path)));
        (read_previous(database, kept), join(hashes), join(copied))
    });
    let ((previous, removed), hashes) = (read?, hashes?);
    copied?;
    let history = read_history(database, Some(&removed.keys))?;
    let connection = open_copy(path)?;
    let mut update = SnapshotUpdate::new(&connection, database, &previous, removed, hashes)?;
    let stamp = fill(&mut update, history)?;
    let release = update.finish(&stamp)?;
    connection.close().map_err(|(_, cause)| StoreError::from(cause))?;
    copy_permissions(database, path)?;
    let connection = open_read_only(path).map_err(StoreError::from)?;
    // No claim changed, nor the key of its row.
    if read_docs_id(&connection)? == previous.docs.id() {
        return Ok((stamp, None));
    }
    let catalogue = catalogue(&connection)?;
    let docs = thread::scope(|scope| {
        // The disk has something to do meanwhile; what fails here fails again when the file is put in place.
        scope.spawn(|| File::open(path).and_then(|file| file.sync_all()));
        write_docs(database, DocsSource::open(path, &catalogue, Some(&release))?)
    })?;
    Ok((stamp, Some(docs)))
}

fn join<T>(thread: ScopedJoinHandle<T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Copies a file into one that exists and is empty.
fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    let mut source = File::open(from).map_err(StoreError::file("read", from))?;
    // `fs::copy` truncates it, and ext4 writes a truncated file to the disk when it is closed.
    let copied = File::options().write(true).open(to).and_then(|mut target| io::copy(&mut source, &mut target));
    copied.map(drop).map_err(StoreError::file("write beside the database", to))
}

/// Copies the permissions of the old file to the new one, after that is written: the old file may be read-only.
fn copy_permissions(from: &Path, to: &Path) -> Result<(), StoreError> {
    let copied = std::fs::metadata(from).and_then(|source| std::fs::set_permissions(to, source.permissions()));
    copied.map_err(StoreError::file("set the permissions of", to))
}

/// Reads the release in the database, and which of its claims are not kept.
fn read_previous(database: &Path, kept: &KeptArticles) -> Result<(PreviousRelease, RemovedClaims), StoreError> {
    let connection = open_read_only(database)?;
    let docs = open_or_rebuild(database, &connection, &catalogue(&connection)?)?;
    let previous = PreviousRelease::new(&connection, docs)?;
    if previous.fingerprint != kept.fingerprint {
        return Err(StoreError::CannotUpdate("it was replaced meanwhile"));
    }
    let removed = RemovedClaims::find(&connection, &previous, &kept.articles)?;
    Ok((previous, removed))
}

/// What a seeding locks, so that of two the second continues the history of the first.
enum Lock {
    /// The file that is to be replaced.
    Database(#[expect(dead_code, reason = "locked until it is dropped")] File),
    /// The folder, where there is no file yet.
    Folder(#[expect(dead_code, reason = "locked until it is dropped")] File),
}

/// Waits for another seeding of the same database.
fn lock_current(database: &Path) -> Result<Lock, StoreError> {
    let failed = |path: &Path, cause| StoreError::file("lock", path)(cause);
    let open_and_lock = |path: &Path| -> io::Result<File> {
        let file = File::open(path)?;
        if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
            tracing::info!("waiting for another seeding");
            file.lock()?;
        }
        Ok(file)
    };
    let folder = parent_folder(database);
    loop {
        match open_and_lock(database) {
            Ok(file) if is_in_place(&file, database).map_err(|cause| failed(database, cause))? => {
                return Ok(Lock::Database(file));
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let locked = open_and_lock(folder).map_err(|cause| failed(folder, cause))?;
                if !database.exists() {
                    return Ok(Lock::Folder(locked));
                }
            }
            Err(error) => return Err(failed(database, error)),
        }
    }
}

/// Fails if the path names something other than a file, such as a folder or a pipe.
fn refuse_other_than_file(database: &Path) -> Result<(), StoreError> {
    let is_folder = database.as_os_str().as_encoded_bytes().ends_with(b"/");
    if is_folder || std::fs::metadata(database).is_ok_and(|found| !found.is_file()) {
        return Err(StoreError::file("replace", database)(io::Error::other("it is not a regular file")));
    }
    Ok(())
}

/// Removes the doc stores that the database needs no longer.
fn remove_old_docs(database: &Path) {
    let is_old = |file: &OsStr| {
        let is_current = |id: &String| docs_path(database, id).file_name() == Some(file);
        current_docs(database).is_some_and(|current| !current.iter().any(is_current))
    };
    remove_unlocked(database, |file| is_docs(file, database) && is_old(file));
}

/// The identifiers of the doc store of the database and of its base.
fn current_docs(database: &Path) -> Option<Vec<String>> {
    let own = read_docs_id(&open_read_only(database).ok()?).ok()?;
    let base = DocStore::open(database, &own).map(|docs| docs.base().id);
    Some(base.into_iter().chain([own]).collect())
}

fn verify(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let verdict: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    let orphans: i64 = connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))?;
    if verdict == "ok" && orphans == 0 {
        return Ok(());
    }
    let found = format!("{}: {verdict}, {orphans} broken references right after it was built", path.display());
    Err(StoreError::Corrupt(found))
}

/// Removes files beside the database, such as those that killed processes left. Files being written are locked.
fn remove_unlocked(database: &Path, is_stale: impl Fn(&OsStr) -> bool) {
    let entries = std::fs::read_dir(parent_folder(database)).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| is_stale(&entry.file_name())) {
        let Ok(file) = File::open(entry.path()) else { continue };
        // Another build may have completed the file and unlocked it since it was found stale.
        let is_stale = file.try_lock().is_ok() && is_stale(&entry.file_name());
        if is_stale && std::fs::remove_file(entry.path()).is_ok() {
            tracing::info!(file = %entry.path().display(), "removed stale file");
        }
    }
}

/// A snapshot being built; its file is locked, and removed unless it was renamed.
struct TempDatabase {
    path: PathBuf,
    _lock: File,
}

impl TempDatabase {
    fn create(database: &Path) -> Result<Self, StoreError> {
        remove_unlocked(database, |file| is_unfinished(file, database));
        let failed = |path: &Path, cause| StoreError::file("write beside the database", path)(cause);
        loop {
            // The process number alone is not unique: two containers on one volume may both be process 1.
            let unique = RandomState::new().hash_one(std::process::id());
            let path = building_path(database, &format!("{unique:016x}"));
            let file = File::create_new(&path).map_err(|cause| failed(&path, cause))?;
            if lock_if_in_place(&file, &path).map_err(|cause| failed(&path, cause))? {
                return Ok(Self { path, _lock: file });
            }
        }
    }

    fn rename_to(self, database: &Path) -> Result<(), StoreError> {
        let sync = |path: &Path| File::open(path).and_then(|file| file.sync_all());
        sync(&self.path).map_err(StoreError::file("flush", &self.path))?;
        std::fs::rename(&self.path, database).map_err(StoreError::file("replace", database))?;
        let folder = parent_folder(database);
        sync(folder).map_err(StoreError::file("flush the rename in", folder))
    }
}

impl Drop for TempDatabase {
    fn drop(&mut self) {
        // Fails after a rename, which leaves no file to remove.
        let _ = std::fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_doc_store_of_the_dataset_that_another_build_put_in_place_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("isnad.db");
        let (old, new) = ("a".repeat(64), "b".repeat(64));
        let connection = create_snapshot(&database).unwrap();
        connection.execute("INSERT INTO dataset (name, value) VALUES ('doc_store', ?1)", [&new]).unwrap();
        drop(connection);
        let (old, new) = (docs_path(&database, &old), docs_path(&database, &new));
        for docs in [&old, &new] {
            std::fs::write(docs, "").unwrap();
        }
        remove_old_docs(&database);
        assert!(new.exists() && !old.exists());
        std::fs::write(&database, "unreadable").unwrap();
        remove_old_docs(&database);
        assert!(new.exists());
    }
}
