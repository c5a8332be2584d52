//! The dataset as a whole.

use std::borrow::Cow;

use actix_web::{HttpRequest, HttpResponse, get};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::base_path;
use crate::domain::dataset::{Creator, DatasetDescription, Licence};
use crate::domain::language_map::LanguageMap;
use crate::formats::Format;
use crate::http::conditional;
use crate::http::problem::ApiError;
use crate::http::state::{AppState, State};
use crate::query::params::Params;
use crate::store::DatasetStats;

/// The dataset: one immutable snapshot.
#[derive(Debug, Serialize, ToSchema)]
#[allow(clippy::struct_field_names, reason = "the contract's name")]
pub struct Dataset {
    /// Hash of the dataset's content; every response repeats it in `Dataset-Version`.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub dataset_version: String,
    /// Stable identifier of the dataset, where the curators give one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "isnad-corpus")]
    pub id: Option<String>,
    /// Number of the release: how many contents the dataset has had in this database.
    #[schema(value_type = i32, minimum = 1, example = 3)]
    pub release: u32,
    /// The sum modulo 2^256 of the SHA-256 of every claim as served, each read as a big-endian number: it proves that a copy is
    /// complete.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub checksum: String,
    /// Title, where the curators give one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub title: Option<LanguageMap>,
    /// Description.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub description: Option<LanguageMap>,
    /// Licence of everything but the quotes, whose rights stay with their publishers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub licence: Option<Licence>,
    /// Who made the dataset, where the curators say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub creator: Option<Creator>,
    /// Where to report errors: an e-mail address or an https URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "corrections@example.org")]
    pub contact: Option<String>,
    /// How the dataset was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub method: Option<LanguageMap>,
    /// What the dataset does not hold, and what must not be concluded from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub limitations: Option<LanguageMap>,
    /// Numbers of records.
    pub counts: DatasetCounts,
    /// First and last day of all claim dates; left out if no claim has a date.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub coverage: Option<DateCoverage>,
    /// Languages of the statements, in the order in which texts are served: BCP 47 tags.
    #[schema(example = json!(["en", "ar"]))]
    pub languages: Vec<String>,
    /// Languages of the evidence: BCP 47 tags.
    #[schema(example = json!(["ar"]))]
    pub evidence_languages: Vec<String>,
    /// Links.
    pub links: DatasetLinks,
}

/// Numbers of records in a dataset.
#[derive(Debug, Serialize, ToSchema)]
pub struct DatasetCounts {
    /// Claims.
    #[schema(value_type = i64, minimum = 0, example = 160)]
    pub claims: u32,
    /// Claims with a date.
    #[schema(value_type = i64, minimum = 0, example = 57)]
    pub dated_claims: u32,
    /// Actors.
    #[schema(value_type = i64, minimum = 0, example = 42)]
    pub actors: usize,
    /// Topics.
    #[schema(value_type = i64, minimum = 0, example = 29)]
    pub topics: usize,
    /// Articles.
    #[schema(value_type = i64, minimum = 0, example = 1)]
    pub articles: usize,
}

/// The first and the last day of all claim dates.
#[derive(Debug, Serialize, ToSchema)]
pub struct DateCoverage {
    /// First day.
    #[schema(value_type = String, format = Date, example = "2025-01-01")]
    pub earliest: Date,
    /// Last day.
    #[schema(value_type = String, format = Date, example = "2025-12-31")]
    pub latest: Date,
}

