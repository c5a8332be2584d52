//! Answers from the response cache, and stores complete responses in it, compressed as they were sent.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, EntityTag};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpResponse};

use super::MiddlewareResult;
use crate::http::chunked_body::ChunkedBody;
use crate::http::encoding::negotiate_encoding;
use crate::http::problem::ApiError;
use crate::http::request_extensions::{MatchCount, RoutePattern};
use crate::http::state::State;
use crate::http::validators::{Cacheable, is_current};

pub async fn response_cache(request: ServiceRequest, next: Next<impl MessageBody + 'static>) -> MiddlewareResult {
    let state = State::from_extensions(&request).filter(|state| state.response_cache.is_enabled());
    let Some((state, key)) = state.and_then(|state| Some((state, cache_key(&request)?))) else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    if let Some(cached) = state.response_cache.get(&key) {
        let mut extensions = request.extensions_mut();
        extensions.insert(cached.route.clone());
        if let Some(matches) = cached.matches {
            extensions.insert(matches);
        }
        drop(extensions);
        let is_current = is_current(&request, &cached.etag);
        return Ok(request.into_response(if is_current {
            cached.not_modified()
        } else {
            state.response_cache.ok(&cached)
        }));
    }
    let response = next.call(request).await?;
    let Some(etag) = cacheable_etag(response.response()) else { return Ok(response.map_into_boxed_body()) };
    let (request, response) = response.into_parts();
    let (head, body) = response.into_parts();
    let Ok(body) = ChunkedBody::collect(body).await else {
        let error = ApiError::Internal("cannot read the body of a response".to_owned());
        return Ok(ServiceResponse::new(request, HttpResponse::from_error(error)));
    };
    let matches = request.extensions().get::<MatchCount>().copied();
    let route = RoutePattern::of(&request);
    let cached = state.response_cache.insert(key, head.headers(), etag, body, matches, route);
    let response = state.response_cache.ok(&cached);
    Ok(ServiceResponse::new(request, response))
}

/// The key of the response to a request: content encoding, path and query. `None` if it is not cached.
fn cache_key(request: &ServiceRequest) -> Option<String> {
    if request.method() != Method::GET || request.headers().contains_key(header::RANGE) {
        return None;
    }
    let encoding = negotiate_encoding(request.request())?;
    Some([encoding.as_str(), request.path(), "?", request.query_string()].concat())
}

/// The entity tag of a response that may be cached: complete, of bounded size, and dependent only on its address and
/// encoding.
fn cacheable_etag(response: &HttpResponse<impl MessageBody>) -> Option<EntityTag> {
    let is_bounded = response.extensions().get::<Cacheable>().is_some();
    if response.status() != StatusCode::OK || !is_bounded {
        return None;
    }
    response.headers().get(header::ETAG)?.to_str().ok()?.parse().ok()
}
