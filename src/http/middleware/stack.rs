//! Puts the middleware of an application together.

use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::ServiceRequest;
use actix_web::middleware::Next;

use super::MiddlewareResult;
use super::access_log::access_log;
use super::admission::admission;
use super::base_path::strip_base_path;
use super::common_headers::common_headers;
use super::errors::{ErrorPage, errors};
use super::negotiation::check_accept;
use super::rate_limit::RateLimits;
use super::request_context::request_context;
use super::response_cache::response_cache;
use crate::http::server_context::ServerContext;

/// What the middleware of one application need.
#[derive(Clone)]
pub struct MiddlewareConfig {
    pub context: Arc<ServerContext>,
    /// No limits where it contains `None`.
    pub rate_limits: Arc<Option<RateLimits>>,
    pub error_page: ErrorPage,
}

/// The middleware of the API and the pages.
pub async fn for_api(
    config: MiddlewareConfig,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> MiddlewareResult {
    wrap(&config, request, async |request| match check_accept(&request) {
        Ok(()) => response_cache(request, next).await,
        Err(error) => Ok(request.error_response(error)),
    })
    .await
}

/// The middleware of the metrics server: all but content negotiation and the response cache.
pub async fn for_metrics(
    config: MiddlewareConfig,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> MiddlewareResult {
    wrap(&config, request, async |request| Ok(next.call(request).await?.map_into_boxed_body())).await
}

async fn wrap(
    MiddlewareConfig { context, rate_limits, error_page }: &MiddlewareConfig,
    request: ServiceRequest,
    next: impl AsyncFnOnce(ServiceRequest) -> MiddlewareResult,
) -> MiddlewareResult {
    let admit = async |request| admission(context, rate_limits.as_ref().as_ref(), request, next).await;
    let render = async |request| errors(*error_page, request, admit).await;
    let dress = async |request| common_headers(request, render).await;
    let log = async |request| access_log(request, dress).await;
    let strip = async |request| strip_base_path(request, log).await;
    request_context(context, request, strip).await
}
