//! A pool of read-only connections to one snapshot.

use std::path::{Path, PathBuf};
use std::time::Duration;

use r2d2::ManageConnection;
use rusqlite::Connection;

use super::connection::open_read_only;
use crate::store::deadline::Deadline;
use crate::store::error::StoreError;

/// Steps of SQLite's virtual machine between two checks of the deadline: a fraction of a millisecond.
const STEPS_PER_CHECK: i32 = 2_000;

/// Connections on a machine with few processors. Workers and exports together rarely need more.
const MIN_CONNECTIONS: u32 = 8;

/// How long a query without a deadline waits for a connection.
const DEFAULT_WAIT: Duration = Duration::from_mins(10);

/// How long opening the connections may take, such as without file descriptors.
const OPEN_TIMEOUT: Duration = Duration::from_secs(5);

/// Connections to one file. All are opened at once and none is replaced, since the path may later name another file.
pub struct SnapshotPool(r2d2::Pool<SnapshotFile>);

impl SnapshotPool {
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        // The pool reports a failure to connect only after its timeout, and without the cause.
        open_read_only(path)?;
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let size = u32::try_from(processors).expect("fewer than 2^32 processors").max(MIN_CONNECTIONS);
        let pool = r2d2::Pool::builder()
            .max_size(size)
            .min_idle(Some(size))
            .test_on_check_out(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .connection_timeout(OPEN_TIMEOUT)
            .build(SnapshotFile(path.to_owned()));
        pool.map(Self).map_err(|error| StoreError::System(error.to_string()))
    }

    /// Runs `read` with a connection that interrupts its statements at the deadline.
    pub fn with<T>(
        &self,
        deadline: Deadline,
        read: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let wait = deadline.remaining().unwrap_or(DEFAULT_WAIT).min(DEFAULT_WAIT);
        let mut connection = self.0.get_timeout(wait).map_err(|_| StoreError::DeadlineExceeded)?;
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
        open_read_only(&self.0)
    }

    fn is_valid(&self, _: &mut Connection) -> Result<(), rusqlite::Error> {
        Ok(())
    }

    fn has_broken(&self, _: &mut Connection) -> bool {
        false
    }
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
    fn pool_wait_respects_deadline() {
        let pool = pool();
        let all: Vec<_> = (0..pool.0.max_size()).map(|_| pool.0.get().unwrap()).collect();
        let started = Instant::now();
        let late = pool.with(Deadline::after(Duration::from_millis(50)), |_| Ok(()));
        assert!(matches!(late, Err(StoreError::DeadlineExceeded)), "{late:?}");
        assert!(started.elapsed() < Duration::from_secs(20));
        drop(all);
        pool.with(Deadline::NONE, |_| Ok(())).unwrap();
    }

    #[test]
    fn statement_respects_deadline_and_connection_stays_usable() {
        let pool = pool();
        let count = |to: u32, deadline: Deadline| {
            let sql = format!(
                "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {to}) SELECT count(*) FROM n"
            );
            pool.with(deadline, |connection| Ok(connection.query_row(&sql, [], |row| row.get::<_, u32>(0))?))
        };
        let started = Instant::now();
        let late = count(4_000_000_000, Deadline::after(Duration::from_millis(50)));
        assert!(matches!(late, Err(StoreError::DeadlineExceeded)), "{late:?}");
        assert!(started.elapsed() < Duration::from_secs(20));
        assert_eq!(count(10, Deadline::NONE).unwrap(), 10);
    }
}
