//! Pagination links, in the body and in the `Link` header.

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::url::MAX_URI_BYTES;
use crate::domain::base_path;
use crate::formats::Format;
use crate::query::claim_params::{FilterParams, SortParams};
use crate::query::params::Parameters;

/// Pagination links.
#[derive(Debug, Serialize, ToSchema)]
pub struct PageInfo {
    /// Maximum number of entries on a page.
    #[schema(value_type = i32, minimum = 0, maximum = 200, example = 20)]
    pub limit: u32,
    /// Value of `cursor` for the next page; left out on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, pattern = "^[A-Za-z0-9_-]+$", max_length = 500)]
    pub next_cursor: Option<String>,
    /// Address of the next page, relative to the server; left out on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "uri-reference", example = "/v1/claims?actor=china&cursor=AgEC")]
    pub next: Option<String>,
}

impl PageInfo {
    pub fn new(list: ListAddress, limit: u32, next_cursor: Option<&str>) -> Self {
        let next = next_cursor
            .map(|cursor| base_path::link(list.with_cursor(cursor)).into_owned())
            .filter(|next| next.len() <= MAX_URI_BYTES);
        Self { limit, next_cursor: next_cursor.map(str::to_owned), next }
    }
}

/// The address by which GET returns a list.
#[derive(Debug, Clone, Copy)]
pub struct ListAddress<'a> {
    pub path: &'a str,
    pub query: &'a str,
}

impl<'a> ListAddress<'a> {
    pub fn of(request: &'a HttpRequest) -> Self {
        Self { path: request.path(), query: request.query_string() }
    }

    /// The same list from a cursor on.
    fn with_cursor(self, cursor: &str) -> String {
        let query = selected(self.query, |name| name != "cursor");
        let joint = if query.is_empty() { "" } else { "&" };
        [self.path, "?", &query, joint, "cursor=", cursor].concat()
    }
}

/// The longest `Link` header, in bytes. Proxies refuse responses whose headers exceed their buffer, often 4 KiB.
const MAX_LINK_BYTES: usize = 2048;

/// The same list in another format.
pub struct OtherFormat {
    path: String,
    query: String,
    media_type: &'static str,
}

/// The matches of a list of claims in every other format.
pub fn claim_formats(list: ListAddress) -> Vec<OtherFormat> {
    let filters = selected(list.query, FilterParams::contains);
    let is_of_list = |name: &str| FilterParams::contains(name) || SortParams::contains(name);
    let sorted = selected(list.query, is_of_list);
    let other = |format: Format| {
        let info = format.info();
        // A feed has an order of its own.
        let query = if info.is_sorted { sorted.clone() } else { filters.clone() };
        Some(OtherFormat { path: format.claims_path()?, query, media_type: info.media_type })
    };
    Format::available().filter_map(other).collect()
}

/// The whole of a list of actors, topics or articles in every other format.
pub fn list_formats(list: ListAddress) -> Vec<OtherFormat> {
    let query = selected(list.query, |name| !["limit", "cursor"].contains(&name));
    let other = |format: Format| OtherFormat {
        path: format!("{}.{}", list.path, format.info().name),
        query: query.clone(),
        media_type: format.info().media_type,
    };
    [Format::Csv, Format::Ndjson].map(other).into()
}

/// Adds the `Link` header (RFC 8288): the API description, the next and the first page, and the same list in other formats.
/// Links that do not fit are left out; the body has `page.next`.
pub fn add_page_links(
    response: &mut HttpResponse,
    list: ListAddress,
    next: Option<&str>,
    formats: impl IntoIterator<Item = OtherFormat>,
) {
    let mut links = Links::default();
    links.add("/openapi.json", "", "service-desc", None);
    if let Some(cursor) = next {
        links.add(&list.with_cursor(cursor), "", "next", None);
    }
    links.add(list.path, &selected(list.query, |name| name != "cursor"), "first", None);
    for OtherFormat { path, query, media_type } in formats {
        links.add(&path, &query, "alternate", Some(media_type));
    }
    if let Ok(value) = HeaderValue::try_from(links.header) {
        response.headers_mut().insert(header::LINK, value);
    }
}

/// A `Link` header of bounded length.
#[derive(Default)]
struct Links {
    header: String,
}

impl Links {
    /// Adds a link if it fits.
    fn add(&mut self, path: &str, query: &str, relation: &str, media_type: Option<&str>) {
        let comma = if self.header.is_empty() { "" } else { ", " };
        let mark = if query.is_empty() { "" } else { "?" };
        let (kind, quote) = if media_type.is_some() { ("; type=\"", "\"") } else { ("", "") };
        let parts = [
            comma,
            "<",
            base_path::get(),
            path,
            mark,
            query,
            ">; rel=\"",
            relation,
            "\"",
            kind,
            media_type.unwrap_or(""),
            quote,
        ];
        if self.header.len() + parts.iter().map(|part| part.len()).sum::<usize>() <= MAX_LINK_BYTES {
            self.header.extend(parts);
        }
    }
}

/// The pairs of a query string whose names are accepted, unchanged.
pub fn selected(query: &str, accepted: impl Fn(&str) -> bool) -> String {
    let mut selected = String::with_capacity(query.len());
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let name = pair.split_once('=').map_or(pair, |(name, _)| name);
        if accepted(name) {
            selected.extend([if selected.is_empty() { "" } else { "&" }, pair]);
        }
    }
    selected
}
