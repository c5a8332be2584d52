//! What every good answer has in common: revalidation by `ETag`, caching.

use actix_web::body::MessageBody;
use actix_web::http::header::{self, EntityTag, Header, IfNoneMatch};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::domain::text::hexadecimal;
use crate::http::problem::ApiError;
use crate::http::run::in_time;
use crate::http::server_timing::{Stage, timed};
use crate::http::state::{AppState, MatchCount};

/// How long an answer may be used without asking, in seconds, and how much longer while asking.
pub const CACHE_CONTROL: &str = "public, max-age=60, stale-while-revalidate=600";

/// Answers 304 when the client has the current answer; otherwise builds it with `body` and marks it.
///
/// The tag is made from the program's version, the dataset's and the address, so it is known before any work is done.
/// It is weak, since the same answer may go out in several encodings.
pub async fn revalidated<B: MessageBody + 'static>(
    request: &HttpRequest,
    state: &AppState,
    content_type: &str,
    body: impl AsyncFnOnce() -> Result<B, ApiError>,
) -> Result<HttpResponse, ApiError> {
    let tag = entity_tag(request, state);
    if has_current(request, &tag) {
        let mut response = HttpResponse::NotModified();
        return Ok(marked(&mut response, tag).finish());
    }
    let body = timed(request, Stage::Make, in_time(state.deadline, body())).await?;
    let mut response = HttpResponse::Ok();
    Ok(marked(&mut response, tag).insert_header((header::CONTENT_TYPE, content_type)).body(body))
}

/// [`revalidated`] with a body of JSON.
pub async fn json<T: Serialize>(
    request: &HttpRequest,
    state: &AppState,
    body: impl AsyncFnOnce() -> Result<T, ApiError>,
) -> Result<HttpResponse, ApiError> {
    revalidated(request, state, "application/json", async || Ok(serde_json::to_vec(&body().await?)?)).await
}

fn marked(response: &mut actix_web::HttpResponseBuilder, tag: EntityTag) -> &mut actix_web::HttpResponseBuilder {
    response
        .insert_header(header::ETag(tag))
        .insert_header((header::CACHE_CONTROL, CACHE_CONTROL))
        .insert_header((header::VARY, "Accept-Encoding"))
}

fn entity_tag(request: &HttpRequest, state: &AppState) -> EntityTag {
    let mut hash = Sha256::new();
    for part in [env!("CARGO_PKG_VERSION"), state.store.version(), request.path(), request.query_string()] {
        hash.update(part);
        hash.update([0]);
    }
    EntityTag::new_weak(hexadecimal(&hash.finalize()[..12]))
}

/// Whether the client says that it has the answer with this tag.
pub fn has_current(request: &impl HttpMessage, tag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(tag)),
        Err(_) => false,
    }
}

/// Notes how many claims matched.
pub fn count_matches(request: &HttpRequest, matches: u64) {
    request.extensions_mut().insert(MatchCount(matches));
}
