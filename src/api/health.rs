//! Health checks.

use actix_web::http::header;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::problem::ApiError;
use crate::http::state::State;
use crate::query::params::Params;

/// Health of the server.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// `live` or `ready`.
    #[schema(value_type = String, example = "ready")]
    pub status: &'static str,
    /// Version of the dataset served; only from `/health/ready`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, pattern = "^[0-9a-f]{64}$")]
    pub dataset_version: Option<String>,
}

fn respond(health: &Health) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(serde_json::to_vec(health)?))
}

/// Check whether the process is up
///
/// Responds with 200 as soon as the process runs.
#[utoipa::path(
    operation_id = "getLiveness",
    tag = "health",
    responses((status = 200, description = "The process is up.", body = Health))
)]
#[get("/health/live")]
pub async fn get_liveness(params: Params<()>) -> Result<HttpResponse, ApiError> {
    params.expect_none()?;
    respond(&Health { status: "live", dataset_version: None })
}

/// Check whether the server is ready
///
/// Responds with 200 and the dataset's version once the dataset is open, and with 503 while the server is shutting down.
#[utoipa::path(
    operation_id = "getReadiness",
    tag = "health",
    responses((status = 200, description = "The dataset is open.", body = Health))
)]
#[get("/health/ready")]
pub async fn get_readiness(state: State, params: Params<()>) -> Result<HttpResponse, ApiError> {
    params.expect_none()?;
    respond(&Health { status: "ready", dataset_version: Some(state.dataset.version().to_owned()) })
}
