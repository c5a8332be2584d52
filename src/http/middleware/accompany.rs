//! Around every request: its number, its dataset, its limits before; the headers of every answer, what is counted and one
//! line in the log after.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Instant;

use actix_web::body::{BodySize, BodyStream, BoxBody, MessageBody, SizedStream};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{Error, HttpMessage};
use arc_swap::ArcSwap;
use futures_util::stream;
use metrics::{Gauge, counter};

use tracing::field::Empty;
use tracing::{Instrument, Span};

use crate::http::connections::Connection;
use crate::http::metrics::answered;
use crate::http::middleware::rate_limit::{Limits, RateLimitState};
use crate::http::problem::ApiError;
use crate::http::server_timing::server_timing;
use crate::http::state::{AppState, MatchCount, RequestId, State};
use crate::telemetry::continue_trace;
use crate::web::page_of;

/// An answer of the API is data: nothing in it may be run, framed or loaded.
const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// The longest path and query that are read, in bytes.
const LONGEST_ADDRESS: usize = 16 << 10;

/// What scripts of other origins may read of an answer, beside what they always may.
const EXPOSED: &str = "etag, link, retry-after, request-id, dataset-version, total-count, ratelimit, ratelimit-policy";

/// The longest `Access-Control-Allow-Headers`, in bytes.
const MAX_ALLOWED_HEADERS_BYTES: usize = 1024;

/// Identifies the request.
const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
/// Names the dataset that answered.
const DATASET_VERSION: HeaderName = HeaderName::from_static("dataset-version");
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// What all requests of the process have in common.
pub struct ServerContext {
    /// Chosen when the process started.
    pub process: u32,
    /// What is served now.
    pub served: Arc<ArcSwap<AppState>>,
    /// How often clients may ask.
    pub limits: Option<Limits>,
    /// Whether the server is about to end.
    pub ending: AtomicBool,
    /// Counts requests from 1.
    pub number: AtomicU32,
    /// Tells how many are being answered.
    pub in_flight: Gauge,
}

/// Middleware around everything.
pub async fn accompany<B: MessageBody + 'static>(
    company: Arc<ServerContext>,
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse, Error> {
    let started = Instant::now();
    let connection = request.conn_data::<Arc<Connection>>().cloned();
    if let Some(connection) = &connection {
        connection.answers();
    }
    let _in_flight = InFlight::begin(&company.in_flight);
    let id = RequestId { process: company.process, number: company.number.fetch_add(1, Ordering::Relaxed) };
    let state = State(company.served.load_full());
    request.extensions_mut().insert(id);
    request.extensions_mut().insert(state.clone());
    let method = request.method().clone();
    // Routes answer it as GET; the body is taken off below.
    if method == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    // Names are those of OpenTelemetry; without a collector nobody wants the span, and it is none.
    let span = tracing::debug_span!(
        "request",
        otel.kind = "server",
        otel.name = Empty,
        otel.status_code = Empty,
        http.request.method = known(&method),
        http.route = Empty,
        http.response.status_code = Empty,
    );
    continue_trace(&span, request.headers());
    let ending = company.ending.load(Ordering::Relaxed);
    let (refusal, allowance) = admit(&company, &request, ending);
    let mut response = match refusal {
        Some(error) => {
            let page = page_of(request.request(), &error);
            let answer = page.unwrap_or_else(|| error.respond(request.request()));
            request.into_response(answer).map_into_boxed_body()
        }
        None => next.call(request).instrument(span.clone()).await?.map_into_boxed_body(),
    };
    let elapsed = started.elapsed();
    let timing = server_timing(response.request(), elapsed);
    dress(response.headers_mut(), id, &state, &timing);
    if let Some((limits, allowance)) = company.limits.as_ref().zip(allowance) {
        limits.tell(&allowance, response.headers_mut());
    }
    if ending {
        response.response_mut().head_mut().set_connection_type(actix_web::http::ConnectionType::Close);
    }
    let route = response.request().match_pattern().unwrap_or_else(|| "-".to_owned());
    let status = response.status();
    tell(&span, &method, &route, status);
    answered(&route, known(&method), status, elapsed);
    tracing::info!(
        request_id = %id,
        method = %method,
        route,
        status = status.as_u16(),
        duration_ms = (elapsed.as_secs_f64() * 1e6).round() / 1e3,
        matches = response.request().extensions().get::<MatchCount>().map(|count| count.0),
        "answered"
    );
    Ok(response.map_body(|_, body| {
        let body = if method == Method::HEAD { headers_only(&body) } else { body };
        match connection {
            Some(connection) => connection.until_sent(body),
            None => body,
        }
    }))
}

