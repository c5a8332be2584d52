//! Builds a dataset from a validated corpus.

use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use indicatif::ProgressBar;

use crate::domain::checksum::Checksum;
use crate::domain::identifier::ClaimId;
use crate::domain::release::Release;
use crate::ingest::corpus::Corpus;
use crate::ingest::diagnostics::Diagnostics;
use crate::ingest::error::SeedError;
use crate::ingest::parallel_map::parallel_map;
use crate::ingest::progress::progress_bar;
use crate::ingest::releases::{ComparedClaim, Comparison, ReleaseCounts, ReleaseOptions};
use crate::ingest::source::Source;
use crate::quotes::HashedText;
use crate::store::{
    ContentHash, Database, DatasetWriter, IndexedClaim, NameTokens, StoreError, TermDictionary, TextIndexer,
    merge_dictionaries,
};

const CHUNK_CLAIMS: usize = 256;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeedSummary {
    /// The content hash of the dataset.
    pub dataset_version: String,
    pub claims: usize,
    /// The claims that were read and written; the others were kept.
    pub read: usize,
    pub release: Release,
    /// Whether the release is new; it is not if the content is the same.
    pub is_new_release: bool,
    /// Claims that vanished without a notice in `withdrawn.jsonl`.
    pub unspecified: usize,
}

/// Reads seed files and writes them to `database` as the next release of the dataset there. Where the database allows it, only
/// the articles that changed are read and written. Returns the warnings too.
pub fn seed_files(
    source: &Source,
    texts: Option<&Path>,
    database: &Database,
    options: ReleaseOptions,
) -> Result<(SeedSummary, Diagnostics), SeedError> {
    let folder = database.folder();
    if let Some(seeded) = database.seeded()?
        && let Some(corpus) = Corpus::read_changes(source, texts, &folder, &seeded)?
    {
        match seed(&corpus, database, options) {
            // If the database is damaged, all of it is written again below.
            Err(SeedError::Store(
                cause @ (StoreError::CannotUpdate(_) | StoreError::Corrupt(_) | StoreError::Database(_)),
            )) => {
                tracing::info!(%cause, "incremental seeding is not possible: reading and writing all articles");
            }
            Err(SeedError::Diagnostics(_)) => {}
            written => return Ok((written?, corpus.warnings)),
        }
    }
    let corpus = Corpus::read(source, texts, Some(&folder))?;
    Ok((seed(&corpus, database, options)?, corpus.warnings))
}

