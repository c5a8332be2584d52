//! `isnad serve`.

use std::sync::Arc;
use std::time::Instant;

use clap::Args;

use super::{CommandResult, seed};
use crate::ingest::Source;
use crate::server::{self, config::ServerConfig};
use crate::store::{Database, Dataset, DatasetRevision};

#[derive(Debug, Clone, Args)]
pub struct ServeArgs {
    #[command(flatten)]
    config: ServerConfig,
}

pub fn run(args: &ServeArgs) -> CommandResult {
    let config = &args.config;
    let started = Instant::now();
    let opened = open_or_seed(&config.database)?;
    server::run(opened, started.elapsed(), config)?;
    tracing::info!(database = %config.database, "server stopped");
    Ok(())
}

/// Opens the dataset; seeds the built-in corpus first if there is none.
pub fn open_or_seed(database: &Database) -> Result<(Arc<Dataset>, DatasetRevision), Box<dyn std::error::Error>> {
    if !database.exists()? {
        seed::build(&Source::BuiltIn, None, database)?;
    }
    Ok(database.open()?)
}
