//! Claims: a page of those that match, one by its identifier, and what it stands in relation to.

use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::highlights::add_highlights;
use crate::domain::claim::Claim;
use crate::domain::did_you_mean::nearest;
use crate::domain::identifier::ClaimId;
use crate::domain::vocabulary::RelationKind;
use crate::formats::annotation;
use crate::http::chunked_body::ChunkedBody;
use crate::http::claim_params::{FilterParams, HighlightParams, PageParams, SortParams};
use crate::http::conditional::{self, count_matches};
use crate::http::cursor;
use crate::http::facets::{FacetParams, Facets};
use crate::http::pagination::{FORMATS, PageInfo, add_page_links};
use crate::http::params::Query;
use crate::http::problem::{ApiError, ErrorCode};
use crate::http::query_summary::{QueryEcho, echo};
use crate::http::run::{in_time, prepare};
use crate::http::server_timing::{Stage, timed};
use crate::http::state::{AppState, State};
use crate::query::filter::ClaimQuery;
use crate::store::{Document, Related};

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
    /// All matches counted by the facets asked for; left out when none is.
    #[schema(nullable = false, required = false)]
    facets: Option<Facets>,
    /// How the server understood the query.
    query: QueryEcho,
}

/// Everything of a page but its claims.
#[derive(Debug, Serialize)]
struct ClaimPageTail {
    page: PageInfo,
    total: u64,
    undated_excluded: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    facets: Option<Facets>,
    query: QueryEcho,
}

/// Everything a page of claims can be asked for.
type ListClaimsParams = ((FilterParams, (HighlightParams, SortParams)), (PageParams, FacetParams));

/// List claims
///
/// A page of the claims that satisfy every filter, with the exact total and counts by facet. Repeat a parameter for
/// alternatives; different parameters have to hold together. Walk all pages by `page.next_cursor` or the `Link` header.
#[utoipa::path(
    operation_id = "listClaims",
    tag = "claims",
    params(FilterParams, HighlightParams, SortParams, PageParams, FacetParams),
    responses((status = 200, description = "A page of claims.", body = ClaimPage))
)]
#[get("/v1/claims")]
pub async fn list_claims(
    request: HttpRequest,
    state: State,
    query: Query<ListClaimsParams>,
) -> Result<HttpResponse, ApiError> {
    let (query, marked, page, facets) = query.resolve(|((filter, (marks, sort)), (page, facets)), faults| {
        let filter = filter.resolve(state.store.catalogue(), &state.languages(), faults);
        let query = ClaimQuery { sort: sort.resolve(&filter, faults), filter };
        (query, marks.resolve(faults), page.resolve(faults), facets.resolve(faults))
    })?;
    let after = page.cursor.map(|cursor| cursor::read(&cursor, &query)).transpose()?;

    prepare(&request, &state, &query).await?;
    let mut next_cursor = None;
    let mut response = conditional::revalidated(&request, &state, "application/json", async || {
        let mut found = timed(&request, Stage::Find, state.store.page(&query, after.as_ref(), page.limit)).await?;
        count_matches(&request, found.total);
        let mut did_you_mean = None;
        if let Some(text) = &query.filter.text {
            if found.total == 0 {
                did_you_mean = state.store.spelling(text).await?;
            }
            if marked {
                found.documents.iter_mut().try_for_each(|document| add_highlights(document, text))?;
            }
        }
        next_cursor = found.next.map(|place| cursor::write(place, &query)).transpose()?;
        let facets = match facets {
            Some(asked) => {
                let counts = timed(&request, Stage::Count, state.store.facets(&query.filter, &asked)).await?;
                Some(Facets::new(&asked.dimensions, counts))
            }
            None => None,
        };
        let tail = ClaimPageTail {
            page: PageInfo::new(&request, page.limit, next_cursor.as_deref()),
            total: found.total,
            undated_excluded: found.undated_excluded,
            facets,
            query: echo(&query, found.ranking, did_you_mean, state.store.catalogue()),
        };
        ChunkedBody::splice(found.documents, &tail)
    })
    .await?;
    add_page_links(&mut response, &request, next_cursor.as_deref(), &FORMATS);
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
    let (_, document) = find(&state, &id).await?;
    conditional::revalidated(&request, &state, "application/json", async || Ok(document)).await
}

