//! The server: binds, wraps every request in what all have in common, and tells what it does.

use std::future::Future;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use actix_cors::Cors;
use actix_web::body::{BodySize, BodyStream, BoxBody, MessageBody, SizedStream};
use actix_web::dev::{Server, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::{Compress, Next, from_fn};
use actix_web::web::Bytes;
use actix_web::{App, Error, HttpMessage, HttpServer, web};
use futures_util::stream;
use utoipa_actix_web::AppExt;

use crate::api::{AppState, MatchCount, RequestId, answer_problems, describe, keep, no_route, pages, routes};
use crate::config::ServeArgs;
use crate::store::ClaimStore;

/// How long a browser may remember that cross-origin reads are allowed, in seconds.
const PREFLIGHT_MAX_AGE: usize = 86_400;

/// An answer of the API is data: nothing in it may be run, framed or loaded.
const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
const DATASET_VERSION: HeaderName = HeaderName::from_static("dataset-version");
const TOTAL_COUNT: HeaderName = HeaderName::from_static("total-count");

/// Binds the address and starts serving; the server runs while it is polled.
pub fn start(store: Arc<dyn ClaimStore>, args: &ServeArgs) -> io::Result<Server> {
    let listener = TcpListener::bind(args.listen.listen)?;
    let address = listener.local_addr()?;
    let state = web::Data::new(AppState::new(store, describe(), args.cache as usize * (1 << 20)));
    let process = u32::try_from(RandomState::new().hash_one(address) >> 32).unwrap_or_default();
    let catalogue = state.store.catalogue();
    tracing::info!(
        address = %format!("http://{address}"),
        database = %args.database.display(),
        dataset_version = state.store.version(),
        claims = state.extent.claims,
        actors = catalogue.actors.all().len(),
        topics = catalogue.topics.all().len(),
        articles = catalogue.articles.all().len(),
        "serving"
    );
    let mut server = HttpServer::new(move || {
        let app = App::new().app_data(state.clone()).into_utoipa_app().configure(routes).into_app();
        app.configure(pages)
            .default_service(web::to(no_route))
            .wrap(from_fn(answer_problems))
            .wrap(from_fn(keep))
            .wrap(Compress::default())
            .wrap(cors())
            .wrap(from_fn(move |request, next| accompany(process, request, next)))
    });
    // What is streamed in pieces must not wait for the client to acknowledge the piece before.
    server = server.on_connect(|connection, _| {
        if let Some(stream) = connection.downcast_ref::<actix_web::rt::net::TcpStream>() {
            let _ = stream.set_nodelay(true);
        }
    });
    if let Some(workers) = args.workers {
        server = server.workers(workers.into());
    }
    Ok(server.listen(listener)?.run())
}

/// Anyone may read from anywhere; no credentials are involved.
fn cors() -> Cors {
    Cors::default()
        .allow_any_origin()
        .send_wildcard()
        .allowed_methods([Method::GET, Method::HEAD])
        .allow_any_header()
        .expose_headers([header::ETAG, header::LINK, header::RETRY_AFTER, REQUEST_ID, DATASET_VERSION, TOTAL_COUNT])
        .max_age(PREFLIGHT_MAX_AGE)
        .disable_vary_header()
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

/// Middleware around everything: numbers the request, answers HEAD as GET, sets the headers of every answer, and writes
/// one line about it.
fn accompany<B: MessageBody + 'static>(
    process: u32,
    mut request: ServiceRequest,
    next: Next<B>,
) -> impl Future<Output = Result<ServiceResponse, Error>> {
    static NUMBER: AtomicU32 = AtomicU32::new(1);
    let started = Instant::now();
    let id = RequestId { process, number: NUMBER.fetch_add(1, Ordering::Relaxed) };
    request.extensions_mut().insert(id);
    let method = request.method().clone();
    // Routes answer it as GET; the body is taken off below.
    if method == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    async move {
        let mut response = next.call(request).await?;
        let version =
            response.request().app_data::<web::Data<AppState>>().map(|state| state.store.version().to_owned());
        let headers = response.headers_mut();
        let mut set = |name: HeaderName, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        };
        set(REQUEST_ID, &id.to_string());
        set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        // The same for every origin and for none, so that a shared cache may hand it to anyone.
        set(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        if let Some(version) = version {
            set(DATASET_VERSION, &version);
        }
        // Compression says it again.
        if headers.get_all(header::VARY).count() > 1 {
            headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        }
        if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
            headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(DATA_POLICY));
        }
        let response = if method == Method::HEAD {
            response.map_body(|_, body| headers_only(&body))
        } else {
            response.map_into_boxed_body()
        };
        let request = response.request();
        tracing::info!(
            request_id = %id,
            method = %method,
            route = request.match_pattern().as_deref().unwrap_or("-"),
            status = response.status().as_u16(),
            duration_ms = (started.elapsed().as_secs_f64() * 1e6).round() / 1e3,
            matches = request.extensions().get::<MatchCount>().map(|count| count.0),
            "answered"
        );
        Ok(response)
    }
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
