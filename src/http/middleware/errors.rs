//! Renders errors: as a page if a browser requested a page, otherwise as a problem document.

use actix_cors::CorsError;
use actix_web::dev::ServiceRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_ENCODING;
use actix_web::{HttpRequest, HttpResponse};

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
    let request = response.request();
    let render = |error: &ApiError| error_page(request, error).unwrap_or_else(|| error.respond(request));
    let Some(mut rendered) = with_failure(response.response(), render) else { return Ok(response) };
    // Headers that inner middleware has set, such as those of the rate limit. The rendered body is not compressed.
    for (name, value) in response.headers() {
        if name != CONTENT_ENCODING && !rendered.headers().contains_key(name) {
            rendered.headers_mut().insert(name.clone(), value.clone());
        }
    }
    Ok(response.into_response(rendered))
}

/// Passes the error of a response to `render`: that of a handler, or of a library, which renders no problem document.
fn with_failure<T>(response: &HttpResponse, render: impl FnOnce(&ApiError) -> T) -> Option<T> {
    let Some(error) = response.error() else {
        // Of `Compress`.
        return (response.status() == StatusCode::NOT_ACCEPTABLE).then(|| render(&ApiError::EncodingNotAcceptable));
    };
    Some(if let Some(error) = error.as_error::<ApiError>() {
        render(error)
    } else if let Some(CorsError::MethodNotAllowed) = error.as_error() {
        render(&ApiError::Method)
    } else if error.as_response_error().status_code().is_client_error() {
        render(&ApiError::BadRequest(error.to_string()))
    } else {
        render(&ApiError::Internal(error.to_string()))
    })
}
