//! What every request shares or carries: the state, its number, how many claims matched.

use std::fmt;
use std::sync::Arc;

use actix_web::web;

use super::kept::KeptAnswers;
use crate::search::Suggester;
use crate::store::{ClaimStore, Extent};

/// The API's description of itself.
pub struct Documents {
    /// OpenAPI 3.1, pretty-printed so that a change reads well in a diff.
    pub openapi: String,
    /// The same in OpenAPI 3.0.
    pub openapi_30: String,
    /// Every documented path.
    pub paths: Vec<String>,
}

/// What every handler shares.
pub struct AppState {
    /// The dataset served.
    pub store: Arc<dyn ClaimStore>,
    /// How much it holds.
    pub extent: Extent,
    /// Its names, for search boxes.
    pub suggester: Suggester,
    /// The API's description of itself.
    pub documents: Documents,
    /// Answers given before.
    pub kept: KeptAnswers,
}

impl AppState {
    /// Serves this dataset under this description, keeping so many bytes of answers.
    pub fn new(store: Arc<dyn ClaimStore>, documents: Documents, kept: usize) -> Self {
        let (extent, suggester, kept) = (store.extent(), Suggester::new(store.catalogue()), KeptAnswers::new(kept));
        Self { store, extent, suggester, documents, kept }
    }

    /// The languages that evidence is in.
    pub fn languages(&self) -> Vec<&str> {
        self.extent.languages.iter().map(String::as_str).collect()
    }
}

/// The state as handlers receive it.
pub type State = web::Data<AppState>;

/// Identifies a request: the process, then the number of the request in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestId {
    /// Chosen when the process started.
    pub process: u32,
    /// Counts from 1.
    pub number: u32,
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}-{:08x}", self.process, self.number)
    }
}

/// How many claims matched, for the log.
#[derive(Debug, Clone, Copy)]
pub struct MatchCount(pub u64);
