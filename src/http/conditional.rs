//! Conditional requests (RFC 9110): a handler returns 304 early if the client has the
//! current response.

use actix_web::HttpRequest;

use super::problem::ApiError;
use super::state::AppState;
use super::validators::{VARY_ENCODING, Validators};

/// The validators of a resource that depends only on its address and the content encoding. Fails with
/// [`ApiError::NotModified`] if the client has the current response.
pub fn check(request: &HttpRequest, state: &AppState) -> Result<Validators, ApiError> {
    let parts = [env!("CARGO_PKG_VERSION"), state.dataset.version(), request.path(), request.query_string()];
    check_validators(request, Validators::new(parts, VARY_ENCODING))
}

/// Like [`check`], with validators that the caller has made.
pub fn check_validators(request: &HttpRequest, validators: Validators) -> Result<Validators, ApiError> {
    if validators.match_request(request) { Err(ApiError::NotModified(validators)) } else { Ok(validators) }
}
