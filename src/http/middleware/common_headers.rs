//! Headers of every response.

use actix_web::HttpMessage;
use actix_web::dev::ServiceRequest;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

use super::MiddlewareResult;
use crate::http::request_extensions::RequestId;
use crate::http::state::State;

/// A response of the API is data: nothing in it may be run, framed or loaded.
const DATA_POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// Response headers that scripts of other origins may read, besides those they always may.
const CORS_EXPOSED_HEADERS: HeaderValue = HeaderValue::from_static(
    "etag, link, location, content-location, retry-after, request-id, dataset-version, dataset-release, total-count, undated-excluded, undated-count, missing-count, withdrawn-count, ratelimit, \
     ratelimit-policy, accept-ranges, content-range, content-length, content-disposition",
);

/// The longest `Access-Control-Allow-Headers`, in bytes.
const MAX_ALLOWED_HEADERS_BYTES: usize = 1024;

const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
const DATASET_VERSION: HeaderName = HeaderName::from_static("dataset-version");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

pub async fn common_headers(
    request: ServiceRequest,
    next: impl AsyncFnOnce(ServiceRequest) -> MiddlewareResult,
) -> MiddlewareResult {
    let mut response = next(request).await?;
    let (id, version) = {
        let extensions = response.request().extensions();
        let id = extensions.get::<RequestId>().map(ToString::to_string);
        let version = extensions.get::<State>().and_then(|state| state.version.clone());
        (id.map(HeaderValue::try_from), version)
    };
    let headers = response.headers_mut();
    if let Some(Ok(id)) = id {
        headers.insert(REQUEST_ID, id);
    }
    if let Some(version) = version {
        headers.insert(DATASET_VERSION, version);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    if !headers.contains_key(header::REFERRER_POLICY) {
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, DATA_POLICY);
    }
    // The same with and without an `Origin`, so that a shared cache may give the response to anyone.
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, CORS_EXPOSED_HEADERS);
    // A preflight response repeats the requested header names, whose number is not limited.
    if headers.get(header::ACCESS_CONTROL_ALLOW_HEADERS).is_some_and(|names| names.len() > MAX_ALLOWED_HEADERS_BYTES) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("*"));
    }
    // Handlers set it so that `Compress` leaves the body alone; it must not be sent (RFC 9110, 8.4.1).
    if headers.get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding == "identity") {
        headers.remove(header::CONTENT_ENCODING);
    }
    remove_second_vary(headers);
    Ok(response)
}

/// `Compress` adds a `Vary` of its own to that of the response.
fn remove_second_vary(headers: &mut HeaderMap) {
    let mut vary = headers.get_all(header::VARY);
    if let (Some(own), Some(_)) = (vary.next().cloned(), vary.next()) {
        headers.insert(header::VARY, own);
    }
}
