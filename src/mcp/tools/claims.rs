//! `search_claims`, `get_claims` and `related_claims`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use super::{Call, Task, ToolDef, address};
use crate::api::claim_page::{FoundPage, PageQuery};
use crate::api::claims::RelatedClaims;
use crate::domain::claim::Claim;
use crate::http::lookup::find_claim;
use crate::http::pagination::{PageInfo, selected};
use crate::http::problem::ApiError;
use crate::http::query_body::parse_query_body;
use crate::http::query_summary::AppliedQuery;
use crate::http::stored_claims::StoredClaims;
use crate::mcp::answer::{Answer, Context};
use crate::mcp::claim_summary::{ClaimSummary, shorten_claims};
use crate::mcp::schema::{self, Kind};
use crate::query::claim_params::{FilterParams, MAX_LIMIT, PageParams, SortParams};
use crate::query::params::{Params, parameters};
use crate::query::{ClaimQuery, ParameterErrors};
use crate::store::{Dataset, DatasetReader};

/// Default number of claims of a page for agents.
const DEFAULT_LIMIT: u32 = 10;

/// The unknown identifiers for which the nearest one is looked up.
const MAX_HINTS: usize = 5;

pub static SEARCH_CLAIMS: ToolDef = ToolDef {
    name: "search_claims",
    title: "Search claims",
    description: "Finds claims by any filter and by words (`q`), newest first unless sorted otherwise; with `q` by relevance. \
                  Values of one argument are alternatives, different arguments must all match. Returns claims in short: \
                  statement, asserter with the chain, date, certainty, first quote, translation note, address; `total` is \
                  exact for all pages. For \"how many\" or \"who most\" use count_claims; take identifiers from find_names. \
                  If `undated_excluded` is not 0, that many claims have no date: set include_undated to see them.",
    arguments: || {
        let filters = FilterParams::into_params(|| None).into_iter().chain(SortParams::into_params(|| None));
        let mut schema = schema::arguments(filters.chain(PageParams::into_params(|| None)));
        schema["properties"]["limit"]["default"] = DEFAULT_LIMIT.into();
        schema
    },
    answer: || schema::answer(vec![Kind::of::<SummaryPage>()]),
    prepare: search,
};

pub static GET_CLAIMS: ToolDef = ToolDef {
    name: "get_claims",
    title: "Get claims",
    description: "Returns claims in full by their identifiers (1 to 200): all evidence with offsets, actors with roles, topics, \
                  relations, dates and notes. Use it before you cite or quote a claim that search_claims found. `missing` \
                  lists identifiers that no claim has, with the nearest one in `did_you_mean`; `withdrawn` those of claims \
                  that were withdrawn.",
    arguments: || {
        let id = FilterParams::into_params(|| None).into_iter().filter(|parameter| parameter.name == "id");
        let cursor = PageParams::into_params(|| None).into_iter().filter(|parameter| parameter.name == "cursor");
        let mut schema = schema::arguments(id.chain(cursor));
        schema["required"] = json!(["id"]);
        schema
    },
    answer: || schema::answer(vec![Kind::of::<ClaimsById>()]),
    prepare: get,
};

pub static RELATED_CLAIMS: ToolDef = ToolDef {
    name: "related_claims",
    title: "Related claims",
    description: "The claims that one claim supports, contradicts, elaborates, causes and so on, and those that do so to it. \
                  Use it to find who disagrees with a claim, or what it rests on.",
    arguments: || schema::arguments(RelatedParams::into_params(|| None)),
    answer: || {
        schema::answer(vec![Kind::of::<RelatedClaims>().with_short_claims("RelatedClaim").with_text("next_cursor")])
    },
    prepare: related,
};

/// A page of claims in short.
#[derive(Serialize, ToSchema)]
struct SummaryPage {
    /// The claims.
    data: Vec<ClaimSummary>,
    page: PageInfo,
    /// The exact number of matches on all pages.
    #[schema(value_type = i64, minimum = 0)]
    total: u64,
    /// Matches without a date that a date filter left out.
    #[schema(value_type = i64, minimum = 0)]
    undated_excluded: u64,
    /// Values of `id` that no claim has.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    missing: Vec<String>,
    /// Values of `id` that are withdrawn claims.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    withdrawn: Vec<String>,
    query: AppliedQuery,
}

/// Claims by their identifiers.
#[derive(Serialize, ToSchema)]
struct ClaimsById {
    #[schema(value_type = Vec<Claim>)]
    data: StoredClaims,
    page: PageInfo,
    #[schema(value_type = i64, minimum = 0)]
    total: u64,
    /// Identifiers that no claim has.
    missing: Vec<String>,
    /// Identifiers of withdrawn claims.
    withdrawn: Vec<String>,
    /// The nearest identifier of missing ones.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false)]
    did_you_mean: BTreeMap<String, String>,
}

/// Arguments of `related_claims`.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
struct RelatedParams {
    /// Identifier of the claim.
    #[param(value_type = String, required = true)]
    id: Vec<String>,
    /// `next_cursor` of the answer before.
    #[param(value_type = Option<String>)]
    cursor: Vec<String>,
}

