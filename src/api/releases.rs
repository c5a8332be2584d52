//! The releases of the dataset.

use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::release::Release;
use crate::http::conditional;
use crate::http::problem::ApiError;
use crate::http::state::State;
use crate::query::params::Params;

/// The releases of the dataset.
#[derive(Debug, Serialize, ToSchema)]
pub struct Releases {
    /// The releases since which changes can be listed, newest first. The first of them is the dataset that is served.
    #[schema(min_items = 1)]
    data: Vec<Release>,
}

/// List releases
///
/// What each release of the dataset added, modified and withdrew, newest first. `/v1/changes` lists the changes since any of
/// them. The server keeps a limited number of releases.
#[utoipa::path(
    operation_id = "listReleases",
    tag = "dataset",
    responses((status = 200, description = "The releases.", body = Releases))
)]
#[get("/v1/releases")]
pub async fn list_releases(request: HttpRequest, state: State, params: Params<()>) -> Result<HttpResponse, ApiError> {
    params.expect_none()?;
    let validators = conditional::check(&request, &state)?;
    let oldest = state.dataset.oldest_release();
    let kept = state.dataset.releases().iter().rev().take_while(|release| release.number >= oldest);
    Ok(validators.json(&Releases { data: kept.cloned().collect() })?)
}
