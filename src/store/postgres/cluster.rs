//! A PostgreSQL cluster: its address, connections for long work, and queries from synchronous code.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use deadpool_postgres::Pool;
use tokio_postgres::config::{Host, LoadBalanceHosts, TargetSessionAttrs};
use tokio_postgres::{Client, Config, NoTls, Row};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::pool::{PoolRuntime, Value, describe_error};
use crate::store::deadline::Deadline;
use crate::store::error::StoreError;

/// How long a host may take to accept a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// How long sent data may stay unacknowledged before the host counts as lost.
const TCP_USER_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a query without a deadline may take.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);

/// Why an address of a cluster is rejected.
#[derive(Debug, thiserror::Error)]
pub enum InvalidClusterAddress {
    #[error("{0}; accepted: postgres://USER@HOST[,HOST]/DATABASE")]
    Syntax(String),
    #[error("the address contains no host; accepted: postgres://USER@HOST[,HOST]/DATABASE")]
    NoHost,
}

/// One database on one host, or on a primary and its standbys.
#[derive(Clone)]
pub struct Cluster {
    config: Config,
    tls: Option<MakeRustlsConnect>,
    /// Started by the first query.
    runtime: Arc<OnceLock<PoolRuntime>>,
    /// The latest generation that any host has reported.
    generation: Arc<AtomicI64>,
}

impl FromStr for Cluster {
    type Err = InvalidClusterAddress;

    /// Reads a connection string of libpq, such as `postgres://reader@host1,host2/claims`.
    fn from_str(address: &str) -> Result<Self, InvalidClusterAddress> {
        let syntax = |error: tokio_postgres::Error| InvalidClusterAddress::Syntax(describe_error(&error));
        let mut config: Config = address.parse().map_err(syntax)?;
        if config.get_hosts().is_empty() {
            return Err(InvalidClusterAddress::NoHost);
        }
        if config.get_application_name().is_none() {
            config.application_name("isnad");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(TCP_USER_TIMEOUT);
        }
        // On a system without root certificates no server certificate could be verified.
        let tls = MakeRustlsConnect::with_native_certs().ok().map(|(tls, _)| tls);
        Ok(Self { config, tls, runtime: Arc::default(), generation: Arc::default() })
    }
}

impl fmt::Display for Cluster {
    /// Writes hosts and database, without user and password.
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
    /// The latest generation that any host has reported.
    pub fn latest_generation(&self) -> i64 {
        self.generation.load(Ordering::Relaxed)
    }

    /// Records a generation that a host has reported.
    pub fn observe_generation(&self, generation: i64) {
        self.generation.fetch_max(generation, Ordering::Relaxed);
    }

    fn runtime(&self) -> Result<&PoolRuntime, StoreError> {
        if let Some(runtime) = self.runtime.get() {
            return Ok(runtime);
        }
        let runtime = PoolRuntime::new(self.config.clone(), self.tls.as_ref())?;
        Ok(self.runtime.get_or_init(|| runtime))
    }

    /// Runs asynchronous work and waits for it.
    pub fn block_on<T>(&self, work: impl Future<Output = T>) -> Result<T, StoreError> {
        Ok(self.runtime()?.block_on(work))
    }

    /// Starts asynchronous work.
    pub fn spawn<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<tokio::task::JoinHandle<T>, StoreError> {
        Ok(self.runtime()?.spawn(work))
    }

    /// Runs a query on any host and waits for its rows.
    pub fn query(&self, sql: impl Into<String>, values: &[Value], deadline: Deadline) -> Result<Vec<Row>, StoreError> {
        let until = deadline.instant().unwrap_or_else(|| Instant::now() + DEFAULT_TIMEOUT);
        self.runtime()?.query(&sql.into(), values, until)
    }

    /// A pool of one connection, to the host that accepts writes.
    pub fn primary(&self) -> Result<&Pool, StoreError> {
        Ok(self.runtime()?.primary())
    }

    /// Opens a connection to a host that accepts writes.
    pub async fn connect_to_primary(&self) -> Result<Client, StoreError> {
        let mut config = self.config.clone();
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        self.connect(&config).await
    }

    /// Opens a connection to any host.
    pub async fn connect_to_any(&self) -> Result<Client, StoreError> {
        let mut config = self.config.clone();
        config.load_balance_hosts(LoadBalanceHosts::Random);
        self.connect(&config).await
    }

    async fn connect(&self, config: &Config) -> Result<Client, StoreError> {
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
