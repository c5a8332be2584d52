//! The OpenAPI document: the documentation of the routes, completed with what all of them share.

use actix_web::{HttpRequest, HttpResponse, get};
use utoipa::OpenApi;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, Parameter};
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{Ref, RefOr, Required};

use crate::api::generators::{declare_files, name_enum_values};
use crate::api::openapi_30::convert_to_30;
use crate::formats::Format;
use crate::http::conditional;
use crate::http::problem::{ApiError, MEDIA_TYPE, Problem};
use crate::http::state::{DocumentedPath, OpenApiDocuments, State};
use crate::query::ParameterError;
use crate::query::params::Params;

/// The parts of the document that belong to no route.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Isnad",
        description = "Structured claims drawn from articles: one atomic statement each, who asserts it, whom it concerns, on \
                       which topics, when, and the exact words it rests on, in one or more languages.\n\n\
                       Every response has `ETag`, `Dataset-Version` and `Request-Id`. Errors are problem documents (RFC 9457) \
                       with a stable `code`. Ignore unknown fields: new ones may be added. Send `Accept-Encoding: gzip, br, zstd`: \
                       compressed, a page of claims is a sixth to a tenth of its size. `/v1/vocabularies` has labels \
                       for all codes.\n\n\
                       Clients can be generated: `clients/README.md` in the repository lists generators whose clients are tested, \
                       the versions that go together (openapi-typescript 7 with openapi-fetch 0.17; orval 7 for Node 20, \
                       orval 8 for Node 22), and how enumerations and exports are named in each.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
        contact(name = "Isnad maintainers")
    ),
    servers((url = "http://127.0.0.1:8080", description = "A local server, started with `isnad serve`")),
    components(schemas(Problem, ParameterError)),
    tags(
        (name = "claims", description = "Statements drawn from articles, with their asserters and evidence."),
        (name = "actors", description = "Those who make claims, and those whom claims concern."),
        (name = "topics", description = "Subject headings in a hierarchy (SKOS)."),
        (name = "articles", description = "The sources of claims."),
        (name = "dataset", description = "The dataset as a whole."),
        (name = "agents", description = "Tools for agents, by the Model Context Protocol."),
        (name = "health", description = "Health checks for operators.")
    )
)]
struct BaseOpenApi;

/// The document without its routes.
pub fn base_document() -> utoipa::openapi::OpenApi {
    BaseOpenApi::openapi()
}

/// Completes the document of the routes and derives its 3.0 version.
pub fn complete_document(mut document: utoipa::openapi::OpenApi) -> OpenApiDocuments {
    for (path, item) in &mut document.paths.paths {
        if let Some(operation) = &mut item.get {
            complete(operation, path);
            if !path.starts_with("/health/") {
                declare_validators(operation);
            }
        }
        if let Some(operation) = &mut item.post {
            complete(operation, path);
            declare_body_errors(operation);
            if path == "/mcp" {
                declare_agent_errors(operation);
            }
        }
    }
    if let Some(components) = &mut document.components {
        components.schemas.values_mut().for_each(name_enum_values);
    }
    let openapi = document.to_pretty_json().unwrap_or_default() + "\n";
    let converted = serde_json::from_str(&openapi).map(convert_to_30).unwrap_or_default();
    let openapi_30 = serde_json::to_string_pretty(&converted).unwrap_or_default() + "\n";
    let served = document.paths.paths.into_iter().filter(|(path, _)| Format::is_served(path));
    let paths = served.filter_map(|(path, item)| Some((path, documented(item.get?)?)));
    OpenApiDocuments { openapi, openapi_30, paths: paths.collect() }
}

/// The summary and media type of an operation; `None` if its response has no body.
fn documented(operation: Operation) -> Option<DocumentedPath> {
    let RefOr::T(ok) = operation.responses.responses.get("200")? else { return None };
    let media_type = ok.content.keys().next()?.clone();
    Some(DocumentedPath { summary: operation.summary.unwrap_or_default(), media_type })
}

