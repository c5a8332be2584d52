//! The ceiling: the same framework with the same settings serves static bodies, an upper bound for a server that has to
//! compute its responses.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{App, HttpResponse, HttpServer, Resource, web};
use clap::Parser;

/// Answers `GET` and `POST /body/{bytes}` with a body of that size.
#[derive(Debug, Parser)]
struct Options {
    /// Address and port.
    #[arg(long)]
    listen: SocketAddr,
    /// Worker threads.
    #[arg(long, default_value_t = 2)]
    workers: usize,
    /// Number of bodies that are sent in turn. A single one stays in the cache of the processor, as pages that differ do not.
    #[arg(long, default_value_t = 1)]
    bodies: usize,
}

const MAX_BODY_BYTES: usize = 16 << 20;

/// The bytes from the start of a body to that of the next.
const STEP_BYTES: usize = 64 << 10;

/// What is sent.
struct Bodies {
    all: web::Bytes,
    count: usize,
    sent: AtomicUsize,
}

/// Reads the body of the request, which it ignores.
async fn body(bytes: web::Path<usize>, bodies: web::Data<Bodies>, _: web::Bytes) -> HttpResponse {
    let length = bytes.into_inner().min(MAX_BODY_BYTES);
    let start = bodies.sent.fetch_add(1, Ordering::Relaxed) % bodies.count * STEP_BYTES;
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json"))
        .insert_header((CACHE_CONTROL, "public, max-age=60"))
        .body(bodies.all.slice(start..start + length))
}

fn resource() -> Resource {
    web::resource("/body/{bytes}").route(web::get().to(body)).route(web::post().to(body))
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let Options { listen, workers, bodies: count } = Options::parse();
    let all = web::Bytes::from(vec![b'x'; MAX_BODY_BYTES + count * STEP_BYTES]);
    let bodies = web::Data::new(Bodies { all, count: count.max(1), sent: AtomicUsize::default() });
    let server = HttpServer::new(move || App::new().app_data(bodies.clone()).service(resource()));
    server.workers(workers).bind(listen)?.run().await
}
