//! The option `--database` of the commands that read or write a dataset.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use clap::Args;

use super::CommandResult;
use super::output::print;
use super::source::print_diagnostics;
use crate::domain::release::Release;
use crate::ingest::{ReleaseOptions, SeedSummary, Source, seed_files};
use crate::store::{Database, Dataset, DatasetRevision};

const DEFAULT: &str = "isnad.db";

#[derive(Debug, Clone, Args)]
pub struct DatabaseArgs {
    /// Snapshot file, or PostgreSQL cluster such as `postgres://user@host1,host2/claims` [default: isnad.db].
    #[arg(long, env = "ISNAD_DATABASE", value_name = "FILE|URL", hide_env_values = true, allow_hyphen_values = true)]
    database: Option<Database>,
}

impl DatabaseArgs {
    pub fn database(&self) -> Database {
        self.database.clone().unwrap_or_else(|| Database::File(DEFAULT.into()))
    }

    /// Opens the dataset. Where there is none, the built-in corpus is seeded, unless a database was named: its owner expects
    /// other claims there.
    pub fn open(&self, release: ReleaseOptions) -> Result<(Arc<Dataset>, DatasetRevision), Box<dyn Error>> {
        let database = self.database();
        if !database.exists()? {
            if self.database.is_some() {
                let hint = format!("build one with: isnad seed --from DIR --database {database}");
                return Err(format!("no dataset in {database}; {hint}").into());
            }
            tracing::info!(%database, "no database was named and the default does not exist: using the built-in corpus");
            self.seed(&Source::BuiltIn, None, release)?;
        }
        Ok(database.open()?)
    }

    /// Builds a dataset and replaces the one in the database.
    pub fn seed(&self, source: &Source, texts: Option<&Path>, release: ReleaseOptions) -> CommandResult {
        let database = self.database();
        let (summary, warnings) = seed_files(source, texts, &database, release)
            .map_err(|error| format!("cannot build {database}: {}", print_diagnostics(error)))?;
        // A closed pipe does not stop the seeding.
        let _ = print(&warnings.to_string());
        let SeedSummary { dataset_version, claims, read, release, is_new_release, unspecified } = summary;
        if unspecified > 0 {
            tracing::warn!(claims = unspecified, "claims vanished without a line in withdrawn.jsonl");
        }
        let Release { number, mut added, mut modified, mut withdrawn, .. } = release;
        if !is_new_release {
            (added, modified, withdrawn) = (0, 0, 0);
        }
        tracing::info!(
            %database, claims, read, dataset_version, release = number, added, modified, withdrawn, "dataset built"
        );
        Ok(())
    }
}
