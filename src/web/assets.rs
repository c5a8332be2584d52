//! Styles, scripts and pictures of the pages, embedded in the binary and named by what they hold, so that a browser keeps
//! each for good.

use actix_web::http::header;
use actix_web::{HttpResponse, get, web};
use rust_embed::RustEmbed;

use crate::http::problem::ApiError;

/// How long an asset may be kept: its name changes when it does.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";

#[derive(RustEmbed)]
#[folder = "assets/explorer/"]
struct Assets;

/// The first bytes of a file's hash, which its address carries.
fn mark(file: &rust_embed::EmbeddedFile) -> String {
    hex::encode(&file.metadata.sha256_hash()[..5])
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
        .insert_header((header::CACHE_CONTROL, FOR_GOOD))
        .insert_header((header::VARY, "Accept-Encoding"))
        .body(found.data.into_owned()))
}

fn media_type(extension: &str) -> &'static str {
    match extension {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
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
