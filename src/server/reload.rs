//! Watches the database and serves another dataset when it appears. A dataset that cannot be opened is refused, and the
//! server keeps the current one. If the cause may pass, it is tried again, otherwise when the database changes.

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

/// The longest pause before a dataset that could not be opened for a passing cause is tried again.
const MAX_PAUSE: Duration = Duration::from_mins(1);

/// Starts watching the database for revisions newer than `seen`; setting `reload` makes it open the dataset in any case.
pub fn watch(database: Database, mut seen: DatasetRevision, served: Arc<ArcSwap<AppState>>, reload: Arc<AtomicBool>) {
    thread::spawn(move || {
        let mut retry: Option<Retry> = None;
        loop {
            thread::sleep(POLL_INTERVAL);
            let is_due = reload.swap(false, Ordering::Relaxed) || retry.as_ref().is_some_and(Retry::is_due);
            let current = database.revision();
            if current.is_newer_than(seen) {
                (seen, retry) = (current, None);
            } else if !is_due {
                continue;
            }
            retry = match replace(&database, &served) {
                Ok(()) => None,
                Err(error) => {
                    let next = database.is_retryable(&error).then(|| Retry::after(retry.as_ref()));
                    let retry_seconds = next.as_ref().map(|retry| retry.pause.as_secs());
                    ::metrics::counter!("isnad_dataset_reload_failures_total").increment(1);
                    tracing::error!(%database, %error, retry_seconds, "dataset reload failed; keeping the current dataset");
                    next
                }
            };
        }
    });
}

/// When a dataset is tried again.
struct Retry {
    at: Instant,
    pause: Duration,
}

impl Retry {
    /// The next attempt, after twice the pause of the one before.
    fn after(last: Option<&Self>) -> Self {
        let pause = last.map_or(POLL_INTERVAL, |last| last.pause * 2).min(MAX_PAUSE);
        Self { at: Instant::now() + pause, pause }
    }

    fn is_due(&self) -> bool {
        Instant::now() >= self.at
    }
}

fn replace(database: &Database, served: &ArcSwap<AppState>) -> Result<(), StoreError> {
    let started = Instant::now();
    let (dataset, _) = database.open()?;
    let old = served.load_full();
    if dataset.fingerprint() == old.dataset.fingerprint() {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_minute() {
        let mut last = Retry::after(None);
        let mut pauses = vec![last.pause.as_secs()];
        for _ in 0..8 {
            last = Retry::after(Some(&last));
            pauses.push(last.pause.as_secs());
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert!(!last.is_due());
    }
}
