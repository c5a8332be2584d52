//! What crawlers look for: what they may read, and the address of every page that stays.

use std::ops::Range;
use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Deserialize;

use crate::domain::catalogue::{HasId, Table};
use crate::domain::claim::ClaimLinks;
use crate::domain::vocabulary::ClaimSort;
use crate::http::problem::ApiError;
use crate::http::state::{AppState, State};
use crate::http::validators::CACHE_CONTROL;
use crate::query::filter::{ClaimFilter, ClaimQuery};
use crate::store::{ClaimStream, Deadline};
use crate::web::layout::PageContext;

/// The most addresses that one sitemap may list (sitemaps.org).
const MOST: usize = 50_000;

/// Pages that every dataset has.
const FIXED: [&str; 5] = ["/", "/actors", "/topics", "/articles", "/dataset"];

/// What crawlers may read: everything but the endless combinations of filters.
#[get("/robots.txt")]
pub async fn get_robots(request: HttpRequest) -> HttpResponse {
    let origin = PageContext::of(&request).origin;
    let text = format!(
        "User-agent: *\nDisallow: /v1/claims?\nDisallow: /*cursor=\nAllow: /\n\nSitemap: {origin}/sitemap.xml\n"
    );
    answered("text/plain; charset=utf-8", text)
}

/// Every page that stays; where one file may not list them all, the files that do.
#[get("/sitemap.xml")]
pub async fn get_sitemap(request: HttpRequest, state: State) -> Result<HttpResponse, ApiError> {
    let pages = count(&state);
    if pages <= MOST {
        return list(&request, state, 0..MOST).await;
    }
    let files = (1..=pages.div_ceil(MOST)).map(|number| format!("/sitemap-{number}.xml"));
    Ok(xml(&request, ["sitemapindex", "sitemap"], files))
}

/// One of the files of a sitemap that needs several.
#[get("/sitemap-{number}.xml")]
pub async fn get_sitemap_file(
    request: HttpRequest,
    state: State,
    number: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let first = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1)?.checked_mul(MOST));
    let first = first.filter(|&first| first < count(&state)).ok_or(ApiError::Route(None))?;
    list(&request, state, first..first + MOST).await
}

/// How many pages stay.
fn count(state: &AppState) -> usize {
    let catalogue = state.dataset.catalogue();
    let listed = catalogue.articles.all().len() + catalogue.topics.all().len() + catalogue.actors.all().len();
    FIXED.len() + listed + state.stats.claims as usize
}

/// Those of the pages whose numbers are in the range. A large dataset takes a while, so others do not wait for it.
async fn list(request: &HttpRequest, state: State, range: Range<usize>) -> Result<HttpResponse, ApiError> {
    let pages = web::block(move || pages(&state, range)).await;
    let pages = pages.map_err(|error| ApiError::Internal(error.to_string()))??;
    Ok(xml(request, ["urlset", "url"], pages.into_iter()))
}

/// The pages in their order: of claims the newest first.
fn pages(state: &AppState, range: Range<usize>) -> Result<Vec<String>, ApiError> {
    fn records<T: HasId>(folder: &str, register: &Table<T>) -> Vec<String> {
        register.ids().map(|id| format!("/{folder}/{id}")).collect()
    }
    #[derive(Deserialize)]
    struct SitemapEntry {
        links: ClaimLinks,
    }
    let catalogue = state.dataset.catalogue();
    let mut known = FIXED.map(str::to_owned).to_vec();
    known.extend(records("articles", &catalogue.articles));
    known.extend(records("topics", &catalogue.topics));
    known.extend(records("actors", &catalogue.actors));
    let mut before = range.start.saturating_sub(known.len());
    let mut pages: Vec<String> = known.into_iter().skip(range.start).take(range.len()).collect();
    let query = ClaimQuery { filter: ClaimFilter::default(), sort: ClaimSort::DateDescending };
    let mut chunks = ClaimStream::new(Arc::clone(&state.dataset), query).chunks(|| Deadline::NONE);
    while pages.len() < range.len()
        && let Some(documents) = chunks.next().transpose()?
    {
        let room = range.len() - pages.len();
        for document in documents.iter().skip(before).take(room) {
            pages.push(serde_json::from_slice::<SitemapEntry>(document)?.links.page);
        }
        before = before.saturating_sub(documents.len());
    }
    Ok(pages)
}

/// A list of addresses by the names of the whole and of an entry.
fn xml(request: &HttpRequest, [whole, entry]: [&str; 2], paths: impl Iterator<Item = String>) -> HttpResponse {
    let origin = PageContext::of(request).origin;
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{whole} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
    );
    for path in paths {
        // Paths are identifiers and the origin a host: nothing to escape.
        for part in ["<", entry, "><loc>", &origin, &path, "</loc></", entry, ">\n"] {
            xml.push_str(part);
        }
    }
    for part in ["</", whole, ">\n"] {
        xml.push_str(part);
    }
    answered("application/xml; charset=utf-8", xml)
}

fn answered(media_type: &str, body: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, media_type))
        .insert_header((header::CACHE_CONTROL, CACHE_CONTROL))
        .insert_header((header::VARY, "Accept-Encoding"))
        .body(body)
}
