//! The command line: one file a subcommand, with its options and what it does.

mod check;
mod coverage;
mod curate;
mod curation;
mod database;
mod diagnostics;
mod diff;
mod draft;
mod export;
mod healthcheck;
mod import;
mod mcp;
mod new;
mod openapi;
mod output;
mod quote;
mod release;
mod seed;
mod serve;
mod source;
mod verify;

use std::error::Error;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::telemetry::{self, LogFormat, StalledLog};

/// Structured claims from articles, with who asserts them and the words they rest on.
#[derive(Debug, Parser)]
#[command(name = "isnad", version, about, long_about = None)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Format of log lines on standard error.
    #[arg(long, env = "ISNAD_LOG_FORMAT", value_enum, default_value_t = LogFormat::Human, global = true)]
    log_format: LogFormat,
    /// Log filter: a level, or levels of modules such as `warn,isnad=debug`.
    #[arg(long, env = "ISNAD_LOG", default_value = "info,actix_server=warn,actix_http=off,rmcp=off", global = true)]
    log: String,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API and the explorer; without a dataset, seeds the built-in corpus first.
    Serve(serve::ServeArgs),
    /// Validate seed files and build a dataset from them, which replaces the one in the database.
    Seed(seed::SeedArgs),
    /// Validate seed files; writes nothing.
    Check(check::CheckArgs),
    /// Begin an article: its record, the actor of its voice and an empty file of claims.
    New(new::NewArgs),
    /// Propose claims for the sentences of an article that no claim covers, for a person to decide on.
    Draft(draft::DraftArgs),
    /// Report what of an article no claim covers yet, and what its claims lack.
    Coverage(coverage::CoverageArgs),
    /// Find words in an article, as evidence to paste into a claim; exits with 1 if they do not stand there.
    Quote(quote::QuoteArgs),
    /// Serve a local page on which a person turns a text into claims; writes seed files.
    Curate(curate::CurateArgs),
    /// Turn annotations of other tools into seed files.
    Import(import::ImportArgs),
    /// Write claims to a file or to standard output, as the API would.
    Export(export::ExportArgs),
    /// Verify the quotations of a draft; exits with 1 if one stands nowhere or has another speaker.
    Verify(verify::VerifyArgs),
    /// Serve tools for agents on standard input and output, by the Model Context Protocol.
    Mcp(mcp::McpArgs),
    /// Print what changed between two databases.
    Diff(diff::DiffArgs),
    /// Print the OpenAPI document.
    Openapi(openapi::OpenapiArgs),
    /// Exit with 0 if the server at the address is ready (for containers).
    Healthcheck(healthcheck::HealthcheckArgs),
}

/// The outcome of a subcommand. An error means that the data or the request was refused: exit code 1.
type CommandResult = Result<(), Box<dyn Error>>;

/// An option is missing or wrong, which only shows when files are read: exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct UsageError(String);

/// Runs the subcommand that the command line names.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return output::print_usage(&error),
    };
    let stalled = if matches!(cli.command, Command::Serve(_)) { StalledLog::Drops } else { StalledLog::Waits };
    let telemetry = match telemetry::start(cli.log_format, &cli.log, stalled) {
        Ok(telemetry) => telemetry,
        Err(error) => {
            output::print_error(&format!("error: --log: {error}"));
            return ExitCode::from(2);
        }
    };
    let result = match &cli.command {
        Command::Serve(args) => serve::run(args),
        Command::Seed(args) => seed::run(args),
        Command::Check(args) => check::run(args),
        Command::New(args) => new::run(args),
        Command::Draft(args) => draft::run(args),
        Command::Coverage(args) => coverage::run(args),
        Command::Quote(args) => quote::run(args),
        Command::Curate(args) => curate::run(args),
        Command::Import(args) => import::run(args),
        Command::Export(args) => export::run(args),
        Command::Verify(args) => verify::run(args),
        Command::Mcp(args) => mcp::run(args),
        Command::Diff(args) => diff::run(args),
        Command::Openapi(args) => openapi::run(args),
        Command::Healthcheck(args) => healthcheck::run(args),
    };
    let Err(error) = result else { return ExitCode::SUCCESS };
    let code = if error.is::<UsageError>() { ExitCode::from(2) } else { ExitCode::FAILURE };
    match cli.log_format {
        LogFormat::Human => {
            drop(telemetry);
            output::print_error(&format!("error: {error}"));
        }
        LogFormat::Json => tracing::error!("{error}"),
    }
    code
}
