//! Hosts and connections. Reads go to any host, and to another one when a host fails or does not have the dataset yet.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use deadpool_postgres::{Hook, HookError, Manager, Object, Pool, PoolError};
use tokio::runtime::Runtime;
use tokio::time::{sleep, timeout_at};
use tokio_postgres::config::{Host, LoadBalanceHosts, TargetSessionAttrs};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, Error, NoTls, Row};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::store::StoreError;
use crate::store::deadline::Deadline;

/// Connections that questions are asked on at one time.
const CONNECTIONS: usize = 16;

/// A connection is given up at this age, so that hosts that come back are used again.
const MAX_AGE: Duration = Duration::from_mins(5);

/// How long a host may take to accept a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// How long what was sent may stay unacknowledged before the host counts as gone.
const USER_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a question may take where nobody has set a deadline.
const PATIENCE: Duration = Duration::from_secs(10);

/// Less time than this is not worth an attempt.
const SHORTEST: Duration = Duration::from_millis(20);

/// What every session for questions is set to. The server breaks off by itself what nobody waits for any more.
const SESSION: &str =
    "SET default_transaction_read_only = on; SET statement_timeout = '30s'; SET plan_cache_mode = force_generic_plan";

/// A value of a question.
pub type Value = Box<dyn ToSql + Sync + Send>;

/// A PostgreSQL cluster: one database on one host, or on a primary and its standbys.
#[derive(Clone)]
pub struct Cluster {
    config: Config,
    tls: Option<MakeRustlsConnect>,
    works: Arc<OnceLock<PoolRuntime>>,
    /// The latest switch that any host has told of.
    latest: Arc<AtomicI64>,
}

/// What answers questions, once there are any.
struct PoolRuntime {
    runtime: Runtime,
    pool: Pool,
}

impl FromStr for Cluster {
    type Err = String;

    /// Reads a connection string of libpq, such as `postgres://reader@host1,host2/claims`.
    fn from_str(address: &str) -> Result<Self, String> {
        let mut config: Config = address.parse().map_err(|error: Error| told(&error))?;
        if config.get_hosts().is_empty() {
            return Err("names no host".to_owned());
        }
        if config.get_application_name().is_none() {
            config.application_name("isnad");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(USER_TIMEOUT);
        }
        // Without an authority known to the system no certificate could be trusted.
        let tls = MakeRustlsConnect::with_native_certs().ok().map(|(tls, _)| tls);
        Ok(Self { config, tls, works: Arc::default(), latest: Arc::default() })
    }
}

impl fmt::Display for Cluster {
    /// Hosts and database, without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ports = self.config.get_ports();
        let hosts = self.config.get_hosts().iter().enumerate().map(|(at, host)| {
            let port = ports.get(at).or(ports.first()).copied().unwrap_or(5432);
            match host {
                Host::Tcp(name) => format!("{name}:{port}"),
                Host::Unix(folder) => format!("{}:{port}", folder.display()),
            }
        });
        let hosts: Vec<String> = hosts.collect();
        write!(f, "postgres://{}/{}", hosts.join(","), self.config.get_dbname().unwrap_or_default())
    }
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Cluster {
    /// The latest switch that any host has told of.
    pub fn latest(&self) -> i64 {
        self.latest.load(Ordering::Relaxed)
    }

    /// Notes a switch that a host has told of.
    pub fn tells(&self, generation: i64) {
        self.latest.fetch_max(generation, Ordering::Relaxed);
    }

    fn works(&self) -> Result<&PoolRuntime, StoreError> {
        if let Some(works) = self.works.get() {
            return Ok(works);
        }
        let unable = |error: &dyn fmt::Display| StoreError::Database(error.to_string());
        // Connections live on threads of their own: whoever asks may wait in any way.
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("postgres")
            .enable_all()
            .build()
            .map_err(|error| unable(&error))?;
        let mut config = self.config.clone();
        config.load_balance_hosts(LoadBalanceHosts::Random);
        let manager = match &self.tls {
            Some(tls) => Manager::new(config, tls.clone()),
            None => Manager::new(config, NoTls),
        };
        let set_up = Hook::async_fn(|client: &mut deadpool_postgres::ClientWrapper, _| {
            Box::pin(async move { client.batch_execute(SESSION).await.map_err(HookError::Backend) })
        });
        let too_old = Hook::sync_fn(
            |_, metrics| {
                if metrics.age() < MAX_AGE { Ok(()) } else { Err(HookError::message("too old")) }
            },
        );
        let pool = Pool::builder(manager).max_size(CONNECTIONS).post_create(set_up).pre_recycle(too_old).build();
        let pool = pool.map_err(|error| unable(&error))?;
        Ok(self.works.get_or_init(|| PoolRuntime { runtime, pool }))
    }

    /// Does work that waits for a host, from a thread that may wait.
    pub fn wait<T>(&self, work: impl Future<Output = T>) -> Result<T, StoreError> {
        Ok(self.works()?.runtime.block_on(work))
    }

    /// Begins work that waits for a host.
    pub fn spawn<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<tokio::task::JoinHandle<T>, StoreError> {
        Ok(self.works()?.runtime.spawn(work))
    }

    /// Asks a question of any host.
    pub async fn ask(&self, sql: impl Into<String>, values: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        let works = self.works()?;
        let until = Instant::now() + PATIENCE;
        ask_until(&works.pool, &sql.into(), &values, until).await
    }

    /// Runs a query on any host and waits for its rows.
    pub fn query(&self, sql: impl Into<String>, values: &[Value], deadline: Deadline) -> Result<Vec<Row>, StoreError> {
        let works = self.works()?;
        let until = deadline.instant().unwrap_or_else(|| Instant::now() + PATIENCE);
        works.runtime.block_on(ask_until(&works.pool, &sql.into(), values, until))
    }

    /// A connection of its own, for long work: to a host that takes writes, or to any.
    pub async fn connect(&self, writes: bool) -> Result<Client, StoreError> {
        let mut config = self.config.clone();
        if writes {
            config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        } else {
            config.load_balance_hosts(LoadBalanceHosts::Random);
        }
        if let Some(tls) = &self.tls {
            let (client, connection) = config.connect(tls.clone()).await?;
            tokio::spawn(connection);
            return Ok(client);
        }
        let (client, connection) = config.connect(NoTls).await?;
        tokio::spawn(connection);
        Ok(client)
    }
}

