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

/// Adds the `Link` header (RFC 8288) of a page of a list.
pub fn add_page_links(response: &mut HttpResponse, request: &HttpRequest, next: Option<&str>, alternates: &[String]) {
    // What a 304 says would replace what the client has.
    if response.status() != StatusCode::OK {
        return;
    }
    let mut links = vec![link(&address_with_cursor(request, None), "first")];
    links.extend(next.map(|cursor| link(&address_with_cursor(request, Some(cursor)), "next")));
    links.extend_from_slice(alternates);
    links.push(link("/openapi.json", "service-desc"));
    if let Ok(value) = HeaderValue::from_str(&links.join(", ")) {
        response.headers_mut().insert(header::LINK, value);
    }
}

/// The same claims in other formats, whole.
pub fn alternates(request: &HttpRequest) -> Vec<String> {
    const FORMATS: [(&str, &str); 4] = [
        ("csv", "text/csv"),
        ("ndjson", "application/x-ndjson"),
        ("jsonld", "application/ld+json"),
        ("atom", "application/atom+xml"),
    ];
    let each = FORMATS.iter().map(|(format, media_type)| {
        let accepted = |name: &str| FilterParams::has(name) || (*format != "atom" && SortParams::has(name));
        let query = address(&format!("/v1/claims.{format}"), pairs(request).filter(|pair| accepted(name_of(pair))));
        format!("{}; type=\"{media_type}\"", link(&query, "alternate"))
    });
    each.collect()
}

fn link(target: &str, relation: &str) -> String {
    format!("<{target}>; rel=\"{relation}\"")
}

/// The request's address with another cursor, or none.
fn address_with_cursor(request: &HttpRequest, cursor: Option<&str>) -> String {
    let cursor = cursor.map(|cursor| format!("cursor={cursor}"));
    let kept = pairs(request).filter(|pair| name_of(pair) != "cursor");
    address(request.path(), kept.chain(cursor.as_deref()))
}

fn pairs(request: &HttpRequest) -> impl Iterator<Item = &str> {
    request.query_string().split('&').filter(|pair| !pair.is_empty())
}

fn name_of(pair: &str) -> &str {
    pair.split_once('=').map_or(pair, |(name, _)| name)
}

fn address<'p>(path: &str, pairs: impl Iterator<Item = &'p str>) -> String {
    let query = pairs.collect::<Vec<_>>().join("&");
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
