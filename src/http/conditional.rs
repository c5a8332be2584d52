//! Conditional requests (RFC 9110): a handler returns 304 early if the client has the
//! current response.

use actix_web::HttpRequest;
use actix_web::http::Method;

use super::pagination::ListAddress;
use super::problem::ApiError;
use super::state::AppState;
use super::validators::{VARY_ENCODING, Validators};

/// The validators of a resource that depends only on its address and the content encoding. Fails with
/// [`ApiError::NotModified`] if the client has the current response.
pub fn check(request: &HttpRequest, state: &AppState) -> Result<Validators, ApiError> {
    check_list(request, state, ListAddress::of(request))
}

/// Like [`check`], for a query whose parameters are in the body: those of its address.
pub fn check_list(request: &HttpRequest, state: &AppState, list: ListAddress) -> Result<Validators, ApiError> {
    let parts = [env!("CARGO_PKG_VERSION"), state.dataset.fingerprint(), list.path, list.query];
    let validators = Validators::new(parts, VARY_ENCODING);
    // A POST is not conditional.
    if request.method() == Method::POST { Ok(validators) } else { check_validators(request, validators) }
}

/// Like [`check`], for a resource with absolute links.
pub fn check_with_origin(request: &HttpRequest, state: &AppState, origin: &str) -> Result<Validators, ApiError> {
    let parts =
        [env!("CARGO_PKG_VERSION"), state.dataset.fingerprint(), request.path(), request.query_string(), origin];
    let validators = Validators::new(parts, VARY_ENCODING);
    // The key of the response cache has no host.
    let validators = if state.limits.public_url.is_some() { validators } else { validators.uncached() };
    check_validators(request, validators)
}

/// Like [`check`], with validators that the caller has made.
pub fn check_validators(request: &HttpRequest, validators: Validators) -> Result<Validators, ApiError> {
    if validators.match_request(request) { Err(ApiError::NotModified(validators)) } else { Ok(validators) }
}
