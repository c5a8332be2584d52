//! Styles, scripts and icons of the pages, embedded in the binary and named by what they hold, so that a browser keeps
//! each for good; and what crawlers look for.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, web};
use rust_embed::RustEmbed;

use super::frame::Reader;
use crate::api::answer::CACHE_CONTROL;
use crate::api::context::State;
use crate::api::problem::ApiError;
use crate::domain::catalogue::{Identified, Register};
use crate::domain::claim::Claim;
use crate::domain::filter::{ClaimFilter, ClaimQuery};
use crate::domain::text::hexadecimal;
use crate::domain::vocabulary::ClaimSort;

/// How long an asset may be kept: its name changes when it does.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";

/// The most addresses that a sitemap may list (sitemaps.org).
const MOST_ADDRESSES: usize = 50_000;

#[derive(RustEmbed)]
#[folder = "assets/explorer/"]
struct Assets;

/// The first bytes of a file's hash, which its address carries.
fn mark(file: &rust_embed::EmbeddedFile) -> String {
    hexadecimal(&file.metadata.sha256_hash()[..5])
}

/// Where an asset is served.
pub fn address(name: &str) -> String {
    let mark = Assets::get(name).map(|file| mark(&file)).unwrap_or_default();
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("/assets/{stem}.{mark}.{extension}")
}

/// An asset under its marked name.
#[get("/assets/{file}")]
pub async fn get_asset(file: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let mut parts = file.rsplitn(3, '.');
    let (Some(extension), Some(marked), Some(stem)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(ApiError::Route(None));
    };
    let found = Assets::get(&format!("{stem}.{extension}")).filter(|found| mark(found) == marked);
    let found = found.ok_or(ApiError::Route(None))?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, media_type(extension)))
        "png" => "image/png",
        .insert_header((header::CACHE_CONTROL, FOR_GOOD))
        .insert_header((header::VARY, "Accept-Encoding"))
        .body(found.data.into_owned()))
}

fn media_type(extension: &str) -> &'static str {
    match extension {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

/// The icon of all pages.
#[get("/favicon.svg")]
pub async fn get_icon() -> Result<HttpResponse, ApiError> {
    let icon = Assets::get("favicon.svg").ok_or(ApiError::Route(None))?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "image/svg+xml"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=86400"))
        .insert_header((header::VARY, "Accept-Encoding"))
        .body(icon.data.into_owned()))
}

/// Where browsers that read no page look for the icon.
#[get("/favicon.ico")]
pub async fn get_old_icon() -> HttpResponse {
    HttpResponse::MovedPermanently().insert_header((header::LOCATION, "/favicon.svg")).finish()
}

/// What crawlers may read: everything but the endless combinations of filters.
#[get("/robots.txt")]
pub async fn get_robots(request: HttpRequest) -> HttpResponse {
    let origin = Reader::of(&request).origin;
    let text = format!(
        "User-agent: *\nDisallow: /v1/claims?\nDisallow: /*cursor=\nAllow: /\n\nSitemap: {origin}/sitemap.xml\n"
    );
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, CACHE_CONTROL))
        .insert_header((header::VARY, "Accept-Encoding"))
        .body(text)
}

/// Every page that stays: of claims the newest, as many as a sitemap may list.
#[get("/sitemap.xml")]
pub async fn get_sitemap(request: HttpRequest, state: State) -> Result<HttpResponse, ApiError> {
    fn pages<T: Identified>(folder: &str, register: &Register<T>) -> Vec<String> {
        register.ids().map(|id| format!("/{folder}/{id}")).collect()
    }
    let catalogue = state.store.catalogue();
    let fixed = ["/", "/actors", "/topics", "/articles", "/dataset"].map(str::to_owned);
    let mut paths = fixed.to_vec();
    paths.extend(pages("articles", &catalogue.articles));
    paths.extend(pages("topics", &catalogue.topics));
    paths.extend(pages("actors", &catalogue.actors));
    paths.truncate(MOST_ADDRESSES);
    let query = ClaimQuery { filter: ClaimFilter::default(), sort: ClaimSort::DateDescending };
    for documents in crate::store::stream(std::sync::Arc::clone(&state.store), query) {
        for document in documents? {
            let claim: Claim = serde_json::from_slice(&document)?;
            paths.push(claim.links.page);
        }
        if paths.len() >= MOST_ADDRESSES {
            paths.truncate(MOST_ADDRESSES);
            break;
        }
    }
    let origin = Reader::of(&request).origin;
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for path in paths {
        // Paths are identifiers and the origin a host: nothing to escape.
        xml.push_str("<url><loc>");
        xml.push_str(&origin);
        xml.push_str(&path);
        xml.push_str("</loc></url>\n");
    }
    xml.push_str("</urlset>\n");
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/xml; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, CACHE_CONTROL))
        .insert_header((header::VARY, "Accept-Encoding"))
        .body(xml))
}
