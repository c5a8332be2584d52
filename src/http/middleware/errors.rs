//! Renders errors: as a page if a browser requested a page, otherwise as a problem document.

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::dev::ServiceRequest;
use actix_web::http::header::CONTENT_ENCODING;

use super::MiddlewareResult;
use crate::http::problem::ApiError;

/// Renders an error as a page, if the request is for a page.
pub type ErrorPage = fn(&HttpRequest, &ApiError) -> Option<HttpResponse>;

pub async fn errors(
    error_page: ErrorPage,
    request: ServiceRequest,
    next: impl AsyncFnOnce(ServiceRequest) -> MiddlewareResult,
) -> MiddlewareResult {
    let response = next(request).await?;
    let Some(error) = response.response().error() else { return Ok(response) };
    let render = |error: &ApiError| {
        let request = response.request();
        error_page(request, error).unwrap_or_else(|| error.respond(request))
    };
    let mut rendered = match error.as_error::<ApiError>() {
        Some(error) => render(error),
        None => render(&ApiError::Internal(error.to_string())),
    };
    // Headers that inner middleware has set, such as those of the rate limit. The rendered body is not compressed.
    for (name, value) in response.headers() {
        if name != CONTENT_ENCODING && !rendered.headers().contains_key(name) {
            rendered.headers_mut().insert(name.clone(), value.clone());
        }
    }
    Ok(response.into_response(rendered))
}
