//! Replaces a snapshot as a whole: built beside the old one, checked, made durable, then renamed over it.

use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::thread;

use rusqlite::Connection;

use super::{catalogue, docstore, pool};
use crate::store::StoreError;
use crate::store::sqlite::writer::SnapshotWriter;
use crate::store::writer::DatasetWriter;

/// What the name of a file being built has behind the database's.
const BUILDING: &str = ".building-";

/// Builds a snapshot with `fill` and puts it in the place of `database`. On any failure the old file stays as it was.
///
/// `fill` gives the content hash, the `dataset_version`; so does this.
pub fn replace_snapshot<E: From<StoreError>>(
    database: &Path,
    fill: impl FnOnce(&mut dyn DatasetWriter) -> Result<String, E>,
) -> Result<String, E> {
    let unfinished = TempDatabase::beside(database)?;
    let mut connection = Connection::open(&unfinished.path).map_err(StoreError::from)?;
    let mut writer = SnapshotWriter::begin(&mut connection)?;
    let version = fill(&mut writer)?;
    writer.finish(&version)?;
    connection.close().map_err(|(_, cause)| StoreError::from(cause))?;
    let open = |path: &Path| pool::open(path).map_err(StoreError::from);
    let (for_check, for_block) = (open(&unfinished.path)?, open(&unfinished.path)?);
    let path = unfinished.path.as_path();
    let (checked, block) = thread::scope(|scope| {
        let check = scope.spawn(move || verify(&for_check, path));
        let block = catalogue::read(&for_block)
            .map_err(docstore::DocStoreError::from)
            .and_then(|catalogue| docstore::write_beside(database, &version, &catalogue, &for_block));
        (check.join(), block)
    });
    checked.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
    block.map_err(|unwritten| unwritten.at(&docstore::path_of(database)))?;
    unfinished.rename_to(database)?;
    Ok(version)
}

fn verify(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let verdict: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    let orphans: i64 = connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))?;
    if verdict != "ok" || orphans != 0 {
        let what = format!("failed its check right after it was built ({verdict}; {orphans} broken references)");
        return Err(StoreError::NotASnapshot { path: path.to_owned(), what });
    }
    Ok(())
}

/// A file beside the database, removed unless it was renamed. It is locked as long as somebody builds it.
struct TempDatabase {
    path: PathBuf,
    _lock: File,
}

/// Removes what killed processes left beside the database: files like it that nobody has locked.
fn sweep(database: &Path) {
    let Some(name) = database.file_name().and_then(|name| name.to_str()) else { return };
    let folder = database.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let is_unfinished = |file: &str| {
        file.strip_prefix(name).is_some_and(|rest| rest.starts_with(BUILDING)) || docstore::is_unfinished(file, name)
    };
    for entry in beside.filter(|entry| entry.file_name().to_str().is_some_and(is_unfinished)) {
        let abandoned = File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok());
        if abandoned && std::fs::remove_file(entry.path()).is_ok() {
            tracing::info!(file = %entry.path().display(), "removed what an interrupted build left");
        }
    }
}

impl TempDatabase {
    fn beside(database: &Path) -> Result<Self, StoreError> {
        sweep(database);
        let mut name = database.file_name().unwrap_or_default().to_owned();
        // Not by the process alone: two containers on one volume may both be process 1.
        let lot = RandomState::new().hash_one(std::process::id());
        name.push(format!("{BUILDING}{lot:016x}"));
        let path = database.with_file_name(name);
        let locked = File::create_new(&path).and_then(|file| {
            file.lock()?;
            Ok(file)
        });
        let lock = locked.map_err(|cause| StoreError::File {
            doing: "write beside the database",
            path: path.clone(),
            cause,
        })?;
        Ok(Self { path, _lock: lock })
    }

    fn rename_to(self, database: &Path) -> Result<(), StoreError> {
        let durable = File::open(&self.path).and_then(|file| file.sync_all());
        durable.map_err(|cause| StoreError::File { doing: "make durable", path: self.path.clone(), cause })?;
        std::fs::rename(&self.path, database).map_err(|cause| StoreError::File {
            doing: "replace",
            path: database.to_owned(),
            cause,
        })?;
        let folder = database.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(|cause| StoreError::File {
            doing: "make the rename durable in",
            path: folder.to_owned(),
            cause,
        })
    }
}

impl Drop for TempDatabase {
    fn drop(&mut self) {
        // After a rename there is nothing left to remove, and nothing to tell.
        let _ = std::fs::remove_file(&self.path);
    }
}
