//! Validators of a response (RFC 9110): its entity tag and what it varies by.

use actix_web::body::{BodySize, MessageBody};
use actix_web::http::header::{self, EntityTag, HeaderName};
use actix_web::{HttpMessage, HttpResponse, HttpResponseBuilder};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::response_cache::MAX_BODY_BYTES;

/// A response is fresh for a minute, and may be used for ten more while it is revalidated.
pub const CACHE_CONTROL: &str = "public, max-age=60, stale-while-revalidate=600";

/// The response depends on no request header.
pub const VARY_NONE: &str = "";

/// The response depends on `Accept-Encoding`, and on no other header.
pub const VARY_ENCODING: &str = "Accept-Encoding";

/// What lets clients and caches reuse a response: its entity tag, and the request headers that it depends on.
#[derive(Debug, Clone)]
pub struct Validators {
    etag: EntityTag,
    vary: &'static str,
    /// Whether the response depends on its address and encoding only.
    cacheable: bool,
}

impl Validators {
    /// A hash of everything that the response depends on. The tag is weak, since a response is sent in several encodings.
    pub fn new<'a>(parts: impl IntoIterator<Item = &'a str>, vary: &'static str) -> Self {
        // The cache's key is the address and the encoding; what varies by more is not in it.
        let cacheable = vary == VARY_ENCODING;
        Self { etag: EntityTag::new_weak(hash_parts(parts)), vary, cacheable }
    }

    /// With a tag that the caller has made. The response is not cached.
    pub fn with_tag(etag: EntityTag, vary: &'static str) -> Self {
        Self { etag, vary, cacheable: false }
    }

    /// Keeps the response out of the response cache.
    #[must_use]
    pub fn uncached(self) -> Self {
        Self { cacheable: false, ..self }
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
        if is_complete && self.cacheable {
            response.extensions_mut().insert(Cacheable);
        }
        response
    }

    /// A 200 response with a body of JSON.
    pub fn json(&self, body: &impl Serialize) -> Result<HttpResponse, serde_json::Error> {
        Ok(self.ok("application/json", serde_json::to_vec(body)?))
    }

    /// Adds the headers to a response.
    pub fn set<'r>(&self, response: &'r mut HttpResponseBuilder) -> &'r mut HttpResponseBuilder {
        response.insert_header(header::ETag(self.etag.clone())).insert_header((header::CACHE_CONTROL, CACHE_CONTROL));
        if !self.vary.is_empty() {
            response.insert_header((header::VARY, self.vary));
        }
        response
    }
}

/// The hash of parts as text.
pub fn hash_parts<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
        hash.update([0]);
    }
    hex::encode(&hash.finalize()[..12])
}

/// Marks a complete response that the response cache may store.
#[derive(Debug, Clone, Copy)]
pub struct Cacheable;

/// Whether `If-None-Match` of the request contains this tag.
pub fn is_current(request: &impl HttpMessage, etag: &EntityTag) -> bool {
    contains_tag(request, &header::IF_NONE_MATCH, etag, false)
}

/// Whether a conditional header contains this tag or `*`. Proxies that compress append the encoding to a tag, inside or
/// after its quotation marks; such a tag counts as ours.
///
/// For a strong comparison, which `If-Match` and `If-Range` need, neither a weak tag counts nor that of other bytes.
pub fn contains_tag(request: &impl HttpMessage, name: &HeaderName, etag: &EntityTag, is_strong: bool) -> bool {
    let values = request.headers().get_all(name).filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim).any(|tag| {
        let (tag, is_weak) = tag.strip_prefix("W/").map_or((tag, false), |tag| (tag, true));
        if is_strong && is_weak {
            return false;
        }
        let tag = tag.replace('"', "");
        let is_ours = |suffix: &str| suffix.is_empty() || (!is_strong && is_encoding_suffix(suffix));
        tag == "*" || tag.strip_prefix(etag.tag()).is_some_and(is_ours)
    })
}

/// Whether a proxy appends this to the entity tag of what it has compressed: `-gzip`, `--gzip`, `;gzip`, `-br`.
fn is_encoding_suffix(suffix: &str) -> bool {
    let encoding = suffix.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    encoding != suffix && matches!(encoding.to_ascii_lowercase().as_str(), "gzip" | "br" | "zstd" | "deflate" | "df")
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("\"abc1\"", true)]
    #[case("W/\"abc1\"", true)]
    #[case("*", true)]
    #[case("\"other\", W/\"abc1\"", true)]
    #[case("W/\"abc1-gzip\"", true)]
    #[case("\"abc1-br\"", true)]
    #[case("\"abc1--gzip\"", true)]
    #[case("\"abc1;gzip\"", true)]
    #[case("\"abc1\"-gzip", true)]
    #[case("W/\"abc1-zstd\"", true)]
    #[case("\"abc12\"", false)]
    #[case("\"abc1gzip\"", false)]
    #[case("\"abc1-other\"", false)]
    #[case("\"abc\"", false)]
    #[case("", false)]
    fn a_tag_is_current_with_the_suffix_of_a_proxy(#[case] sent: &str, #[case] expected: bool) {
        let request = TestRequest::default().insert_header((header::IF_NONE_MATCH, sent)).to_srv_request();
        assert_eq!(is_current(&request, &EntityTag::new_weak("abc1".to_owned())), expected);
    }

    #[rstest]
    #[case("\"abc1\"", true)]
    #[case("*", true)]
    #[case("W/\"abc1\"", false)]
    #[case("\"abc1-gzip\"", false)]
    fn a_strong_comparison_accepts_the_tag_of_the_same_bytes_only(#[case] sent: &str, #[case] expected: bool) {
        let request = TestRequest::default().insert_header((header::IF_RANGE, sent)).to_srv_request();
        let etag = EntityTag::new_strong("abc1".to_owned());
        assert_eq!(contains_tag(&request, &header::IF_RANGE, &etag, true), expected);
    }
}
