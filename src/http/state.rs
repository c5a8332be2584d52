//! The state that handlers share: the dataset served, its response cache, the server's limits.

use std::collections::BTreeMap;
use std::future::{Ready, ready};
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::{EntityTag, HeaderValue};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use tokio::sync::{OnceCell, Semaphore};

use super::dump_layout::DumpLayouts;
use super::problem::ApiError;
use super::response_cache::ResponseCache;
use super::trusted_proxies::TrustedProxies;
use crate::store::{Dataset, DatasetStats};

/// The OpenAPI documents.
#[derive(Clone)]
pub struct OpenApiDocuments {
    /// OpenAPI 3.1, pretty-printed.
    pub openapi: String,
    /// OpenAPI 3.0, pretty-printed.
    pub openapi_30: String,
    /// Every documented path.
    pub paths: BTreeMap<String, DocumentedPath>,
}

/// What the OpenAPI document says of a path.
#[derive(Debug, Clone)]
pub struct DocumentedPath {
    /// The summary of GET.
    pub summary: String,
    /// The media type of the successful response to GET.
    pub media_type: String,
}

/// The operator's settings for answering requests.
#[derive(Debug, Clone)]
pub struct ApiLimits {
    pub response_cache_bytes: usize,
    pub query_timeout: Duration,
    /// How long the body of a request may take to arrive.
    pub body_timeout: Duration,
    /// Limits how many expensive queries run at once.
    pub query_permits: Arc<Semaphore>,
    /// Limits how many exports are streamed at once.
    pub export_permits: Arc<Semaphore>,
    /// The beginning of absolute links: scheme, host and base path; scheme and host of each request if absent.
    pub public_url: Option<String>,
    pub trusted_proxies: TrustedProxies,
}

/// One dataset with everything that is needed to serve it.
pub struct AppState {
    pub dataset: Arc<Dataset>,
    /// The `Dataset-Version` of every response.
    pub version: Option<HeaderValue>,
    pub stats: DatasetStats,
    pub documents: OpenApiDocuments,
    pub response_cache: ResponseCache,
    pub dump_layouts: DumpLayouts,
    pub(super) snapshot_tag: OnceCell<EntityTag>,
    pub limits: ApiLimits,
}

impl AppState {
    pub fn new(dataset: Arc<Dataset>, documents: OpenApiDocuments, limits: &ApiLimits) -> Self {
        let stats = dataset.stats();
        let version = HeaderValue::from_str(dataset.version()).ok();
        let response_cache = ResponseCache::new(limits.response_cache_bytes);
        let (dump_layouts, snapshot_tag) = (DumpLayouts::default(), OnceCell::new());
        Self { dataset, version, stats, documents, response_cache, dump_layouts, snapshot_tag, limits: limits.clone() }
    }
}

/// The state of one request. It does not change when another dataset is loaded before the response.
#[derive(Clone)]
pub struct State(pub Arc<AppState>);

impl State {
    /// The state that middleware has given to a request.
    pub fn from_extensions(request: &impl HttpMessage) -> Option<Self> {
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
        ready(Self::from_extensions(request).ok_or_else(|| ApiError::Internal("the request has no state".to_owned())))
    }
}
