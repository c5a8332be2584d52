//! Whether the process is up, and whether it can answer.

use actix_web::http::header;
use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::params::Params;
use crate::http::problem::ApiError;
use crate::http::state::State;

/// How the server is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// `live` or `ready`.
    #[schema(value_type = String, example = "ready")]
    pub status: &'static str,
    /// The dataset served, once it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, pattern = "^[0-9a-f]{64}$")]
    pub dataset_version: Option<String>,
}

fn answer(health: &Health) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(serde_json::to_vec(health)?))
}

/// Tell whether the process is up
///
/// Answers as soon as the process runs, whatever it serves.
#[utoipa::path(
    operation_id = "getLiveness",
    tag = "health",
    responses((status = 200, description = "The process is up.", body = Health))
)]
#[get("/health/live")]
pub async fn get_liveness(params: Params<()>) -> Result<HttpResponse, ApiError> {
    params.expect_none()?;
    answer(&Health { status: "live", dataset_version: None })
}

/// Tell whether queries are answered
///
/// Answers 200 once the dataset is open, with its version; 503 while the server is about to end.
#[utoipa::path(
    operation_id = "getReadiness",
    tag = "health",
    responses((status = 200, description = "The dataset is open.", body = Health))
)]
#[get("/health/ready")]
pub async fn get_readiness(state: State, params: Params<()>) -> Result<HttpResponse, ApiError> {
    params.expect_none()?;
    answer(&Health { status: "ready", dataset_version: Some(state.dataset.version().to_owned()) })
}
