//! Stylesheet, script and icon, embedded in the program. Colours and type are those of the explorer.

use actix_web::{HttpResponse, get, web};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "assets/"]
#[include = "curate/*"]
#[include = "explorer/explorer.css"]
#[include = "explorer/favicon.svg"]
struct Assets;

#[get("/assets/{folder}/{file}")]
pub async fn asset(path: web::Path<(String, String)>) -> HttpResponse {
    let name = format!("{}/{}", path.0, path.1);
    let media_type = match name.rsplit_once('.') {
        Some((_, "css")) => "text/css; charset=utf-8",
        Some((_, "js")) => "text/javascript; charset=utf-8",
        _ => "image/svg+xml",
    };
    match Assets::get(&name) {
        Some(file) => HttpResponse::Ok().content_type(media_type).body(file.data.into_owned()),
        None => HttpResponse::NotFound().finish(),
    }
}
