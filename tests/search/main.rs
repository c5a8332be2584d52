//! Search: what it finds, how it ranks and marks, and that nothing typed can break it.

#[path = "../support/mod.rs"]
mod support;

mod composition;
mod hostile;
mod relevance;

use std::sync::{Arc, OnceLock};

use isnad::domain::claim::Claim;
use isnad::domain::vocabulary::ClaimSort;
use isnad::ingest::{Corpus, Source, seed};
use isnad::query::filters::Q;
use isnad::query::{ClaimFilter, ClaimQuery, Values};
use isnad::search::parse;
use isnad::store::{ClaimStream, Database, Dataset, Deadline, StoreError};

/// The built-in corpus, opened once.
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
        // The folder has to outlive the store, which lives as long as the tests.
        std::mem::forget(folder);
        store
    });
    Arc::clone(store)
}

/// The last digits of the claims that a query finds, in its order; nothing when it holds no word.
fn found(typed: &str, sort: ClaimSort) -> Result<Vec<String>, StoreError> {
    let Some(text) = parse(typed) else { return Ok(vec![]) };
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
