//! Validators of a response (RFC 9110): its entity tag and what it varies by.

use actix_web::body::{BodySize, MessageBody};
use actix_web::http::header::{self, EntityTag, Header, IfNoneMatch};
use actix_web::{HttpMessage, HttpResponse, HttpResponseBuilder};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::response_cache::MAX_BODY_BYTES;

/// A response is fresh for a minute, and may be used for ten more while it is revalidated.
pub const CACHE_CONTROL: &str = "public, max-age=60, stale-while-revalidate=600";

/// The response depends on `Accept-Encoding`, and on no other header.
pub const VARY_ENCODING: &str = "Accept-Encoding";

/// What lets clients and caches reuse a response: its entity tag, and the request headers that it depends on.
#[derive(Debug, Clone)]
pub struct Validators {
    etag: EntityTag,
    vary: &'static str,
}

impl Validators {
    /// A hash of everything that the response depends on. The tag is weak, since a response is sent in several encodings.
    pub fn new<'a>(parts: impl IntoIterator<Item = &'a str>, vary: &'static str) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part);
            hash.update([0]);
        }
        Self { etag: EntityTag::new_weak(hex::encode(&hash.finalize()[..12])), vary }
    }

    /// Whether the client has the current response.
    pub fn match_request(&self, request: &impl HttpMessage) -> bool {
        is_current(request, &self.etag)
    }

    /// The 304 response.
    pub fn not_modified(&self) -> HttpResponse {
        self.set(&mut HttpResponse::NotModified()).finish()
    }

    /// A 200 response with this body.
    pub fn ok(&self, content_type: &str, body: impl MessageBody + 'static) -> HttpResponse {
        let is_complete = matches!(body.size(), BodySize::Sized(length) if length <= MAX_BODY_BYTES as u64);
        let mut response =
            self.set(&mut HttpResponse::Ok()).insert_header((header::CONTENT_TYPE, content_type)).body(body);
        // The cache's key is the address and the encoding; what varies by more is not in it.
        if is_complete && self.vary == VARY_ENCODING {
            response.extensions_mut().insert(Cacheable);
        }
        response
    }

    /// A 200 response with a body of JSON.
    pub fn json(&self, body: &impl Serialize) -> Result<HttpResponse, serde_json::Error> {
        Ok(self.ok("application/json", serde_json::to_vec(body)?))
    }

    fn set<'r>(&self, response: &'r mut HttpResponseBuilder) -> &'r mut HttpResponseBuilder {
        response
            .insert_header(header::ETag(self.etag.clone()))
            .insert_header((header::CACHE_CONTROL, CACHE_CONTROL))
            .insert_header((header::VARY, self.vary))
    }
}

/// Marks a complete response that the response cache may store.
#[derive(Debug, Clone, Copy)]
pub struct Cacheable;

/// Whether `If-None-Match` of the request contains this tag.
pub fn is_current(request: &impl HttpMessage, etag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|tag| tag.weak_eq(etag)),
        Err(_) => false,
    }
}