/// Links of a dataset.
#[derive(Debug, Serialize, ToSchema)]
pub struct DatasetLinks {
    /// This description, relative to the server.
    #[serde(rename = "self")]
    #[schema(value_type = String, example = "/v1/dataset")]
    pub itself: Cow<'static, str>,
    /// The claims.
    #[schema(value_type = String, example = "/v1/claims")]
    pub claims: Cow<'static, str>,
    /// All claims as CSV.
    #[schema(value_type = String, example = "/v1/dataset/claims.csv")]
    pub csv: Cow<'static, str>,
    /// All claims as NDJSON.
    #[schema(value_type = String, example = "/v1/dataset/claims.ndjson")]
    pub ndjson: Cow<'static, str>,
    /// All claims as Parquet; left out if the server is built without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, nullable = false, required = false, example = "/v1/dataset/claims.parquet")]
    pub parquet: Option<Cow<'static, str>>,
    /// The releases.
    #[schema(value_type = String, example = "/v1/releases")]
    pub releases: Cow<'static, str>,
    /// The SQLite snapshot; left out if the dataset is not in a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, nullable = false, required = false, example = "/v1/dataset/claims.sqlite")]
    pub sqlite: Option<Cow<'static, str>>,
    /// Description of the dumps as a Frictionless data package.
    #[schema(value_type = String, example = "/v1/dataset/datapackage.json")]
    pub datapackage: Cow<'static, str>,
    /// Description of the dataset in Croissant.
    #[schema(value_type = String, example = "/v1/dataset/croissant.json")]
    pub croissant: Cow<'static, str>,
    /// The OpenAPI document.
    #[schema(value_type = String, example = "/openapi.json")]
    pub openapi: Cow<'static, str>,
    /// The documentation page.
    #[schema(value_type = String, example = "/docs")]
    pub docs: Cow<'static, str>,
}

/// The dataset served.
pub fn describe(state: &AppState) -> Dataset {
    let DatasetStats { claims, dated_claims, coverage, languages: evidence_languages } = state.stats.clone();
    let catalogue = state.dataset.catalogue();
    let described = state.dataset.description().cloned();
    let (title, description, licence) = match &described {
        Some(about) => (Some(about.title.clone()), Some(about.description.clone()), Some(about.licence.clone())),
        None => (None, None, None),
    };
    let maker = |DatasetDescription { id, creator, contact, method, limitations, .. }| {
        (id, creator, contact, method, limitations)
    };
    let (id, creator, contact, method, limitations) = described.map(maker).unwrap_or_default();
    Dataset {
        dataset_version: state.dataset.version().to_owned(),
        id,
        release: state.dataset.release(),
        checksum: state.dataset.checksum().to_owned(),
        title,
        description,
        licence,
        creator,
        contact,
        method,
        limitations,
        counts: DatasetCounts {
            claims,
            dated_claims,
            actors: catalogue.actors.count(),
            topics: catalogue.topics.count(),
            articles: catalogue.articles.all().len(),
        },
        coverage: coverage.map(|span| DateCoverage { earliest: span.earliest, latest: span.latest }),
        languages: catalogue.languages.clone(),
        evidence_languages,
        links: DatasetLinks {
            itself: base_path::link("/v1/dataset"),
            claims: base_path::link("/v1/claims"),
            csv: base_path::link("/v1/dataset/claims.csv"),
            ndjson: base_path::link("/v1/dataset/claims.ndjson"),
            parquet: Format::Parquet.is_available().then(|| base_path::link("/v1/dataset/claims.parquet")),
            releases: base_path::link("/v1/releases"),
            sqlite: state.dataset.file().map(|_| base_path::link("/v1/dataset/claims.sqlite")),
            datapackage: base_path::link("/v1/dataset/datapackage.json"),
            croissant: base_path::link("/v1/dataset/croissant.json"),
            openapi: base_path::link("/openapi.json"),
            docs: base_path::link("/docs"),
        },
    }
}

/// Describe the dataset
///
/// Version, licence, counts and date coverage of the dataset that every response comes from.
#[utoipa::path(
    operation_id = "getDataset",
    tag = "dataset",
    responses((status = 200, description = "The dataset.", body = Dataset))
)]
#[get("/v1/dataset")]
pub async fn get_dataset(request: HttpRequest, state: State, params: Params<()>) -> Result<HttpResponse, ApiError> {
    params.expect_none()?;
    Ok(conditional::check(&request, &state)?.json(&describe(&state))?)
}
