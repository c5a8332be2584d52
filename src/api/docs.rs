//! The documentation page and the table of error codes. Neither loads anything from another host.

use std::fmt::Write;
use std::sync::{Arc, OnceLock};

use actix_web::http::header;
use actix_web::{HttpResponse, get, web};
use utoipa_swagger_ui::Config;

use crate::domain::base_path;
use crate::http::problem::{ApiError, ErrorCode};
use crate::http::state::State;

/// Scripts and styles from this server only. Swagger UI sets styles on its elements and draws icons from data URLs.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                           font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The OpenAPI document that the page shows.
const DOCUMENT: &str = "openapi.json";

const INDEX: &str = include_str!("docs.html");

/// A page in whose template `{base}` stands for the base path.
fn page(template: &str) -> HttpResponse {
    let html = template.replace("{base}", base_path::get());
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CONTENT_SECURITY_POLICY, PAGE_POLICY))
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .insert_header((header::VARY, "Accept-Encoding"))
        .body(html)
}

/// The documentation page.
#[get("/docs")]
pub async fn get_docs() -> HttpResponse {
    page(INDEX)
}

/// Every error code with its status and meaning.
#[get("/docs/errors")]
pub async fn get_error_table() -> HttpResponse {
    let mut rows = String::new();
    for error in ErrorCode::ALL {
        let (code, status, title, meaning) = (error.code(), error.status(), error.title(), error.meaning());
        let _ = writeln!(
            rows,
            "<tr id=\"{code}\"><td><code>{code}</code></td><td>{status}</td><td>{title}</td><td>{}</td></tr>",
            code_spans_to_html(meaning)
        );
    }
    page(&include_str!("errors.html").replace("<!-- rows -->", &rows))
}

/// Converts text between backticks to `<code>` elements.
fn code_spans_to_html(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts.map(|(at, part)| if at % 2 == 1 { format!("<code>{part}</code>") } else { part.to_owned() }).collect()
}

/// A script, style or image of the documentation page.
#[get("/docs/assets/{file}")]
pub async fn get_docs_asset(file: web::Path<String>, state: State) -> Result<HttpResponse, ApiError> {
    static CONFIG: OnceLock<Arc<Config<'static>>> = OnceLock::new();
    if file.as_str() == DOCUMENT {
        // "Try it out" sends its requests to the server that served the page.
        let mut document: serde_json::Value = serde_json::from_str(&state.documents.openapi)?;
        let server = Some(base_path::get()).filter(|base| !base.is_empty()).unwrap_or("/");
        document["servers"] = serde_json::json!([{"url": server}]);
        return Ok(HttpResponse::Ok().json(document));
    }
    // The address is relative to the page.
    let config = CONFIG.get_or_init(|| {
        let config = Config::from("docs/assets/openapi.json")
            .try_it_out_enabled(true)
            .with_syntax_highlight(false)
            .display_request_duration(true);
        Arc::new(config.default_models_expand_depth(0).validator_url("none"))
    });
    let found = utoipa_swagger_ui::serve(&file, Arc::clone(config)).map_err(|e| ApiError::Internal(e.to_string()))?;
    let found = found.filter(|_| file.as_str() != "index.html").ok_or(ApiError::Route(None))?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, found.content_type))
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .insert_header((header::VARY, "Accept-Encoding"))
        .body(found.bytes.into_owned()))
}
