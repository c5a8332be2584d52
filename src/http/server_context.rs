//! What all requests of the process share, independent of the dataset: the identifiers of requests, the shutdown flag.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use arc_swap::ArcSwap;

use super::request_extensions::RequestId;
use super::state::AppState;

pub struct ServerContext {
    /// The dataset served now.
    pub served: Arc<ArcSwap<AppState>>,
    /// Whether the server is shutting down.
    pub shutting_down: AtomicBool,
    process: u32,
    last_request: AtomicU32,
}

impl ServerContext {
    pub fn new(served: Arc<ArcSwap<AppState>>) -> Self {
        let random = RandomState::new().hash_one(std::process::id()).to_le_bytes();
        let process = u32::from_le_bytes([random[0], random[1], random[2], random[3]]);
        Self { served, shutting_down: AtomicBool::new(false), process, last_request: AtomicU32::new(0) }
    }

    /// The identifier of the next request.
    pub fn next_request_id(&self) -> RequestId {
        RequestId { process: self.process, number: self.last_request.fetch_add(1, Ordering::Relaxed).wrapping_add(1) }
    }
}
