//! A validated corpus to a snapshot.

use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};

use super::corpus::{Corpus, SeedError};
use crate::store::{SnapshotWriter, replace_snapshot};

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seeded {
    /// The content hash.
    pub dataset_version: String,
    /// How many claims it holds.
    pub claims: usize,
}

/// Writes a corpus to `database`, in place of what is there. A terminal is shown the progress.
pub fn seed(corpus: &Corpus, database: &Path) -> Result<Seeded, SeedError> {
    let progress = progress(corpus.claim_count());
    let dataset_version = replace_snapshot(database, |writer| write(corpus, writer, &progress))?;
    progress.finish_and_clear();
    Ok(Seeded { dataset_version, claims: corpus.claim_count() })
}

fn write(corpus: &Corpus, writer: &mut SnapshotWriter, progress: &ProgressBar) -> Result<(), SeedError> {
    if let Some(description) = &corpus.description {
        writer.describe(description)?;
    }
    for actor in corpus.actors.values() {
        writer.actor(actor)?;
    }
    writer.topics(corpus.topics.values())?;
    for article in corpus.articles() {
        writer.article(article)?;
    }
    for claim in corpus.claims()? {
        writer.claim(&claim?)?;
        progress.inc(1);
    }
    Ok(())
}

/// A bar with rate and remaining time; nothing where standard error is no terminal.
fn progress(claims: usize) -> ProgressBar {
    let style =
        ProgressStyle::with_template("writing {wide_bar} {human_pos}/{human_len} claims, {per_sec}, {eta} left");
    ProgressBar::new(claims as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
