//! Stylesheet, script and images of the pages, embedded in the binary. Their names carry a hash of their content, so
//! browsers may cache them forever.

use actix_web::http::header;
use actix_web::{HttpResponse, get, web};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::domain::base_path;
use crate::http::problem::ApiError;

const CACHE_IMMUTABLE: &str = "public, max-age=31536000, immutable";

#[derive(RustEmbed)]
#[folder = "assets/explorer/"]
struct Assets;

fn content_hash(file: &EmbeddedFile) -> String {
    hex::encode(&file.metadata.sha256_hash()[..5])
}

/// The path of an asset: `explorer.css` is served at `/assets/explorer.<hash>.css`.
pub fn asset_path(name: &str) -> String {
    let hash = Assets::get(name).map(|file| content_hash(&file)).unwrap_or_default();
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("/assets/{stem}.{hash}.{extension}")
}

#[get("/assets/{file}")]
pub async fn get_asset(file: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let mut parts = file.rsplitn(3, '.');
    let (Some(extension), Some(hash), Some(stem)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(ApiError::Route(None));
    };
    let asset = Assets::get(&format!("{stem}.{extension}")).filter(|asset| content_hash(asset) == hash);
    Ok(respond(asset.ok_or(ApiError::Route(None))?, extension, CACHE_IMMUTABLE))
}

#[get("/favicon.svg")]
pub async fn get_favicon() -> Result<HttpResponse, ApiError> {
    let icon = Assets::get("favicon.svg").ok_or(ApiError::Route(None))?;
    Ok(respond(icon, "svg", "public, max-age=86400"))
}

/// The path that browsers request when no page names an icon.
#[get("/favicon.ico")]
pub async fn redirect_favicon() -> HttpResponse {
    HttpResponse::MovedPermanently().insert_header((header::LOCATION, &*base_path::link("/favicon.svg"))).finish()
}

fn respond(asset: EmbeddedFile, extension: &str, cache_control: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, media_type(extension)))
        .insert_header((header::CACHE_CONTROL, cache_control))
        .insert_header((header::VARY, "Accept-Encoding"))
        .body(asset.data.into_owned())
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
