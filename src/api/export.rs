//! All matches in one response, in formats that other tools read.

use std::iter;
use std::sync::Arc;

use actix_web::http::header::{self, ContentEncoding, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, get};

use super::export_body;
use crate::formats::{ClaimWriter, Format, WriterOptions, write_chunks};
use crate::http::conditional;
use crate::http::counts::Counts;
use crate::http::problem::{ApiError, Problem};
use crate::http::request_extensions::record_match_count;
use crate::http::state::State;
use crate::http::validators::Validators;
use crate::query::ClaimQuery;
use crate::query::claim_params::{FilterParams, SortParams};
use crate::query::export_params::{ExcelParams, FieldParams, SelectionParams};
use crate::query::params::Params;
use crate::store::{ClaimStream, Cost, Deadline};

/// Download claims as CSV
///
/// All matches as CSV (RFC 4180), one row per claim, without a limit. Lists inside a cell are joined by `|`; a `|` or `\`
/// inside a value is escaped with `\`. Texts have a column for each language of the dataset.
/// `Total-Count` is the number of rows after the header.
#[utoipa::path(
    operation_id = "exportClaimsCsv",
    tag = "claims",
    params(FilterParams, SortParams, FieldParams, ExcelParams),
    responses((status = 200, description = "The claims as CSV.", body = String, content_type = "text/csv"))
)]
#[get("/v1/claims.csv")]
pub async fn export_claims_csv(
    request: HttpRequest,
    state: State,
    params: Params<(SelectionParams, FieldParams, ExcelParams)>,
) -> Result<HttpResponse, ApiError> {
    let (query, format) = params.resolve(|(selection, fields, excel), errors| {
        let context = state.dataset.query_context();
        (selection.resolve(context, errors), fields.csv(&excel, context, errors))
    })?;
    export(&request, &state, query, format).await
}

/// Download claims as NDJSON
///
/// All matches as one JSON object per line, without a limit. `Total-Count` is the number of lines.
#[utoipa::path(
    operation_id = "exportClaimsNdjson",
    tag = "claims",
    params(FilterParams, SortParams, FieldParams),
    responses((status = 200, description = "The claims, one per line.", body = String, content_type = "application/x-ndjson"))
)]
#[get("/v1/claims.ndjson")]
pub async fn export_claims_ndjson(
    request: HttpRequest,
    state: State,
    params: Params<(SelectionParams, FieldParams)>,
) -> Result<HttpResponse, ApiError> {
    let (query, format) = params.resolve(|(selection, fields), errors| {
        let context = state.dataset.query_context();
        (selection.resolve(context, errors), fields.ndjson(context, errors))
    })?;
    export(&request, &state, query, format).await
}

/// Download claims as Parquet
///
/// All matches as an Apache Parquet file with the columns of CSV, compressed with Zstandard, without a limit. Lists are
/// lists, the first and the last day of a date are of the type `DATE`, and `dataset_version` is in the metadata of the file.
/// `Total-Count` is the number of rows.
#[utoipa::path(
    operation_id = "exportClaimsParquet",
    tag = "claims",
    params(FilterParams, SortParams, FieldParams),
    responses(
        (status = 200, description = "The claims as Parquet.", body = String, content_type = "application/vnd.apache.parquet"),
        (status = 501, description = "The server is built without Parquet.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/v1/claims.parquet")]
pub async fn export_claims_parquet(
    request: HttpRequest,
    state: State,
    params: Params<(SelectionParams, FieldParams)>,
) -> Result<HttpResponse, ApiError> {
    let (query, format) = params.resolve(|(selection, fields), errors| {
        let context = state.dataset.query_context();
        (selection.resolve(context, errors), fields.parquet(context, errors))
    })?;
    export(&request, &state, query, format).await
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
    params: Params<SelectionParams>,
) -> Result<HttpResponse, ApiError> {
    let query = params.resolve(|selection, errors| selection.resolve(state.dataset.query_context(), errors))?;
    export(&request, &state, query, WriterOptions::Jsonld).await
}

/// Responds with all matches in a format.
async fn export(
    request: &HttpRequest,
    state: &State,
    query: ClaimQuery,
    options: WriterOptions,
) -> Result<HttpResponse, ApiError> {
    let format = options.format();
    let writer = options.into_writer(Arc::clone(state.dataset.catalogue()), state.dataset.version())?;
    let validators = conditional::check(request, state)?;
    respond(request, state, query, (format, writer), &validators).await
}

/// Responds with what a writer writes of all matches: in one piece if they are few, otherwise as a stream.
pub async fn respond(
    request: &HttpRequest,
    state: &State,
    query: ClaimQuery,
    (format, writer): (Format, Box<dyn ClaimWriter>),
    validators: &Validators,
) -> Result<HttpResponse, ApiError> {
    let content_type = format.info().content_type;
    let cost = state.dataset.query_cost(&query, None);
    // The first chunk is read before the headers are sent, so that a failing database is a 503.
    let (first_query, size) = (query.clone(), ClaimStream::chunk_size(&state.dataset));
    let first = state.run(request, cost, move |reader| Ok(reader.page(&first_query, None, size)?)).await?;
    record_match_count(request, first.total);
    let counts = Counts::of(&first);
    let mut response = if first.next.is_none() && export_body::is_small(&first.documents) {
        let parts = write_chunks::<ApiError>(writer, iter::once(Ok(first.documents)));
        validators.ok(content_type, parts.collect::<Result<Vec<_>, _>>()?.concat())
    } else {
        let timeout = state.limits.query_timeout;
        let rest = ClaimStream::after(Arc::clone(&state.dataset), query, first.next);
        let chunks = iter::once(Ok(first.documents)).chain(rest.chunks(move || Deadline::after(timeout)));
        // A row group is in memory while it is made: a permit limits how many are made at once.
        let cost = if format.is_compressed() { Cost::Expensive } else { cost };
        export_body::stream_claims(request, state, (format, writer), cost, chunks)?.respond(validators, content_type)
    };
    if format.is_compressed() {
        // `Compress` leaves a response with this header as it is.
        response.headers_mut().insert(header::CONTENT_ENCODING, ContentEncoding::Identity.to_header_value());
    }
    counts.add_to(&mut response);
    name_file(&mut response, request);
    Ok(response)
}

/// Names the file in which a browser stores the response.
pub fn name_file(response: &mut HttpResponse, request: &HttpRequest) {
    if let Ok(value) = HeaderValue::from_str(&file_name(request)) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
}

/// Value of `Content-Disposition` with the last part of the path.
pub fn file_name(request: &HttpRequest) -> String {
    let name = request.path().rsplit('/').next().unwrap_or_default();
    format!("inline; filename=\"{name}\"")
}
