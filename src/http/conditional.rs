//! Conditional requests (RFC 9110): a handler ends with 304 before any work is done if the client has the current answer.

use actix_web::HttpRequest;

use super::problem::ApiError;
use super::state::AppState;
use super::validators::{VARY_ENCODING, Validators};

/// The validators of a resource that depends on nothing but its address and the encoding asked for. Fails with
/// [`ApiError::NotModified`] if the client has the current answer.
pub fn check(request: &HttpRequest, state: &AppState) -> Result<Validators, ApiError> {
    let parts = [env!("CARGO_PKG_VERSION"), state.dataset.version(), request.path(), request.query_string()];
    check_validators(request, Validators::new(parts, VARY_ENCODING))
}

/// The same for validators of the caller's own.
pub fn check_validators(request: &HttpRequest, validators: Validators) -> Result<Validators, ApiError> {
    if validators.match_request(request) { Err(ApiError::NotModified(validators)) } else { Ok(validators) }
}