/// Adds the headers and errors that every operation of a kind has.
fn complete(operation: &mut Operation, path: &str) {
    // An empty requirement in the list would make some generators ask for a token.
    operation.security = Some(vec![]);
    let is_cursor = |parameter: &RefOr<Parameter>| matches!(parameter, RefOr::T(known) if known.name == "cursor");
    let is_list = operation.parameters.iter().flatten().any(is_cursor);
    let is_single = path.contains('{');
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter {
            place_example(parameter);
            parameter.schema.iter_mut().for_each(name_enum_values);
        }
    }
    let responses = &mut operation.responses.responses;
    for response in responses.values_mut() {
        if let RefOr::T(response) = response {
            declare_files(response);
        }
    }
    if let Some(RefOr::T(ok)) = responses.get_mut("200") {
        add_headers(ok, is_list, path);
    }
    let mut fail = |status: &str, description: &str| {
        responses.insert(status.to_owned(), RefOr::T(problem(description)));
    };
    fail("400", "A parameter is unknown or its value is not accepted; `errors` lists what is wrong with each.");
    fail("414", "Path and query are too long.");
    if is_single {
        let missing = RefOr::T(problem("No record has this identifier; `detail` suggests the nearest one."));
        responses.insert("404".to_owned(), missing);
    }
    if path.starts_with("/v1/claims/{id}") {
        let gone = problem("The claim was withdrawn; `replaced_by` names the claims in its place.");
        responses.insert("410".to_owned(), RefOr::T(gone));
    }
    if path.starts_with("/v1/changes") {
        let gone = problem("The changes since this release are no longer kept.");
        responses.insert("410".to_owned(), RefOr::T(gone));
    }
    let serves_json = responses.get("200").is_some_and(
        |ok| matches!(ok, RefOr::T(ok) if ok.content.keys().any(|media_type| media_type.ends_with("json"))),
    );
    if serves_json && path.starts_with("/v1") && !path.contains('.') {
        let refused = RefOr::T(problem("`Accept` excludes JSON; `detail` names the routes of the other formats."));
        responses.insert("406".to_owned(), refused);
    }
    let more = [
        ("429", "Too many requests; retry after the seconds in `Retry-After`."),
        (
            "503",
            "The query timed out, or too many expensive queries are running; retry after the seconds in `Retry-After`.",
        ),
    ];
    responses.extend(more.map(|(status, description)| (status.to_owned(), RefOr::T(problem(description)))));
    let failed = RefOr::T(problem("The server failed; its log has the cause under the `request_id`."));
    responses.insert("500".to_owned(), failed);
}

/// Keeps the example of required parameters and of a few that make a good query together, since a documentation page
/// fills in all of them at once. Other examples move into the schemas.
fn place_example(parameter: &mut Parameter) {
    const FILLED_IN: [&str; 3] = ["actor", "facet", "limit"];
    let is_filled_in = matches!(parameter.required, Required::True) || FILLED_IN.contains(&parameter.name.as_str());
    // The example can be set, but not read, except as JSON.
    let Ok(mut json) = serde_json::to_value(&*parameter) else { return };
    let schema_example = json.pointer("/schema/examples/0").cloned();
    if is_filled_in {
        if let (None, Some(example)) = (json.get("example"), schema_example) {
            json["example"] = example;
        }
    } else if let Some(example) = json.as_object_mut().and_then(|fields| fields.remove("example")) {
        json["schema"]["examples"] = serde_json::json!([example]);
    }
    if let Ok(placed) = serde_json::from_value(json) {
        *parameter = placed;
    }
}

const UNDATED_EXCLUDED: &str =
    "Number of claims that match all filters but have no date, and were left out because of a date filter.";

const MISSING_COUNT: &str = "Number of values of `id` that are no claim of the dataset; left out if there are none.";

/// Adds what every GET has: an entity tag, and the response to a client that has the current response.
fn declare_validators(operation: &mut Operation) {
    let responses = &mut operation.responses.responses;
    if let Some(RefOr::T(ok)) = responses.get_mut("200") {
        add_header(ok, "ETag", "Send it as `If-None-Match` to get 304 while the response is current.");
    }
    responses.insert("304".to_owned(), RefOr::T(Response::new("The client has the current response.")));
}

/// Adds the errors of a route that reads a body.
fn declare_body_errors(operation: &mut Operation) {
    let errors = [
        ("408", "The body did not arrive in time."),
        ("413", "The body is larger than 64 KiB."),
        ("415", "The body has another media type, or it is compressed."),
    ];
    let errors = errors.map(|(status, description)| (status.to_owned(), RefOr::T(problem(description))));
    operation.responses.responses.extend(errors);
}

