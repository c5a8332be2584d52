//! Where programs find the API: the catalogue of RFC 9727 and a short guide for language models.

use actix_web::{HttpRequest, HttpResponse, get};
use serde_json::json;

use crate::http::conditional;
use crate::http::params::Query;
use crate::http::problem::ApiError;
use crate::http::state::State;

/// Find the API
///
/// The links of this API as a linkset (RFC 9727, RFC 9264).
#[utoipa::path(
    operation_id = "getApiCatalog",
    tag = "dataset",
    responses((status = 200, description = "The linkset.", body = Object, content_type = "application/linkset+json"))
)]
#[get("/.well-known/api-catalog")]
pub async fn get_api_catalog(request: HttpRequest, state: State, query: Query<()>) -> Result<HttpResponse, ApiError> {
    const MEDIA_TYPE: &str = "application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\"";
    query.expect_none()?;
    let linkset = json!({"linkset": [{
        "anchor": "/v1/claims",
        "service-desc": [{"href": "/openapi.json", "type": "application/json"}],
        "service-doc": [{"href": "/docs", "type": "text/html"}, {"href": "/llms.txt", "type": "text/plain"}],
        "service-meta": [{"href": "/v1/dataset", "type": "application/json"}],
        "status": [{"href": "/health/ready", "type": "application/json"}]
    }]});
    conditional::revalidated(&request, &state, MEDIA_TYPE, async || Ok(serde_json::to_vec(&linkset)?)).await
}

/// Read the guide for language models
///
/// What the API holds and how to ask it, on one page of plain text.
#[utoipa::path(
    operation_id = "getLlmsTxt",
    tag = "dataset",
    responses((status = 200, description = "The guide.", body = String, content_type = "text/plain"))
)]
#[get("/llms.txt")]
pub async fn get_llms_txt(request: HttpRequest, state: State, query: Query<()>) -> Result<HttpResponse, ApiError> {
    query.expect_none()?;
    conditional::revalidated(&request, &state, "text/plain; charset=utf-8", async || Ok(include_str!("llms.txt"))).await
}
