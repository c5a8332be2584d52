//! The `isnad` command: subcommands, nothing else.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Parser;
use isnad::config::{
    Cli, Command, ListenArgs, LogFormat, OpenapiArgs, OpenapiVersion, SeedArgs, ServeArgs, SourceArgs,
};
use isnad::export::{ExportArgs, export};
use isnad::ingest::{Corpus, SeedError, Source, seed};
use isnad::store::{Database, Dataset, DatasetRevision, StoreError};
use isnad::{api, server, telemetry};

/// Claims are made on one thread and let go on another, which the system's allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How a command failed: the data or the request was refused (1).
type Outcome = Result<(), String>;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let _telemetry = match telemetry::start(cli.log_format, &cli.log) {
        Ok(telemetry) => telemetry,
        Err(error) => {
            eprintln!("error: --log: {error}");
            return ExitCode::from(2);
        }
    };
    let outcome = match cli.command {
        Command::Serve(args) => serve(&args),
        Command::Seed(args) => seed_database(&args),
        Command::Check(args) => check(&args),
        Command::Export(args) => write_export(&args),
        Command::Openapi(args) => openapi(&args),
        Command::Healthcheck(args) => healthcheck(&args),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            match cli.log_format {
                LogFormat::Human => eprintln!("error: {message}"),
                LogFormat::Json => tracing::error!("{message}"),
            }
            ExitCode::FAILURE
        }
    }
}

/// Opens the dataset, the built-in corpus if there is none yet.
fn open(database: &Database) -> Result<(Arc<Dataset>, DatasetRevision), String> {
    let told = |error: StoreError| error.to_string();
    if !database.exists().map_err(told)? {
        build(&Source::BuiltIn, None, database)?;
    }
    database.open().map_err(told)
}

fn serve(args: &ServeArgs) -> Outcome {
    let started = Instant::now();
    let opened = open(&args.database)?;
    actix_web::rt::System::new().block_on(async {
        let server = server::start(opened, started.elapsed(), args);
        let server = server.map_err(|error| format!("cannot listen on {}: {error}", args.listen.listen))?;
        server.await.map_err(|error| error.to_string())
    })?;
    tracing::info!(database = %args.database, "stopped serving");
    Ok(())
}

fn seed_database(args: &SeedArgs) -> Outcome {
    let SourceArgs { from, texts } = &args.source;
    build(&Source::Directory(from.clone()), texts.as_deref(), &args.database)
}

fn build(source: &Source, texts: Option<&Path>, database: &Database) -> Outcome {
    let folder = database.folder();
    let corpus = Corpus::read(source, texts, Some(&folder)).map_err(|error| told(&error))?;
    let seeded = seed(&corpus, database).map_err(|error| format!("{} was not built: {}", database, told(&error)))?;
    tracing::info!(
        database = %database,
        claims = seeded.claims,
        dataset_version = seeded.dataset_version,
        "seeded"
    );
    Ok(())
}

fn check(args: &SourceArgs) -> Outcome {
    let corpus = Corpus::read(&Source::Directory(args.from.clone()), args.texts.as_deref(), None);
    let corpus = corpus.map_err(|error| told(&error))?;
    let (claims, quotes, verified) = (corpus.claim_count(), corpus.quotes, corpus.verified_quotes);
    println!("{}: no fault in {claims} claims; {verified} of {quotes} quotes verified", args.from.display());
    Ok(())
}

/// Faults go to standard output, one a line, so that they can be piped; the count is the error.
fn told(error: &SeedError) -> String {
    if let SeedError::Diagnostics(faults) = error {
        print!("{faults}");
    }
    error.to_string()
}

fn write_export(args: &ExportArgs) -> Outcome {
    export(open(&args.database)?.0, args).map_err(|error| error.to_string())
}

fn openapi(args: &OpenapiArgs) -> Outcome {
    let documents = api::describe();
    if args.check {
        is_committed(&args.dir.join("openapi.json"), &documents.openapi)?;
        return is_committed(&args.dir.join("openapi-3.0.json"), &documents.openapi_30);
    }
    match args.openapi_version {
        OpenapiVersion::V31 => print!("{}", documents.openapi),
        OpenapiVersion::V30 => print!("{}", documents.openapi_30),
    }
    Ok(())
}

fn is_committed(file: &Path, rendered: &str) -> Outcome {
    let committed =
        std::fs::read_to_string(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    if committed == rendered {
        return Ok(());
    }
    Err(format!("{} is stale; write it anew with: just openapi", file.display()))
}

fn healthcheck(args: &ListenArgs) -> Outcome {
    server::healthcheck::check(args.listen, Duration::from_secs(3)).map_err(|error| format!("not ready: {error}"))
}
