//! How long the stages of a request took, for `Server-Timing`.

use std::fmt::Write;
use std::future::Future;
use std::time::{Duration, Instant};

use actix_web::HttpMessage;

/// A part of a request worth telling apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// What takes long was done elsewhere, after waiting for room.
    Prepare,
    /// The matches were found and the page fetched.
    Find,
    /// They were counted, by facet or over time.
    Count,
    /// The whole answer was made, finding and counting included.
    Make,
    /// It was compressed.
    Compress,
}

/// Names by stage.
const NAMES: [&str; 5] = ["prepare", "find", "count", "make", "compress"];

/// The stages that a request went through.
#[derive(Debug, Default)]
struct ServerTiming([Duration; NAMES.len()]);

/// Does a piece of work and notes how long it took.
pub async fn timed<T>(request: &impl HttpMessage, stage: Stage, work: impl Future<Output = T>) -> T {
    let started = Instant::now();
    let done = work.await;
    let mut extensions = request.extensions_mut();
    if !extensions.contains::<ServerTiming>() {
        extensions.insert(ServerTiming::default());
    }
    if let Some(ServerTiming(times)) = extensions.get_mut() {
        times[stage as usize] += started.elapsed();
    }
    done
}

/// A request that took this long, as `Server-Timing` tells it: in milliseconds, and without the stages that it did not have.
pub fn server_timing(request: &impl HttpMessage, total: Duration) -> String {
    let mut told = String::with_capacity(128);
    tell(&mut told, "total", total);
    if let Some(ServerTiming(times)) = request.extensions().get() {
        for (name, time) in NAMES.iter().zip(times).filter(|(_, time)| !time.is_zero()) {
            told.push_str(", ");
            tell(&mut told, name, *time);
        }
    }
    told
}

fn tell(told: &mut String, name: &str, time: Duration) {
    let milliseconds = time.as_secs() * 1000 + u64::from(time.subsec_millis());
    // Writing to memory cannot fail.
    let _ = write!(told, "{name};dur={milliseconds}.{:03}", time.subsec_micros() % 1000);
}
