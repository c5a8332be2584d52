//! Lists of claims whose parameters are in the body of the request, for queries that are long or made by a program.

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, Route, guard, post, web};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{RefOr, path::Parameter};
use utoipa::{IntoParams, PartialSchema, ToSchema};

use super::claim_page::ListParams;
use super::claims::{self, ClaimPage};
use crate::domain::base_path;
use crate::http::facets::FacetParams;
use crate::http::methods::QUERY;
use crate::http::pagination::ListAddress;
use crate::http::problem::ApiError;
use crate::http::query_body::parse_query_body;
use crate::http::request_body::read_json;
use crate::http::state::State;
use crate::query::claim_params::{FilterParams, HighlightParams, PageParams, SortParams};
use crate::query::params::Params;

/// The address whose GET has the same parameters.
const LIST: &str = "/v1/claims";

/// The longest `Content-Location` beside a `Link` header and without one, in bytes.
const MAX_WITH_LINKS: usize = 600;
const MAX_WITHOUT_LINKS: usize = 2400;

/// The parameters of `/v1/claims` as an object.
pub struct ClaimQueryBody;

impl PartialSchema for ClaimQueryBody {
    fn schema() -> RefOr<Schema> {
        let parameters: [Vec<Parameter>; 5] = [
            FilterParams::into_params(|| None),
            HighlightParams::into_params(|| None),
            SortParams::into_params(|| None),
            PageParams::into_params(|| None),
            FacetParams::into_params(|| None),
        ];
        let description = "The parameters of `GET /v1/claims`, by name. A repeated parameter is a list; a single value may \
                           stand alone.";
        let object = ObjectBuilder::new().schema_type(Type::Object).description(Some(description));
        let with_parameter = |object: ObjectBuilder, parameter: Parameter| match parameter.schema {
            Some(schema) => object.property(parameter.name, described(schema, parameter.description)),
            None => object,
        };
        parameters.into_iter().flatten().fold(object, with_parameter).into()
    }
}

impl ToSchema for ClaimQueryBody {}

/// A schema with the description of its parameter.
fn described(schema: RefOr<Schema>, description: Option<String>) -> RefOr<Schema> {
    match schema {
        RefOr::T(Schema::Object(mut object)) => {
            object.description = object.description.or(description);
            RefOr::T(Schema::Object(object))
        }
        RefOr::T(Schema::Array(mut array)) => {
            array.description = array.description.or(description);
            RefOr::T(Schema::Array(array))
        }
        other => other,
    }
}

/// List claims by a query in the body
///
/// Like `GET /v1/claims`, with the parameters as a JSON object of at most 64 KiB. `Content-Location` is the address that GET
/// answers alike, if it fits the headers, which stay under 4 KiB. `page.next` is left out if it is longer than 16 KiB: send
/// `cursor` in the body for the next page. The method `QUERY` on `/v1/claims` reads the same body, and may be conditional.
#[utoipa::path(
    operation_id = "queryClaims",
    tag = "claims",
    request_body(
        content = ClaimQueryBody,
        description = "The parameters.",
        example = json!({"actor": ["china", "nvidia"], "date_from": "2025-07", "facet": ["topic"], "limit": 5})
    ),
    responses((status = 200, description = "A page of claims.", body = ClaimPage))
)]
#[post("/v1/claims/query")]
pub async fn query_claims(
    request: HttpRequest,
    state: State,
    params: Params<()>,
    payload: web::Payload,
) -> Result<HttpResponse, ApiError> {
    answer_query(request, state, params, payload).await
}

/// The method `QUERY` on `/v1/claims`, which OpenAPI 3.1 cannot describe.
pub fn query_method() -> Route {
    web::route().guard(guard::fn_guard(|context| context.head().method == QUERY)).to(answer_query)
}

async fn answer_query(
    request: HttpRequest,
    state: State,
    params: Params<()>,
    payload: web::Payload,
) -> Result<HttpResponse, ApiError> {
    params.expect_none()?;
    let body = read_json(&request, payload, state.limits.body_timeout).await?;
    let (params, query) = parse_query_body::<ListParams>(&body);
    let list = ListAddress { path: LIST, query: &query };
    let mut response = claims::respond(&request, &state, list, params).await?;
    let address = if query.is_empty() { LIST.to_owned() } else { format!("{LIST}?{query}") };
    locate(&mut response, &base_path::link(address));
    Ok(response)
}

/// Adds the address that GET answers alike, if the header block stays under 4 KiB: in place of other links if it is long.
fn locate(response: &mut HttpResponse, address: &str) {
    if address.len() > MAX_WITH_LINKS {
        response.headers_mut().remove(header::LINK);
    }
    if address.len() <= MAX_WITHOUT_LINKS
        && let Ok(address) = HeaderValue::try_from(address)
    {
        response.headers_mut().insert(header::CONTENT_LOCATION, address);
    }
}

/// The path is no claim: other methods than POST are refused.
pub fn other_methods() -> Route {
    web::route().guard(guard::Not(guard::Post())).to(async || Err::<HttpResponse, _>(ApiError::Method))
}
