//! Refuses a request before any work is done: an address that is too long, a client over its rate limit, a readiness check
//! while the server is shutting down.

use std::sync::atomic::Ordering;

use actix_web::dev::ServiceRequest;
use metrics::counter;

use super::MiddlewareResult;
use super::rate_limit::RateLimits;
use crate::http::problem::ApiError;
use crate::http::server_context::ServerContext;
use crate::http::url::MAX_URI_BYTES;

pub async fn admission(
    context: &ServerContext,
    rate_limits: Option<&RateLimits>,
    request: ServiceRequest,
    next: impl AsyncFnOnce(ServiceRequest) -> MiddlewareResult,
) -> MiddlewareResult {
    let path = request.path();
    if path == "/health/ready" && context.shutting_down.load(Ordering::Relaxed) {
        return Ok(request.error_response(ApiError::ShuttingDown));
    }
    if request.uri().path_and_query().is_some_and(|uri| uri.as_str().len() > MAX_URI_BYTES) {
        counter!("isnad_rejected_total", "reason" => "uri_too_long").increment(1);
        return Ok(request.error_response(ApiError::UriTooLong));
    }
    // Health checks and scrapes are not rate limited.
    let is_monitoring = path.starts_with("/health/") || path == "/metrics";
    let rate_limits = rate_limits.filter(|_| !is_monitoring);
    let Some((limits, allowance)) =
        rate_limits.and_then(|limits| Some((limits, limits.take_token(request.request())?)))
    else {
        return next(request).await;
    };
    let mut response = match allowance.wait {
        Some(wait) => {
            counter!("isnad_rejected_total", "reason" => "rate_limited").increment(1);
            request.error_response(ApiError::RateLimited(wait.as_secs() + 1))
        }
        None => next(request).await?,
    };
    limits.set_headers(&allowance, response.headers_mut());
    Ok(response)
}
