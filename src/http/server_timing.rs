//! The stages of a request and their durations, for the `Server-Timing` header.

use std::fmt::Write;
use std::time::Duration;

use actix_web::HttpMessage;
use actix_web::dev::ServiceResponse;
use actix_web::http::header::{HeaderName, HeaderValue};

const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// A stage of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Waiting for a permit to run an expensive query.
    Queue,
    /// Running the query and rendering its result.
    Query,
}

/// Names by stage.
const NAMES: [&str; 2] = ["queue", "query"];

#[derive(Debug, Default)]
struct ServerTiming([Duration; NAMES.len()]);

/// Records how long a stage took.
pub fn record(request: &impl HttpMessage, stage: Stage, duration: Duration) {
    let mut extensions = request.extensions_mut();
    if !extensions.contains::<ServerTiming>() {
        extensions.insert(ServerTiming::default());
    }
    if let Some(ServerTiming(times)) = extensions.get_mut() {
        times[stage as usize] += duration;
    }
}

/// Sets the header: the total and every recorded stage, in milliseconds.
pub fn set_server_timing(response: &mut ServiceResponse, total: Duration) {
    let mut value = String::with_capacity(128);
    push_metric(&mut value, "total", total);
    if let Some(ServerTiming(times)) = response.request().extensions().get() {
        for (name, time) in NAMES.iter().zip(times).filter(|(_, time)| !time.is_zero()) {
            value.push_str(", ");
            push_metric(&mut value, name, *time);
        }
    }
    if let Ok(value) = HeaderValue::from_str(&value) {
        response.headers_mut().insert(SERVER_TIMING, value);
    }
}

fn push_metric(header: &mut String, name: &str, time: Duration) {
    let milliseconds = time.as_secs() * 1000 + u64::from(time.subsec_millis());
    // Writing to a string cannot fail.
    let _ = write!(header, "{name};dur={milliseconds}.{:03}", time.subsec_micros() % 1000);
}
