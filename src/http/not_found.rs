//! The response to a request that matches no route: a redirect from an address with a trailing slash, or an error.

use actix_web::{HttpRequest, HttpResponse};

use super::problem::ApiError;
use super::redirect::permanent_redirect;
use super::state::State;
use crate::domain::did_you_mean::nearest;

/// 405 if the path exists, 308 if it exists without its trailing slashes, otherwise 404 with the nearest path.
pub async fn not_found(request: HttpRequest, state: State) -> Result<HttpResponse, ApiError> {
    let (path, query) = (request.path(), request.query_string());
    if request.resource_map().has_resource(path) {
        return Err(ApiError::Method);
    }
    let trimmed = path.trim_end_matches('/');
    if trimmed != path
        && request.resource_map().has_resource(trimmed)
        && let Some(moved) = permanent_redirect(trimmed, query)
    {
        return Ok(moved);
    }
    let fixed = state.documents.paths.keys().map(String::as_str).filter(|path| !path.contains('{'));
    Err(ApiError::Route(nearest(path, fixed).map(str::to_owned)))
}
