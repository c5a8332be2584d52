//! `isnad serve`.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::CommandResult;
use super::database::DatabaseArgs;
use super::release::ReleaseArgs;
use crate::domain::base_path;
use crate::ingest::Source;
use crate::server::{self, config::ServerConfig};

#[derive(Debug, Clone, Args)]
pub struct ServeArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Directory of seed files to seed first; they replace the dataset in the database.
    #[arg(long, value_name = "DIR", allow_hyphen_values = true)]
    from: Option<PathBuf>,
    /// With `--from`: directory with the article texts, as for `isnad seed`.
    #[arg(long, value_name = "DIR", requires = "from", allow_hyphen_values = true)]
    texts: Option<PathBuf>,
    #[command(flatten)]
    release: ReleaseArgs,
    #[command(flatten)]
    config: ServerConfig,
}

pub fn run(args: &ServeArgs) -> CommandResult {
    let started = Instant::now();
    base_path::set(server::config::base_path(args.config.public_url.as_deref()));
    if let Some(from) = &args.from {
        args.database.seed(&Source::Directory(from.clone()), args.texts.as_deref(), args.release.options())?;
    }
    let opened = args.database.open(args.release.options())?;
    let database = args.database.database();
    server::run(opened, &database, started.elapsed(), &args.config)?;
    tracing::info!(%database, "server stopped");
    Ok(())
}
