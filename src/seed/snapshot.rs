//! A validated corpus to a snapshot.

use std::path::Path;

use indicatif::ProgressBar;

use super::corpus::{Corpus, SeedError};
use super::parallel::in_order;
use super::progress::bar;
use crate::store::{Analysis, Lexicon, PreparedClaim, SnapshotWriter, merge, replace_snapshot};

/// Claims that are prepared together.
const CHUNK: usize = 256;

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
    let claims = corpus.claim_count();
    let progress = bar(claims as u64, "writing {wide_bar} {human_pos}/{human_len} claims, {per_sec}, {eta} left");
    let dataset_version = replace_snapshot(database, |writer| write(corpus, writer, &progress))?;
    progress.finish_and_clear();
    Ok(Seeded { dataset_version, claims })
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
    let names = writer.names();
    let last = corpus.claim_count();
    let chunks = (0..last).step_by(CHUNK).map(|first| first..last.min(first + CHUNK));
    let prepare = |analysis: &mut Analysis, chunk: std::ops::Range<usize>| {
        let prepared = chunk.map(|place| Ok(analysis.prepare(place, corpus.claim(place)?)?));
        prepared.collect::<Result<Vec<PreparedClaim>, SeedError>>()
    };
    let mut rows = writer.claims()?;
    let analyses = in_order(
        chunks,
        || Analysis::new(names.clone()),
        prepare,
        |prepared| {
            for claim in prepared? {
                rows.add(&claim)?;
                rows.contexts(claim.ordinal, &corpus.contexts(&claim.claim))?;
                progress.inc(1);
            }
            Ok::<(), SeedError>(())
        },
    )?;
    drop(rows);
    let lexicon = analyses.into_iter().map(Analysis::into_lexicon).fold(Lexicon::new(), merge);
    Ok(writer.words(lexicon)?)
}
