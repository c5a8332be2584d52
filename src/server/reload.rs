//! Another dataset in place of the one that is served: noticed, opened, and put in its place between two requests. What
//! cannot be opened is refused, and the old dataset goes on being served.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;

use crate::http::metrics;
use crate::http::state::{ApiLimits, AppState};
use crate::store::{Database, DatasetRevision, StoreError};

/// How often the database is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// Watches the database, whose dataset has this mark, and looks at it in any case when `asked` is set.
pub fn watch(
    database: Database,
    mut seen: DatasetRevision,
    served: Arc<ArcSwap<AppState>>,
    bounds: ApiLimits,
    asked: Arc<AtomicBool>,
) {
    thread::spawn(move || {
        loop {
            thread::sleep(LOOK);
            let asked = asked.swap(false, Ordering::Relaxed);
            let now = database.mark();
            let is_news = now.is_news(seen);
            let before = seen;
            if is_news {
                seen = now;
            }
            if !is_news && !asked {
                continue;
            }
            if let Err(error) = replace(&database, &served, &bounds) {
                if database.may_recover(&error) {
                    seen = before;
                }
                ::metrics::counter!("isnad_dataset_refused_total").increment(1);
                tracing::error!(%database, %error, "refused; the old dataset is still served");
            }
        }
    });
}

fn replace(database: &Database, served: &ArcSwap<AppState>, bounds: &ApiLimits) -> Result<(), StoreError> {
    let started = Instant::now();
    let (store, _) = database.open()?;
    let old = served.load_full();
    let state = AppState::new(store, old.documents.clone(), bounds);
    if state.store.version() == old.store.version() {
        tracing::info!(%database, "the same dataset as before");
        return Ok(());
    }
    let state = Arc::new(state);
    served.store(Arc::clone(&state));
    metrics::serves_no_more(old.store.version());
    metrics::serves(state.store.version(), state.extent.claims, started.elapsed());
    tracing::info!(
        %database,
        dataset_version = state.store.version(),
        claims = state.extent.claims,
        "serving another dataset"
    );
    Ok(())
}
