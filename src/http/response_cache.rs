//! An in-memory cache of complete responses by address and content encoding. A dataset is immutable and has a cache of its
//! own, so entries never go stale.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, EntityTag, HeaderMap, HeaderName, HeaderValue};
use actix_web::web::Bytes;
use metrics::{Counter, counter};
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::request_extensions::MatchCount;

/// The largest body that is cached, in bytes.
pub const MAX_BODY_BYTES: usize = 512 << 10;

/// The memory of an entry besides its key and body, in bytes: mostly headers.
const ENTRY_OVERHEAD_BYTES: usize = 2 << 10;

/// The size of a typical entry, in bytes, from which the number of entries is estimated.
const EXPECTED_ENTRY_BYTES: usize = 8 << 10;

/// Responses by content encoding, path and query.
pub struct ResponseCache {
    /// `None` if the cache is switched off.
    entries: Option<Cache<String, Arc<CachedResponse>, EntryWeight>>,
    hits: Counter,
    misses: Counter,
}

/// A complete 200 response.
pub struct CachedResponse {
    pub headers: Vec<(HeaderName, HeaderValue)>,
    pub etag: EntityTag,
    pub body: Bytes,
    pub matches: Option<MatchCount>,
}

#[derive(Clone)]
struct EntryWeight;

impl Weighter<String, Arc<CachedResponse>> for EntryWeight {
    fn weight(&self, key: &String, response: &Arc<CachedResponse>) -> u64 {
        (key.len() + response.body.len() + ENTRY_OVERHEAD_BYTES) as u64
    }
}

impl ResponseCache {
    /// A cache of this size in bytes; 0 switches it off.
    pub fn new(bytes: usize) -> Self {
        let estimated = (bytes / EXPECTED_ENTRY_BYTES).max(16);
        let requests = |result| counter!("isnad_response_cache_requests_total", "result" => result);
        Self {
            entries: (bytes > 0).then(|| Cache::with_weighter(estimated, bytes as u64, EntryWeight)),
            hits: requests("hit"),
            misses: requests("miss"),
        }
    }

    pub fn get(&self, key: &str) -> Option<Arc<CachedResponse>> {
        let found = self.entries.as_ref()?.get(key)?;
        self.hits.increment(1);
        Some(found)
    }

    /// Stores a response if the cache is switched on.
    pub fn insert(&self, key: String, response: Arc<CachedResponse>) {
        if let Some(entries) = &self.entries {
            self.misses.increment(1);
            entries.insert(key, response);
        }
    }

    pub fn is_enabled(&self) -> bool {
        self.entries.is_some()
    }
}

impl CachedResponse {
    pub fn new(headers: &HeaderMap, etag: EntityTag, body: Bytes, matches: Option<MatchCount>) -> Self {
        let headers = headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        Self { headers, etag, body, matches }
    }

    /// The response with its body.
    pub fn ok(&self) -> HttpResponse {
        let mut response = HttpResponse::with_body(StatusCode::OK, BoxBody::new(self.body.clone()));
        for (name, value) in &self.headers {
            response.headers_mut().append(name.clone(), value.clone());
        }
        response
    }

    /// The 304 response for a client that has this one.
    pub fn not_modified(&self) -> HttpResponse {
        let mut response = HttpResponse::new(StatusCode::NOT_MODIFIED);
        for (name, value) in &self.headers {
            if [header::ETAG, header::CACHE_CONTROL, header::VARY].contains(name) {
                response.headers_mut().insert(name.clone(), value.clone());
            }
        }
        response
    }
}
