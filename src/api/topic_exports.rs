//! Topics as CSV and NDJSON.

use actix_web::{HttpRequest, HttpResponse, get};

use super::list_export::{ListWriter, export_list};
use super::topics::{TopicResource, is_listed, resource};
use crate::formats::{columns, in_language, in_language_if_any, list_in_language, text, texts};
use crate::http::catalogue_list::{RecordSortParams, WholeListParams};
use crate::http::problem::ApiError;
use crate::http::state::State;
use crate::query::export_params::{ExcelParams, FieldParams};
use crate::query::params::Params;

columns! {
    fn topic_columns for TopicResource;
    id: "id" Text "Identifier of the topic." One |topic| text(&topic.id);
    label: "label" Text "Preferred label" Language |topic, language| in_language(&topic.label, language);
    alt_labels: "alt_labels" Texts "Other labels" Language |topic, language| list_in_language(&topic.alt_labels, language);
    definition: "definition" Text "Definition"
        Language |topic, language| in_language_if_any(topic.definition.as_ref(), language);
    broader: "broader" Texts "Identifiers of the topics directly above it."
        One |topic| texts(topic.broader.iter().map(|above| &above.id));
    narrower: "narrower" Texts "Identifiers of the topics directly below it."
        One |topic| texts(topic.narrower.iter().map(|below| &below.id));
    claim_counts: "claim_counts_direct" Integer "Number of claims under the topic itself."
        One |topic| topic.claim_counts.direct.into();
    claim_counts: "claim_counts_with_narrower" Integer "Number of claims under the topic or a narrower one."
        One |topic| topic.claim_counts.with_narrower.into();
    links: "links_self" Text "Path of the topic in the API." One |topic| text(&topic.links.itself);
    links: "links_claims" Text "Path of its claims in the API." One |topic| text(&topic.links.claims);
}

/// Download topics as CSV
///
/// All topics of the list as CSV, one row per topic. Texts have a column for each language of the dataset; lists inside a
/// cell are joined by `|`. `Total-Count` is the number of rows after the header.
#[utoipa::path(
    operation_id = "exportTopicsCsv",
    tag = "topics",
    params(WholeListParams, RecordSortParams, FieldParams, ExcelParams),
    responses((status = 200, description = "The topics as CSV.", body = String, content_type = "text/csv"))
)]
#[get("/v1/topics.csv")]
pub async fn export_topics_csv(
    request: HttpRequest,
    state: State,
    params: Params<(WholeListParams, RecordSortParams, FieldParams, ExcelParams)>,
) -> Result<HttpResponse, ApiError> {
    let catalogue = state.dataset.catalogue();
    let (list, writer) = params.resolve(|(whole, sort, fields, excel), errors| {
        let writer = ListWriter::csv(topic_columns(&catalogue.text_languages), &fields, &excel, errors);
        (whole.resolve_records(&sort, errors), writer)
    })?;
    let narrower = catalogue.narrower();
    export_list(&request, &state, list, is_listed, move |dataset, at| resource(dataset, &narrower, at), writer).await
}

/// Download topics as NDJSON
///
/// All topics of the list, one JSON object per line. `Total-Count` is the number of lines.
#[utoipa::path(
    operation_id = "exportTopicsNdjson",
    tag = "topics",
    params(WholeListParams, RecordSortParams, FieldParams),
    responses((status = 200, description = "The topics, one per line.", body = String, content_type = "application/x-ndjson"))
)]
#[get("/v1/topics.ndjson")]
pub async fn export_topics_ndjson(
    request: HttpRequest,
    state: State,
    params: Params<(WholeListParams, RecordSortParams, FieldParams)>,
) -> Result<HttpResponse, ApiError> {
    let catalogue = state.dataset.catalogue();
    let (list, writer) = params.resolve(|(whole, sort, fields), errors| {
        let writer = ListWriter::ndjson(&topic_columns(&catalogue.text_languages), &fields, errors);
        (whole.resolve_records(&sort, errors), writer)
    })?;
    let narrower = catalogue.narrower();
    export_list(&request, &state, list, is_listed, move |dataset, at| resource(dataset, &narrower, at), writer).await
}
