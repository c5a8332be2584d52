//! The response to a request that matches no route.

use actix_web::{HttpRequest, HttpResponse};

use super::problem::ApiError;
use super::state::State;
use crate::domain::did_you_mean::nearest;

/// 405 if the path exists, otherwise 404 with the nearest path.
pub async fn not_found(request: HttpRequest, state: State) -> Result<HttpResponse, ApiError> {
    if request.resource_map().has_resource(request.path()) {
        return Err(ApiError::Method);
    }
    let fixed = state.documents.paths.iter().map(String::as_str).filter(|path| !path.contains('{'));
    Err(ApiError::Route(nearest(request.path(), fixed).map(str::to_owned)))
}
