//! Another dataset in place of the one that is served: noticed, opened, and put in its place between two requests. What
//! cannot be opened is refused, and the old dataset goes on being served.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;

use super::metrics;
use crate::api::{AppState, Bounds};
use crate::store::Snapshot;

/// How often the file is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// What tells one file from another in the same place.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
struct Identity {
    device: u64,
    inode: u64,
    length: u64,
    modified: (i64, i64),
}

impl Identity {
    fn of(path: &Path) -> Option<Self> {
        let known = |file: Metadata| Self {
            device: file.dev(),
            inode: file.ino(),
            length: file.len(),
            modified: (file.mtime(), file.mtime_nsec()),
        };
        std::fs::metadata(path).ok().map(known)
    }
}

/// Watches the file at `path`, and looks at once when `asked` is set.
pub fn watch(path: PathBuf, served: Arc<ArcSwap<AppState>>, bounds: Bounds, asked: Arc<AtomicBool>) {
    let mut seen = Identity::of(&path);
    thread::spawn(move || {
        loop {
            thread::sleep(LOOK);
            let asked = asked.swap(false, Ordering::Relaxed);
            let now = Identity::of(&path);
            if now == seen && !asked {
                continue;
            }
            seen = now;
            if let Err(error) = replace(&path, &served, &bounds) {
                ::metrics::counter!("isnad_dataset_refused_total").increment(1);
                tracing::error!(database = %path.display(), %error, "refused; the old dataset is still served");
            }
        }
    });
}

fn replace(path: &Path, served: &ArcSwap<AppState>, bounds: &Bounds) -> Result<(), crate::store::StoreError> {
    let started = Instant::now();
    let store = Arc::new(Snapshot::open(path)?);
    let old = served.load_full();
    let state = AppState::new(store, old.documents.clone(), bounds);
    if state.store.version() == old.store.version() {
        tracing::info!(database = %path.display(), "the same dataset as before");
        return Ok(());
    }
    let state = Arc::new(state);
    served.store(Arc::clone(&state));
    metrics::serves_no_more(old.store.version());
    metrics::serves(state.store.version(), state.extent.claims, started.elapsed());
    tracing::info!(
        database = %path.display(),
        dataset_version = state.store.version(),
        claims = state.extent.claims,
        "serving another dataset"
    );
    Ok(())
}
