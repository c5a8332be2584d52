//! Actors as CSV and NDJSON.

use actix_web::{HttpRequest, HttpResponse, get};

use super::actors::{ActorResource, accepts, resource};
use super::list_export::{ListWriter, export_list};
use crate::domain::vocabulary::VocabularyTerm;
use crate::formats::{columns, in_language, in_language_if_any, list_in_language, optional, text, texts};
use crate::http::actor_params::ActorParams;
use crate::http::catalogue_list::{RecordSortParams, WholeListParams};
use crate::http::problem::ApiError;
use crate::http::state::State;
use crate::query::export_params::{ExcelParams, FieldParams};
use crate::query::params::Params;

columns! {
    fn actor_columns for ActorResource;
    id: "id" Text "Identifier of the actor." One |actor| text(&actor.id);
    kind: "kind" Text "Kind of actor." One |actor| text(actor.kind.as_str());
    name: "name" Text "Preferred name" Language |actor, language| in_language(&actor.name, language);
    aliases: "aliases" Texts "Other names and spellings" Language |actor, language| list_in_language(&actor.aliases, language);
    description: "description" Text "Disambiguation"
        Language |actor, language| in_language_if_any(actor.description.as_ref(), language);
    wikidata: "wikidata" Text "Wikidata item, where certain." One |actor| optional(actor.wikidata.as_ref());
    part_of: "part_of" Texts "Identifiers of the larger actors that it is part of." One |actor| texts(&actor.part_of);
    claim_counts: "claim_counts_total" Integer "Number of claims that involve it, in any role."
        One |actor| actor.claim_counts.total.into();
    claim_counts: "claim_counts_asserter" Integer "Number of claims that it makes."
        One |actor| actor.claim_counts.asserter.into();
    claim_counts: "claim_counts_subject" Integer "Number of claims of which it is a subject."
        One |actor| actor.claim_counts.subject.into();
    claim_counts: "claim_counts_target" Integer "Number of claims of which it is a target."
        One |actor| actor.claim_counts.target.into();
    claim_counts: "claim_counts_mentioned" Integer "Number of claims that mention it."
        One |actor| actor.claim_counts.mentioned.into();
    links: "links_self" Text "Path of the actor in the API." One |actor| text(&actor.links.itself);
    links: "links_claims" Text "Path of its claims in the API." One |actor| text(&actor.links.claims);
    links: "links_wikidata" Text "Its Wikidata item on the web." One |actor| optional(actor.links.wikidata.as_ref());
}

/// Download actors as CSV
///
/// All actors of the list as CSV, one row per actor. Texts have a column for each language of the dataset; lists inside a
/// cell are joined by `|`. `Total-Count` is the number of rows after the header.
#[utoipa::path(
    operation_id = "exportActorsCsv",
    tag = "actors",
    params(ActorParams, WholeListParams, RecordSortParams, FieldParams, ExcelParams),
    responses((status = 200, description = "The actors as CSV.", body = String, content_type = "text/csv"))
)]
#[get("/v1/actors.csv")]
pub async fn export_actors_csv(
    request: HttpRequest,
    state: State,
    params: Params<(ActorParams, WholeListParams, RecordSortParams, FieldParams, ExcelParams)>,
) -> Result<HttpResponse, ApiError> {
    let languages = &state.dataset.catalogue().text_languages;
    let (kinds, list, writer) = params.resolve(|(actors, whole, sort, fields, excel), errors| {
        let writer = ListWriter::csv(actor_columns(languages), &fields, &excel, errors);
        (actors.resolve(errors), whole.resolve_records(&sort, errors), writer)
    })?;
    export_list(&request, &state, list, accepts(kinds), resource, writer).await
}

/// Download actors as NDJSON
///
/// All actors of the list, one JSON object per line. `Total-Count` is the number of lines.
#[utoipa::path(
    operation_id = "exportActorsNdjson",
    tag = "actors",
    params(ActorParams, WholeListParams, RecordSortParams, FieldParams),
    responses((status = 200, description = "The actors, one per line.", body = String, content_type = "application/x-ndjson"))
)]
#[get("/v1/actors.ndjson")]
pub async fn export_actors_ndjson(
    request: HttpRequest,
    state: State,
    params: Params<(ActorParams, WholeListParams, RecordSortParams, FieldParams)>,
) -> Result<HttpResponse, ApiError> {
    let languages = &state.dataset.catalogue().text_languages;
    let (kinds, list, writer) = params.resolve(|(actors, whole, sort, fields), errors| {
        let writer = ListWriter::ndjson(&actor_columns(languages), &fields, errors);
        (actors.resolve(errors), whole.resolve_records(&sort, errors), writer)
    })?;
    export_list(&request, &state, list, accepts(kinds), resource, writer).await
}
