//! Discovery: the API catalogue of RFC 9727 and a short guide for language models.

use actix_web::{HttpRequest, HttpResponse, get};
use serde_json::json;

use crate::http::conditional;
use crate::http::problem::ApiError;
use crate::http::state::State;
use crate::query::params::Params;

/// Get the API catalogue
///
/// The links of this API as a linkset (RFC 9727, RFC 9264).
#[utoipa::path(
    operation_id = "getApiCatalog",
    tag = "dataset",
    responses((status = 200, description = "The linkset.", body = Object, content_type = "application/linkset+json"))
)]
#[get("/.well-known/api-catalog")]
pub async fn get_api_catalog(request: HttpRequest, state: State, params: Params<()>) -> Result<HttpResponse, ApiError> {
    const MEDIA_TYPE: &str = "application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\"";
    params.expect_none()?;
    let linkset = json!({"linkset": [{
        "anchor": "/v1/claims",
        "service-desc": [{"href": "/openapi.json", "type": "application/json"}],
        "service-doc": [{"href": "/docs", "type": "text/html"}, {"href": "/llms.txt", "type": "text/plain"}],
        "service-meta": [{"href": "/v1/dataset", "type": "application/json"}],
        "status": [{"href": "/health/ready", "type": "application/json"}]
    }]});
    Ok(conditional::check(&request, &state)?.ok(MEDIA_TYPE, serde_json::to_vec(&linkset)?))
}

/// Get the guide for language models
///
/// What the API offers and how to query it, on one page of plain text.
#[utoipa::path(
    operation_id = "getLlmsTxt",
    tag = "dataset",
    responses((status = 200, description = "The guide.", body = String, content_type = "text/plain"))
)]
#[get("/llms.txt")]
pub async fn get_llms_txt(request: HttpRequest, state: State, params: Params<()>) -> Result<HttpResponse, ApiError> {
    params.expect_none()?;
    Ok(conditional::check(&request, &state)?.ok("text/plain; charset=utf-8", include_str!("llms.txt")))
}
