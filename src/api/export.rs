//! All matches in one response, in formats that other tools read. CSV, NDJSON and JSON-LD are streamed: an aborted export
//! ends without its last chunk, which every client reports as an error.

use std::iter;
use std::sync::Arc;

use actix_web::body::BodyStream;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, get, web};
use clap::ValueEnum;
use futures_util::{Stream, stream};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use utoipa::IntoParams;
use utoipa::openapi::path::Parameter;

use crate::domain::catalogue::Catalogue;
use crate::domain::vocabulary::ClaimSort;
use crate::formats::{AtomWriter, COLUMNS, ClaimWriter, FIELDS, FeedMetadata, Format, columns_of, pieces};
use crate::http::claim_params::{FilterParams, LimitParams, SortParams};
use crate::http::conditional;
use crate::http::params::{ParameterErrors, Params, group, parameters};
use crate::http::problem::ApiError;
use crate::http::query_summary::echo;
use crate::http::request_extensions::{RequestId, record_match_count};
use crate::http::state::State;
use crate::query::filter::{ClaimFilter, ClaimQuery};
use crate::store::{ClaimStream, Dataset, Deadline};

/// Number of claims in an export.
const TOTAL_COUNT: HeaderName = HeaderName::from_static("total-count");

const CSV: &str = "text/csv; charset=utf-8; header=present";
const NDJSON: &str = "application/x-ndjson";
const JSONLD: &str = "application/ld+json";
const ATOM: &str = "application/atom+xml; charset=utf-8";

/// How CSV is written.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct CsvParams {
    /// Only these columns, in this order: names of the header row, or fields of a claim, such as `statement`, for all
    /// their columns.
    #[param(value_type = Vec<String>, example = json!(["id"]))]
    fields: Vec<String>,
    /// Whether to begin with a byte order mark, by which Excel knows UTF-8.
    #[param(value_type = Option<bool>, example = false)]
    bom: Vec<String>,
}

/// How NDJSON is written.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct NdjsonParams {
    /// Only these fields of a claim, in this order.
    #[param(value_type = Vec<String>, example = json!(["id"]))]
    fields: Vec<String>,
}

parameters!(CsvParams, NdjsonParams);

impl CsvParams {
    /// What the parameters mean.
    pub fn resolve(&self, faults: &mut ParameterErrors) -> Format {
        let columns = COLUMNS.iter().map(|column| column.name);
        let fields = FIELDS.into_iter().filter(|field| COLUMNS.iter().all(|column| column.name != *field));
        let names: Vec<&str> = columns.chain(fields).collect();
        let columns = chosen(&self.fields, &names, columns_of, faults);
        Format::Csv { columns, byte_order_mark: faults.flag("bom", &self.bom).unwrap_or(false) }
    }
}

impl NdjsonParams {
    /// What the parameter means.
    pub fn resolve(&self, faults: &mut ParameterErrors) -> Format {
        let place = |name: &str| FIELDS.iter().position(|field| *field == name).into_iter().collect();
        let chosen = chosen(&self.fields, &FIELDS, place, faults);
        Format::Ndjson { fields: chosen.into_iter().map(|at| FIELDS[at]).collect() }
    }
}

/// The places that the chosen names stand for, in the order chosen.
fn chosen(
    typed: &[String],
    names: &[&str],
    places_of: fn(&str) -> Vec<usize>,
    faults: &mut ParameterErrors,
) -> Vec<usize> {
    let mut chosen = Vec::with_capacity(typed.len());
    for field in typed {
        let places = places_of(field);
        if places.is_empty() {
            let near = faults.nearest(field, names.iter().copied());
            faults.add("fields", field, "unknown field", names, near);
        } else if places.iter().any(|place| chosen.contains(place)) {
            faults.add("fields", field, "is given more than once", &["each field once"], None);
        }
        chosen.extend(places);
    }
    chosen
}

/// What is exported in which order, whatever the format.
type Chosen = (FilterParams, SortParams);

fn resolve(
    (filter, sort): &Chosen,
    catalogue: &Catalogue,
    languages: &[&str],
    faults: &mut ParameterErrors,
) -> ClaimQuery {
    let filter = filter.resolve(catalogue, languages, faults);
    ClaimQuery { sort: sort.resolve(&filter, faults), filter }
}

/// The formats that `isnad export` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// One row a claim (RFC 4180), as `/v1/claims.csv`.
    Csv,
    /// One JSON object a line, as `/v1/claims.ndjson`.
    Ndjson,
    /// JSON-LD with schema.org and SKOS, as `/v1/claims.jsonld`.
    Jsonld,
    /// W3C Web Annotations of the evidence, on one annotation page.
    Annotation,
}

