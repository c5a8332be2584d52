//! Errors as pages: what happened, and where to go on, for a browser that asked for a page. Programs, and everyone who
//! asks the API, get problem documents.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse};
use askama::Template;

use crate::http::problem::{ApiError, ErrorCode, ParameterError};
use crate::http::state::{AppState, RequestId, State};
use crate::web::card::Link;
use crate::web::failure_words::{Told, told};
use crate::web::layout::{self, PageContext, PageLayout};

/// What programs ask: errors stay problem documents there, whoever asks.
const FOR_PROGRAMS: [&str; 7] = ["/v1", "/openapi", "/health", "/.well-known", "/llms.txt", "/docs", "/assets"];

/// The page.
#[derive(Template)]
#[template(path = "failure.html")]
pub struct FailurePage {
    p: PageLayout,
    told: Told,
    status: u16,
    detail: String,
    faults: Vec<ParameterError>,
    nearest: Option<Link>,
    list: Option<Link>,
    request_id: String,
}

/// Middleware: what failed inside becomes a page for whoever asked for a page.
pub async fn answer_people(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let response = next.call(request).await?;
    let page = response
        .response()
        .error()
        .and_then(|error| error.as_error::<ApiError>())
        .and_then(|error| page_of(response.request(), error));
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

/// An error as a page, where one was asked for.
pub fn page_of(request: &HttpRequest, error: &ApiError) -> Option<HttpResponse> {
    if !wants_page(request) {
        return None;
    }
    let state = State::of(request)?;
    let mut reader = PageContext::of(request);
    // A language that does not exist is not kept.
    reader.chosen = reader.chosen && !matches!(error, ApiError::Route(_));
    let html = layout::render(&view(&reader, &state, request, error)).ok()?;
    // The problem knows what goes into the headers and into the log.
    let problem = error.respond(request);
    let mut response = HttpResponse::build(problem.status());
    for (name, value) in problem.headers() {
        response.insert_header((name.clone(), value.clone()));
    }
    Some(layout::dressed(&mut response, &reader).body(html))
}

fn view(reader: &PageContext, state: &AppState, request: &HttpRequest, error: &ApiError) -> FailurePage {
    let (t, code) = (reader.words(), error.code());
    let told = told(reader.language, code);
    let mut p = PageLayout::new(reader, state, "", told.title, told.happened);
    p.indexed = false;
    let nearest = match error {
        ApiError::NotFound { what, nearest: Some(nearest), .. } => {
            Some(Link { name: nearest.clone(), href: reader.to(&format!("/{what}s/{nearest}")) })
        }
        ApiError::Route(Some(nearest)) => Some(Link { name: nearest.clone(), href: nearest.clone() }),
        _ => None,
    };
    let list = match code {
        ErrorCode::ActorNotFound => Some((t.nav_actors, "/actors")),
        ErrorCode::TopicNotFound => Some((t.nav_topics, "/topics")),
        ErrorCode::ArticleNotFound => Some((t.nav_articles, "/articles")),
        _ => None,
    };
    FailurePage {
        told,
        status: code.status(),
        detail: error.detail(),
        faults: if let ApiError::Parameters(faults) = error { faults.clone() } else { vec![] },
        nearest,
        list: list.map(|(name, path)| Link { name: name.to_owned(), href: reader.to(path) }),
        request_id: request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default(),
        p,
    }
}
