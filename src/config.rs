//! The command line and its environment: every option with its unit, its default and the name of its variable.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use ipnet::IpNet;

use crate::domain::text::is_host;
use crate::export::ExportArgs;
use crate::store::Database;

/// Structured claims from articles, with who asserts them and the words they rest on.
#[derive(Debug, Parser)]
#[command(name = "isnad", version, about, long_about = None)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// How log lines are written to standard error.
    #[arg(long, env = "ISNAD_LOG_FORMAT", value_enum, default_value_t = LogFormat::Human, global = true)]
    pub log_format: LogFormat,
    /// Which log lines are written: a level or a filter of the `tracing-subscriber` crate, such as `info` or
    /// `isnad=debug`.
    #[arg(long, env = "ISNAD_LOG", default_value = "info,actix_server=warn,actix_http=off", global = true)]
    pub log: String,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the API; seeds the built-in corpus first when the database does not exist.
    Serve(ServeArgs),
    /// Validate seed files and build the snapshot from them, in place of the old one.
    Seed(SeedArgs),
    /// Validate seed files; nothing is written.
    Check(SourceArgs),
    /// Write claims to a file or to standard output, as the API would.
    Export(ExportArgs),
    /// Print the OpenAPI document.
    Openapi(OpenapiArgs),
    /// Exit with 0 when the server at the address is ready (for containers).
    Healthcheck(ListenArgs),
}

/// Where the server listens.
#[derive(Debug, Clone, Args)]
pub struct ListenArgs {
    /// Address and port. Port 0 takes any free one, which the log tells.
    #[arg(long, env = "ISNAD_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
}

/// Options of `serve`.
#[derive(Debug, Clone, Args)]
pub struct ServeArgs {
    /// What to serve: a snapshot file, or a PostgreSQL cluster such as `postgres://reader@host1,host2/claims`.
    #[arg(long, env = "ISNAD_DATABASE", value_name = "FILE|URL", default_value = "isnad.db", hide_env_values = true)]
    pub database: Database,
    /// Where to listen.
    #[command(flatten)]
    pub listen: ListenArgs,
    /// Scheme and host by which people and crawlers reach the server, for the absolute links of the pages; without it, what
    /// each request names.
    #[arg(long, env = "ISNAD_PUBLIC_URL", value_name = "URL", value_parser = public_url)]
    pub public_url: Option<String>,
    /// Worker threads; by default one for every processor.
    #[arg(long, env = "ISNAD_WORKERS", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub workers: Option<u16>,
    /// Response cache size in MiB; 0 disables it.
    #[arg(long, env = "ISNAD_RESPONSE_CACHE_MIB", value_name = "MIB", default_value_t = 64, value_parser = clap::value_parser!(u32).range(0..=65536))]
    pub response_cache_mib: u32,
    /// Query timeout in milliseconds; a query that takes longer is answered with 503.
    #[arg(long, env = "ISNAD_QUERY_TIMEOUT_MS", value_name = "MS", default_value_t = 2000, value_parser = clap::value_parser!(u64).range(1..=600_000))]
    pub query_timeout_ms: u64,
    /// Maximum concurrent expensive queries: phrases and order by relevance [default: number of CPUs].
    #[arg(long, env = "ISNAD_MAX_CONCURRENT_SEARCHES", value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub max_concurrent_searches: Option<u16>,
    /// How many connections each worker holds open; others wait.
    #[arg(long, env = "ISNAD_MAX_CONNECTIONS", value_name = "N", default_value_t = 25_000)]
    pub max_connections: usize,
    /// How long the header of a request may take to come, in seconds.
    #[arg(long, env = "ISNAD_HEADER_TIMEOUT", value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub header_timeout: u64,
    /// How long a connection stays open between two requests, in seconds.
    #[arg(long, env = "ISNAD_KEEP_ALIVE", value_name = "SECONDS", default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub keep_alive: u64,
    /// How many requests a second each client may make in the long run; 0 sets no limit.
    #[arg(long, env = "ISNAD_RATE_LIMIT", value_name = "N", default_value_t = 0)]
    pub rate_limit: u32,
    /// How many it may make at once; by default as many as in a second.
    #[arg(long, env = "ISNAD_RATE_BURST", value_name = "N")]
    pub rate_burst: Option<u32>,
    /// Networks whose `X-Forwarded-For` names the client, such as 10.0.0.0/8; repeat or separate by commas.
    #[arg(long, env = "ISNAD_TRUSTED_PROXY", value_name = "CIDR", value_delimiter = ',')]
    pub trusted_proxy: Vec<IpNet>,
    /// Seconds to keep serving after SIGTERM, with readiness off, before the server stops.
    #[arg(long, env = "ISNAD_SHUTDOWN_GRACE_SECONDS", value_name = "SECONDS", default_value_t = 1, value_parser = clap::value_parser!(u64).range(0..=600))]
    pub shutdown_grace_seconds: u64,
    /// Lets other processes listen at the same address (`SO_REUSEPORT`). A socket handed over by `LISTEN_FDS` goes first.
    #[arg(long, env = "ISNAD_REUSE_PORT")]
    pub reuse_port: bool,
    /// Address and port for `/metrics` and `/health` alone; without it they are served with the API.
    #[arg(long, env = "ISNAD_METRICS_LISTEN", value_name = "ADDRESS")]
    pub metrics_listen: Option<SocketAddr>,
}

fn public_url(typed: &str) -> Result<String, String> {
    let url = typed.strip_suffix('/').unwrap_or(typed);
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let accepted = || "accepted: scheme and host without a path, such as https://claims.example".to_owned();
    host.filter(|host| is_host(host)).map(|_| url.to_owned()).ok_or_else(accepted)
}

/// Where seed files are.
#[derive(Debug, Clone, Args)]
pub struct SourceArgs {
    /// Directory of the seed files, laid out like `seed/`.
    #[arg(long, value_name = "DIR")]
    pub from: PathBuf,
    /// Directory that holds `<article id>.txt`, to verify the quotes against; a snapshot keeps the words around each.
    #[arg(long, value_name = "DIR")]
    pub texts: Option<PathBuf>,
}

/// Options of `seed`.
#[derive(Debug, Clone, Args)]
pub struct SeedArgs {
    /// The files.
    #[command(flatten)]
    pub source: SourceArgs,
    /// Where to put the dataset in the place of the one there: a snapshot file, or a PostgreSQL cluster such as
    /// `postgres://writer@host1,host2/claims`.
    #[arg(long, env = "ISNAD_DATABASE", value_name = "FILE|URL", default_value = "isnad.db", hide_env_values = true)]
    pub database: Database,
}

/// Options of `openapi`.
#[derive(Debug, Clone, Args)]
pub struct OpenapiArgs {
    /// Which version of OpenAPI to print.
    #[arg(long, value_enum, default_value_t = OpenapiVersion::V31)]
    pub openapi_version: OpenapiVersion,
    /// Compare both versions with the committed documents instead, and fail where they differ.
    #[arg(long)]
    pub check: bool,
    /// Directory of the committed documents, `openapi.json` and `openapi-3.0.json`.
    #[arg(long, value_name = "DIR", default_value = "openapi")]
    pub dir: PathBuf,
}

/// A version of OpenAPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OpenapiVersion {
    /// 3.1, the document as it is.
    #[value(name = "3.1")]
    V31,
    /// 3.0, derived.
    #[value(name = "3.0")]
    V30,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Human,
    /// One JSON object a line.
    Json,
}
