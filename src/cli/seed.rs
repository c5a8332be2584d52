//! `isnad seed`.

use clap::Args;

use super::CommandResult;
use super::database::DatabaseArgs;
use super::release::ReleaseArgs;
use super::source::SourceArgs;
use crate::ingest::Source;

#[derive(Debug, Clone, Args)]
pub struct SeedArgs {
    #[command(flatten)]
    source: SourceArgs,
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    release: ReleaseArgs,
}

pub fn run(args: &SeedArgs) -> CommandResult {
    let SourceArgs { from, texts } = &args.source;
    args.database.seed(&Source::Directory(from.clone()), texts.as_deref(), args.release.options())
}
