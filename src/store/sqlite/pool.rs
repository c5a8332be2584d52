//! A pool of read-only connections to one snapshot.

use std::path::{Path, PathBuf};
use std::time::Duration;

use r2d2::ManageConnection;
use rusqlite::{Connection, OpenFlags};

use crate::store::StoreError;
use crate::store::deadline::Deadline;

/// SQLite's virtual-machine steps between two checks of the deadline: a fraction of a millisecond.
const STEPS_PER_CHECK: i32 = 2_000;

/// Connections on a machine with few processors. Workers and exports together seldom need more.
const MIN_CONNECTIONS: u32 = 8;

/// How long a query without a deadline waits for a connection.
const DEFAULT_WAIT: Duration = Duration::from_mins(10);

/// Connections to one file. All are opened at once and none is replaced, since another file may take the path later.
pub struct SnapshotPool(r2d2::Pool<SnapshotFile>);

impl SnapshotPool {
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        // The pool reports a failure to connect only after its timeout, and without the cause.
        open(path)?;
        let size = std::thread::available_parallelism()
            .map_or(MIN_CONNECTIONS, |n| u32::try_from(n.get()).map_or(MIN_CONNECTIONS, |n| n.max(MIN_CONNECTIONS)));
        let pool = r2d2::Pool::builder()
            .max_size(size)
            .min_idle(Some(size))
            .test_on_check_out(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .build(SnapshotFile(path.to_owned()));
        pool.map(Self).map_err(|error| StoreError::Database(error.to_string()))
    }

    /// Runs `read` with a connection that interrupts its statements at the deadline.
    pub fn with<T>(
        &self,
        deadline: Deadline,
        read: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let wait = deadline.remaining().unwrap_or(DEFAULT_WAIT).min(DEFAULT_WAIT);
        let mut connection = self.0.get_timeout(wait).map_err(|_| StoreError::Late)?;
        connection.progress_handler(STEPS_PER_CHECK, Some(move || deadline.is_past()))?;
        read(&connection)
    }
}

/// Opens connections to a snapshot for the pool.
struct SnapshotFile(PathBuf);

impl ManageConnection for SnapshotFile {
    type Connection = Connection;
    type Error = rusqlite::Error;

    fn connect(&self) -> Result<Connection, rusqlite::Error> {
        open(&self.0)
    }

    fn is_valid(&self, _: &mut Connection) -> Result<(), rusqlite::Error> {
        Ok(())
    }

    fn has_broken(&self, _: &mut Connection) -> bool {
        false
    }
}

/// Opens a file that nobody writes: without locks, so that a read-only file system is enough.
pub fn open(path: &Path) -> Result<Connection, rusqlite::Error> {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let uri = format!("file://{}?mode=ro&immutable=1", escape_uri(&absolute));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(uri, flags)?;
    connection.execute_batch("PRAGMA query_only = ON; PRAGMA mmap_size = 2147418112; PRAGMA trusted_schema = OFF;")?;
    Ok(connection)
}

/// Escapes the characters that end the path in an SQLite URI.
fn escape_uri(path: &Path) -> String {
    path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    fn pool() -> SnapshotPool {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("empty.db");
        Connection::open(&path).unwrap().execute_batch("PRAGMA user_version = 1").unwrap();
        SnapshotPool::open(&path).unwrap()
    }

    #[test]
    fn waiting_for_a_connection_ends_at_the_deadline() {
        let pool = pool();
        let all: Vec<_> = (0..pool.0.max_size()).map(|_| pool.0.get().unwrap()).collect();
        let started = Instant::now();
        let late = pool.with(Deadline::after(Duration::from_millis(50)), |_| Ok(()));
        assert!(matches!(late, Err(StoreError::Late)), "{late:?}");
        assert!(started.elapsed() < Duration::from_secs(20));
        drop(all);
        pool.with(Deadline::NONE, |_| Ok(())).unwrap();
    }

    #[test]
    fn a_statement_is_interrupted_at_the_deadline_and_the_connection_stays_usable() {
        let pool = pool();
        let count = |to: u32, deadline: Deadline| {
            let sql = format!(
                "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {to}) SELECT count(*) FROM n"
            );
            pool.with(deadline, |connection| Ok(connection.query_row(&sql, [], |row| row.get::<_, u32>(0))?))
        };
        let started = Instant::now();
        let late = count(4_000_000_000, Deadline::after(Duration::from_millis(50)));
        assert!(matches!(late, Err(StoreError::Late)), "{late:?}");
        assert!(started.elapsed() < Duration::from_secs(20));
        assert_eq!(count(10, Deadline::NONE).unwrap(), 10);
    }
}
