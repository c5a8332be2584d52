//! Prometheus metrics, scraped from `/metrics`.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpResponse, get};
use metrics::{
    Counter, Histogram, Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::telemetry::dropped_lines;

static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Upper bounds of the duration buckets, in seconds.
const BUCKETS: [f64; 12] = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0];

/// How often recorded durations are merged into their buckets; until then each takes memory of its own.
const UPKEEP_INTERVAL: Duration = Duration::from_secs(5);

/// Installs the recorder, once per process.
pub fn start() {
    RECORDER.get_or_init(|| {
        let duration = Matcher::Full("http_request_duration_seconds".to_owned());
        let recorder = PrometheusBuilder::new().set_buckets_for_metric(duration, &BUCKETS).ok()?.build_recorder();
        let handle = recorder.handle();
        metrics::set_global_recorder(recorder).ok()?;
        describe_counter!("http_requests_total", "Responses by route, method and status.");
        describe_histogram!("http_request_duration_seconds", Unit::Seconds, "Time to the response headers, by route.");
        describe_gauge!("http_requests_in_flight", "Requests in flight.");
        describe_gauge!("isnad_dataset_info", "The dataset served, by version: always 1.");
        describe_gauge!("isnad_dataset_claims", "Claims in the dataset served.");
        describe_gauge!("isnad_dataset_opened_timestamp_seconds", Unit::Seconds, "When the dataset served was opened.");
        describe_gauge!(
            "isnad_dataset_open_seconds",
            Unit::Seconds,
            "How long opening the dataset took, index included."
        );
        describe_counter!("isnad_dataset_reload_failures_total", "Datasets that could not be loaded.");
        describe_counter!("isnad_response_cache_requests_total", "Lookups in the response cache: hit or miss.");
        describe_counter!(
            "isnad_mcp_calls_total",
            "Calls of tools for agents, by tool and outcome: ok or an error code."
        );
        describe_counter!("isnad_rejected_total", "Refused requests and closed connections, by reason.");
        describe_counter!("isnad_log_lines_dropped_total", "Log lines dropped because their reader stalled.");
        #[cfg(feature = "process-metrics")]
        metrics_process::Collector::default().describe();
        let upkeep = handle.clone();
        thread::spawn(move || {
            loop {
                thread::sleep(UPKEEP_INTERVAL);
                upkeep.run_upkeep();
            }
        });
        Some(handle)
    });
}

pub fn render() -> String {
    counter!("isnad_log_lines_dropped_total").absolute(dropped_lines());
    #[cfg(feature = "process-metrics")]
    metrics_process::Collector::default().collect();
    RECORDER.get().and_then(Option::as_ref).map(PrometheusHandle::render).unwrap_or_default()
}

/// Not part of the OpenAPI document, since clients do not need it.
#[get("/metrics")]
pub async fn get_metrics() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(render())
}

/// The metrics of a route.
struct Route {
    duration: Histogram,
    responses: BTreeMap<(&'static str, StatusCode), Counter>,
}

thread_local! {
    /// Handles of this worker, since looking one up by its labels takes longer than counting.
    static ROUTES: RefCell<BTreeMap<String, Route>> = RefCell::default();
}

/// Counts a response.
pub fn record_request(route: &str, method: &'static str, status: StatusCode, elapsed: Duration) {
    ROUTES.with_borrow_mut(|routes| {
        if !routes.contains_key(route) {
            let duration = histogram!("http_request_duration_seconds", "route" => route.to_owned());
            routes.insert(route.to_owned(), Route { duration, responses: BTreeMap::new() });
        }
        let Some(Route { duration, responses }) = routes.get_mut(route) else { return };
        duration.record(elapsed);
        let responses = responses.entry((method, status)).or_insert_with(|| {
            let (route, status) = (route.to_owned(), status.as_str().to_owned());
            counter!("http_requests_total", "route" => route, "method" => method, "status" => status)
        });
        responses.increment(1);
    });
}

/// Records the dataset that is served from now on.
pub fn set_active_dataset(version: &str, claims: u32, opening: Duration) {
    gauge!("isnad_dataset_info", "version" => version.to_owned()).set(1.0);
    gauge!("isnad_dataset_claims").set(claims);
    gauge!("isnad_dataset_open_seconds").set(opening);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    gauge!("isnad_dataset_opened_timestamp_seconds").set(now);
}

/// Records that a dataset is not served any more.
pub fn clear_active_dataset(version: &str) {
    gauge!("isnad_dataset_info", "version" => version.to_owned()).set(0.0);
}