/// Writes a corpus to `database` as the next release of the dataset there.
pub fn seed(corpus: &Corpus, database: &Database, options: ReleaseOptions) -> Result<SeedSummary, SeedError> {
    let scope = corpus.scope();
    let progress = progress_bar(
        corpus.claim_count() as u64,
        "writing {wide_bar} {human_pos}/{human_len} claims, {per_sec}, {eta} left",
    );
    let mut summary = None;
    let stamp = database.replace(&scope, |writer, history| {
        let comparison = Comparison::new(history, corpus, options)?;
        let mut hash = ContentHash::default();
        let names = write_catalogue(corpus, writer, &mut hash)?;
        let WrittenClaims { terms, checksum, counts } =
            write_claims(corpus, writer, &mut hash, names, &comparison, &progress)?;
        for (article, text) in corpus.texts() {
            writer.article_words(&article.id, &HashedText::new(text))?;
        }
        for (id, notice) in &corpus.withdrawals().0 {
            hash.record(&(id, notice))?;
        }
        let version = hash.version();
        let history = comparison.finish(&counts, &version, corpus.withdrawals())?;
        writer.releases(&history.releases)?;
        for withdrawal in history.withdrawals.values() {
            writer.withdrawal(withdrawal)?;
        }
        writer.terms(terms)?;
        let (context, articles) = corpus.seeded();
        writer.seeded(context, &articles)?;
        summary = history.releases.last().cloned().map(|last| (last, history.has_new_release, history.unspecified));
        Ok::<_, SeedError>(history.stamp(version, checksum.to_string(), &articles)?)
    })?;
    progress.finish_and_clear();
    let (release, is_new_release, unspecified) = summary.expect("a history ends with the release of its dataset");
    let read = corpus.claim_count();
    let (dataset_version, claims) = (stamp.version, scope.size.claims);
    Ok(SeedSummary { dataset_version, claims, read, release, is_new_release, unspecified })
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

/// What is known once all claims are written.
struct WrittenClaims {
    terms: TermDictionary,
    checksum: Checksum,
    counts: ReleaseCounts,
}

/// Indexes the claims in parallel and writes them in order.
fn write_claims(
    corpus: &Corpus,
    writer: &mut dyn DatasetWriter,
    hash: &mut ContentHash,
    names: NameTokens,
    comparison: &Comparison,
    progress: &ProgressBar,
) -> Result<WrittenClaims, SeedError> {
    let (names, count) = (Arc::new(names), corpus.claim_count());
    let ordinals = writer.ordinals(&corpus.claim_ranks())?;
    let chunks = (0..count).step_by(CHUNK_CLAIMS).map(|first| first..count.min(first + CHUNK_CLAIMS));
    // An indexer caches the words it has analyzed, so one per thread is created and reused. The first is there without claims
    // too, since it knows the words of names.
    let indexers = Mutex::new(vec![TextIndexer::new(Arc::clone(&names))]);
    let idle_indexers = || indexers.lock().unwrap_or_else(PoisonError::into_inner);
    let index = |chunk: Range<usize>| {
        let idle = idle_indexers().pop();
        let mut indexer = idle.unwrap_or_else(|| TextIndexer::new(Arc::clone(&names)));
        let claims = index_chunk(corpus, comparison, &mut indexer, chunk, &ordinals);
        idle_indexers().push(indexer);
        claims
    };
    let (mut checksum, mut counts) = (writer.kept_checksum(), ReleaseCounts::default());
    let mut hashes = Vec::with_capacity(count);
    parallel_map(chunks, index, |claims| {
        for PreparedClaim { claim, checksum: of_claim, comparison } in claims? {
            hashes.push(claim.revision.hash);
            checksum.add(of_claim);
            counts.add(&comparison);
            writer.claim(&claim, &corpus.quote_contexts(&claim.claim))?;
            progress.inc(1);
        }
        Ok::<(), SeedError>(())
    })?;
    writer.hash_claims(&hashes, hash)?;
    let indexers = indexers.into_inner().unwrap_or_else(PoisonError::into_inner);
    let terms = indexers.into_iter().map(TextIndexer::into_dictionary).fold(TermDictionary::new(), merge_dictionaries);
    Ok(WrittenClaims { terms, checksum, counts })
}

/// A claim that is ready to be written.
struct PreparedClaim {
    claim: IndexedClaim,
    checksum: Checksum,
    comparison: ComparedClaim,
}

fn index_chunk(
    corpus: &Corpus,
    comparison: &Comparison,
    indexer: &mut TextIndexer,
    chunk: Range<usize>,
    ordinals: &[u32],
) -> Result<Vec<PreparedClaim>, SeedError> {
    let contents = chunk.clone().map(|ordinal| corpus.claim(ordinal)).collect::<Result<Vec<_>, _>>()?;
    let ids: Vec<&ClaimId> = chunk.clone().map(|ordinal| corpus.claim_id(ordinal)).collect();
    let compared = comparison.compare(&ids, &contents)?;
    let claims =
        ordinals[chunk].iter().zip(contents).zip(compared).map(|((ordinal, content), (revision, compared))| {
            let claim = indexer.index(*ordinal, &content, revision, compared.served)?;
            let checksum = Checksum::of(claim.document.as_bytes());
            Ok(PreparedClaim { claim, checksum, comparison: compared })
        });
    claims.collect()
}