/// Ends the span with what is known now; its name holds nothing that a client could make up.
fn tell(span: &Span, method: &Method, route: &str, status: StatusCode) {
    if span.is_disabled() {
        return;
    }
    span.record("otel.name", format!("{} {route}", known(method)));
    // OpenTelemetry has no unsigned numbers; one would be sent as text.
    span.record("http.route", route).record("http.response.status_code", i64::from(status.as_u16()));
    // A mistake of the client is none of the server's.
    if status.is_server_error() {
        span.record("otel.status_code", "error");
    }
}

/// Sets what every answer says of itself, where it has not said so already.
fn dress(headers: &mut HeaderMap, id: RequestId, state: &State, timing: &str) {
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(REQUEST_ID, &id.to_string());
    set(DATASET_VERSION, state.store.version());
    set(SERVER_TIMING, timing);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if !headers.contains_key(header::REFERRER_POLICY) {
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    }
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    // The same for every origin and for none, so that a shared cache may hand it to anyone.
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
    // A preflight is answered with the names that it asked for: with all of them where they are too many.
    if headers.get(header::ACCESS_CONTROL_ALLOW_HEADERS).is_some_and(|names| names.len() > MAX_ALLOWED_HEADERS_BYTES) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("*"));
    }
    // Compression says again what the answer has said.
    let mut varies = headers.get_all(header::VARY);
    if let (Some(own), Some(_)) = (varies.next().cloned(), varies.next()) {
        headers.insert(header::VARY, own);
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(DATA_POLICY));
    }
}

/// Counts a request for as long as it is answered, also when its client leaves before.
struct InFlight(Gauge);

impl InFlight {
    fn begin(gauge: &Gauge) -> Self {
        gauge.increment(1);
        Self(gauge.clone())
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.decrement(1);
    }
}

/// The name of a method for the counters: anyone can make up others.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Why a request is not let in, and what its client may still do.
fn admit(
    company: &ServerContext,
    request: &ServiceRequest,
    ending: bool,
) -> (Option<ApiError>, Option<RateLimitState>) {
    let path = request.path();
    if ending && path == "/health/ready" {
        return (Some(ApiError::Ending), None);
    }
    if request.uri().path_and_query().is_some_and(|address| address.as_str().len() > LONGEST_ADDRESS) {
        counter!("isnad_rejected_total", "reason" => "address_too_long").increment(1);
        return (Some(ApiError::TooLong), None);
    }
    // Those who watch over the server ask at their own pace.
    if path.starts_with("/health/") || path == "/metrics" {
        return (None, None);
    }
    let allowance = company.limits.as_ref().and_then(|limits| limits.take(request.request()));
    let refusal = allowance.as_ref().and_then(|allowance| allowance.wait).map(|wait| {
        counter!("isnad_rejected_total", "reason" => "rate_limited").increment(1);
        ApiError::RateLimited(wait.as_secs() + 1)
    });
    (refusal, allowance)
}

/// A body of the same size that is never made: the answer to HEAD has its headers alone.
fn headers_only(body: &impl MessageBody) -> BoxBody {
    let nothing = stream::empty::<Result<Bytes, Error>>();
    match body.size() {
        BodySize::None => BoxBody::new(()),
        BodySize::Sized(length) => SizedStream::new(length, nothing).boxed(),
        BodySize::Stream => BodyStream::new(nothing).boxed(),
    }
}
