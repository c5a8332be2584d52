//! The dataset as files: the SQLite snapshot, and a Frictionless data package that describes the dumps.

use actix_web::{HttpRequest, HttpResponse, get};
use serde_json::{Value, json};

use crate::formats::{ColumnKind, Format, claim_columns};
use crate::http::conditional;
use crate::http::file_download::{self, FileHeaders};
use crate::http::problem::{ApiError, Problem};
use crate::http::state::{AppState, State};
use crate::http::validators::{VARY_NONE, Validators};
use crate::query::params::Params;

/// Download the snapshot
///
/// The SQLite file that every response comes from. Supports `Range`, `If-Range` and `If-Match`; `ETag` is a hash of the
/// content, so that a download continues at any server with the same file.
#[utoipa::path(
    operation_id = "downloadSnapshot",
    tag = "dataset",
    responses(
        (status = 200, description = "The file.", body = String, content_type = "application/vnd.sqlite3"),
        (status = 206, description = "The requested range.", body = String, content_type = "application/vnd.sqlite3"),
        (status = 412, description = "The file is not the one that `If-Match` names.", body = Problem, content_type = "application/problem+json"),
        (status = 416, description = "Range not satisfiable.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/v1/dataset/claims.sqlite")]
pub async fn download_snapshot(
    request: HttpRequest,
    state: State,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    params.expect_none()?;
    let file = state.dataset.file().ok_or(ApiError::Route(None))?;
    let tag = file_download::snapshot_tag(&state, &file).await?;
    let validators = file_download::check(&request, &tag, Validators::with_tag(tag.clone(), VARY_NONE))?;
    let headers = FileHeaders {
        media_type: "application/vnd.sqlite3",
        disposition: "attachment; filename=\"claims.sqlite\"".to_owned(),
        length: file.len().map_err(|error| ApiError::Internal(error.to_string()))?,
    };
    let range = file_download::requested_range(&request, &tag);
    file_download::respond(&validators, headers, range, |range| Ok(file_download::read_chunks(file, range)))
}

/// Describe the dumps as a data package
///
/// A Frictionless Data Package: the dumps with the fields of the CSV, licence and version.
#[utoipa::path(
    operation_id = "getDatapackage",
    tag = "dataset",
    responses((status = 200, description = "The data package.", body = Object, content_type = "application/json"))
)]
#[get("/v1/dataset/datapackage.json")]
pub async fn get_datapackage(request: HttpRequest, state: State, params: Params<()>) -> Result<HttpResponse, ApiError> {
    params.expect_none()?;
    Ok(conditional::check(&request, &state)?.json(&datapackage(&state))?)
}

fn datapackage(state: &AppState) -> Value {
    let fields: Vec<Value> = claim_columns(&state.dataset.catalogue().languages)
        .into_iter()
        .map(|column| {
            let kind = match column.kind {
                // CSV joins a list to a text.
                ColumnKind::Text | ColumnKind::Texts | ColumnKind::Integers => "string",
                ColumnKind::Integer => "integer",
                ColumnKind::Day => "date",
            };
            json!({"name": column.name, "type": kind, "description": column.description})
        })
        .collect();
    let mut package = json!({
        "profile": "data-package",
        "name": "isnad-claims",
        "version": state.dataset.version(),
        "resources": [
            {
                "name": "claims",
                "path": "claims.csv",
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {"fields": fields, "primaryKey": "id", "missingValues": [""]}
            },
            {"name": "claims-ndjson", "path": "claims.ndjson", "format": "ndjson", "mediatype": "application/x-ndjson"}
        ]
    });
    let mut add_file = |name, path, format, media_type| {
        if let Some(resources) = package["resources"].as_array_mut() {
            resources.push(json!({"name": name, "path": path, "format": format, "mediatype": media_type}));
        }
    };
    if Format::Parquet.is_available() {
        add_file("claims-parquet", "claims.parquet", "parquet", Format::Parquet.info().media_type);
    }
    // PostgreSQL has no file to download.
    if state.dataset.file().is_some() {
        add_file("snapshot", "claims.sqlite", "sqlite", "application/vnd.sqlite3");
    }
    if let Some(about) = state.dataset.description() {
        package["title"] = about.title.pick("en").1.into();
        package["description"] = about.description.pick("en").1.into();
        if let Some(creator) = &about.creator {
            let mut contributor = json!({"title": creator.name.pick("en").1, "role": "author"});
            if let Some(url) = &creator.url {
                contributor["path"] = url.as_str().into();
            }
            package["contributors"] = json!([contributor]);
        }
        package["licenses"] = json!([{"name": about.licence.name, "path": about.licence.url}]);
    }
    package
}