/// Get a claim's evidence as an annotation
///
/// The words that the claim rests on as a W3C Web Annotation: each with a `TextQuoteSelector` and a
/// `TextPositionSelector` in code points. The quote has its `prefix` and `suffix`, at most 120 code points each, where the
/// article's text was given when the dataset was built.
#[utoipa::path(
    operation_id = "getClaimAnnotation",
    tag = "claims",
    params(("id" = inline(ClaimId), Path, description = "Identifier of the claim.")),
    responses((
        status = 200,
        description = "The annotation, JSON-LD of the Web Annotation model.",
        body = Object,
        content_type = "application/ld+json"
    ))
)]
#[get("/v1/claims/{id}/annotation")]
pub async fn get_claim_annotation(
    request: HttpRequest,
    state: State,
    id: web::Path<String>,
    query: Query<()>,
) -> Result<HttpResponse, ApiError> {
    const MEDIA_TYPE: &str = "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"";
    query.expect_none()?;
    let (id, document) = find(&state, &id).await?;
    conditional::revalidated(&request, &state, MEDIA_TYPE, async || {
        Ok(serde_json::to_vec(&annotation(&document, &state.store.context(&id).await?)?)?)
    })
    .await
}

/// A claim in relation to another.
#[derive(Debug, ToSchema)]
#[allow(dead_code, reason = "documents the shape; the claim is spliced in as it is stored")]
pub struct RelatedClaim {
    /// The relation: `supports`, `contradicts`, `elaborates`, `causes`, `precedes` or `same_as`. New terms may be added.
    #[schema(value_type = String, example = "elaborates")]
    relation: RelationKind,
    /// `outgoing` where the claim asked about stands so to the other, `incoming` where the other does to it.
    #[schema(value_type = String, example = "outgoing")]
    direction: &'static str,
    /// The other claim.
    claim: Claim,
}

/// Claims in relation to one claim.
#[derive(Debug, ToSchema)]
#[allow(dead_code, reason = "documents the shape")]
pub struct RelatedClaims {
    /// Those that it relates to, then those that relate to it.
    data: Vec<RelatedClaim>,
    /// How many there are.
    #[schema(value_type = i64, minimum = 0, example = 3)]
    total: u64,
}

/// List related claims
///
/// The claims that a claim supports, contradicts, elaborates, causes, precedes or repeats, and those that do so to it.
#[utoipa::path(
    operation_id = "listRelatedClaims",
    tag = "claims",
    params(("id" = inline(ClaimId), Path, description = "Identifier of the claim.")),
    responses((status = 200, description = "The related claims.", body = RelatedClaims))
)]
#[get("/v1/claims/{id}/related")]
pub async fn list_related_claims(
    request: HttpRequest,
    state: State,
    id: web::Path<String>,
    query: Query<()>,
) -> Result<HttpResponse, ApiError> {
    #[derive(Serialize)]
    struct Total {
        total: usize,
    }
    query.expect_none()?;
    let (id, _) = find(&state, &id).await?;
    conditional::revalidated(&request, &state, "application/json", async || {
        let related = state.store.related(&id).await?;
        let entry = |Related { kind, incoming, document }: &Related| {
            let direction = if *incoming { "incoming" } else { "outgoing" };
            let head = format!("{{\"relation\":\"{}\",\"direction\":\"{direction}\",\"claim\":", kind.as_str());
            Document::from([head.as_bytes(), document, b"}"].concat())
        };
        ChunkedBody::splice(related.iter().map(entry).collect(), &Total { total: related.len() })
    })
    .await
}

/// A claim and its document, or the error that tells the nearest identifier.
pub async fn find(state: &AppState, id: &str) -> Result<(ClaimId, Document), ApiError> {
    let missing =
        |nearest| ApiError::NotFound { code: ErrorCode::ClaimNotFound, what: "claim", id: id.to_owned(), nearest };
    let known = ClaimId::parse(id).map_err(|_| missing(None))?;
    in_time(state.deadline, async {
        if let Some(document) = state.store.get(&known).await? {
            return Ok((known, document));
        }
        let neighbours = state.store.neighbours(&known).await?;
        Err(missing(nearest(id, neighbours.iter().map(String::as_str)).map(str::to_owned)))
    })
    .await
}
