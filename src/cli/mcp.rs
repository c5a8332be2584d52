//! `isnad mcp`: the tools for agents on standard input and output.

use clap::Args;

use super::CommandResult;
use super::database::DatabaseArgs;
use crate::domain::base_path;
use crate::ingest::ReleaseOptions;
use crate::server::{self, config::StdioConfig};

#[derive(Debug, Clone, Args)]
pub struct McpArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    config: StdioConfig,
}

pub fn run(args: &McpArgs) -> CommandResult {
    // Before anything is seeded.
    server::expect_agents()?;
    base_path::set(server::config::base_path(args.config.public_url.as_deref()));
    let opened = args.database.open(ReleaseOptions::default())?;
    Ok(server::run_stdio(opened, &args.database.database(), &args.config)?)
}
