//! The ceiling: the same framework with the same settings serves static bodies, an upper bound for a server that has to
//! compute its responses.

use std::net::SocketAddr;

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
}

const MAX_BODY_BYTES: usize = 16 << 20;

/// Reads the body of the request, which it ignores.
async fn body(bytes: web::Path<usize>, all: web::Data<web::Bytes>, _: web::Bytes) -> HttpResponse {
    let length = bytes.into_inner().min(MAX_BODY_BYTES);
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json"))
        .insert_header((CACHE_CONTROL, "public, max-age=60"))
        .body(all.slice(..length))
}

fn resource() -> Resource {
    web::resource("/body/{bytes}").route(web::get().to(body)).route(web::post().to(body))
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let Options { listen, workers } = Options::parse();
    let all = web::Data::new(web::Bytes::from(vec![b'x'; MAX_BODY_BYTES]));
    let server = HttpServer::new(move || App::new().app_data(all.clone()).service(resource()));
    server.workers(workers).bind(listen)?.run().await
}
