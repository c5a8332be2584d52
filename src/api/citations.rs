//! Citations of the matches, as BibTeX and CSL-JSON.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, get};

use crate::formats::{BibtexWriter, CitedDataset, ClaimWriter, CslWriter, Format};
use crate::http::conditional;
use crate::http::counts::Counts;
use crate::http::origin::origin;
use crate::http::problem::ApiError;
use crate::http::request_extensions::record_match_count;
use crate::http::state::{AppState, State};
use crate::query::ClaimQuery;
use crate::query::claim_params::{FilterParams, SortParams};
use crate::query::export_params::SelectionParams;
use crate::query::params::Params;
use crate::store::DatasetReader;

/// Maximum number of citations.
const MAX_CITATIONS: u32 = 1_000;

/// Cite claims as BibTeX
///
/// The first 1,000 matches as BibTeX, with the fields of biblatex. The asserter is the author, `date` the publication of
/// the article, `origdate` the date of assertion and `eventdate` the claim date. `Total-Count` is the number of all matches.
#[utoipa::path(
    operation_id = "citeClaimsBibtex",
    tag = "claims",
    params(FilterParams, SortParams),
    responses((status = 200, description = "The citations.", body = String, content_type = "application/x-bibtex"))
)]
#[get("/v1/claims.bib")]
pub async fn cite_claims_bibtex(
    request: HttpRequest,
    state: State,
    params: Params<SelectionParams>,
) -> Result<HttpResponse, ApiError> {
    let query = params.resolve(|selection, errors| selection.resolve(state.dataset.query_context(), errors))?;
    cite(&request, &state, query, Format::Bibtex, BibtexWriter::new).await
}

/// Cite claims as CSL-JSON
///
/// The first 1,000 matches as an array of CSL-JSON items, for citation processors. The asserter is the author, `issued` the
/// publication of the article, `original-date` the date of assertion and `event-date` the claim date. `Total-Count` is the
/// number of all matches.
#[utoipa::path(
    operation_id = "citeClaimsCsl",
    tag = "claims",
    params(FilterParams, SortParams),
    responses((
        status = 200,
        description = "The citations.",
        body = Vec<Object>,
        content_type = "application/vnd.citationstyles.csl+json"
    ))
)]
#[get("/v1/claims.csl.json")]
pub async fn cite_claims_csl(
    request: HttpRequest,
    state: State,
    params: Params<SelectionParams>,
) -> Result<HttpResponse, ApiError> {
    let query = params.resolve(|selection, errors| selection.resolve(state.dataset.query_context(), errors))?;
    cite(&request, &state, query, Format::Csl, CslWriter::new).await
}

async fn cite<W: ClaimWriter + Send + 'static>(
    request: &HttpRequest,
    state: &State,
    query: ClaimQuery,
    format: Format,
    writer: impl FnOnce(CitedDataset) -> W,
) -> Result<HttpResponse, ApiError> {
    let origin = origin(request);
    let validators = conditional::check_with_origin(request, state, &origin)?;
    let cost = state.dataset.query_cost(&query, None).with_many_documents();
    let mut writer = writer(cited_dataset(state, origin));
    let cite = move |reader: &DatasetReader| {
        let page = reader.page(&query, None, MAX_CITATIONS)?;
        let citations = [writer.begin()?, writer.write(&page.documents)?, writer.finish()?].concat();
        Ok((Counts::of(&page), citations))
    };
    let (counts, citations) = state.run(request, cost, cite).await?;
    record_match_count(request, counts.total);
    let mut response = validators.ok(format.info().content_type, citations);
    counts.add_to(&mut response);
    Ok(response)
}

/// The dataset served, for citations with links to `origin`.
pub fn cited_dataset(state: &AppState, origin: String) -> CitedDataset {
    let title = state.dataset.description().map_or("Isnad", |about| about.title.pick("en").1);
    CitedDataset {
        title: title.to_owned(),
        version: state.dataset.version().to_owned(),
        origin,
        catalogue: Arc::clone(state.dataset.catalogue()),
    }
}
