//! `isnad seed`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::CommandResult;
use crate::ingest::{Corpus, SeedError, Source, seed};
use crate::store::Database;

/// The seed files to read.
#[derive(Debug, Clone, Args)]
pub struct SourceArgs {
    /// Directory of the seed files, laid out like `seed/`.
    #[arg(long, value_name = "DIR")]
    pub from: PathBuf,
    /// Directory with the article texts, `<article id>.txt`, against which quotes are verified. The database keeps a few
    /// words around each quote.
    #[arg(long, value_name = "DIR")]
    pub texts: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub struct SeedArgs {
    #[command(flatten)]
    source: SourceArgs,
    /// Target database, whose dataset is replaced: a snapshot file, or a PostgreSQL cluster such as
    /// `postgres://writer@host1,host2/claims`.
    #[arg(long, env = "ISNAD_DATABASE", value_name = "FILE|URL", default_value = "isnad.db", hide_env_values = true)]
    database: Database,
}

pub fn run(args: &SeedArgs) -> CommandResult {
    let SourceArgs { from, texts } = &args.source;
    build(&Source::Directory(from.clone()), texts.as_deref(), &args.database)
}

/// Builds a dataset and replaces the one in the database.
pub fn build(source: &Source, texts: Option<&Path>, database: &Database) -> CommandResult {
    let corpus = Corpus::read(source, texts, Some(&database.folder())).map_err(print_diagnostics)?;
    let summary =
        seed(&corpus, database).map_err(|error| format!("cannot build {database}: {}", print_diagnostics(error)))?;
    tracing::info!(
        database = %database,
        claims = summary.claims,
        dataset_version = summary.dataset_version,
        "dataset built"
    );
    Ok(())
}

/// Prints the diagnostics of seed files to standard output, one a line, so that they can be piped. The error counts them.
pub fn print_diagnostics(error: SeedError) -> SeedError {
    if let SeedError::Diagnostics(diagnostics) = &error {
        print!("{diagnostics}");
    }
    error
}
