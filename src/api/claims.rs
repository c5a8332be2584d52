//! Claims: a page of those that match, one by its identifier, and the claims related to it.

use actix_web::http::header::ContentEncoding;
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::claim_page::{ListParams, PageQuery};
use crate::domain::claim::Claim;
use crate::domain::identifier::ClaimId;
use crate::domain::vocabulary::RelationKind;
use crate::formats::to_annotation;
use crate::http::conditional;
use crate::http::encoding::negotiate_encoding;
use crate::http::facets::{FacetParams, Facets};
use crate::http::lookup::find_claim;
use crate::http::pagination::{ListAddress, PageInfo, add_page_links, claim_formats};
use crate::http::problem::ApiError;
use crate::http::query_summary::AppliedQuery;
use crate::http::request_extensions::record_match_count;
use crate::http::state::State;
use crate::http::stored_claims::{ClaimList, StoredClaim, StoredClaims};
use crate::query::claim_params::{FilterParams, HighlightParams, PageParams, SortParams};
use crate::query::params::Params;
use crate::store::{DatasetReader, Related};

/// A page of claims.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimPage {
    /// The claims of this page.
    #[schema(value_type = Vec<Claim>)]
    data: StoredClaims,
    /// Pagination links.
    page: PageInfo,
    /// The exact number of matching claims on all pages.
    #[schema(value_type = i64, minimum = 0, example = 34)]
    total: u64,
    /// The number of claims that match all filters but have no date, and were left out because of a date filter.
    #[schema(value_type = i64, minimum = 0, example = 0)]
    undated_excluded: u64,
    /// The values of `id` that no claim has or had; left out if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, example = json!(["us-china-ai-dominance-2025-999"]))]
    missing: Vec<String>,
    /// The values of `id` that are withdrawn claims; left out if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, example = json!(["us-china-ai-dominance-2025-998"]))]
    withdrawn: Vec<String>,
    /// Counts of all matches for each requested facet; left out if none is requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    facets: Option<Facets>,
    /// How the server understood the query.
    query: AppliedQuery,
}

impl ClaimList for ClaimPage {
    fn data(&mut self) -> &mut StoredClaims {
        &mut self.data
    }
}

/// List claims
///
/// A page of the claims that satisfy every filter, with the exact total and facet counts. Repeat a parameter for
/// alternatives; different parameters must all match. Follow `page.next` or the `Link` header to read all pages.
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
    params: Params<ListParams>,
) -> Result<HttpResponse, ApiError> {
    respond(&request, &state, ListAddress::of(&request), params).await
}

/// The page of claims that the parameters ask for; `list` is the address with these parameters.
pub async fn respond(
    request: &HttpRequest,
    state: &State,
    list: ListAddress<'_>,
    params: Params<ListParams>,
) -> Result<HttpResponse, ApiError> {
    let asked = PageQuery::resolve(params, &state.dataset)?;
    let validators = conditional::check_list(request, state, list)?;
    let (limit, cost) = (asked.limit, asked.cost(&state.dataset));
    let found = state.run(request, cost, move |reader| asked.read(reader)).await?;
    record_match_count(request, found.total);
    let page = ClaimPage {
        data: StoredClaims(found.documents),
        page: PageInfo::new(list, limit, found.next_cursor.as_deref()),
        total: found.total,
        undated_excluded: found.undated_excluded,
        missing: found.absent.missing,
        withdrawn: found.absent.withdrawn,
        facets: found.facets,
        query: found.query,
    };
    let body = page.into_body()?;
    // A body in one piece is compressed at once, one in chunks chunk by chunk on the blocking pool.
    let mut response = if negotiate_encoding(request) == Some(ContentEncoding::Identity) {
        validators.ok("application/json", body)
    } else {
        validators.ok("application/json", body.join())
    };
    add_page_links(&mut response, list, found.next_cursor.as_deref(), claim_formats(list));
    Ok(response)
}

/// Get a claim
///
/// One claim with its statement in every language it has, its asserter, its evidence and its relations.
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
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    params.expect_none()?;
    let validators = conditional::check(&request, &state)?;
    let find = move |reader: &DatasetReader| find_claim(reader, &id);
    let (_, document) = state.run(&request, state.dataset.lookup_cost(), find).await?;
    Ok(validators.ok("application/json", document))
}

/// Get a claim's evidence as an annotation
///
/// The quotes that support the claim as a W3C Web Annotation: each with a `TextQuoteSelector` and a
/// `TextPositionSelector` in code points. The quote has its `prefix` and `suffix`, at most 120 code points each, if the
/// article's text was given when the dataset was built.
///
/// The other members of the claim are a JSON literal under `urn:isnad:claim`; `urn:isnad:part` is `attribution` on the
/// target of a quote that is evidence of who says it. `isnad import web-annotation` reads both.
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
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    const MEDIA_TYPE: &str = "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"";
    params.expect_none()?;
    let validators = conditional::check(&request, &state)?;
    let annotate = move |reader: &DatasetReader| {
        let (id, document) = find_claim(reader, &id)?;
        Ok(serde_json::to_vec(&to_annotation(&document, &reader.quote_contexts(&id)?, reader.catalogue())?)?)
    };
    let annotation = state.run(&request, state.dataset.lookup_cost(), annotate).await?;
    Ok(validators.ok(MEDIA_TYPE, annotation))
}

/// A claim related to another.
#[derive(Debug, Serialize, ToSchema)]
pub struct RelatedClaim {
    /// The kind of the relation, such as `supports` or `contradicts`. New terms may be added.
    #[schema(value_type = String, example = "elaborates")]
    relation: RelationKind,
    /// `outgoing` for a relation from this claim to the other, `incoming` for the opposite direction.
    #[schema(value_type = String, example = "outgoing")]
    direction: &'static str,
    /// The other claim.
    #[schema(value_type = Claim)]
    claim: StoredClaim,
}

/// The claims related to one claim.
#[derive(Debug, Serialize, ToSchema)]
pub struct RelatedClaims {
    /// The outgoing relations, then the incoming ones.
    data: Vec<RelatedClaim>,
    /// The number of relations.
    #[schema(value_type = i64, minimum = 0, example = 3)]
    total: usize,
}

impl RelatedClaims {
    /// The claims related to the claim with this identifier.
    pub fn find(reader: &DatasetReader, id: &str) -> Result<Self, ApiError> {
        let (id, _) = find_claim(reader, id)?;
        let related = reader.related(&id)?;
        let total = related.len();
        let data = related.into_iter().map(|Related { kind, incoming, document }| RelatedClaim {
            relation: kind,
            direction: if incoming { "incoming" } else { "outgoing" },
            claim: StoredClaim(document),
        });
        Ok(Self { data: data.collect(), total })
    }
}

/// List related claims
///
/// The claims to which a claim has a relation, such as `supports` or `contradicts`, and those that have one to it.
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
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    params.expect_none()?;
    let validators = conditional::check(&request, &state)?;
    let find = move |reader: &DatasetReader| RelatedClaims::find(reader, &id);
    let related = state.run(&request, state.dataset.lookup_cost(), find).await?;
    Ok(validators.json(&related)?)
}
