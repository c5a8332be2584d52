//! The server: listens, assembles routes and middleware, reloads the dataset, shuts down without failing requests.

pub mod config;
mod listener;
mod reload;
mod signals;
mod stdio;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use actix_cors::Cors;
use actix_web::body::BoxBody;
use actix_web::dev::{Server, ServerHandle, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, from_fn};
use actix_web::rt::net::TcpStream as AsyncTcpStream;
use actix_web::web::ServiceConfig;
use actix_web::{App, HttpServer, web};
use arc_swap::ArcSwap;
use futures_util::future::{Either, join, join_all, select};
use tokio::sync::Semaphore;
use utoipa_actix_web::AppExt;

use self::config::ServerConfig;
use self::signals::Signals;
pub use self::stdio::{expect_agents, run_stdio};
use crate::http::connections::{ConnectionLimits, Connections, WRITE_BUFFER_BYTES};
use crate::http::mcp_endpoint::McpEndpoint;
use crate::http::methods::cross_origin_methods;
use crate::http::metrics;
use crate::http::middleware::rate_limit::RateLimits;
use crate::http::middleware::{MiddlewareConfig, compress, for_api, for_metrics};
use crate::http::not_found::not_found;
use crate::http::server_context::ServerContext;
use crate::http::state::{ApiLimits, AppState};
use crate::http::trusted_proxies::TrustedProxies;
use crate::store::{Database, Dataset, DatasetRevision};
use crate::web::error_page;
use crate::{api, mcp, web as pages};

/// How long a browser may remember that cross-origin reads are allowed, in seconds.
const PREFLIGHT_MAX_AGE: usize = 86_400;

/// How long the connections accepted last may take to reach a worker, before the workers stop.
const ACCEPT_GRACE: Duration = Duration::from_millis(250);

/// Serves the dataset, which took `opening` to open, until a signal stops the server.
pub fn run(
    opened: (Arc<Dataset>, DatasetRevision),
    database: &Database,
    opening: Duration,
    config: &ServerConfig,
) -> Result<(), ServerError> {
    actix_web::rt::System::new().block_on(async {
        let cannot_listen = |cause| ServerError::Listen { address: config.listen.listen, cause };
        start(opened, database, opening, config).map_err(cannot_listen)?.await.map_err(ServerError::Serve)
    })
}

/// Why the server could not run.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    #[error("cannot listen on {address}: {cause}")]
    Listen { address: SocketAddr, cause: io::Error },
    #[error("the server failed: {0}")]
    Serve(io::Error),
}

/// Listens, and returns the future in which the server runs.
fn start(
    (dataset, revision): (Arc<Dataset>, DatasetRevision),
    database: &Database,
    opening: Duration,
    config: &ServerConfig,
) -> io::Result<impl Future<Output = io::Result<()>>> {
    // Before the address is logged: a signal after that must not kill the process.
    let signals = Signals::install()?;
    let listener = listener::bind(config.listen.listen, config.reuse_port)?;
    let address = listener.local_addr()?;
    metrics::start();
    let state = AppState::new(dataset, api::describe(), &limits(config));
    metrics::set_active_dataset(state.dataset.version(), state.stats.claims, opening);
    log_start(&state, address, database);
    let served = Arc::new(ArcSwap::from_pointee(state));
    let reload = Arc::new(AtomicBool::new(false));
    reload::watch(database.clone(), revision, Arc::clone(&served), Arc::clone(&reload));

    let context = Arc::new(ServerContext::new(served));
    let trusted_proxies = TrustedProxies::new(config.trusted_proxy.clone());
    let rate_limits = Arc::new(RateLimits::new(config.rate_limit, config.rate_burst, trusted_proxies));
    let (header_timeout, keep_alive) =
        (Duration::from_secs(config.header_timeout), Duration::from_secs(config.keep_alive));
    let connection_limits = ConnectionLimits { idle: keep_alive + header_timeout, min_send_rate: config.min_send_rate };
    let connections = Connections::watch(connection_limits);
    let middleware = MiddlewareConfig { context: Arc::clone(&context), rate_limits, error_page: error_page::render };
    let with_metrics = config.metrics_listen.is_none();
    let mut builder = HttpServer::new(move || app(middleware.clone(), with_metrics))
        .on_connect(move |connection, data| {
            let stream = connection.downcast_ref::<AsyncTcpStream>();
            // The connection works without these options.
            if let Some(Err(error)) = stream.map(|stream| connections.register(stream, data)) {
                tracing::debug!(%error, "cannot set socket options");
            }
        })
        .h1_write_buffer_size(WRITE_BUFFER_BYTES)
        .client_request_timeout(header_timeout)
        .keep_alive(keep_alive)
        .max_connections(config.max_connections)
        .shutdown_timeout(config.shutdown_grace_seconds.max(1))
        .disable_signals();
    if let Some(workers) = config.workers {
        builder = builder.workers(workers.into());
    }
    let running = builder.listen(listener)?.run();
    let metrics_server = config.metrics_listen.map(|address| bind_metrics_server(address, &context)).transpose()?;
    let grace = Duration::from_secs(config.shutdown_grace_seconds);
    Ok(serve(running, metrics_server, async move { signals.wait(&context.shutting_down, &reload, grace).await }))
}

