//! Full-text search: relevance, combination with filters and formats, and hostile input.

mod composition;
mod hostile;
mod languages;
mod relevance;

use std::sync::{Arc, OnceLock};

use isnad::domain::claim::Claim;
use isnad::ingest::{Corpus, Source, seed};
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
        )
        .unwrap();
        let (store, _) = Database::File(database).open().unwrap();
        // The folder must exist as long as the store, which lives until the process exits.
        std::mem::forget(folder);
        store
    });
    Arc::clone(store)
}

/// Returns the last digits of the identifiers of the matching claims, or nothing if the query contains no term.
fn found(typed: &str, sort: Sort) -> Result<Vec<String>, StoreError> {
    let Some(text) = parse_query(typed, corpus().query_context().analyzers) else { return Ok(vec![]) };
    let query = ClaimQuery { filter: ClaimFilter::default().with(&Q, Values::Text(text)), sort };
    let mut ids = Vec::new();
    for chunk in ClaimStream::new(corpus(), query).chunks(|| Deadline::NONE) {
        for document in chunk? {
            let claim: Claim = serde_json::from_slice(&document).unwrap();
            ids.push(claim.id.as_str().rsplit('-').next().unwrap().to_owned());
        }
    }
    Ok(ids)
}
