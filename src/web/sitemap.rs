//! `robots.txt` and the sitemap (sitemaps.org).

use std::borrow::Borrow;
use std::ops::Range;
use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, web};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use serde::Deserialize;

use crate::domain::base_path;
use crate::domain::catalogue::{CatalogueRecord, Table};
use crate::domain::claim::ClaimLinks;
use crate::http::origin::origin;
use crate::http::problem::ApiError;
use crate::http::state::{AppState, State};
use crate::http::validators::CACHE_CONTROL;
use crate::query::sorts::NEWEST;
use crate::query::{ClaimFilter, ClaimQuery};
use crate::store::{ClaimStream, Deadline};

/// The number of addresses that one file may list (sitemaps.org).
const MAX_ENTRIES: usize = 50_000;

const FIXED_PAGES: [&str; 9] =
    ["/", "/actors", "/topics", "/articles", "/compare", "/matrix", "/verify", "/about", "/changes"];

/// Excludes searches, whose filters have endless combinations.
#[get("/robots.txt")]
pub async fn get_robots(request: HttpRequest) -> HttpResponse {
    let (origin, base) = (origin(&request), base_path::get());
    let text = format!(
        "User-agent: *\nDisallow: {base}/v1/claims?\nDisallow: {base}/*cursor=\nAllow: {base}/\n\nSitemap: {origin}/sitemap.xml\n"
    );
    respond("text/plain; charset=utf-8", text.into_bytes())
}

/// Every page, or an index of files if one file cannot list them all.
#[get("/sitemap.xml")]
pub async fn get_sitemap(request: HttpRequest, state: State) -> Result<HttpResponse, ApiError> {
    let pages = count_pages(&state);
    if pages <= MAX_ENTRIES {
        return list_pages(&request, state, 0..MAX_ENTRIES).await;
    }
    let files = (1..=pages.div_ceil(MAX_ENTRIES)).map(|number| format!("/sitemap-{number}.xml"));
    xml(&request, "sitemapindex", "sitemap", files)
}

#[get("/sitemap-{number}.xml")]
pub async fn get_sitemap_file(
    request: HttpRequest,
    state: State,
    number: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let first = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1)?.checked_mul(MAX_ENTRIES));
    let first = first.filter(|&first| first < count_pages(&state)).ok_or(ApiError::Route(None))?;
    list_pages(&request, state, first..first + MAX_ENTRIES).await
}

fn count_pages(state: &AppState) -> usize {
    let catalogue = state.dataset.catalogue();
    let records = catalogue.articles.count() + catalogue.topics.count() + catalogue.actors.count();
    FIXED_PAGES.len() + records + state.stats.claims as usize
}

/// Lists the pages whose numbers are in `range`, on the blocking pool: reading many claims takes a while.
async fn list_pages(request: &HttpRequest, state: State, range: Range<usize>) -> Result<HttpResponse, ApiError> {
    let pages = web::block(move || read_pages(&state, range)).await;
    let pages = pages.map_err(|error| ApiError::Internal(error.to_string()))??;
    xml(request, "urlset", "url", pages.into_iter())
}

/// Fixed pages, then articles, topics, actors, and claims with the newest first.
fn read_pages(state: &AppState, range: Range<usize>) -> Result<Vec<String>, ApiError> {
    fn records<T: CatalogueRecord>(folder: &str, table: &Table<T>) -> Vec<String> {
        let listed = table.all().iter().filter(|record| record.merged_into().is_none());
        listed.map(|record| format!("/{folder}/{}", Borrow::<str>::borrow(record.id()))).collect()
    }
    #[derive(Deserialize)]
    struct SitemapEntry {
        links: ClaimLinks,
    }
    let catalogue = state.dataset.catalogue();
    let mut before_claims = FIXED_PAGES.map(str::to_owned).to_vec();
    before_claims.extend(records("articles", &catalogue.articles));
    before_claims.extend(records("topics", &catalogue.topics));
    before_claims.extend(records("actors", &catalogue.actors));
    let mut skipped = range.start.saturating_sub(before_claims.len());
    let mut pages: Vec<String> = before_claims.into_iter().skip(range.start).take(range.len()).collect();
    let query = ClaimQuery { filter: ClaimFilter::default(), sort: &NEWEST };
    let mut chunks = ClaimStream::new(Arc::clone(&state.dataset), query).chunks(|| Deadline::NONE);
    while pages.len() < range.len()
        && let Some(documents) = chunks.next().transpose()?
    {
        let missing = range.len() - pages.len();
        for document in documents.iter().skip(skipped).take(missing) {
            pages.push(serde_json::from_slice::<SitemapEntry>(document)?.links.page);
        }
        skipped = skipped.saturating_sub(documents.len());
    }
    Ok(pages)
}

fn xml(
    request: &HttpRequest,
    root: &str,
    entry: &str,
    paths: impl Iterator<Item = String>,
) -> Result<HttpResponse, ApiError> {
    let origin = origin(request);
    let mut writer = Writer::new(Vec::new());
    let written: std::io::Result<()> = (|| {
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let root = writer.create_element(root).with_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"));
        root.write_inner_content(|writer| {
            for path in paths {
                let location = format!("{origin}{path}");
                writer.create_element(entry).write_inner_content(|writer| {
                    writer.create_element("loc").write_text_content(BytesText::new(&location))?;
                    Ok(())
                })?;
            }
            Ok(())
        })?;
        Ok(())
    })();
    written.map_err(|error| ApiError::Internal(error.to_string()))?;
    Ok(respond("application/xml; charset=utf-8", writer.into_inner()))
}

fn respond(media_type: &str, body: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, media_type))
        .insert_header((header::CACHE_CONTROL, CACHE_CONTROL))
        .insert_header((header::VARY, "Accept-Encoding"))
        .body(body)
}
