//! What every page of a list has: where it goes on, in the body and in the `Link` header.

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

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
pub fn add_page_links(response: &mut HttpResponse, request: &HttpRequest, next: Option<&str>) {
    let mut links = vec![link(&address_with_cursor(request, None), "first")];
    links.extend(next.map(|cursor| link(&address_with_cursor(request, Some(cursor)), "next")));
    links.push(link("/openapi.json", "service-desc"));
    if let Ok(value) = HeaderValue::from_str(&links.join(", ")) {
        response.headers_mut().insert(header::LINK, value);
    }
}

fn link(target: &str, relation: &str) -> String {
    format!("<{target}>; rel=\"{relation}\"")
}

/// The request's address with another cursor, or none.
fn address_with_cursor(request: &HttpRequest, cursor: Option<&str>) -> String {
    let kept = request.query_string().split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
    let cursor = cursor.map(|cursor| format!("cursor={cursor}"));
    let query = kept.map(str::to_owned).chain(cursor).collect::<Vec<_>>().join("&");
    if query.is_empty() { request.path().to_owned() } else { format!("{}?{query}", request.path()) }
}
