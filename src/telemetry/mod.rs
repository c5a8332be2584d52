//! Logs to standard error, for people or as JSON. With the cargo feature `otlp` and `OTEL_EXPORTER_OTLP_ENDPOINT` set, also
//! sends a span for every request to a collector, as a child of the span in the client's `traceparent` header.

mod log_queue;

use std::fmt;
use std::io::{self, IsTerminal};

use actix_web::http::header::HeaderMap;
use clap::ValueEnum;
use tracing::field::Field;
use tracing::{Metadata, Span};
use tracing_subscriber::field::MakeExt;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::{Writer, debug_fn};
use tracing_subscriber::fmt::writer::BoxMakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry};

use crate::domain::text::{escape, escape_json};

/// Format of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Human,
    /// One JSON object per line.
    Json,
}

pub use log_queue::dropped_lines;
use log_queue::{FlushGuard, LogQueue};

/// What happens to log lines if their reader stalls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StalledLog {
    /// The program waits for it.
    Waits,
    /// Lines are dropped and counted.
    Drops,
}

/// Writes log lines and exports spans that are left when it is dropped.
#[derive(Default)]
pub struct Telemetry {
    log: Option<FlushGuard>,
    #[cfg(feature = "otlp")]
    traces: Option<opentelemetry_sdk::trace::SdkTracerProvider>,
}

/// Starts logging. `filter` has the syntax of [`Targets`].
pub fn start(format: LogFormat, filter: &str, stalled: StalledLog) -> Result<Telemetry, Box<dyn std::error::Error>> {
    let (writer, log) = match stalled {
        StalledLog::Waits => (BoxMakeWriter::new(io::stderr), None),
        StalledLog::Drops => {
            let (queue, guard) = LogQueue::start()?;
            (BoxMakeWriter::new(queue), Some(guard))
        }
    };
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(writer)
        .with_ansi(io::stderr().is_terminal())
        // They would be printed to standard error too, and panic if it is closed.
        .log_internal_errors(false)
        .with_target(false);
    let lines = match format {
        LogFormat::Human => lines.fmt_fields(debug_fn(write_field).delimited(" ")).boxed(),
        LogFormat::Json => {
            let lines = lines.map_writer(EscapedJson).json();
            lines.flatten_event(true).with_current_span(false).with_span_list(false).boxed()
        }
    };
    let lines = lines.with_filter(filter.parse::<Targets>()?);
    let (traces, mut telemetry) = traces();
    telemetry.log = log;
    tracing_subscriber::registry().with(traces).with(lines).init();
    // Without the panic's message, which may repeat what a client sent.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a thread panicked");
    }));
    Ok(telemetry)
}

/// Writes a field of a log line for people.
fn write_field(writer: &mut Writer<'_>, field: &Field, value: &dyn fmt::Debug) -> fmt::Result {
    let value = format!("{value:?}");
    match field.name() {
        "message" => write!(writer, "{}", escape(&value)),
        // What the crate `log` adds to an event is in its metadata.
        name if name.starts_with("log.") => Ok(()),
        name => write!(writer, "{name}={}", escape(&value)),
    }
}

/// Creates writers of JSON lines that a terminal may show.
struct EscapedJson<M>(M);

impl<'a, M: MakeWriter<'a>> MakeWriter<'a> for EscapedJson<M> {
    type Writer = EscapedJsonWriter<M::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        EscapedJsonWriter(self.0.make_writer())
    }

    fn make_writer_for(&'a self, meta: &Metadata<'_>) -> Self::Writer {
        EscapedJsonWriter(self.0.make_writer_for(meta))
    }
}

struct EscapedJsonWriter<W>(W);

impl<W: io::Write> io::Write for EscapedJsonWriter<W> {
    /// Writes a line, which comes as a whole.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        let (json, end) = text.strip_suffix('\n').map_or((&*text, ""), |json| (json, "\n"));
        self.0.write_all(format!("{}{end}", escape_json(json)).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(not(feature = "otlp"))]
fn traces() -> (Option<Box<dyn Layer<Registry> + Send + Sync>>, Telemetry) {
    (None, Telemetry::default())
}

#[cfg(feature = "otlp")]
fn traces() -> (Option<Box<dyn Layer<Registry> + Send + Sync>>, Telemetry) {
    use std::io::Write;

    use opentelemetry::trace::TracerProvider;

    if std::env::var_os("OTEL_EXPORTER_OTLP_ENDPOINT").is_none() {
        return (None, Telemetry::default());
    }
    let exporter = match opentelemetry_otlp::SpanExporter::builder().with_http().build() {
        Ok(exporter) => exporter,
        Err(error) => {
            let _ = writeln!(io::stderr(), "cannot export traces: {}", escape(&error.to_string()));
            return (None, Telemetry::default());
        }
    };
    let name = opentelemetry_sdk::Resource::builder().with_service_name("isnad").build();
    let provider = opentelemetry_sdk::trace::SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_resource(name)
        .build();
    let spans = Targets::new().with_target("isnad", tracing::Level::DEBUG);
    // The name of a span is known only with the route, when the request is completed.
    let layer = tracing_opentelemetry::layer().with_context_activation(false);
    // All spans are created in one place, so location and thread are not informative.
    let layer = layer.with_location(false).with_target(false).with_threads(false).with_tracked_inactivity(false);
    let layer = layer.with_tracer(provider.tracer("isnad")).with_filter(spans).boxed();
    (Some(layer), Telemetry { traces: Some(provider), log: None })
}

/// Without the feature `otlp` there is no trace to continue.
#[cfg(not(feature = "otlp"))]
pub const fn continue_trace(_span: &Span, _headers: &HeaderMap) {}

/// Makes the span a child of the one in the request's `traceparent` header (W3C Trace Context).
#[cfg(feature = "otlp")]
pub fn continue_trace(span: &Span, headers: &HeaderMap) {
    use opentelemetry::propagation::TextMapPropagator;
    use opentelemetry_sdk::propagation::TraceContextPropagator;
    use tracing_opentelemetry::OpenTelemetrySpanExt;

    if !span.is_disabled() {
        // An invalid `traceparent` starts a new trace.
        let _ = span.set_parent(TraceContextPropagator::new().extract(&Carrier(headers)));
    }
}

/// Adapts headers to the propagator.
#[cfg(feature = "otlp")]
struct Carrier<'a>(&'a HeaderMap);

#[cfg(feature = "otlp")]
impl opentelemetry::propagation::Extractor for Carrier<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(|value| value.to_str().ok())
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(actix_web::http::header::HeaderName::as_str).collect()
    }
}

#[cfg(feature = "otlp")]
impl Drop for Telemetry {
    fn drop(&mut self) {
        // A collector that is gone does not fail the shutdown.
        let _ = self.traces.take().map(|traces| traces.shutdown());
    }
}
