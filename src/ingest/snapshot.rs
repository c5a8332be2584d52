//! Builds a dataset from a validated corpus.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use indicatif::ProgressBar;

use crate::ingest::corpus::Corpus;
use crate::ingest::error::SeedError;
use crate::ingest::parallel_map::parallel_map;
use crate::ingest::progress::progress_bar;
use crate::quotes::HashedText;
use crate::store::{
    ContentHash, Database, DatasetWriter, IndexedClaim, NameTokens, TermDictionary, TextIndexer, merge_dictionaries,
};

const CHUNK_CLAIMS: usize = 256;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeedSummary {
    /// The content hash of the dataset.
    pub dataset_version: String,
    pub claims: usize,
}

/// Writes a corpus to `database` and replaces the dataset there.
pub fn seed(corpus: &Corpus, database: &Database) -> Result<SeedSummary, SeedError> {
    let claims = corpus.claim_count();
    let progress =
        progress_bar(claims as u64, "writing {wide_bar} {human_pos}/{human_len} claims, {per_sec}, {eta} left");
    let dataset_version = database.replace(|writer| {
        let mut hash = ContentHash::default();
        let names = write_catalogue(corpus, writer, &mut hash)?;
        let terms = write_claims(corpus, writer, &mut hash, names, &progress)?;
        for (article, text) in corpus.texts() {
            writer.article_words(&article.id, &HashedText::new(text))?;
        }
        writer.terms(terms)?;
        Ok::<_, SeedError>(hash.version())
    })?;
    progress.finish_and_clear();
    Ok(SeedSummary { dataset_version, claims })
}

fn write_catalogue(
    corpus: &Corpus,
    writer: &mut dyn DatasetWriter,
    hash: &mut ContentHash,
) -> Result<NameTokens, SeedError> {
    let mut names = NameTokens::default();
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
    Ok(names)
}

/// Indexes the claims in parallel and writes them in order; returns the terms of the index.
fn write_claims(
    corpus: &Corpus,
    writer: &mut dyn DatasetWriter,
    hash: &mut ContentHash,
    names: NameTokens,
    progress: &ProgressBar,
) -> Result<TermDictionary, SeedError> {
    let (names, count) = (Arc::new(names), corpus.claim_count());
    let chunks = (0..count).step_by(CHUNK_CLAIMS).map(|first| first..count.min(first + CHUNK_CLAIMS));
    // An indexer caches the words it has analyzed, so one per thread is created and reused.
    let indexers = Mutex::new(Vec::new());
    let idle_indexers = || indexers.lock().unwrap_or_else(PoisonError::into_inner);
    let index = |chunk: Range<usize>| {
        let idle = idle_indexers().pop();
        let mut indexer = idle.unwrap_or_else(|| TextIndexer::new(Arc::clone(&names)));
        let claims = chunk.map(|ordinal| Ok(indexer.index(ordinal, corpus.claim(ordinal)?)?));
        let claims = claims.collect::<Result<Vec<IndexedClaim>, SeedError>>();
        idle_indexers().push(indexer);
        claims
    };
    parallel_map(chunks, index, |claims| {
        for claim in claims? {
            hash.document(&claim.document);
            writer.claim(&claim, &corpus.quote_contexts(&claim.claim))?;
            progress.inc(1);
        }
        Ok::<(), SeedError>(())
    })?;
    let indexers = indexers.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(indexers.into_iter().map(TextIndexer::into_dictionary).fold(TermDictionary::new(), merge_dictionaries))
}