/// Every parameter of the exports with its description.
pub fn export_parameters() -> Vec<(String, String)> {
    let mut documented = FilterParams::into_params(|| None);
    documented.extend(SortParams::into_params(|| None));
    documented.extend(CsvParams::into_params(|| None));
    let described =
        |parameter: Parameter| (parameter.name, parameter.description.unwrap_or_default().replace('\n', " "));
    documented.into_iter().map(described).collect()
}

/// Reads the parameters of an export, by the rules of the API.
pub fn read_export(
    pairs: &[(String, String)],
    format: ExportFormat,
    dataset: &Dataset,
) -> Result<(ClaimQuery, Format), ApiError> {
    let languages = dataset.stats().languages;
    let languages: Vec<&str> = languages.iter().map(String::as_str).collect();
    let resolve =
        |chosen: &Chosen, faults: &mut ParameterErrors| resolve(chosen, dataset.catalogue(), &languages, faults);
    let (pairs, faults) = (pairs.to_vec(), ParameterErrors::default());
    match format {
        ExportFormat::Csv => group::<(Chosen, CsvParams)>(pairs, faults)
            .resolve(|(chosen, csv), faults| (resolve(&chosen, faults), csv.resolve(faults))),
        ExportFormat::Ndjson => group::<(Chosen, NdjsonParams)>(pairs, faults)
            .resolve(|(chosen, ndjson), faults| (resolve(&chosen, faults), ndjson.resolve(faults))),
        ExportFormat::Jsonld => {
            group::<Chosen>(pairs, faults).resolve(|chosen, faults| (resolve(&chosen, faults), Format::Jsonld))
        }
        ExportFormat::Annotation => {
            group::<Chosen>(pairs, faults).resolve(|chosen, faults| (resolve(&chosen, faults), Format::Annotation))
        }
    }
}

/// Download claims as CSV
///
/// All matches as CSV (RFC 4180), one row per claim, without a limit. Lists inside a cell are joined by `|`; a `|` or `\`
/// inside a value is escaped with `\`. A cell that a spreadsheet would read as a formula begins with an apostrophe.
/// `Total-Count` is the number of rows after the header.
#[utoipa::path(
    operation_id = "exportClaimsCsv",
    tag = "claims",
    params(FilterParams, SortParams, CsvParams),
    responses((status = 200, description = "The claims as CSV.", body = String, content_type = "text/csv"))
)]
#[get("/v1/claims.csv")]
pub async fn export_claims_csv(
    request: HttpRequest,
    state: State,
    params: Params<(Chosen, CsvParams)>,
) -> Result<HttpResponse, ApiError> {
    let (query, format) = params.resolve(|(chosen, csv), faults| {
        (resolve(&chosen, state.dataset.catalogue(), &state.languages(), faults), csv.resolve(faults))
    })?;
    export(&request, &state, query, format, CSV).await
}

/// Download claims as NDJSON
///
/// All matches as one JSON object per line, without a limit. `Total-Count` is the number of lines.
#[utoipa::path(
    operation_id = "exportClaimsNdjson",
    tag = "claims",
    params(FilterParams, SortParams, NdjsonParams),
    responses((status = 200, description = "The claims, one per line.", body = String, content_type = "application/x-ndjson"))
)]
#[get("/v1/claims.ndjson")]
pub async fn export_claims_ndjson(
    request: HttpRequest,
    state: State,
    params: Params<(Chosen, NdjsonParams)>,
) -> Result<HttpResponse, ApiError> {
    let (query, format) = params.resolve(|(chosen, ndjson), faults| {
        (resolve(&chosen, state.dataset.catalogue(), &state.languages(), faults), ndjson.resolve(faults))
    })?;
    export(&request, &state, query, format, NDJSON).await
}

/// Download claims as JSON-LD
///
/// Every match as schema.org `Claim` in one JSON-LD document, followed by the actors, topics (SKOS) and articles that they
/// name. The context stands in the document.
#[utoipa::path(
    operation_id = "exportClaimsJsonld",
    tag = "claims",
    params(FilterParams, SortParams),
    responses((status = 200, description = "The claims as JSON-LD.", body = Object, content_type = "application/ld+json"))
)]
#[get("/v1/claims.jsonld")]
pub async fn export_claims_jsonld(
    request: HttpRequest,
    state: State,
    params: Params<Chosen>,
) -> Result<HttpResponse, ApiError> {
    let query =
        params.resolve(|chosen, faults| resolve(&chosen, state.dataset.catalogue(), &state.languages(), faults))?;
    export(&request, &state, query, Format::Jsonld, JSONLD).await
}

