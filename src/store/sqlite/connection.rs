//! Creates, opens and checks snapshot files: settings, application ID and version.

use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension};

use crate::store::error::StoreError;
use crate::store::layout::check_versions;

/// The version of the tables; a snapshot of another version is rejected.
pub const SCHEMA_VERSION: i32 = 13;

/// How much of a file is mapped into memory: the most that SQLite allows.
const MMAP_BYTES: i64 = 2_147_418_112;

/// Marks the file as a snapshot of Isnad ("ISND") for `file` and other tools.
const APPLICATION_ID: i32 = 0x4953_4E44;

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::OperationInterrupted) => Self::DeadlineExceeded,
            Some(
                ErrorCode::CannotOpen
                | ErrorCode::SystemIoFailure
                | ErrorCode::OutOfMemory
                | ErrorCode::DiskFull
                | ErrorCode::DatabaseBusy
                | ErrorCode::PermissionDenied,
            ) => Self::System(error.to_string()),
            _ => Self::Database(error.to_string()),
        }
    }
}

/// Creates the tables of a snapshot.
pub fn create_snapshot(path: &Path) -> Result<Connection, StoreError> {
    let connection = open_unfinished(path)?;
    connection.execute_batch(&format!(
        "PRAGMA application_id = {APPLICATION_ID};
         PRAGMA user_version = {SCHEMA_VERSION};"
    ))?;
    connection.execute_batch(include_str!("schema.sql"))?;
    Ok(connection)
}

/// Opens a copy of a snapshot to change it.
pub fn open_copy(path: &Path) -> Result<Connection, StoreError> {
    let connection = open_unfinished(path)?;
    connection.execute_batch(&format!("PRAGMA mmap_size = {MMAP_BYTES}"))?;
    check_snapshot(&connection, path)?;
    Ok(connection)
}

/// Opens a file that is not read before it is complete: the settings prefer speed to durability.
fn open_unfinished(path: &Path) -> Result<Connection, StoreError> {
    // SQLite would read a relative path that begins with `file:` as a URI.
    let connection = Connection::open(absolute(path))?;
    connection.execute_batch(
        "PRAGMA journal_mode = OFF;
         PRAGMA synchronous = OFF;
         PRAGMA locking_mode = EXCLUSIVE;
         PRAGMA foreign_keys = OFF;
         PRAGMA cache_size = -65536;
         PRAGMA threads = 4;",
    )?;
    Ok(connection)
}

/// Opens a file that is never written: without locks, so that it can be on a read-only file system.
pub fn open_read_only(path: &Path) -> Result<Connection, rusqlite::Error> {
    let uri = format!("file://{}?mode=ro&immutable=1", percent_encode(absolute(path).as_os_str().as_bytes(), URI_PATH));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(uri, flags)?;
    let settings = "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA mmap_size";
    connection.execute_batch(&format!("{settings} = {MMAP_BYTES}"))?;
    Ok(connection)
}

/// The bytes of a path that are escaped in a URI.
const URI_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// Fails if the file is not a snapshot that this program reads.
pub fn check_snapshot(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let reject = |problem| StoreError::NotADataset { database: path.display().to_string(), problem };
    let unreadable = |error: rusqlite::Error| match error.into() {
        passing @ StoreError::System(_) => passing,
        error => reject(format!("is not a readable SQLite database ({error})")),
    };
    let pragma = |name: &str| connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0)).map_err(unreadable);
    if pragma("application_id")? != APPLICATION_ID {
        return Err(reject("is not an Isnad snapshot".to_owned()));
    }
    let layout = pragma("user_version")?;
    // Only a snapshot of the right version is known to have the table.
    let analyzer = if layout == SCHEMA_VERSION { dataset_value(connection, "analyzer_version") } else { Ok(None) };
    let analyzer = analyzer.map_err(unreadable)?.unwrap_or_default();
    check_versions(layout, SCHEMA_VERSION, &analyzer).map_err(reject)
}

/// A `WHERE` clause: the column has one of the values, a JSON array that is parameter 1. Empty if no values are given.
pub fn where_in(values: Option<&String>, column: &str) -> String {
    values.map_or(String::new(), |_| format!("WHERE {column} IN (SELECT value FROM json_each(?1))"))
}

/// A value of the table `dataset`.
pub fn dataset_value(connection: &Connection, name: &str) -> Result<Option<String>, rusqlite::Error> {
    connection.query_row("SELECT value FROM dataset WHERE name = ?1", [name], |row| row.get(0)).optional()
}

/// Adds a value to the table `dataset`.
pub fn write_dataset_value(connection: &Connection, name: &str, value: &str) -> Result<(), rusqlite::Error> {
    connection.execute("INSERT INTO dataset (name, value) VALUES (?1, ?2)", [name, value])?;
    Ok(())
}
