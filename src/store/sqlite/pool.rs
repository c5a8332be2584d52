//! Read-only connections to a file that never changes, all opened at once: a file that is later put in its place is
//! another dataset, and none of these connections sees it.

use std::path::Path;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};

use crate::store::{StoreError, deadline};

/// Steps of SQLite between two looks at the clock: a fraction of a millisecond.
const STEPS: i32 = 2_000;

/// Connections kept where there are fewer processors: workers and exports together seldom need more.
const LEAST: usize = 8;

/// Connections that wait to be used again; who finds none waits for one.
pub struct Connections {
    idle: Mutex<Vec<Connection>>,
    returned: Condvar,
}

impl Connections {
    /// Opens the file as often as it will be read at one time.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let count = std::thread::available_parallelism().map_or(LEAST, |n| n.get().max(LEAST));
        let idle = (0..count).map(|_| open(path)).collect::<Result<_, _>>()?;
        Ok(Self { idle: Mutex::new(idle), returned: Condvar::new() })
    }

    /// Lends a connection to `work`; who is late waits no longer for one.
    pub fn lend<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let connection = loop {
            if let Some(connection) = idle.pop() {
                break connection;
            }
            if deadline::is_late() {
                return Err(StoreError::Late);
            }
            let patience = deadline::deadline().map_or(Duration::MAX, |until| until.duration_since(Instant::now()));
            idle = self.returned.wait_timeout(idle, patience).unwrap_or_else(PoisonError::into_inner).0;
        };
        drop(idle);
        let lent = Lent { connections: self, connection: Some(connection) };
        lent.connection.as_ref().map_or_else(|| Err(StoreError::Corrupt("no connection".to_owned())), work)
    }
}

/// Gives its connection back, also when the work panics.
struct Lent<'c> {
    connections: &'c Connections,
    connection: Option<Connection>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut idle = self.connections.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.extend(self.connection.take());
        self.connections.returned.notify_one();
    }
}

/// Opens the file as one that nobody writes: without locks, so that a read-only file system will do.
pub fn open(path: &Path) -> Result<Connection, StoreError> {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let uri = format!("file://{}?mode=ro&immutable=1", escaped(&absolute));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(uri, flags)?;
    connection.progress_handler(STEPS, Some(deadline::is_late))?;
    connection.execute_batch("PRAGMA query_only = ON; PRAGMA mmap_size = 2147418112; PRAGMA trusted_schema = OFF;")?;
    Ok(connection)
}

/// The characters that end the path in an SQLite URI, escaped.
fn escaped(path: &Path) -> String {
    path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connections() -> Connections {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("empty.db");
        Connection::open(&path).unwrap().execute_batch("PRAGMA user_version = 1").unwrap();
        Connections::open(&path).unwrap()
    }

    #[test]
    fn whoever_waits_for_a_connection_waits_until_the_deadline() {
        let connections = connections();
        let all = std::mem::take(&mut *connections.idle.lock().unwrap());
        let started = Instant::now();
        let late = deadline::within(started + Duration::from_millis(50), || connections.lend(|_| Ok(())));
        assert!(matches!(late, Err(StoreError::Late)), "{late:?}");
        assert!(started.elapsed() < Duration::from_secs(20));
        *connections.idle.lock().unwrap() = all;
        connections.lend(|_| Ok(())).unwrap();
    }

    #[test]
    fn a_statement_that_is_late_is_broken_off_and_the_connection_goes_on() {
        let connections = connections();
        let count = |to: u32| {
            let sql = format!(
                "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {to}) SELECT count(*) FROM n"
            );
            connections.lend(|connection| Ok(connection.query_row(&sql, [], |row| row.get::<_, u32>(0))?))
        };
        let started = Instant::now();
        let late = deadline::within(started + Duration::from_millis(50), || count(4_000_000_000));
        assert!(matches!(late, Err(StoreError::Late)), "{late:?}");
        assert!(started.elapsed() < Duration::from_secs(20));
        assert_eq!(count(10).unwrap(), 10);
    }
}
