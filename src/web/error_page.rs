//! Errors as pages: what happened, and where to go on, for a browser that asked for a page. Programs, and everyone who
//! asks the API, get problem documents.

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::body::BoxBody;
use actix_web::http::header;
use askama::Template;

use crate::http::problem::{ApiError, ErrorCode, ParameterError};
use crate::http::request_extensions::RequestId;
use crate::http::state::{AppState, State};
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

fn wants_page(request: &HttpRequest) -> bool {
    let accepts = request.headers().get(header::ACCEPT).and_then(|accepted| accepted.to_str().ok());
    let is_page = |accepted: &str| accepted.contains("text/html");
    accepts.is_some_and(is_page) && !FOR_PROGRAMS.iter().any(|prefix| request.path().starts_with(prefix))
}

/// An error as a page, where one was asked for.
pub fn render(request: &HttpRequest, error: &ApiError) -> Option<HttpResponse> {
    if !wants_page(request) || matches!(error, ApiError::NotModified(_)) {
        return None;
    }
    let state = State::of(request)?;
    let mut reader = PageContext::of(request);
    // A language that does not exist is not kept.
    reader.chosen = reader.chosen && !matches!(error, ApiError::Route(_));
    let html = layout::render(&view(&reader, &state, request, error)).ok()?;
    // The problem knows what goes into the headers and into the log.
    let problem = error.respond(request);
    let mut response = problem.set_body(BoxBody::new(html));
    layout::set_page_headers(response.headers_mut(), &reader);
    Some(response)
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
        request_id: RequestId::text(request),
        p,
    }
}
