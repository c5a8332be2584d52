//! What was added, modified and withdrawn since a release: in pages, or all at once for mirrors.

use std::sync::Arc;

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::export_body;
use crate::domain::json_line::to_json_line;
use crate::formats::{Change, Format, NdjsonWriter, write_chunks};
use crate::http::conditional;
use crate::http::counts::add_total_count;
use crate::http::pagination::{ListAddress, PageInfo, add_page_links};
use crate::http::problem::ApiError;
use crate::http::request_extensions::record_match_count;
use crate::http::state::State;
use crate::query::ParameterErrors;
use crate::query::change_cursor::{ChangeCursor, ChangePosition};
use crate::query::claim_params::PageParams;
use crate::query::params::{Params, parameters};
use crate::store::{
    ChangesPage, ChangesRequest, ClaimChange, Cost, Dataset, DatasetReader, Deadline, Document, StoreError,
};

/// Changes in a chunk of the stream.
const CHUNK_CHANGES: u32 = 500;

/// The number of the release that a stream of changes leads to.
const DATASET_RELEASE: HeaderName = HeaderName::from_static("dataset-release");

/// Since when changes are requested.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct SinceParams {
    /// The release that the reader has: its number, or its `dataset_version`. 0 is the dataset before its first release:
    /// everything is new.
    #[param(value_type = String, required = true, pattern = "^([0-9]{1,9}|[0-9a-f]{64})$", example = "0")]
    since: Vec<String>,
}

parameters!(SinceParams);

impl SinceParams {
    /// The number of the release; 0 if there is an error.
    fn resolve(&self, dataset: &Dataset, errors: &mut ParameterErrors) -> u32 {
        let latest = dataset.release();
        let numbers = format!("the number of a release, 0 to {latest}");
        let typed = errors.required("since", &self.since, &numbers);
        if typed.is_empty() {
            return 0;
        }
        let number = if typed.bytes().all(|byte| byte.is_ascii_digit()) {
            typed.parse().ok().filter(|number| *number <= latest)
        } else {
            // The first of several with this content: the reader may have any of them.
            let mut releases = dataset.releases().iter();
            releases.find(|release| release.dataset_version == typed).map(|release| release.number)
        };
        number.unwrap_or_else(|| {
            let accepted = [numbers.as_str(), "the dataset_version of a release"];
            errors.add("since", &typed, "unknown release", &accepted, None);
            0
        })
    }
}

/// Fails if the changes since a release are no longer kept. Since 0 there are only claims that exist.
fn expect_kept(since: u32, dataset: &Dataset) -> Result<(), ApiError> {
    let oldest = dataset.oldest_release();
    if since == 0 || since >= oldest { Ok(()) } else { Err(ApiError::ChangesExpired { since, oldest }) }
}

fn to_change(change: ClaimChange) -> Result<Change, serde_json::Error> {
    match change {
        ClaimChange::Added { id, release, document } => Change::of_claim(id, release, None, &document),
        ClaimChange::Modified { id, release, fields, document } => {
            Change::of_claim(id, release, Some(fields), &document)
        }
        ClaimChange::Withdrawn(withdrawal) => Ok(Change::of_withdrawal(withdrawal)),
    }
}

/// A page of changes.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeList {
    /// The changes: first claims that were added or modified, then withdrawn ones, each by release.
    data: Vec<Change>,
    /// Pagination links.
    page: PageInfo,
    /// The number of changes on all pages.
    #[schema(value_type = i64, minimum = 0, example = 4)]
    total: u64,
    /// The release that the reader has.
    #[schema(value_type = i32, minimum = 0, example = 1)]
    from: u32,
    /// The release that the changes of all pages lead to: the next `since`.
    #[schema(value_type = i32, minimum = 1, example = 2)]
    to: u32,
}

/// List changes
///
/// The net changes since a release: one entry for each claim that was added, modified or withdrawn. A claim that was added
/// and withdrawn since then is left out. Read all pages, then ask again with `to` as `since`. While pages are read, a new
/// release may appear: the next request since `to` has its changes. A claim that it changed or withdrew is on no later page.
#[utoipa::path(
    operation_id = "listChanges",
    tag = "dataset",
    params(SinceParams, PageParams),
    responses((status = 200, description = "A page of changes.", body = ChangeList))
)]
#[get("/v1/changes")]
pub async fn list_changes(
    request: HttpRequest,
    state: State,
    params: Params<(SinceParams, PageParams)>,
) -> Result<HttpResponse, ApiError> {
    let asked = ChangesQuery::resolve(params, &state.dataset)?;
    let validators = conditional::check(&request, &state)?;
    let (limit, cost) = (asked.limit, asked.cost(&state.dataset));
    let mut list = state.run(&request, cost, move |reader| asked.read(reader)).await?;
    record_match_count(&request, list.total);
    let next = list.page.next_cursor.take();
    list.page = PageInfo::new(ListAddress::of(&request), limit, next.as_deref());
    let mut response = validators.json(&list)?;
    add_page_links(&mut response, ListAddress::of(&request), next.as_deref(), []);
    Ok(response)
}

