//! A connection pool whose queries go to any host, and to another one if a host fails or does not have the dataset yet.

use std::fmt;
use std::time::{Duration, Instant};

use deadpool_postgres::{ClientWrapper, Hook, HookError, Manager, Object, Pool, PoolError};
use tokio::runtime::Runtime;
use tokio::time::{sleep, timeout_at};
use tokio_postgres::config::{LoadBalanceHosts, TargetSessionAttrs};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Config, Error, NoTls, Row};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::store::error::StoreError;

const MAX_CONNECTIONS: usize = 16;

/// Connections of this age are closed, so that recovered hosts are used again.
const MAX_AGE: Duration = Duration::from_mins(5);

/// An attempt with less time than this is not started.
const MIN_ATTEMPT: Duration = Duration::from_millis(20);

/// Pause between attempts once every connection of the pool may have failed.
const RETRY_PAUSE: Duration = Duration::from_millis(20);

/// The statement timeout ends queries whose client has given up.
const SESSION_SETTINGS: &str =
    "SET default_transaction_read_only = on; SET statement_timeout = '30s'; SET plan_cache_mode = force_generic_plan";

/// A bound value of a query.
pub type Value = Box<dyn ToSql + Sync + Send>;

/// A pool, with the runtime on whose threads its connections live.
pub struct PoolRuntime {
    runtime: Runtime,
    pool: Pool,
    primary: Pool,
}

impl PoolRuntime {
    pub fn new(mut config: Config, tls: Option<&MakeRustlsConnect>) -> Result<Self, StoreError> {
        let failed = |error: &dyn fmt::Display| StoreError::Database(error.to_string());
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("postgres")
            .enable_all()
            .build()
            .map_err(|error| failed(&error))?;
        let manager = |config| match tls {
            Some(tls) => Manager::new(config, tls.clone()),
            None => Manager::new(config, NoTls),
        };
        let mut primary = config.clone();
        primary.target_session_attrs(TargetSessionAttrs::ReadWrite);
        let primary = Pool::builder(manager(primary)).max_size(1).build();
        config.load_balance_hosts(LoadBalanceHosts::Random);
        let set_up = Hook::async_fn(|client: &mut ClientWrapper, _| {
            Box::pin(async move { client.batch_execute(SESSION_SETTINGS).await.map_err(HookError::Backend) })
        });
        let check_age =
            Hook::sync_fn(
                |_, metrics| {
                    if metrics.age() < MAX_AGE { Ok(()) } else { Err(HookError::message("too old")) }
                },
            );
        let pool =
            Pool::builder(manager(config)).max_size(MAX_CONNECTIONS).post_create(set_up).pre_recycle(check_age).build();
        let (pool, primary) = (pool.map_err(|error| failed(&error))?, primary.map_err(|error| failed(&error))?);
        Ok(Self { runtime, pool, primary })
    }

    /// A pool of one connection, to the host that accepts writes.
    pub fn primary(&self) -> &Pool {
        &self.primary
    }

    pub fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    pub fn spawn<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> tokio::task::JoinHandle<T> {
        self.runtime.spawn(work)
    }

    /// Runs a query and waits for its rows.
    pub fn query(&self, sql: &str, values: &[Value], until: Instant) -> Result<Vec<Row>, StoreError> {
        self.runtime.block_on(query_with_retries(&self.pool, sql, values, until))
    }
}

/// Repeats a query until it succeeds, fails in a way that another host would repeat, or has no time left.
async fn query_with_retries(pool: &Pool, sql: &str, values: &[Value], until: Instant) -> Result<Vec<Row>, StoreError> {
    let mut failures = 0;
    let mut last: Option<String> = None;
    loop {
        // Each attempt gets half of the remaining time, so that a host that hangs leaves time for another.
        let now = Instant::now();
        let left = until.saturating_duration_since(now);
        if left < MIN_ATTEMPT {
            return Err(last.map_or(StoreError::DeadlineExceeded, StoreError::Unreachable));
        }
        failures += 1;
        let error = match timeout_at((now + left / 2).into(), query_once(pool, sql, values)).await {
            Ok(Ok(rows)) => return Ok(rows),
            Ok(Err(PoolError::Backend(error))) if !is_transient(&error) => return Err(error.into()),
            Ok(Err(PoolError::Backend(error))) => describe_error(&error),
            Ok(Err(error)) => error.to_string(),
            // The next attempt shows whether the host hangs or the query is slow.
            Err(_) => continue,
        };
        tracing::debug!(error, failures, "retrying query on another host");
        last = Some(error);
        // When a host fails, its open connections fail at once, one after the other; waiting helps only after them.
        if failures > MAX_CONNECTIONS {
            sleep(RETRY_PAUSE).await;
        }
    }
}

async fn query_once(pool: &Pool, sql: &str, values: &[Value]) -> Result<Vec<Row>, PoolError> {
    let mut pooled = PooledConnection { connection: Some(pool.get().await?), is_idle: false };
    let client = pooled.connection.as_ref().expect("taken only on drop");
    let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value.as_ref() as &(dyn ToSql + Sync)).collect();
    let statement = client.prepare_cached(sql).await?;
    let rows = client.query(&statement, &values).await?;
    pooled.is_idle = true;
    Ok(rows)
}

/// Returns to the pool after a complete query; closes if the query has failed or was abandoned.
struct PooledConnection {
    connection: Option<Object>,
    is_idle: bool,
}

impl Drop for PooledConnection {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take().filter(|_| !self.is_idle) {
            drop(Object::take(connection));
        }
    }
}

/// Whether another host, or the same one a little later, may succeed.
fn is_transient(error: &Error) -> bool {
    let Some(code) = error.code() else { return true };
    // Connection exceptions, conflicts with replay on a standby, hosts that stop or start, and datasets that a standby has
    // not replayed yet.
    code.code().starts_with("08")
        || [
            SqlState::T_R_SERIALIZATION_FAILURE,
            SqlState::ADMIN_SHUTDOWN,
            SqlState::CRASH_SHUTDOWN,
            SqlState::CANNOT_CONNECT_NOW,
            SqlState::TOO_MANY_CONNECTIONS,
            SqlState::UNDEFINED_TABLE,
            SqlState::INVALID_SCHEMA_NAME,
        ]
        .contains(code)
}

/// The message of an error, with that of the server or of its cause.
pub fn describe_error(error: &Error) -> String {
    use std::error::Error as _;
    match (error.as_db_error(), error.source()) {
        (Some(server), _) => format!("{} ({})", server.message(), server.code().code()),
        (None, Some(source)) => format!("{error}: {source}"),
        (None, None) => error.to_string(),
    }
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        if error.code() == Some(&SqlState::QUERY_CANCELED) {
            Self::DeadlineExceeded
        } else {
            Self::Database(describe_error(&error))
        }
    }
}
