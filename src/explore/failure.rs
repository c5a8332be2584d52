//! Errors as pages: what happened, and where to go on, for a browser that asked for a page. Programs, and everyone who
//! asks the API, get problem documents.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse};
use askama::Template;

use super::card::Named;
use super::frame::{self, Frame, Reader};
use crate::api::context::{AppState, RequestId, State};
use crate::api::problem::{ApiError, ParameterFault};

/// What programs ask: errors stay problem documents there, whoever asks.
const FOR_PROGRAMS: [&str; 7] = ["/v1", "/openapi", "/health", "/.well-known", "/llms.txt", "/docs", "/assets"];

/// The page.
#[derive(Template)]
#[template(path = "failure.html")]
pub struct FailurePage {
    p: Frame,
    status: u16,
    detail: String,
    faults: Vec<ParameterFault>,
    nearest: Option<Named>,
    request_id: String,
}

/// Middleware: what failed inside becomes a page for whoever asked for a page.
pub async fn answer_people(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let response = next.call(request).await?;
    let page = response.response().error().and_then(|error| error.as_error::<ApiError>()).and_then(|error| {
        let request = response.request();
        wants_page(request).then(|| page(request, error))?
    });
    Ok(match page {
        Some(page) => response.into_response(page),
        None => response.map_into_boxed_body(),
    })
}

fn wants_page(request: &HttpRequest) -> bool {
    let accepts = request.headers().get(header::ACCEPT).and_then(|accepted| accepted.to_str().ok());
    let is_page = |accepted: &str| accepted.contains("text/html");
    accepts.is_some_and(is_page) && !FOR_PROGRAMS.iter().any(|prefix| request.path().starts_with(prefix))
}

fn page(request: &HttpRequest, error: &ApiError) -> Option<HttpResponse> {
    let state = State::of(request)?;
    let mut reader = Reader::of(request);
    // A language that does not exist is not kept.
    reader.chosen = reader.chosen && !matches!(error, ApiError::Route(_));
    let html = frame::render(&view(&reader, &state, request, error)).ok()?;
    let mut response = HttpResponse::build(actix_web::ResponseError::status_code(error));
    if matches!(error, ApiError::Method) {
        response.insert_header((header::ALLOW, "GET, HEAD"));
    }
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    Some(frame::dressed(&mut response, &reader).body(html))
}

fn view(reader: &Reader, state: &AppState, request: &HttpRequest, error: &ApiError) -> FailurePage {
    let t = reader.words();
    let status = error.code().status();
    let title = match status {
        400 => t.error_400,
        405 => t.error_405,
        404 => t.error_404,
        _ => t.error_500,
    };
    let mut p = Frame::new(reader, state, "", title, title);
    p.indexed = false;
    let nearest = match error {
        ApiError::NotFound { what, nearest: Some(nearest), .. } => {
            Some(Named { name: nearest.clone(), href: reader.to(&format!("/{what}s/{nearest}")) })
        }
        ApiError::Route(Some(nearest)) => Some(Named { name: nearest.clone(), href: nearest.clone() }),
        _ => None,
    };
    let request_id = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
    let mut detail = error.to_string();
    if status == 500 {
        tracing::error!(request_id, error = detail, "the request failed");
        error.code().meaning().clone_into(&mut detail);
    }
    FailurePage {
        status,
        detail,
        faults: if let ApiError::Parameters(faults) = error { faults.clone() } else { vec![] },
        nearest,
        request_id,
        p,
    }
}
