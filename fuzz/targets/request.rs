//! Requests to the application, in the same process, on the built-in corpus: no path or query causes a 5xx response, and
//! every error is a problem document.
#![no_main]

use std::mem::ManuallyDrop;
use std::sync::Arc;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::Service;
use actix_web::http::{Uri, header};
use actix_web::middleware::from_fn;
use actix_web::{App, rt, test, web};
use arc_swap::ArcSwap;
use isnad::api::{describe, pages, routes};
use isnad::http::middleware::{MiddlewareConfig, for_api};
use isnad::http::not_found::not_found;
use isnad::http::server_context::ServerContext;
use isnad::http::state::{ApiLimits, AppState};
use isnad::http::trusted_proxies::TrustedProxies;
use isnad::ingest::{Corpus, ReleaseOptions, Source, seed};
use isnad::store::Database;
use libfuzzer_sys::fuzz_target;
use percent_encoding::{AsciiSet, CONTROLS, percent_encode};
use tokio::sync::Semaphore;
use utoipa_actix_web::AppExt;

/// Characters that are not valid in a URI; the fuzzer chooses all others.
const INVALID_IN_URI: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'\\').add(b'`');

/// Requests a URI and returns status, media type and body.
type Get = Box<dyn Fn(Uri) -> (u16, String, Vec<u8>)>;

thread_local! {
    /// Never dropped: the runtime cannot be shut down when the thread ends.
    static GET: ManuallyDrop<Get> = ManuallyDrop::new(server());
}

fn server() -> Get {
    let folder = tempfile::tempdir().unwrap().keep();
    let database = folder.join("claims.db");
    seed(
        &Corpus::read(&Source::BuiltIn, None, Some(&folder)).unwrap(),
        &Database::File(database.clone()),
        ReleaseOptions::default(),
    )
    .unwrap();
    let (dataset, _) = Database::File(database).open().unwrap();
    std::fs::remove_dir_all(folder).unwrap();
    let limits = ApiLimits {
        body_timeout: std::time::Duration::from_secs(1),
        response_cache_bytes: 0,
        query_timeout: Duration::from_secs(20),
        query_permits: Arc::new(Semaphore::new(1)),
        export_permits: Arc::new(Semaphore::new(1)),
        public_url: None,
        trusted_proxies: TrustedProxies::new(vec![]),
    };
    let served = Arc::new(ArcSwap::from_pointee(AppState::new(dataset, describe(), &limits)));
    let context = Arc::new(ServerContext::new(served));
    let middleware = MiddlewareConfig { context, rate_limits: Arc::default(), error_page: |_, _| None };
    let app = App::new().into_utoipa_app().configure(routes).into_app().configure(pages);
    let app = app
        .default_service(web::to(not_found))
        .wrap(from_fn(move |request, next| for_api(middleware.clone(), request, next)));
    let system = rt::System::new();
    let service = system.block_on(test::init_service(app));
    Box::new(move |uri| {
        system.block_on(async {
            let response = service.call(test::TestRequest::with_uri(&uri.to_string()).to_request()).await.unwrap();
            let media = response.headers().get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap().to_owned());
            let (status, body) = (response.status().as_u16(), response.into_body());
            let body = actix_web::body::to_bytes(body.boxed()).await.unwrap();
            (status, media.unwrap_or_default(), body.to_vec())
        })
    })
}

fuzz_target!(|path: &[u8]| {
    if path.len() > 4096 {
        return;
    }
    let Ok(uri) = format!("/{}", percent_encode(path, INVALID_IN_URI)).parse::<Uri>() else { return };
    let (status, media, body) = GET.with(|get| get(uri.clone()));
    assert!(status < 500, "{uri}: {status} {}", String::from_utf8_lossy(&body));
    assert!(status < 400 || media == "application/problem+json", "{uri}: {status} {media}");
});
