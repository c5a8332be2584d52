//! The dumps: all claims as a file in each format, whole or in part.

use actix_web::http::header::{self, ContentEncoding, EntityTag};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, get};

use super::export::{self, file_name};
use super::{dump_parts, export_body};
use crate::http::counts::Counts;
use crate::http::dump::Dump;
use crate::http::encoding::negotiate_encoding;
use crate::http::file_download::{self, ACCEPT_RANGES, FileHeaders};
use crate::http::problem::{ApiError, Problem};
use crate::http::request_extensions::{HeadRequest, record_match_count};
use crate::http::state::State;
use crate::http::validators::{VARY_ENCODING, Validators};
use crate::query::export_params::ExcelParams;
use crate::query::params::Params;
use crate::store::Cost;

/// Download the dataset as CSV
///
/// All claims in the order of their identifiers, as the data package describes them. Supports `Range`, `If-Range` and
/// `If-Match`; a range is one of the file without a content encoding.
#[utoipa::path(
    operation_id = "downloadDatasetCsv",
    tag = "dataset",
    params(ExcelParams),
    responses(
        (status = 200, description = "All claims as CSV.", body = String, content_type = "text/csv"),
        (status = 206, description = "The requested range.", body = String, content_type = "text/csv"),
        (status = 412, description = "The file is not the one that `If-Match` names.", body = Problem, content_type = "application/problem+json"),
        (status = 416, description = "Range not satisfiable.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/v1/dataset/claims.csv")]
pub async fn download_dataset_csv(
    request: HttpRequest,
    state: State,
    params: Params<ExcelParams>,
) -> Result<HttpResponse, ApiError> {
    let excel = params.resolve(|params, errors| params.resolve(errors))?;
    download(&request, &state, if excel { Dump::ExcelCsv } else { Dump::Csv }).await
}

/// Download the dataset as NDJSON
///
/// All claims in the order of their identifiers, one JSON object per line. Supports `Range`, `If-Range` and `If-Match`; a
/// range is one of the file without a content encoding.
#[utoipa::path(
    operation_id = "downloadDatasetNdjson",
    tag = "dataset",
    responses(
        (status = 200, description = "All claims, one per line.", body = String, content_type = "application/x-ndjson"),
        (status = 206, description = "The requested range.", body = String, content_type = "application/x-ndjson"),
        (status = 412, description = "The file is not the one that `If-Match` names.", body = Problem, content_type = "application/problem+json"),
        (status = 416, description = "Range not satisfiable.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/v1/dataset/claims.ndjson")]
pub async fn download_dataset_ndjson(
    request: HttpRequest,
    state: State,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    params.expect_none()?;
    download(&request, &state, Dump::Ndjson).await
}

/// Download the dataset as Parquet
///
/// All claims in the order of their identifiers, as an Apache Parquet file. Supports `Range`, `If-Range` and `If-Match`, so
/// that a program can read some columns without the rest.
#[utoipa::path(
    operation_id = "downloadDatasetParquet",
    tag = "dataset",
    responses(
        (status = 200, description = "All claims as Parquet.", body = String, content_type = "application/vnd.apache.parquet"),
        (status = 206, description = "The requested range.", body = String, content_type = "application/vnd.apache.parquet"),
        (status = 412, description = "The file is not the one that `If-Match` names.", body = Problem, content_type = "application/problem+json"),
        (status = 416, description = "Range not satisfiable.", body = Problem, content_type = "application/problem+json"),
        (status = 501, description = "The server is built without Parquet.", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/v1/dataset/claims.parquet")]
pub async fn download_dataset_parquet(
    request: HttpRequest,
    state: State,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    params.expect_none()?;
    download(&request, &state, Dump::Parquet).await
}

/// Responds with a dump or the requested range. The bytes before a content encoding have the strong tag; those after it
/// depend on the encoder, so that their tag is weak and they have no ranges.
async fn download(request: &HttpRequest, state: &State, dump: Dump) -> Result<HttpResponse, ApiError> {
    let (writer, tag) = (dump.writer(&state.dataset)?, dump.tag(&state.dataset));
    let range = file_download::requested_range(request, &tag);
    let is_plain = range.is_some() || dump.format().is_compressed() || !is_encoded(request);
    let shown = if is_plain { tag.clone() } else { EntityTag::new_weak(tag.tag().to_owned()) };
    let validators = file_download::check(request, &tag, Validators::with_tag(shown, VARY_ENCODING))?;
    let needs_layout = range.is_some() || request.extensions().contains::<HeadRequest>();
    let is_known = state.dump_layouts.of(dump).initialized();
    if !is_plain || !(needs_layout || is_known) {
        let format = dump.format();
        let mut response = export::respond(request, state, Dump::query(), (format, writer), &validators).await?;
        if is_plain {
            response.headers_mut().insert(header::ACCEPT_RANGES, ACCEPT_RANGES);
            // `Compress` leaves a response with this header as it is.
            response.headers_mut().insert(header::CONTENT_ENCODING, ContentEncoding::Identity.to_header_value());
        }
        return Ok(response);
    }
    let layout = dump_parts::layout(state, dump).await?;
    let headers = FileHeaders {
        media_type: dump.format().info().content_type,
        disposition: file_name(request),
        length: layout.len(),
    };
    let total = u64::from(state.stats.claims);
    record_match_count(request, total);
    let mut response = file_download::respond(&validators, headers, range, |range| {
        export_body::stream_plain(
            request,
            state,
            Cost::Expensive,
            dump_parts::range_parts(state, dump, &layout, range)?,
        )
    })?;
    Counts::of_all(total).add_to(&mut response);
    Ok(response)
}

/// Whether the whole file is sent with a content encoding.
fn is_encoded(request: &HttpRequest) -> bool {
    negotiate_encoding(request).is_some_and(|encoding| encoding != ContentEncoding::Identity)
}