/// Asks until there is an answer, a refusal that would be the same anywhere, or no time left.
async fn ask_until(pool: &Pool, sql: &str, values: &[Value], until: Instant) -> Result<Vec<Row>, StoreError> {
    let mut failures = 0;
    let mut last: Option<String> = None;
    loop {
        // A host that hangs may have half of the time that is left, so that another can be asked.
        let now = Instant::now();
        let left = until.saturating_duration_since(now);
        if left < SHORTEST {
            return Err(last.map_or(StoreError::Late, StoreError::Unreachable));
        }
        let told = match timeout_at((now + left / 2).into(), ask_once(pool, sql, values)).await {
            Ok(Ok(rows)) => return Ok(rows),
            Ok(Err(PoolError::Backend(error))) if !passes(&error) => return Err(error.into()),
            Ok(Err(PoolError::Backend(error))) => told(&error),
            Ok(Err(error)) => error.to_string(),
            // Whether the host hangs or the question is long, the next attempt tells.
            Err(_) => {
                failures += 1;
                continue;
            }
        };
        tracing::debug!(error = told, failures, "asking another host");
        last = Some(told);
        failures += 1;
        // What was open when a host went fails at once, one connection after the other; only then is it worth waiting.
        if failures > CONNECTIONS {
            sleep(Duration::from_millis(20)).await;
        }
    }
}

async fn ask_once(pool: &Pool, sql: &str, values: &[Value]) -> Result<Vec<Row>, PoolError> {
    let mut lent = Lent { connection: Some(pool.get().await?), sound: false };
    let Some(client) = &lent.connection else { return Ok(vec![]) };
    let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value.as_ref() as &(dyn ToSql + Sync)).collect();
    let statement = client.prepare_cached(sql).await?;
    let rows = client.query(&statement, &values).await?;
    lent.sound = true;
    Ok(rows)
}

/// Goes back to the pool when it has answered; closes when it has failed or is still busy with what nobody waits for.
struct Lent {
    connection: Option<Object>,
    sound: bool,
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take().filter(|_| !self.sound) {
            drop(Object::take(connection));
        }
    }
}

/// Whether another host, or the same one a little later, may well answer.
fn passes(error: &Error) -> bool {
    let Some(code) = error.code() else { return true };
    // Connection exceptions, conflicts with what a standby replays, hosts that go down or come up, datasets that a standby
    // has not replayed yet.
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

/// What went wrong, with what the server said.
pub fn told(error: &Error) -> String {
    use std::error::Error as _;
    match (error.as_db_error(), error.source()) {
        (Some(said), _) => format!("{} ({})", said.message(), said.code().code()),
        (None, Some(source)) => format!("{error}: {source}"),
        (None, None) => error.to_string(),
    }
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        if error.code() == Some(&SqlState::QUERY_CANCELED) { Self::Late } else { Self::Database(told(&error)) }
    }
}
