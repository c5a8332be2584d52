//! `isnad healthcheck`. Asks the metrics server, if there is one: it has a worker of its own.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use clap::Args;

use super::CommandResult;
use crate::server::config::ListenArgs;

/// How long the server may take to answer.
const TIMEOUT: Duration = Duration::from_secs(3);

#[derive(Debug, Clone, Args)]
pub struct HealthcheckArgs {
    #[command(flatten)]
    listen: ListenArgs,
    /// Address and port for `/metrics` and `/health`, if they are served apart from the API.
    #[arg(long, env = "ISNAD_METRICS_LISTEN", value_name = "ADDRESS")]
    metrics_listen: Option<SocketAddr>,
}

pub fn run(args: &HealthcheckArgs) -> CommandResult {
    Ok(check(args.metrics_listen.unwrap_or(args.listen.listen)).map_err(|error| format!("not ready: {error}"))?)
}

/// Succeeds if the server at `address` answers `/health/ready` with 200.
fn check(address: SocketAddr) -> io::Result<()> {
    let mut connection = TcpStream::connect_timeout(&address, TIMEOUT)?;
    connection.set_read_timeout(Some(TIMEOUT))?;
    connection.set_write_timeout(Some(TIMEOUT))?;
    write!(connection, "GET /health/ready HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut response = String::new();
    connection.read_to_string(&mut response)?;
    let status = response.lines().next().unwrap_or_default();
    if status.starts_with("HTTP/1.1 200 ") { Ok(()) } else { Err(io::Error::other(status.to_owned())) }
}
