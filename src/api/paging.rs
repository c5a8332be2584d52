//! What every page of a list has: where it goes on, in the body and in the `Link` header.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::claim_params::{FilterParams, SortParams};
use super::query::Parameters;

/// Where a list goes on.
#[derive(Debug, Serialize, ToSchema)]
pub struct PageInfo {
    /// The most entries on a page.
    #[schema(value_type = i32, minimum = 1, maximum = 200, example = 20)]
    pub limit: u32,
    /// Give it as `cursor` to get the next page; left out on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, pattern = "^[A-Za-z0-9_-]+$", max_length = 500)]
    pub next_cursor: Option<String>,
}

/// Addresses and media types of the same claims in other formats, whole.
pub const FORMATS: [(&str, &str); 4] = [
    ("/v1/claims.csv", "text/csv"),
    ("/v1/claims.ndjson", "application/x-ndjson"),
    ("/v1/claims.jsonld", "application/ld+json"),
    (FEED, "application/atom+xml"),
];

/// Has an order of its own.
const FEED: &str = "/v1/claims.atom";

/// Adds the `Link` header (RFC 8288) of a page of a list, which comes in these other formats.
pub fn add_page_links(
    response: &mut HttpResponse,
    request: &HttpRequest,
    next: Option<&str>,
    formats: &[(&str, &str)],
) {
    // What a 304 says would replace what the client has.
    if response.status() != StatusCode::OK {
        return;
    }
    let (path, query) = (request.path(), request.query_string());
    let mut links = String::with_capacity(1024);
    let page = selected(query, |name| name != "cursor");
    add_link(&mut links, path, &page, "first");
    if let Some(cursor) = next {
        let joint = if page.is_empty() { "" } else { "&" };
        add_link(&mut links, path, &[&page, joint, "cursor=", cursor].concat(), "next");
    }
    if !formats.is_empty() {
        let filters = selected(query, FilterParams::has);
        let sorted = selected(query, |name| FilterParams::has(name) || SortParams::has(name));
        for (path, media_type) in formats {
            add_link(&mut links, path, if *path == FEED { &filters } else { &sorted }, "alternate");
            links.extend(["; type=\"", media_type, "\""]);
        }
    }
    add_link(&mut links, "/openapi.json", "", "service-desc");
    if let Ok(value) = HeaderValue::try_from(links) {
        response.headers_mut().insert(header::LINK, value);
    }
}

fn add_link(links: &mut String, path: &str, query: &str, relation: &str) {
    let comma = if links.is_empty() { "" } else { ", " };
    let mark = if query.is_empty() { "" } else { "?" };
    links.extend([comma, "<", path, mark, query, ">; rel=\"", relation, "\""]);
}

/// The parameters of a query with such names, as they were typed.
fn selected(query: &str, accepted: impl Fn(&str) -> bool) -> String {
    let mut selected = String::with_capacity(query.len());
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let name = pair.split_once('=').map_or(pair, |(name, _)| name);
        if accepted(name) {
            selected.extend([if selected.is_empty() { "" } else { "&" }, pair]);
        }
    }
    selected
}
