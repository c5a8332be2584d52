//! What the server counts, in the format of Prometheus. Nothing is sent anywhere; whoever wants it asks for it.

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

static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Upper ends of the buckets of durations, in seconds.
const BUCKETS: [f64; 12] = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0];

/// How often durations are put into their buckets, asked for or not: until then each takes memory of its own.
const UPKEEP: Duration = Duration::from_secs(5);

/// Starts counting, once for the process.
pub fn start() {
    RECORDER.get_or_init(|| {
        let duration = Matcher::Full("http_request_duration_seconds".to_owned());
        let recorder = PrometheusBuilder::new().set_buckets_for_metric(duration, &BUCKETS).ok()?.build_recorder();
        let handle = recorder.handle();
        metrics::set_global_recorder(recorder).ok()?;
        describe_counter!("http_requests_total", "Answers by route, method and status.");
        describe_histogram!("http_request_duration_seconds", Unit::Seconds, "Time to the head of an answer, by route.");
        describe_gauge!("http_requests_in_flight", "Requests that are being answered.");
        describe_gauge!("isnad_dataset_info", "The dataset served, by its version: always 1.");
        describe_gauge!("isnad_dataset_claims", "Claims of the dataset served.");
        describe_gauge!("isnad_dataset_opened_timestamp_seconds", Unit::Seconds, "When the dataset served was opened.");
        describe_gauge!("isnad_dataset_open_seconds", Unit::Seconds, "How long opening it took, index included.");
        describe_counter!(
            "isnad_dataset_reload_failures_total",
            "Files that were not served in place of the dataset served."
        );
        describe_counter!(
            "isnad_response_cache_requests_total",
            "Answers by whether they were kept from before: hit or miss."
        );
        describe_counter!("isnad_rejected_total", "Requests and connections that were turned away, by reason.");
        metrics_process::Collector::default().describe();
        let kept = handle.clone();
        thread::spawn(move || {
            loop {
                thread::sleep(UPKEEP);
                kept.run_upkeep();
            }
        });
        Some(handle)
    });
}

/// Everything counted so far.
pub fn render() -> String {
    metrics_process::Collector::default().collect();
    RECORDER.get().and_then(Option::as_ref).map(PrometheusHandle::render).unwrap_or_default()
}

/// Serves what is counted; clients of the API have no use for it, so the document does not list it.
#[get("/metrics")]
pub async fn get_metrics() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(render())
}

/// The counters of a route.
struct Route {
    duration: Histogram,
    answers: BTreeMap<(&'static str, StatusCode), Counter>,
}

thread_local! {
    /// Those that a worker has counted in: to find one by its labels takes longer than to count.
    static ROUTES: RefCell<BTreeMap<String, Route>> = RefCell::default();
}

/// Counts an answer.
pub fn record_request(route: &str, method: &'static str, status: StatusCode, elapsed: Duration) {
    ROUTES.with_borrow_mut(|routes| {
        if !routes.contains_key(route) {
            let duration = histogram!("http_request_duration_seconds", "route" => route.to_owned());
            routes.insert(route.to_owned(), Route { duration, answers: BTreeMap::new() });
        }
        let Some(Route { duration, answers }) = routes.get_mut(route) else { return };
        duration.record(elapsed);
        let answers = answers.entry((method, status)).or_insert_with(|| {
            let (route, status) = (route.to_owned(), status.as_str().to_owned());
            counter!("http_requests_total", "route" => route, "method" => method, "status" => status)
        });
        answers.increment(1);
    });
}

/// Notes which dataset is served from now on.
pub fn set_active_dataset(version: &str, claims: u32, opening: Duration) {
    gauge!("isnad_dataset_info", "version" => version.to_owned()).set(1.0);
    gauge!("isnad_dataset_claims").set(claims);
    gauge!("isnad_dataset_open_seconds").set(opening);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    gauge!("isnad_dataset_opened_timestamp_seconds").set(now);
}

/// Notes which dataset is not served any more.
pub fn clear_active_dataset(version: &str) {
    gauge!("isnad_dataset_info", "version" => version.to_owned()).set(0.0);
}
