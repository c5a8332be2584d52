//! Claims: a page of those that match, and one by its identifier.

use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::{self, count_matches};
use super::claim_params::{FilterParams, PageParams};
use super::context::State;
use super::cursor;
use super::echo::{QueryEcho, echo};
use super::paging::{PageInfo, add_page_links};
use super::problem::{ApiError, ErrorCode};
use super::query::Query;
use crate::domain::claim::Claim;
use crate::domain::identifier::ClaimId;
use crate::domain::nearest::nearest;
use crate::store::{Document, Snapshot};

/// A page of claims.
#[derive(Debug, ToSchema)]
#[allow(dead_code, reason = "documents the shape; the documents of `data` are spliced in as they are stored")]
pub struct ClaimPage {
    /// The claims of this page.
    data: Vec<Claim>,
    /// Where the list goes on.
    page: PageInfo,
    /// How many claims match, on all pages: exact.
    #[schema(value_type = i64, minimum = 0, example = 34)]
    total: u64,
    /// How many more would match but have no date, and were left out for that.
    #[schema(value_type = i64, minimum = 0, example = 0)]
    undated_excluded: u64,
    /// How the server understood the query.
    query: QueryEcho,
}

/// Everything of a page but its claims.
#[derive(Debug, Serialize)]
struct ClaimPageTail {
    page: PageInfo,
    total: u64,
    undated_excluded: u64,
    query: QueryEcho,
}

/// List claims
///
/// A page of the claims that satisfy every filter, with the exact total. Repeat a parameter for alternatives; different
/// parameters have to hold together. Walk all pages by `page.next_cursor` or the `Link` header.
#[utoipa::path(
    operation_id = "listClaims",
    tag = "claims",
    params(FilterParams, PageParams),
    responses((status = 200, description = "A page of claims.", body = ClaimPage))
)]
#[get("/v1/claims")]
pub async fn list_claims(
    request: HttpRequest,
    state: State,
    query: Query<(FilterParams, PageParams)>,
) -> Result<HttpResponse, ApiError> {
    let snapshot = &state.snapshot;
    let languages: Vec<_> = snapshot.index().languages().collect();
    let (filter, page) = query.resolve(|(filter, page), faults| {
        (filter.resolve(snapshot.catalogue(), &languages, faults), page.resolve(faults))
    })?;
    let after = cursor::read(snapshot, &filter, &page)?;

    let mut next = None;
    let mut response = answer::json(&request, &state, || {
        let matches = snapshot.index().matches(snapshot.catalogue(), &filter);
        count_matches(&request, matches.total());
        let limit = page.limit as usize;
        let mut ordinals: Vec<u32> =
            snapshot.index().walk(&matches.ordinals, page.sort, after).take(limit + 1).collect();
        let more = ordinals.len() > limit;
        ordinals.truncate(limit);
        let documents = snapshot.documents(&ordinals)?;
        if let Some(&last) = ordinals.last().filter(|_| more) {
            next = Some(cursor::write(snapshot, &filter, page.sort, last, snapshot.claim_id(last)?)?);
        }
        let tail = ClaimPageTail {
            page: PageInfo { limit: page.limit, next_cursor: next.clone() },
            total: matches.total(),
            undated_excluded: matches.undated_excluded,
            query: echo(&filter, page.sort, snapshot.catalogue()),
        };
        splice(&documents, &tail)
    })?;
    add_page_links(&mut response, &request, next.as_deref());
    Ok(response)
}

/// Get a claim
///
/// One claim with its statement in both languages, its asserter, its evidence and everything it stands in relation to.
#[utoipa::path(
    operation_id = "getClaim",
    tag = "claims",
    params(("id" = inline(ClaimId), Path, description = "Identifier of the claim.")),
    responses((status = 200, description = "The claim.", body = Claim))
)]
#[get("/v1/claims/{id}")]
pub async fn get_claim(
    request: HttpRequest,
    state: State,
    id: web::Path<String>,
    query: Query<()>,
) -> Result<HttpResponse, ApiError> {
    query.expect_none()?;
    let ordinal = find(&state.snapshot, &id)?;
    answer::json(&request, &state, || {
        let document = state.snapshot.documents(&[ordinal])?.pop().unwrap_or_default();
        Ok(document.into_bytes())
    })
}

/// The ordinal of a claim, or the error that tells the nearest identifier.
fn find(snapshot: &Snapshot, id: &str) -> Result<u32, ApiError> {
    let missing =
        |near| ApiError::NotFound { code: ErrorCode::ClaimNotFound, what: "claim", id: id.to_owned(), nearest: near };
    let Ok(known) = ClaimId::parse(id) else { return Err(missing(None)) };
    if let Some(ordinal) = snapshot.ordinal(&known)? {
        return Ok(ordinal);
    }
    let neighbours = snapshot.neighbours(&known)?;
    Err(missing(nearest(id, neighbours.iter().map(String::as_str)).map(str::to_owned)))
}

/// Joins stored documents and the rest of a page into one object, without parsing the documents again.
fn splice(documents: &[Document], tail: &impl Serialize) -> Result<Vec<u8>, ApiError> {
    let tail = serde_json::to_vec(tail)?;
    let length = documents.iter().map(|document| document.len() + 1).sum::<usize>();
    let mut body = Vec::with_capacity(length + tail.len() + 16);
    body.extend_from_slice(b"{\"data\":[");
    for (i, document) in documents.iter().enumerate() {
        if i > 0 {
            body.push(b',');
        }
        body.extend_from_slice(document.as_bytes());
    }
    body.extend_from_slice(b"],");
    body.extend_from_slice(&tail[1..]);
    Ok(body)
}
