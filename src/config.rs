//! The command line and its environment: every option with its unit, its default and the name of its variable.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::export::ExportArgs;

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
    /// The snapshot to serve.
    #[arg(long, env = "ISNAD_DATABASE", default_value = "isnad.db")]
    pub database: PathBuf,
    /// Where to listen.
    #[command(flatten)]
    pub listen: ListenArgs,
    /// Worker threads; by default one for every processor.
    #[arg(long, env = "ISNAD_WORKERS", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub workers: Option<u16>,
    /// Memory for answers that are asked for again, in MiB; 0 keeps none.
    #[arg(long, env = "ISNAD_CACHE", value_name = "MIB", default_value_t = 32, value_parser = clap::value_parser!(u32).range(0..=65536))]
    pub cache: u32,
}

/// Where seed files are.
#[derive(Debug, Clone, Args)]
pub struct SourceArgs {
    /// Directory of the seed files, laid out like `seed/`.
    #[arg(long, value_name = "DIR")]
    pub from: PathBuf,
    /// Directory that holds `<article id>.txt`, to verify the quotes against.
    #[arg(long, value_name = "DIR")]
    pub texts: Option<PathBuf>,
}

/// Options of `seed`.
#[derive(Debug, Clone, Args)]
pub struct SeedArgs {
    /// The files.
    #[command(flatten)]
    pub source: SourceArgs,
    /// The snapshot to build or replace.
    #[arg(long, env = "ISNAD_DATABASE", value_name = "FILE", default_value = "isnad.db")]
    pub database: PathBuf,
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
