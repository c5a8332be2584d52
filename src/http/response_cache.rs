//! An in-memory cache of complete responses by address and content encoding. A dataset is immutable and has a cache of its
//! own, so entries never go stale.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::HttpResponse;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, EntityTag, HeaderMap, HeaderName, HeaderValue};
use actix_web::web::Bytes;
use metrics::{Counter, counter};
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::chunked_body::ChunkedBody;
use super::request_extensions::{MatchCount, RoutePattern};

/// The largest body that is cached, in bytes.
pub const MAX_BODY_BYTES: usize = 512 << 10;

/// The memory of an entry besides its key and body, in bytes: mostly headers.
const ENTRY_OVERHEAD_BYTES: usize = 2 << 10;

/// The size of a typical entry, in bytes, from which the number of entries is estimated.
const EXPECTED_ENTRY_BYTES: usize = 4 << 10;

/// The largest body that is sent in one piece, in bytes. A larger one shares its chunks with the dataset and with other
/// responses while a client reads it.
const MAX_JOINED_BYTES: usize = 64 << 10;

/// A body is also cached in one piece at every multiple of this number of hits: seldom enough that pages requested equally
/// often do not evict each other all the time.
const PROMOTE_AFTER_HITS: u64 = 4;

/// Responses by content encoding, path and query.
pub struct ResponseCache {
    /// `None` if the cache is switched off.
    entries: Option<Entries>,
    hits: Counter,
    misses: Counter,
}

struct Entries {
    /// Responses whose bodies share the stored claims with the dataset.
    responses: Cache<String, Arc<CachedResponse>, EntryWeight>,
    /// The bodies of frequent responses in one piece, which is faster to send, by the number of the response.
    joined: Cache<u64, Bytes, EntryWeight>,
    next_number: AtomicU64,
}

/// A complete 200 response.
pub struct CachedResponse {
    number: u64,
    headers: Vec<(HeaderName, HeaderValue)>,
    pub etag: EntityTag,
    body: ChunkedBody,
    /// Measured when the response is stored, since its chunks are shared later.
    own_bytes: usize,
    hits: AtomicU64,
    pub matches: Option<MatchCount>,
    pub route: RoutePattern,
}

#[derive(Clone)]
struct EntryWeight;

impl Weighter<String, Arc<CachedResponse>> for EntryWeight {
    fn weight(&self, key: &String, response: &Arc<CachedResponse>) -> u64 {
        (key.len() + response.own_bytes + ENTRY_OVERHEAD_BYTES) as u64
    }
}

impl Weighter<u64, Bytes> for EntryWeight {
    fn weight(&self, _: &u64, body: &Bytes) -> u64 {
        body.len() as u64
    }
}

impl ResponseCache {
    /// A cache of this size in bytes, half of it for bodies in one piece; 0 switches it off.
    pub fn new(bytes: usize) -> Self {
        let (estimated, half) = ((bytes / EXPECTED_ENTRY_BYTES).max(16), bytes as u64 / 2);
        let requests = |result| counter!("isnad_response_cache_requests_total", "result" => result);
        let entries = || Entries {
            responses: Cache::with_weighter(estimated, half, EntryWeight),
            joined: Cache::with_weighter(estimated, half, EntryWeight),
            next_number: AtomicU64::default(),
        };
        Self { entries: (bytes > 0).then(entries), hits: requests("hit"), misses: requests("miss") }
    }

    pub fn is_enabled(&self) -> bool {
        self.entries.is_some()
    }

    /// The cached response with this key.
    pub fn get(&self, key: &str) -> Option<Arc<CachedResponse>> {
        let found = self.entries.as_ref()?.responses.get(key)?;
        self.hits.increment(1);
        Some(found)
    }

    /// Stores a response if the cache is switched on, and returns it as it is stored.
    pub fn insert(
        &self,
        key: String,
        headers: &HeaderMap,
        etag: EntityTag,
        body: ChunkedBody,
        matches: Option<MatchCount>,
        route: RoutePattern,
    ) -> Arc<CachedResponse> {
        let number = self.entries.as_ref().map_or(0, |entries| entries.next_number.fetch_add(1, Ordering::Relaxed));
        let headers = headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        let (own_bytes, hits) = (body.own_bytes(), AtomicU64::default());
        let response = Arc::new(CachedResponse { number, headers, etag, body, own_bytes, hits, matches, route });
        if let Some(entries) = &self.entries {
            self.misses.increment(1);
            entries.responses.insert(key, Arc::clone(&response));
        }
        response
    }

    /// The body of a cached response, in one piece unless it is large.
    fn body(&self, response: &CachedResponse) -> BoxBody {
        if response.body.is_longer_than(MAX_JOINED_BYTES) {
            return BoxBody::new(response.body.clone());
        }
        BoxBody::new(self.joined_body(response))
    }

    fn joined_body(&self, response: &CachedResponse) -> Bytes {
        let joined = self.entries.as_ref().map(|entries| &entries.joined);
        if let Some(body) = response.body.single().or_else(|| joined?.get(&response.number)) {
            return body;
        }
        let body = response.body.join();
        let hits = response.hits.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(joined) = joined.filter(|_| hits.is_multiple_of(PROMOTE_AFTER_HITS)) {
            joined.insert(response.number, body.clone());
        }
        body
    }

    /// The response with its body.
    pub fn ok(&self, cached: &CachedResponse) -> HttpResponse {
        let mut response = HttpResponse::with_body(StatusCode::OK, self.body(cached));
        for (name, value) in &cached.headers {
            response.headers_mut().append(name.clone(), value.clone());
        }
        response
    }
}

impl CachedResponse {
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
