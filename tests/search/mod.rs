//! Full-text search: relevance, combination with filters and formats, and hostile input.

mod composition;
mod hostile;
mod languages;
mod names;
mod relevance;

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use isnad::domain::claim::Claim;
use isnad::ingest::{Corpus, ReleaseOptions, Source, seed};
use isnad::query::filters::Q;
use isnad::query::sorts::Sort;
use isnad::query::{ClaimFilter, ClaimQuery, Values};
use isnad::search::parse_query;
use isnad::store::{ClaimStream, Database, Dataset, Deadline, StoreError};

/// Opens the built-in corpus once.
fn corpus() -> Arc<Dataset> {
    static STORE: OnceLock<Arc<Dataset>> = OnceLock::new();
    let store = STORE.get_or_init(|| {
        let folder = tempfile::TempDir::new().unwrap();
        let database = folder.path().join("isnad.db");
        seed(
            &Corpus::read(&Source::BuiltIn, None, Some(&std::env::temp_dir())).unwrap_or_else(|e| panic!("{e}")),
            &Database::File(database.clone()),
            ReleaseOptions::default(),
        )
        .unwrap();
        let (store, _) = Database::File(database).open().unwrap();
        // The folder must exist as long as the store, which lives until the process exits.
        std::mem::forget(folder);
        store
    });
    Arc::clone(store)
}

/// Returns the matching claims, or nothing if the query contains no term.
fn found_in(dataset: &Arc<Dataset>, typed: &str, sort: Sort) -> Result<Vec<Claim>, StoreError> {
    let Some(text) = parse_query(typed, dataset.query_context().analyzers) else { return Ok(vec![]) };
    let query = ClaimQuery { filter: ClaimFilter::default().with(&Q, Values::Text(text)), sort };
    let mut claims = Vec::new();
    for chunk in ClaimStream::new(Arc::clone(dataset), query).chunks(|| Deadline::NONE) {
        claims.extend(chunk?.iter().map(|document| serde_json::from_slice::<Claim>(document).unwrap()));
    }
    Ok(claims)
}

/// Returns the last digits of the identifiers of the matching claims of the built-in corpus.
fn found(typed: &str, sort: Sort) -> Result<Vec<String>, StoreError> {
    let number = |claim: Claim| claim.id.as_str().rsplit('-').next().unwrap().to_owned();
    Ok(found_in(&corpus(), typed, sort)?.into_iter().map(number).collect())
}

/// Pairs of query and claim: relevant, found, both.
#[derive(Default, Clone, Copy)]
struct Score {
    queries: u32,
    relevant: f64,
    found: f64,
    both: f64,
}

impl Score {
    #[expect(clippy::cast_precision_loss, reason = "counts of a few hundred")]
    fn add(&mut self, relevant: &BTreeSet<String>, found: &BTreeSet<String>) {
        self.queries += 1;
        self.relevant += relevant.len() as f64;
        self.found += found.len() as f64;
        self.both += found.intersection(relevant).count() as f64;
    }

    fn recall(self) -> f64 {
        if self.relevant == 0.0 { 1.0 } else { self.both / self.relevant }
    }

    fn precision(self) -> f64 {
        if self.found == 0.0 { 1.0 } else { self.both / self.found }
    }
}