fn limits(config: &ServerConfig) -> ApiLimits {
    let cpus = || std::thread::available_parallelism().map_or(2, usize::from);
    ApiLimits {
        response_cache_bytes: config.response_cache_mib as usize * (1 << 20),
        query_timeout: Duration::from_millis(config.query_timeout_ms),
        body_timeout: Duration::from_secs(config.header_timeout),
        query_permits: Arc::new(Semaphore::new(config.max_concurrent_searches.map_or_else(cpus, usize::from))),
        export_permits: Arc::new(Semaphore::new(config.max_concurrent_exports.into())),
        public_url: config.public_url.clone(),
        trusted_proxies: TrustedProxies::new(config.trusted_proxy.clone()),
    }
}

fn log_start(state: &AppState, address: SocketAddr, database: &Database) {
    let catalogue = state.dataset.catalogue();
    let url = format!("http://{address}");
    tracing::info!(
        address = url,
        %database,
        dataset_version = state.dataset.version(),
        claims = state.stats.claims,
        actors = catalogue.actors.all().len(),
        topics = catalogue.topics.all().len(),
        articles = catalogue.articles.all().len(),
        "serving"
    );
    tracing::info!("documentation: {url}/docs");
    tracing::info!("try: curl '{url}/v1/claims?limit=1&sort=-salience'");
}

/// All routes in their middleware. The order is documented in [`crate::http::middleware`].
fn app(
    middleware: MiddlewareConfig,
    with_metrics: bool,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = actix_web::Error,
        InitError = (),
    > + use<>,
> {
    App::new()
        .app_data(web::Data::new(McpEndpoint(mcp::answer)))
        .into_utoipa_app()
        .configure(api::routes)
        .into_app()
        .configure(api::pages)
        .configure(pages::routes)
        .configure(|config: &mut ServiceConfig| {
            if with_metrics {
                config.service(metrics::get_metrics);
            }
        })
        .default_service(web::to(not_found))
        .wrap(from_fn(compress))
        .wrap(Compress::default())
        .wrap(cors())
        .wrap(from_fn(move |request, next| for_api(middleware.clone(), request, next)))
}

/// Serves metrics and health at an address of their own.
fn bind_metrics_server(address: SocketAddr, context: &Arc<ServerContext>) -> io::Result<Server> {
    let middleware =
        MiddlewareConfig { context: Arc::clone(context), rate_limits: Arc::default(), error_page: error_page::render };
    let server = HttpServer::new(move || {
        let middleware = middleware.clone();
        App::new()
            .into_utoipa_app()
            .configure(api::health_routes)
            .into_app()
            .service(metrics::get_metrics)
            .wrap(from_fn(move |request, next| for_metrics(middleware.clone(), request, next)))
    });
    Ok(server.workers(1).disable_signals().bind(address)?.run())
}

/// Serves until `stop` is done, then finishes the requests in flight.
async fn serve(server: Server, metrics_server: Option<Server>, stop: impl Future<Output = ()>) -> io::Result<()> {
    let handles: Vec<ServerHandle> = std::iter::once(&server).chain(&metrics_server).map(Server::handle).collect();
    if let Some(metrics_server) = metrics_server {
        actix_web::rt::spawn(metrics_server);
    }
    match select(server, pin!(stop)).await {
        Either::Left((outcome, _)) => outcome,
        Either::Right(((), server)) => {
            let stopped = async {
                // A worker that stops drops connections that were accepted but not yet served, so stop accepting first.
                join_all(handles.iter().map(ServerHandle::pause)).await;
                tokio::time::sleep(ACCEPT_GRACE).await;
                join_all(handles.iter().map(|handle| handle.stop(true))).await;
            };
            join(stopped, server).await.1
        }
    }
}

/// Any origin may read; no credentials are involved. [`common_headers`] sets the CORS headers of responses.
fn cors() -> Cors {
    Cors::default()
        .allow_any_origin()
        .send_wildcard()
        .allowed_methods(cross_origin_methods())
        .allow_any_header()
        .max_age(PREFLIGHT_MAX_AGE)
        .disable_vary_header()
}
