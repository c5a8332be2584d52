//! One log line, one set of metrics and, if a collector is configured, one trace span for every request.

use std::sync::LazyLock;
use std::time::Instant;

use actix_web::HttpMessage;
use actix_web::dev::ServiceRequest;
use actix_web::http::{Method, StatusCode};
use metrics::{Gauge, gauge};
use tracing::field::Empty;
use tracing::{Instrument, Span};

use super::MiddlewareResult;
use crate::http::metrics::record_request;
use crate::http::request_extensions::{HeadRequest, MatchCount, RequestId, RoutePattern};
use crate::http::server_timing::set_server_timing;
use crate::telemetry::continue_trace;

pub async fn access_log(
    request: ServiceRequest,
    next: impl AsyncFnOnce(ServiceRequest) -> MiddlewareResult,
) -> MiddlewareResult {
    let started = Instant::now();
    let _in_flight = InFlight::new();
    let is_head = request.extensions().contains::<HeadRequest>();
    let method = if is_head { Method::HEAD } else { request.method().clone() };
    // Names are those of OpenTelemetry. The span is disabled unless a collector is configured.
    let span = tracing::debug_span!(
        "request",
        otel.kind = "server",
        otel.name = Empty,
        otel.status_code = Empty,
        http.request.method = method_label(&method),
        http.route = Empty,
        http.response.status_code = Empty,
    );
    continue_trace(&span, request.headers());
    let mut response = next(request).instrument(span.clone()).await?;
    let elapsed = started.elapsed();
    set_server_timing(&mut response, elapsed);
    let RoutePattern(route) = RoutePattern::of(response.request());
    let status = response.status();
    record_span(&span, &method, &route, status);
    record_request(&route, method_label(&method), status, elapsed);
    let extensions = response.request().extensions();
    tracing::info!(
        request_id = extensions.get::<RequestId>().map(tracing::field::display),
        method = %method,
        route = &*route,
        status = status.as_u16(),
        duration_ms = (elapsed.as_secs_f64() * 1e6).round() / 1e3,
        matches = extensions.get::<MatchCount>().map(|count| count.0),
        "request completed"
    );
    drop(extensions);
    Ok(response)
}

/// Records the outcome in the span. Its name contains nothing that a client can choose.
fn record_span(span: &Span, method: &Method, route: &str, status: StatusCode) {
    if span.is_disabled() {
        return;
    }
    span.record("otel.name", format!("{} {route}", method_label(method)));
    // OpenTelemetry has no unsigned numbers; one would be sent as text.
    span.record("http.route", route).record("http.response.status_code", i64::from(status.as_u16()));
    // 4xx responses do not mark the span as failed.
    if status.is_server_error() {
        span.record("otel.status_code", "error");
    }
}

/// The method as a metric label; clients can send any other method.
fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// The handle of the gauge, since looking it up takes longer than counting.
static IN_FLIGHT: LazyLock<Gauge> = LazyLock::new(|| gauge!("http_requests_in_flight"));

/// Counts a request as in flight until it is answered, or its client is gone.
struct InFlight;

impl InFlight {
    fn new() -> Self {
        IN_FLIGHT.increment(1);
        Self
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        IN_FLIGHT.decrement(1);
    }
}
