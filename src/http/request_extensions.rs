//! Values that are attached to a request: its identifier, whether it is HEAD, its route and the number of matches for the
//! access log.

use std::fmt;
use std::sync::Arc;

use actix_web::{HttpMessage, HttpRequest};

/// Identifies a request in the log and in error messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestId {
    /// Chosen at random when the process starts.
    pub process: u32,
    /// Counts from 1.
    pub number: u32,
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}-{:08x}", self.process, self.number)
    }
}

impl RequestId {
    /// The identifier of a request as text; empty outside of the server.
    pub fn text(request: &impl HttpMessage) -> String {
        request.extensions().get::<Self>().map(ToString::to_string).unwrap_or_default()
    }
}

/// Marks a HEAD request, which routes see as GET.
#[derive(Debug, Clone, Copy)]
pub struct HeadRequest;

/// The number of claims that matched, for the access log.
#[derive(Debug, Clone, Copy)]
pub struct MatchCount(pub u64);

/// The pattern of the route of a cached response. Matching the address again would take longer than finding the response.
#[derive(Debug, Clone)]
pub struct RoutePattern(pub Arc<str>);

impl RoutePattern {
    /// The pattern of the route that a request has; `-` if there is none.
    pub fn of(request: &HttpRequest) -> Self {
        let known = request.extensions().get::<Self>().cloned();
        known.unwrap_or_else(|| Self(request.match_pattern().map_or_else(|| "-".into(), Arc::from)))
    }
}

/// Records the number of matches for the access log.
pub fn record_match_count(request: &HttpRequest, matches: u64) {
    request.extensions_mut().insert(MatchCount(matches));
}
