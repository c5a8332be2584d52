//! A validated corpus to a dataset in a database.

use std::sync::Arc;

use indicatif::ProgressBar;

use crate::ingest::corpus::{Corpus, SeedError};
use crate::ingest::parallel::in_order;
use crate::ingest::progress::bar;
use crate::store::{
    ContentHash, Database, DatasetWriter, IndexedClaim, NameTokens, TermDictionary, TextIndexer, merge_dictionaries,
};

/// Claims that are prepared together.
const CHUNK: usize = 256;

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeedSummary {
    /// The content hash.
    pub dataset_version: String,
    /// How many claims it holds.
    pub claims: usize,
}

/// Writes a corpus to `database`, in place of what is there. A terminal is shown the progress.
pub fn seed(corpus: &Corpus, database: &Database) -> Result<SeedSummary, SeedError> {
    let claims = corpus.claim_count();
    let progress = bar(claims as u64, "writing {wide_bar} {human_pos}/{human_len} claims, {per_sec}, {eta} left");
    let dataset_version = database.replace(|writer| write(corpus, writer, &progress))?;
    progress.finish_and_clear();
    Ok(SeedSummary { dataset_version, claims })
}

/// Writes everything and gives its content hash.
fn write(corpus: &Corpus, writer: &mut dyn DatasetWriter, progress: &ProgressBar) -> Result<String, SeedError> {
    let (mut hash, mut names) = (ContentHash::default(), NameTokens::default());
    if let Some(description) = &corpus.description {
        hash.record(description)?;
        writer.description(description)?;
    }
    for actor in corpus.actors.values() {
        hash.record(actor)?;
        names.add_actor(actor);
        writer.actor(actor)?;
    }
    for topic in corpus.topics.values() {
        hash.record(topic)?;
        names.add_topic(topic);
        writer.topic(topic)?;
    }
    for article in corpus.articles() {
        hash.record(article)?;
        names.add_article(article);
        writer.article(article)?;
    }
    let names = Arc::new(names);
    let last = corpus.claim_count();
    let chunks = (0..last).step_by(CHUNK).map(|first| first..last.min(first + CHUNK));
    let prepare = |analysis: &mut TextIndexer, chunk: std::ops::Range<usize>| {
        let prepared = chunk.map(|place| Ok(analysis.index(place, corpus.claim(place)?)?));
        prepared.collect::<Result<Vec<IndexedClaim>, SeedError>>()
    };
    let analyses = in_order(
        chunks,
        || TextIndexer::new(Arc::clone(&names)),
        prepare,
        |prepared| {
            for claim in prepared? {
                hash.document(&claim.document);
                writer.claim(&claim, &corpus.contexts(&claim.claim))?;
                progress.inc(1);
            }
            Ok::<(), SeedError>(())
        },
    )?;
    let dictionaries = analyses.into_iter().map(TextIndexer::into_dictionary);
    writer.terms(dictionaries.fold(TermDictionary::new(), merge_dictionaries))?;
    Ok(hash.version())
}
