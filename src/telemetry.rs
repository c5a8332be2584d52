//! Logs to standard error, for people or as JSON. With the cargo feature `otlp` and `OTEL_EXPORTER_OTLP_ENDPOINT` set, also
//! sends a span for every request to a collector, as a child of the span in the client's `traceparent` header.

use std::io::IsTerminal;

use actix_web::http::header::HeaderMap;
use clap::ValueEnum;
use tracing::Span;
use tracing_subscriber::filter::{ParseError, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry};

/// Format of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Human,
    /// One JSON object per line.
    Json,
}

/// Flushes spans that are not exported yet when it is dropped.
#[derive(Default)]
pub struct Telemetry {
    #[cfg(feature = "otlp")]
    traces: Option<opentelemetry_sdk::trace::SdkTracerProvider>,
}

/// Starts logging. `filter` has the syntax of [`Targets`].
pub fn start(format: LogFormat, filter: &str) -> Result<Telemetry, ParseError> {
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false);
    let lines = match format {
        LogFormat::Human => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(false).with_span_list(false).boxed(),
    };
    let lines = lines.with_filter(filter.parse::<Targets>()?);
    let (traces, telemetry) = traces();
    tracing_subscriber::registry().with(traces).with(lines).init();
    // Without the panic's message, which may repeat what a client sent.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a thread panicked");
    }));
    Ok(telemetry)
}

#[cfg(not(feature = "otlp"))]
fn traces() -> (Option<Box<dyn Layer<Registry> + Send + Sync>>, Telemetry) {
    (None, Telemetry::default())
}

#[cfg(feature = "otlp")]
fn traces() -> (Option<Box<dyn Layer<Registry> + Send + Sync>>, Telemetry) {
    use opentelemetry::trace::TracerProvider;

    if std::env::var_os("OTEL_EXPORTER_OTLP_ENDPOINT").is_none() {
        return (None, Telemetry::default());
    }
    let exporter = match opentelemetry_otlp::SpanExporter::builder().with_http().build() {
        Ok(exporter) => exporter,
        Err(error) => {
            eprintln!("cannot export traces: {error}");
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
    (Some(layer), Telemetry { traces: Some(provider) })
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
