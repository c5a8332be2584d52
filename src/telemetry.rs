//! Log lines: to standard error, for people or as JSON. Nothing leaves the machine, unless the program was built with the
//! feature `otlp` and `OTEL_EXPORTER_OTLP_ENDPOINT` names a collector: then it is sent a span for every request.

use std::io::IsTerminal;

use tracing_subscriber::filter::ParseError;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry};

use crate::config::LogFormat;

/// What has to be brought to an end with the program.
#[derive(Default)]
pub struct Telemetry {
    #[cfg(feature = "otlp")]
    traces: Option<opentelemetry_sdk::trace::SdkTracerProvider>,
}

/// Starts logging; `filter` is in the language of [`EnvFilter`].
pub fn start(format: LogFormat, filter: &str) -> Result<Telemetry, ParseError> {
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false);
    let lines = match format {
        LogFormat::Human => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(false).with_span_list(false).boxed(),
    };
    let lines = lines.with_filter(EnvFilter::try_new(filter)?);
    let (traces, telemetry) = traces();
    tracing_subscriber::registry().with(traces).with(lines).init();
    // One line, like everything else, and without the message: it may repeat what a client sent.
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
            eprintln!("traces are not sent: {error}");
            return (None, Telemetry::default());
        }
    };
    let name = opentelemetry_sdk::Resource::builder().with_service_name("isnad").build();
    let provider = opentelemetry_sdk::trace::SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_resource(name)
        .build();
    let spans = EnvFilter::new("isnad=debug");
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("isnad")).with_filter(spans).boxed();
    (Some(layer), Telemetry { traces: Some(provider) })
}

#[cfg(feature = "otlp")]
impl Drop for Telemetry {
    fn drop(&mut self) {
        // What is still waiting is sent; that the collector is gone is no reason to fail now.
        let _ = self.traces.take().map(|traces| traces.shutdown());
    }
}
