//! The server: listens, wraps every request in what all have in common, takes up another dataset, and ends without a
//! failed request.
//!
//! | file | what it does |
//! |---|---|
//! | `accompany.rs` | around every request: number, dataset, limits; headers, counters, a line in the log |
//! | `connections.rs` | closes connections that wait too long |
//! | `limits.rs` | how often a client may ask |
//! | `metrics.rs` | what is counted, for Prometheus |
//! | `reload.rs` | another dataset in place of the one served |

mod reload;

use std::future::Future;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use actix_cors::Cors;
use actix_web::dev::{Server, ServerHandle};
use actix_web::http::Method;
use actix_web::middleware::{Compress, from_fn};
use actix_web::rt::net::TcpStream as AsyncTcpStream;
use actix_web::{App, HttpServer, web};
use arc_swap::ArcSwap;
use futures_util::future::{Either, join, join_all, select};
use socket2::{Domain, Protocol, Socket, Type};
use tokio::signal::unix::{Signal, SignalKind, signal};
use utoipa_actix_web::AppExt;

use crate::api::{describe, pages, routes};
use crate::config::ServeArgs;
use crate::http::connections::Connections;
use crate::http::metrics;
use crate::http::middleware::accompany::{ServerContext, accompany};
use crate::http::middleware::rate_limit::Limits;
use crate::http::middleware::response_cache::{give_again, keep};
use crate::http::problem::{answer_problems, no_route};
use crate::http::run::QueryPermits;
use crate::http::state::{ApiLimits, AppState};
use crate::store::{ClaimStore, DatasetRevision};
use crate::web as pages_for_people;

/// How long a browser may remember that cross-origin reads are allowed, in seconds.
const PREFLIGHT_MAX_AGE: usize = 86_400;

/// Requests that wait in the kernel to be accepted.
const BACKLOG: i32 = 2048;

/// As much of an answer is gathered before it is sent, in bytes: a usual page in one piece.
const WRITTEN_AT_ONCE: usize = 64 << 10;

/// How long what was accepted last has to be begun before the workers stop.
const SETTLING: Duration = Duration::from_millis(250);

/// Listens and serves; the server runs while it is polled. Opening the store took `opening`.
pub fn start(
    (store, mark): (Arc<dyn ClaimStore>, DatasetRevision),
    opening: Duration,
    args: &ServeArgs,
) -> io::Result<impl Future<Output = io::Result<()>>> {
    // Before anyone is told that the server is there: a signal must not end it the hard way.
    let signals = Signals::caught()?;
    let listener = listen(args)?;
    let address = listener.local_addr()?;
    metrics::start();
    let long = args.expensive.map_or_else(|| std::thread::available_parallelism().map_or(2, usize::from), usize::from);
    let bounds = ApiLimits {
        kept: args.cache as usize * (1 << 20),
        deadline: Duration::from_millis(args.deadline),
        room: QueryPermits::of(long),
        public_url: args.public_url.clone(),
    };
    let state = AppState::new(store, describe(), &bounds);
    metrics::serves(state.store.version(), state.extent.claims, opening);
    let catalogue = state.store.catalogue();
    tracing::info!(
        address = %format!("http://{address}"),
        database = %args.database,
        dataset_version = state.store.version(),
        claims = state.extent.claims,
        actors = catalogue.actors.all().len(),
        topics = catalogue.topics.all().len(),
        articles = catalogue.articles.all().len(),
        "serving"
    );
    let current = Arc::new(ArcSwap::from_pointee(state));
    let company = Arc::new(ServerContext {
        process: u32::try_from(RandomState::new().hash_one(address) >> 32).unwrap_or_default(),
        served: Arc::clone(&current),
        limits: Limits::of(args),
        ending: AtomicBool::new(false),
        number: AtomicU32::new(1),
        in_flight: ::metrics::gauge!("http_requests_in_flight"),
    });
    let asked = Arc::new(AtomicBool::new(false));
    reload::watch(args.database.clone(), mark, current, bounds, Arc::clone(&asked));
    let (header_timeout, keep_alive) = (Duration::from_secs(args.header_timeout), Duration::from_secs(args.keep_alive));
    let connections = Connections::watched(keep_alive + header_timeout);
    let around = Arc::clone(&company);
    let on_main = args.metrics_listen.is_none();
    let mut server = HttpServer::new(move || {
        let around = Arc::clone(&around);
        let app = App::new().into_utoipa_app().configure(routes).into_app();
        let app = app.configure(pages).configure(pages_for_people::routes);
        let app = app.configure(|config| {
            if on_main {
                config.service(metrics::get_metrics);
            }
        });
        app.default_service(web::to(no_route))
            .wrap(from_fn(pages_for_people::answer_people))
            .wrap(from_fn(answer_problems))
            .wrap(from_fn(keep))
            .wrap(Compress::default())
            .wrap(cors())
            .wrap(from_fn(give_again))
            .wrap(from_fn(move |request, next| accompany(Arc::clone(&around), request, next)))
    })
    .on_connect(move |connection, data| {
        // One that cannot be prepared is served all the same.
        if let Some(Err(error)) =
            connection.downcast_ref().map(|stream: &AsyncTcpStream| connections.accepted(stream, data))
        {
            tracing::debug!(%error, "a connection is not watched");
        }
    })
    .h1_write_buffer_size(WRITTEN_AT_ONCE)
    .client_request_timeout(header_timeout)
    .keep_alive(keep_alive)
    .max_connections(args.max_connections)
    .shutdown_timeout(args.drain.max(1))
    .disable_signals();
    if let Some(workers) = args.workers {
        server = server.workers(workers.into());
    }
    let server = server.listen(listener)?.run();
    let watchers = args.metrics_listen.map(|address| watching(address, Arc::clone(&company))).transpose()?;
    Ok(run(server, watchers, signals.end(company, asked, Duration::from_secs(args.drain))))
}

