//! Discovery: the index, the API catalogue of RFC 9727 and a short guide for language models.

use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::domain::base_path;
use crate::domain::dataset::DatasetDescription;
use crate::domain::language_map::LanguageMap;
use crate::http::conditional;
use crate::http::problem::ApiError;
use crate::http::state::{AppState, DocumentedPath, State};
use crate::query::params::Params;

/// The index of the API.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiIndex {
    /// Every resource.
    data: Vec<IndexEntry>,
}

/// A resource of the API.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndexEntry {
    /// Path, relative to the server. Names in braces stand for identifiers.
    #[schema(example = "/v1/claims")]
    href: String,
    /// What GET does.
    #[schema(example = "List claims")]
    title: String,
    /// Media type of the response.
    #[schema(example = "application/json")]
    media_type: String,
}

/// Get the index
///
/// Every resource of the API with its address.
#[utoipa::path(
    operation_id = "getIndex",
    tag = "dataset",
    responses((status = 200, description = "The index.", body = ApiIndex))
)]
#[get("/v1")]
pub async fn get_index(request: HttpRequest, state: State, params: Params<()>) -> Result<HttpResponse, ApiError> {
    params.expect_none()?;
    let validators = conditional::check(&request, &state)?;
    let entry = |(path, documented): (&String, &DocumentedPath)| IndexEntry {
        href: base_path::link(path).into_owned(),
        title: documented.summary.clone(),
        media_type: documented.media_type.clone(),
    };
    Ok(validators.json(&ApiIndex { data: state.documents.paths.iter().map(entry).collect() })?)
}

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
        "anchor": base_path::link("/v1/claims"),
        "service-desc": [{"href": base_path::link("/openapi.json"), "type": "application/json"}],
        "service-doc": [{"href": base_path::link("/docs"), "type": "text/html"}, {"href": base_path::link("/llms.txt"), "type": "text/plain"}],
        "service-meta": [{"href": base_path::link("/v1/dataset"), "type": "application/json"}],
        "status": [{"href": base_path::link("/health/ready"), "type": "application/json"}]
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
    Ok(conditional::check(&request, &state)?.ok("text/plain; charset=utf-8", guide(&state)))
}

/// The guide, with a section on the dataset served.
pub fn guide(state: &AppState) -> String {
    let mut guide = below_base_path(include_str!("llms.txt"));
    if let Some(about) = state.dataset.description() {
        guide.push_str(&describe_dataset(about));
    }
    guide
}

/// The guide with the base path before all paths.
fn below_base_path(guide: &str) -> String {
    let base = base_path::get();
    guide.replace("](/", &format!("]({base}/")).replace(" /v1/", &format!(" {base}/v1/"))
}

/// The section of the guide on this dataset.
fn describe_dataset(about: &DatasetDescription) -> String {
    let text = |map: &LanguageMap| map.pick("en").1.to_owned();
    let facts = [
        ("Title", Some(text(&about.title))),
        ("Content", Some(text(&about.description))),
        ("Made by", about.creator.as_ref().map(|creator| text(&creator.name))),
        ("Method", about.method.as_ref().map(text)),
        ("Limitations", about.limitations.as_ref().map(text)),
        ("Licence", Some(format!("{}, except the quotes", about.licence.name))),
        ("Report errors to", about.contact.clone()),
    ];
    let lines = facts.into_iter().filter_map(|(name, value)| Some(format!("- {name}: {}\n", value?)));
    format!("\n## This dataset\n\n{}", lines.collect::<String>())
}