/// A page of changes as asked for.
pub struct ChangesQuery {
    from: u32,
    to: u32,
    cursor: Option<ChangeCursor>,
    pub limit: u32,
}

impl ChangesQuery {
    pub fn resolve(params: Params<(SinceParams, PageParams)>, dataset: &Dataset) -> Result<Self, ApiError> {
        let (from, page) =
            params.resolve(|(since, page), errors| (since.resolve(dataset, errors), page.resolve(errors)))?;
        expect_kept(from, dataset)?;
        let cursor = page.change_cursor(from)?;
        let to = cursor.as_ref().map_or(dataset.release(), |cursor| cursor.to);
        Ok(Self { from, to, cursor, limit: page.limit })
    }

    pub fn cost(&self, dataset: &Dataset) -> Cost {
        dataset.lookup_cost().with_many_documents()
    }

    /// Reads the page. It has no address of the next one.
    pub fn read(&self, reader: &DatasetReader) -> Result<ChangeList, ApiError> {
        let Self { from, to, cursor, limit } = self;
        let wanted = ChangesRequest { since: *from, to: *to };
        let after = cursor.as_ref().map(|cursor| &cursor.place);
        let ChangesPage { changes, total, next } = reader.changes(wanted, after, *limit)?;
        let next_cursor = next.map(|place| ChangeCursor { since: *from, to: *to, place }.encode());
        Ok(ChangeList {
            data: changes.into_iter().map(to_change).collect::<Result<_, _>>()?,
            page: PageInfo { limit: *limit, next_cursor, next: None },
            total,
            from: *from,
            to: *to,
        })
    }
}

/// Download changes
///
/// The net changes since a release, one JSON object per line, without a limit, as `/v1/changes` has them: for mirrors. The
/// claim is the last member of a line, with the same bytes as in `/v1/dataset/claims.ndjson`. The stream has one release:
/// `Dataset-Release` is its number, the next `since`. `Total-Count` is the number of lines.
#[utoipa::path(
    operation_id = "exportChangesNdjson",
    tag = "dataset",
    params(SinceParams),
    responses((status = 200, description = "The changes, one per line.", body = String, content_type = "application/x-ndjson"))
)]
#[get("/v1/changes.ndjson")]
pub async fn export_changes_ndjson(
    request: HttpRequest,
    state: State,
    params: Params<SinceParams>,
) -> Result<HttpResponse, ApiError> {
    const MEDIA_TYPE: &str = "application/x-ndjson";
    let from = params.resolve(|since, errors| since.resolve(&state.dataset, errors))?;
    expect_kept(from, &state.dataset)?;
    let validators = conditional::check(&request, &state)?;
    let to = state.dataset.release();
    let wanted = ChangesRequest { since: from, to };
    let cost = state.dataset.lookup_cost().with_many_documents();
    // The first chunk is read before the headers are sent, so that a failing database is a 503.
    let first = state.run(&request, cost, move |reader| Ok(read_chunk(reader, wanted, None)?)).await?;
    let (total, lines, mut next) = first;
    record_match_count(&request, total);
    let writer = Box::new(NdjsonWriter::new(vec![]));
    let mut response = if next.is_none() && export_body::is_small(&lines) {
        let parts = write_chunks::<ApiError>(writer, std::iter::once(Ok(lines)));
        validators.ok(MEDIA_TYPE, parts.collect::<Result<Vec<_>, _>>()?.concat())
    } else {
        let (dataset, timeout) = (Arc::clone(&state.dataset), state.limits.query_timeout);
        let rest = std::iter::from_fn(move || {
            let place = next.take()?;
            let chunk = read_chunk(&dataset.reader(Deadline::after(timeout)), wanted, Some(&place));
            Some(chunk.map(|(_, lines, following)| {
                next = following;
                lines
            }))
        });
        let chunks = std::iter::once(Ok(lines)).chain(rest);
        export_body::stream_claims(&request, &state, (Format::Ndjson, writer), cost, chunks)?
            .respond(&validators, MEDIA_TYPE)
    };
    add_total_count(&mut response, total);
    response.headers_mut().insert(DATASET_RELEASE, HeaderValue::from(to));
    Ok(response)
}

type Chunk = (u64, Vec<Document>, Option<ChangePosition>);

/// Reads a chunk of changes, each as a line of JSON, with the number of all changes and the place of the last one.
fn read_chunk(
    reader: &DatasetReader,
    wanted: ChangesRequest,
    after: Option<&ChangePosition>,
) -> Result<Chunk, StoreError> {
    let ChangesPage { changes, total, next } = reader.changes(wanted, after, CHUNK_CHANGES)?;
    let line = |change| to_change(change).and_then(|change| to_json_line(&change)).map(Bytes::from);
    let lines = changes.into_iter().map(line).collect::<Result<_, _>>();
    Ok((total, lines.map_err(|error| StoreError::Corrupt(error.to_string()))?, next))
}
