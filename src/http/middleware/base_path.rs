//! Takes the base path off the path of a request, which a proxy may leave on or take off itself.

use actix_web::HttpResponse;
use actix_web::dev::ServiceRequest;
use actix_web::http::Uri;
use actix_web::http::uri::PathAndQuery;

use super::MiddlewareResult;
use crate::domain::base_path;
use crate::http::problem::ApiError;
use crate::http::redirect::permanent_redirect;

pub async fn strip_base_path(
    mut request: ServiceRequest,
    next: impl AsyncFnOnce(ServiceRequest) -> MiddlewareResult,
) -> MiddlewareResult {
    let Some(path) = base_path::strip(request.path()) else { return next(request).await };
    if path.is_empty() {
        let moved = permanent_redirect("/", request.query_string()).ok_or(ApiError::UriTooLong);
        return Ok(request.into_response(moved.unwrap_or_else(HttpResponse::from_error)));
    }
    let query = request.query_string();
    let target = [path, if query.is_empty() { "" } else { "?" }, query].concat();
    if let Ok(target) = PathAndQuery::try_from(target) {
        let mut parts = request.uri().clone().into_parts();
        parts.path_and_query = Some(target);
        if let Ok(uri) = Uri::from_parts(parts) {
            request.match_info_mut().get_mut().update(&uri);
            request.head_mut().uri = uri;
        }
    }
    next(request).await
}