parameters!(RelatedParams);

/// The page that filters, order and page ask for.
fn page(params: Params<(FilterParams, SortParams, PageParams)>, dataset: &Dataset) -> Result<PageQuery, ApiError> {
    let (query, page) = params.resolve(|(filter, sort, page), errors| {
        let filter = filter.resolve(dataset.query_context(), errors);
        (ClaimQuery { sort: sort.resolve(&filter, errors), filter }, page.resolve(errors))
    })?;
    Ok(PageQuery { after: page.position(&query)?, query, limit: page.limit, highlight: None, facets: None })
}

/// The arguments with this limit, unless they have another.
fn with_limit(mut arguments: Value, limit: u32) -> Value {
    if let Some(members) = arguments.as_object_mut() {
        members.entry("limit").or_insert(limit.into());
    }
    arguments
}

/// The address of a list without its page.
fn list_address(query: &str) -> String {
    address("/claims", &selected(query, |name| !["limit", "cursor"].contains(&name)))
}

fn search(call: Call) -> Result<Task, ApiError> {
    let (params, query) = parse_query_body(&with_limit(call.arguments, DEFAULT_LIMIT));
    let asked = page(params, &call.state.dataset)?;
    let context = call.context;
    let summarize = move |found: FoundPage, limit: u32, context: &Context| {
        let claims = found.documents.iter().map(|document| ClaimSummary::of_document(document, context));
        Ok(SummaryPage {
            data: claims.collect::<Result<_, serde_json::Error>>()?,
            page: PageInfo { limit, next_cursor: found.next_cursor, next: None },
            total: found.total,
            undated_excluded: found.undated_excluded,
            missing: found.absent.missing,
            withdrawn: found.absent.withdrawn,
            query: found.query,
        })
    };
    Ok(Task {
        cost: asked.cost(&call.state.dataset),
        address: list_address(&query),
        read: Box::new(move |reader| read_page(&asked, reader, &context, summarize)),
    })
}

fn get(call: Call) -> Result<Task, ApiError> {
    if call.arguments.get("id").is_none() {
        return Err(ParameterErrors::from_error("id", "", "is missing", &["1 to 200 identifiers of claims"]).into());
    }
    let (params, query) = parse_query_body(&with_limit(call.arguments, MAX_LIMIT));
    let asked = page(params, &call.state.dataset)?;
    let context = call.context;
    Ok(Task {
        cost: asked.cost(&call.state.dataset),
        address: list_address(&query),
        read: Box::new(move |reader| {
            let by_id = |found: FoundPage, limit: u32, _: &Context| {
                Ok(ClaimsById {
                    data: StoredClaims(found.documents),
                    page: PageInfo { limit, next_cursor: found.next_cursor, next: None },
                    total: found.total,
                    did_you_mean: nearest_ids(&found.absent.missing, reader),
                    missing: found.absent.missing,
                    withdrawn: found.absent.withdrawn,
                })
            };
            read_page(&asked, reader, &context, by_id)
        }),
    })
}

/// The nearest identifier of those that no claim has.
fn nearest_ids(missing: &[String], reader: &DatasetReader) -> BTreeMap<String, String> {
    let near = missing.iter().take(MAX_HINTS).filter_map(|id| match find_claim(reader, id) {
        Err(ApiError::NotFound { nearest: Some(near), .. }) => Some((id.clone(), near)),
        _ => None,
    });
    near.collect()
}

/// Reads as many claims of a page as fit.
fn read_page<T: Serialize>(
    asked: &PageQuery,
    reader: &DatasetReader,
    context: &Context,
    answer: impl Fn(FoundPage, u32, &Context) -> Result<T, ApiError>,
) -> Result<Answer, ApiError> {
    let mut matches = 0;
    let body = context.fit(asked.limit, |limit| {
        let found = PageQuery { limit, ..asked.clone() }.read(reader)?;
        let entries = u32::try_from(found.documents.len()).unwrap_or(u32::MAX);
        matches = found.total;
        Ok((answer(found, limit, context)?, entries))
    })?;
    Ok(Answer { body, matches: Some(matches) })
}

fn related(call: Call) -> Result<Task, ApiError> {
    let (params, _) = parse_query_body::<RelatedParams>(&call.arguments);
    let (id, from) = params.resolve(|params, errors| {
        let id = errors.required("id", &params.id, "the identifier of a claim");
        (id, errors.number("cursor", &params.cursor, 0, u32::MAX).unwrap_or_default())
    })?;
    let context = call.context;
    Ok(Task {
        cost: call.state.dataset.lookup_cost().with_many_documents(),
        address: format!("/claims/{id}"),
        read: Box::new(move |reader| {
            let related = RelatedClaims::find(reader, &id)?;
            let mut list = serde_json::to_value(&related)?;
            shorten_claims(&mut list, &context)?;
            let matches = list["total"].as_u64();
            Ok(Answer { body: context.fit_list(list, "data", from), matches })
        }),
    })
}
