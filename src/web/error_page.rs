//! Errors as HTML pages, for clients that accept HTML. API paths always get problem documents.

use actix_web::body::BoxBody;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::domain::base_path;
use crate::http::problem::{ApiError, ErrorCode};
use crate::http::request_extensions::RequestId;
use crate::http::state::{AppState, State};
use crate::query::filters::FILTERS;
use crate::query::{ParameterError, Values};
use crate::web::card::TextLink;
use crate::web::context::PageContext;
use crate::web::facet_controls::filter_label;
use crate::web::layout::{self, PageLayout};
use crate::web::url::Address;
use crate::web::withdrawal::WithdrawalView;

/// Paths whose errors are problem documents, whatever the client accepts.
const API_PREFIXES: [&str; 7] = ["/v1", "/openapi", "/health", "/.well-known", "/llms.txt", "/docs", "/assets"];

/// A wrong value, and a link to the query with another one in its place.
pub struct Correction {
    /// The name of the filter, or of the parameter if it is not a filter.
    pub name: String,
    pub value: String,
    pub meant: TextLink,
}

#[derive(Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    layout: PageLayout,
    help: &'static str,
    status: u16,
    /// The detail of the problem document, in English.
    detail: String,
    errors: Vec<ParameterError>,
    /// The query with what was probably meant, by the wrong value.
    corrections: Vec<Correction>,
    withdrawal: Option<WithdrawalView>,
    nearest: Option<TextLink>,
    list: Option<TextLink>,
    request_id: String,
}

fn accepts_page(request: &HttpRequest) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
        && !API_PREFIXES.iter().any(|prefix| request.path().starts_with(prefix))
}

/// The page of an error, if the client accepts HTML.
pub fn render(request: &HttpRequest, error: &ApiError) -> Option<HttpResponse> {
    if !accepts_page(request) || matches!(error, ApiError::NotModified(_)) {
        return None;
    }
    let state = State::from_extensions(request)?;
    let mut context = PageContext::new(request, Address::parse(request.path(), request.query_string()));
    // The suggested path may be one of the API, which has no `lang`.
    context.chosen = context.chosen && !matches!(error, ApiError::Route(_));
    let html = layout::render(&view(&context, &state, request, error)).ok()?;
    // The problem document brings the status, headers such as `Retry-After`, and the log line.
    let mut response = error.respond(request).set_body(BoxBody::new(html));
    layout::set_page_headers(response.headers_mut(), &context);
    Some(response)
}

fn view(context: &PageContext, state: &AppState, request: &HttpRequest, error: &ApiError) -> ErrorPage {
    let code = error.code();
    let message = |part: &str| context.text(&format!("error-{}-{part}", code.code()));
    let (title, help) = (message("title"), message("help"));
    let mut layout = PageLayout::new(context, state, "", title, help);
    layout.indexed = false;
    let nearest = match error {
        ApiError::NotFound { what, nearest: Some(nearest), .. } => {
            Some(TextLink { text: nearest.clone(), href: context.to(&format!("/{what}s/{nearest}")) })
        }
        ApiError::Route(Some(nearest)) => {
            Some(TextLink { text: nearest.clone(), href: base_path::link(nearest).into_owned() })
        }
        _ => None,
    };
    let list = match code {
        ErrorCode::ActorNotFound => Some(("nav-actors", "/actors")),
        ErrorCode::TopicNotFound => Some(("nav-topics", "/topics")),
        ErrorCode::ArticleNotFound => Some(("nav-articles", "/articles")),
        _ => None,
    };
    let errors: Vec<ParameterError> =
        if let ApiError::Parameters(errors) = error { errors.iter().cloned().collect() } else { vec![] };
    ErrorPage {
        corrections: errors.iter().filter_map(|error| correction(context, state, error)).collect(),
        errors,
        help,
        status: code.status(),
        detail: error.detail(),
        withdrawal: match error {
            ApiError::Withdrawn(withdrawal) => Some(WithdrawalView::new(context, state, withdrawal)),
            _ => None,
        },
        nearest,
        list: list.map(|(key, path)| TextLink { text: context.text(key).to_owned(), href: context.to(path) }),
        request_id: RequestId::text(request),
        layout,
    }
}

/// The name of the filter, the wrong value, and a link that replaces it; `None` if nothing is suggested, or if the address does
/// not have the value as the error repeats it.
fn correction(context: &PageContext, state: &AppState, error: &ParameterError) -> Option<Correction> {
    let ParameterError { parameter, value, did_you_mean: Some(meant), .. } = error else { return None };
    let address = context.address.replace_value(parameter, value, meant)?;
    let filter = FILTERS.iter().find(|filter| filter.name == parameter);
    let label = filter.and_then(|filter| {
        let catalogue = state.dataset.catalogue();
        filter.labelled(&Values::ids([meant]), catalogue).pop().map(|(_, label)| context.locale.pick(&label).to_owned())
    });
    Some(Correction {
        name: filter.map_or(parameter.as_str(), |filter| filter_label(context.locale, filter)).to_owned(),
        value: value.clone(),
        meant: TextLink { text: label.unwrap_or_else(|| meant.clone()), href: context.link(&address) },
    })
}