/// Follow claims as an Atom feed
///
/// The newest matches as a feed (RFC 4287), for feed readers.
#[utoipa::path(
    operation_id = "getClaimsFeed",
    tag = "claims",
    params(FilterParams, LimitParams),
    responses((status = 200, description = "The feed.", body = String, content_type = "application/atom+xml"))
)]
#[get("/v1/claims.atom")]
pub async fn get_claims_feed(
    request: HttpRequest,
    state: State,
    params: Params<(FilterParams, LimitParams)>,
) -> Result<HttpResponse, ApiError> {
    let (filter, limit) = params.resolve(|(filter, limit), faults| {
        (filter.resolve(state.dataset.catalogue(), &state.languages(), faults), limit.resolve(faults))
    })?;
    let query = ClaimQuery { filter, sort: ClaimSort::DateDescending };
    let validators = conditional::check(&request, &state)?;
    let itself = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    let cost = state.dataset.query_cost(&query);
    let (total, feed) = state
        .run(&request, cost, move |reader| {
            let page = reader.page(&query, None, limit)?;
            let articles = reader.catalogue().articles.all();
            let mut writer = AtomWriter::new(FeedMetadata {
                id: format!("urn:isnad:feed:{}", hex::encode(&Sha256::digest(&itself)[..16])),
                title: echo(&query, None, None, reader.catalogue()).summary.en,
                itself,
                updated: articles.iter().map(|article| article.published.latest).max(),
            });
            Ok((page.total, [writer.begin()?, writer.claims(&page.documents)?, writer.end()?].concat()))
        })
        .await?;
    record_match_count(&request, total);
    Ok(validators.ok(ATOM, feed))
}

/// Streams all matches in a format.
async fn export(
    request: &HttpRequest,
    state: &State,
    query: ClaimQuery,
    format: Format,
    content_type: &str,
) -> Result<HttpResponse, ApiError> {
    let validators = conditional::check(request, state)?;
    let cost = state.dataset.query_cost(&query);
    // The first chunk is read before the headers are sent, so that a failing database is a 503.
    let first_query = query.clone();
    let first =
        state.run(request, cost, move |reader| Ok(reader.page(&first_query, None, ClaimStream::CHUNK)?)).await?;
    let total = first.total;
    record_match_count(request, total);
    let writer = format.writer(Arc::clone(state.dataset.catalogue()));
    let timeout = state.limits.query_timeout;
    let rest = ClaimStream::after(Arc::clone(&state.dataset), query, first.next);
    let chunks = iter::once(Ok(first.documents)).chain(rest.chunks(move || Deadline::after(timeout)));
    let request_id = RequestId::text(request);
    let parts = pieces::<ApiError>(writer, chunks.map(|chunk| Ok(chunk?))).inspect(move |part| {
        if let Err(error) = part {
            tracing::error!(request_id, %error, "export aborted");
        }
    });
    let mut response = validators.ok(content_type, BodyStream::new(stream_from_blocking(parts)));
    response.headers_mut().insert(TOTAL_COUNT, HeaderValue::from(total));
    let name = request.path().rsplit('/').next().unwrap_or_default();
    if let Ok(value) = HeaderValue::from_str(&format!("inline; filename=\"{name}\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// Streams what an iterator yields; each item is made on the blocking pool.
fn stream_from_blocking(
    parts: impl Iterator<Item = Result<Vec<u8>, ApiError>> + Send + 'static,
) -> impl Stream<Item = Result<Bytes, ApiError>> {
    stream::unfold(Some(parts), |parts| async {
        let mut parts = parts?;
        match web::block(move || parts.next().map(|part| (part, parts))).await {
            Ok(next) => next.map(|(part, parts)| (part.map(Bytes::from), Some(parts))),
            // An end without an error would pass for a complete response.
            Err(error) => Some((Err(ApiError::Internal(error.to_string())), None)),
        }
    })
}

/// Download the dataset as CSV
///
/// All claims in the order of their identifiers, as the data package describes them.
#[utoipa::path(
    operation_id = "downloadDatasetCsv",
    tag = "dataset",
    responses((status = 200, description = "All claims as CSV.", body = String, content_type = "text/csv"))
)]
#[get("/v1/dataset/claims.csv")]
pub async fn download_dataset_csv(
    request: HttpRequest,
    state: State,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    params.expect_none()?;
    export(&request, &state, all_claims(), Format::Csv { columns: vec![], byte_order_mark: false }, CSV).await
}

/// Download the dataset as NDJSON
///
/// All claims in the order of their identifiers, one JSON object per line.
#[utoipa::path(
    operation_id = "downloadDatasetNdjson",
    tag = "dataset",
    responses((status = 200, description = "All claims, one per line.", body = String, content_type = "application/x-ndjson"))
)]
#[get("/v1/dataset/claims.ndjson")]
pub async fn download_dataset_ndjson(
    request: HttpRequest,
    state: State,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    params.expect_none()?;
    export(&request, &state, all_claims(), Format::Ndjson { fields: vec![] }, NDJSON).await
}

fn all_claims() -> ClaimQuery {
    ClaimQuery { filter: ClaimFilter::default(), sort: ClaimSort::Id }
}