/// Serves what those who watch over the server ask for, at an address of its own.
fn watching(address: SocketAddr, company: Arc<ServerContext>) -> io::Result<Server> {
    let server = HttpServer::new(move || {
        let around = Arc::clone(&company);
        App::new()
            .into_utoipa_app()
            .configure(crate::api::health_routes)
            .into_app()
            .service(metrics::get_metrics)
            .wrap(from_fn(answer_problems))
            .wrap(from_fn(move |request, next| accompany(Arc::clone(&around), request, next)))
    });
    Ok(server.workers(1).disable_signals().bind(address)?.run())
}

/// Serves until it is told to end.
async fn run(server: Server, watchers: Option<Server>, end: impl Future<Output = ()>) -> io::Result<()> {
    let handles: Vec<ServerHandle> = std::iter::once(&server).chain(&watchers).map(Server::handle).collect();
    if let Some(watchers) = watchers {
        actix_web::rt::spawn(watchers);
    }
    match select(server, pin!(end)).await {
        Either::Left((outcome, _)) => outcome,
        Either::Right(((), server)) => {
            let stopped = async {
                // A worker that stops drops what it has accepted and not begun: first nothing more is accepted.
                join_all(handles.iter().map(ServerHandle::pause)).await;
                tokio::time::sleep(SETTLING).await;
                join_all(handles.iter().map(|handle| handle.stop(true))).await;
            };
            join(stopped, server).await.1
        }
    }
}

/// The signals that the server obeys.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hang_up: Signal,
}

impl Signals {
    fn caught() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    /// Waits for the signal to end. At SIGTERM the server first tells everyone to go elsewhere, for as long as `drain`, or
    /// until it is told again; at SIGINT it ends at once, requests under way excepted. At SIGHUP it looks at its file.
    async fn end(mut self, company: Arc<ServerContext>, asked: Arc<AtomicBool>, drain: Duration) {
        loop {
            tokio::select! {
                _ = self.hang_up.recv() => asked.store(true, Ordering::Relaxed),
                _ = self.interrupt.recv() => return,
                _ = self.terminate.recv() => break,
            }
        }
        company.ending.store(true, Ordering::Relaxed);
        tracing::info!(
            seconds = drain.as_secs(),
            "about to end: not ready any more, connections close after their answers"
        );
        tokio::select! {
            () = tokio::time::sleep(drain) => {}
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// The socket to listen on: one that was handed over (`LISTEN_FDS`), so that two generations of the server can share it, or
/// one of its own.
fn listen(args: &ServeArgs) -> io::Result<TcpListener> {
    if let Some(inherited) = listenfd::ListenFd::from_env().take_tcp_listener(0)? {
        return Ok(inherited);
    }
    let address = args.listen.listen;
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.set_reuse_port(args.reuse_port)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// Anyone may read from anywhere; no credentials are involved. What answers say of it is [`accompany`]'s.
fn cors() -> Cors {
    Cors::default()
        .allow_any_origin()
        .send_wildcard()
        .allowed_methods([Method::GET, Method::HEAD])
        .allow_any_header()
        .max_age(PREFLIGHT_MAX_AGE)
        .disable_vary_header()
}

/// Asks the server at `address` whether it is ready; any answer but 200 is an error.
pub fn is_ready(address: SocketAddr, patience: Duration) -> io::Result<()> {
    let mut connection = TcpStream::connect_timeout(&address, patience)?;
    connection.set_read_timeout(Some(patience))?;
    connection.set_write_timeout(Some(patience))?;
    write!(connection, "GET /health/ready HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer)?;
    let status = answer.lines().next().unwrap_or_default();
    if status.starts_with("HTTP/1.1 200 ") { Ok(()) } else { Err(io::Error::other(status.to_owned())) }
}
