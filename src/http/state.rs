//! What every request shares or carries: the state, its number, how many claims matched.

use std::fmt;
use std::future::{Ready, ready};
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use crate::http::middleware::response_cache::ResponseCache;
use crate::http::problem::ApiError;
use crate::http::run::QueryPermits;
use crate::search::Suggester;
use crate::store::{ClaimStore, DatasetStats};

/// The API's description of itself.
#[derive(Clone)]
pub struct OpenApiDocuments {
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
    pub extent: DatasetStats,
    /// Its names, for search boxes.
    pub suggester: Suggester,
    /// The API's description of itself.
    pub documents: OpenApiDocuments,
    /// Answers given before.
    pub kept: ResponseCache,
    /// How long a query may take.
    pub deadline: Duration,
    /// Room for queries that take long.
    pub room: Arc<QueryPermits>,
    /// Scheme and host of absolute links, where the operator names them.
    pub public_url: Option<String>,
}

/// What of the state the operator chooses.
#[derive(Debug, Clone)]
pub struct ApiLimits {
    /// Bytes of answers that are kept.
    pub kept: usize,
    /// How long a query may take.
    pub deadline: Duration,
    /// Room for queries that take long.
    pub room: Arc<QueryPermits>,
    /// Scheme and host of absolute links.
    pub public_url: Option<String>,
}

impl AppState {
    /// Serves this dataset under this description, within these bounds.
    pub fn new(store: Arc<dyn ClaimStore>, documents: OpenApiDocuments, bounds: &ApiLimits) -> Self {
        let ApiLimits { kept, deadline, room, public_url } = bounds;
        let (extent, suggester) = (store.extent(), Suggester::new(store.catalogue()));
        let (kept, deadline, room) = (ResponseCache::new(*kept), *deadline, Arc::clone(room));
        let public_url = public_url.clone();
        Self { store, extent, suggester, documents, kept, deadline, room, public_url }
    }

    /// The languages that evidence is in.
    pub fn languages(&self) -> Vec<&str> {
        self.extent.languages.iter().map(String::as_str).collect()
    }
}

/// The state as handlers receive it: one and the same from the beginning of a request to its end, whatever is put in its
/// place meanwhile.
#[derive(Clone)]
pub struct State(pub Arc<AppState>);

impl State {
    /// The state that a request was given when it came.
    pub fn of(request: &impl HttpMessage) -> Option<Self> {
        request.extensions().get::<Self>().cloned()
    }
}

impl Deref for State {
    type Target = AppState;

    fn deref(&self) -> &AppState {
        &self.0
    }
}

impl FromRequest for State {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request).ok_or_else(|| ApiError::Framework("a request without a state".to_owned())))
    }
}

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
