//! Watches the database and serves another dataset when it appears. A dataset that cannot be opened is refused, and the
//! server keeps the current one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;

use crate::http::metrics;
use crate::http::state::AppState;
use crate::store::{Database, DatasetRevision, StoreError};

/// How often the database is checked.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// Starts watching the database for revisions newer than `seen`; setting `reload` makes it open the dataset in any case.
pub fn watch(database: Database, mut seen: DatasetRevision, served: Arc<ArcSwap<AppState>>, reload: Arc<AtomicBool>) {
    thread::spawn(move || {
        loop {
            thread::sleep(POLL_INTERVAL);
            let is_requested = reload.swap(false, Ordering::Relaxed);
            let (before, current) = (seen, database.revision());
            if current.is_newer_than(seen) {
                seen = current;
            } else if !is_requested {
                continue;
            }
            if let Err(error) = replace(&database, &served) {
                if database.is_retryable(&error) {
                    seen = before;
                }
                ::metrics::counter!("isnad_dataset_reload_failures_total").increment(1);
                tracing::error!(%database, %error, "dataset reload failed; keeping the current dataset");
            }
        }
    });
}

fn replace(database: &Database, served: &ArcSwap<AppState>) -> Result<(), StoreError> {
    let started = Instant::now();
    let (dataset, _) = database.open()?;
    let old = served.load_full();
    if dataset.version() == old.dataset.version() {
        tracing::info!(%database, "dataset unchanged");
        return Ok(());
    }
    let state = Arc::new(AppState::new(dataset, old.documents.clone(), &old.limits));
    served.store(Arc::clone(&state));
    metrics::clear_active_dataset(old.dataset.version());
    metrics::set_active_dataset(state.dataset.version(), state.stats.claims, started.elapsed());
    tracing::info!(
        %database,
        dataset_version = state.dataset.version(),
        claims = state.stats.claims,
        "dataset reloaded"
    );
    Ok(())
}