/// Adds the errors of the route for agents, of which some are in JSON-RPC.
fn declare_agent_errors(operation: &mut Operation) {
    let errors = [
        ("403", "`Host` or `Origin` is neither a loopback address nor the public URL."),
        ("404", "The method is unknown."),
        ("406", "`Accept` excludes JSON."),
        ("501", "The program was built without the cargo feature `mcp`."),
    ];
    let responses = &mut operation.responses.responses;
    responses.extend(errors.map(|(status, description)| (status.to_owned(), RefOr::T(problem(description)))));
    for status in ["400", "404"] {
        if let Some(RefOr::T(response)) = responses.get_mut(status) {
            let message = ObjectBuilder::new().description(Some("An error in JSON-RPC 2.0.")).build();
            response
                .content
                .insert("application/json".to_owned(), RefOr::T(ContentBuilder::new().schema(Some(message)).build()));
        }
    }
}

fn add_header(response: &mut Response, name: &str, description: &str) {
    let text = ObjectBuilder::new().schema_type(Type::String).build();
    let header = HeaderBuilder::new().schema(Some(text)).description(Some(description)).build();
    response.headers.insert(name.to_owned(), RefOr::T(header));
}

fn add_headers(response: &mut Response, is_list: bool, path: &str) {
    let mut add = |name: &str, description: &str| add_header(response, name, description);
    add("Request-Id", "Identifies the request in the server's log.");
    add("Dataset-Version", "Hash of the dataset that the response comes from.");
    if matches!(path, "/v1/claims.csv" | "/v1/claims.ndjson" | "/v1/claims.jsonld" | "/v1/claims.parquet") {
        add("Total-Count", "Number of claims in the response.");
        add("Undated-Excluded", UNDATED_EXCLUDED);
        add("Missing-Count", MISSING_COUNT);
    }
    if matches!(path, "/v1/claims.bib" | "/v1/claims.csl.json") {
        add("Total-Count", "Number of matches, of which the response has the first 1,000.");
        add("Undated-Excluded", UNDATED_EXCLUDED);
        add("Missing-Count", MISSING_COUNT);
    }
    if matches!(path, "/v1/claims/matrix.csv" | "/v1/claims/network.graphml" | "/v1/claims/network.gexf") {
        add("Total-Count", "Number of matches.");
        add("Undated-Excluded", UNDATED_EXCLUDED);
        add("Missing-Count", MISSING_COUNT);
    }
    if path == "/v1/claims/timeline.csv" {
        add("Total-Count", "Number of matches.");
        add("Undated-Count", "Number of matches without a date, which are in no bucket.");
        add("Undated-Excluded", UNDATED_EXCLUDED);
        add("Missing-Count", MISSING_COUNT);
    }
    if ["actors", "topics", "articles"].iter().any(|list| path.starts_with(&format!("/v1/{list}."))) {
        add("Total-Count", "Number of records in the response.");
    }
    if path == "/v1/changes.ndjson" {
        add("Total-Count", "Number of changes in the response.");
        add("Dataset-Release", "Number of the release that the changes lead to.");
    }
    if is_list {
        add(
            "Link",
            "The `next` page, the `first` one and other formats, as far as they fit (RFC 8288); see also `page.next`.",
        );
    }
}

fn problem(description: &str) -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new().description(description).content(MEDIA_TYPE, content).build()
}

/// Get the OpenAPI document
///
/// This document (OpenAPI 3.1).
#[utoipa::path(
    operation_id = "getOpenapi",
    tag = "dataset",
    responses((status = 200, description = "The document.", body = Object, content_type = "application/json"))
)]
#[get("/openapi.json")]
pub async fn get_openapi(request: HttpRequest, state: State, params: Params<()>) -> Result<HttpResponse, ApiError> {
    params.expect_none()?;
    Ok(conditional::check(&request, &state)?.ok("application/json", state.documents.openapi.clone()))
}

/// Get the OpenAPI document in version 3.0
///
/// The same document for generators without support for 3.1.
#[utoipa::path(
    operation_id = "getOpenapi30",
    tag = "dataset",
    responses((status = 200, description = "The document.", body = Object, content_type = "application/json"))
)]
#[get("/openapi-3.0.json")]
pub async fn get_openapi_30(request: HttpRequest, state: State, params: Params<()>) -> Result<HttpResponse, ApiError> {
    params.expect_none()?;
    Ok(conditional::check(&request, &state)?.ok("application/json", state.documents.openapi_30.clone()))
}
