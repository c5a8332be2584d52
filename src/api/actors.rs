//! Actors: who and what claims are made by and about.

use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::domain::actor::Actor;
use crate::domain::identifier::ActorId;
use crate::domain::text::{LanguageMap, LanguageMapList};
use crate::domain::vocabulary::ActorKind;
use crate::http::catalogue_list::{self, ListParams};
use crate::http::conditional;
use crate::http::pagination::PageInfo;
use crate::http::params::{ParameterErrors, Params, parameters};
use crate::http::problem::{ApiError, ErrorCode};
use crate::http::state::State;
use crate::store::{ActorCounts, Dataset};

/// An actor with how often claims involve it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActorResource {
    /// Stable identifier.
    #[schema(value_type = String, example = "nvidia")]
    pub id: ActorId,
    /// What sort of thing it is: `person`, `organisation`, `government`, `country`, `company`, `product`, `place`,
    /// `document`, `event` or `group`. New terms may be added.
    #[schema(value_type = String, example = "company")]
    pub kind: ActorKind,
    /// The preferred name.
    pub name: LanguageMap,
    /// Other names and spellings, the sources' own included.
    pub aliases: LanguageMapList,
    /// One sentence that tells it from others.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub description: Option<LanguageMap>,
    /// Wikidata item, where certain.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, pattern = "^Q[1-9][0-9]*$", example = "Q182477")]
    pub wikidata: Option<String>,
    /// How many claims involve it.
    pub claim_counts: ActorClaimCounts,
    /// Where it is found.
    pub links: ActorLinks,
}

/// How many claims involve an actor, by role. A claim may involve it in several.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActorClaimCounts {
    /// In any role.
    #[schema(value_type = i64, minimum = 0, example = 40)]
    pub total: u64,
    /// As the one who makes the claim.
    #[schema(value_type = i64, minimum = 0, example = 0)]
    pub asserter: u64,
    /// As what the claim is about, or who acts.
    #[schema(value_type = i64, minimum = 0, example = 12)]
    pub subject: u64,
    /// As what the subject's doing or judging is directed at.
    #[schema(value_type = i64, minimum = 0, example = 9)]
    pub target: u64,
    /// Named only.
    #[schema(value_type = i64, minimum = 0, example = 20)]
    pub mentioned: u64,
}

/// Where an actor is found.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActorLinks {
    /// This actor in the API, relative to the server.
    #[serde(rename = "self")]
    #[schema(example = "/v1/actors/nvidia")]
    pub itself: String,
    /// The claims that involve it.
    #[schema(example = "/v1/claims?actor=nvidia")]
    pub claims: String,
    /// Its Wikidata item on the web.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "uri", example = "https://www.wikidata.org/wiki/Q182477")]
    pub wikidata: Option<String>,
}

/// A page of actors.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActorPage {
    /// The actors of this page, in the order of their identifiers.
    pub data: Vec<ActorResource>,
    /// Where the list goes on.
    pub page: PageInfo,
    /// How many there are on all pages.
    #[schema(value_type = i64, minimum = 0, example = 48)]
    pub total: u64,
}

/// Which actors.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct ActorParams {
    /// Is of any of these kinds.
    #[param(inline, value_type = Vec<ActorKind>, example = json!(["company"]))]
    kind: Vec<String>,
}

parameters!(ActorParams);

impl ActorParams {
    /// The kinds asked for.
    pub fn resolve(&self, faults: &mut ParameterErrors) -> Vec<ActorKind> {
        faults.terms("kind", &self.kind)
    }
}

fn resource(dataset: &Dataset, ordinal: usize) -> ActorResource {
    let actor = &dataset.catalogue().actors.all()[ordinal];
    let Actor { id, kind, name, aliases, description, wikidata } = actor.clone();
    let ActorCounts { total, asserter, subject, target, mentioned } = dataset.actor_counts(ordinal);
    ActorResource {
        claim_counts: ActorClaimCounts { total, asserter, subject, target, mentioned },
        links: ActorLinks {
            itself: format!("/v1/actors/{id}"),
            claims: format!("/v1/claims?actor={id}"),
            wikidata: wikidata.as_ref().map(|item| format!("https://www.wikidata.org/wiki/{item}")),
        },
        id,
        kind,
        name,
        aliases,
        description,
        wikidata,
    }
}

/// List actors
///
/// Everyone and everything the claims involve, with names and aliases in both languages and claim counts by role.
#[utoipa::path(
    operation_id = "listActors",
    tag = "actors",
    params(ActorParams, ListParams),
    responses((status = 200, description = "A page of actors.", body = ActorPage))
)]
#[get("/v1/actors")]
pub async fn list_actors(
    request: HttpRequest,
    state: State,
    params: Params<(ActorParams, ListParams)>,
) -> Result<HttpResponse, ApiError> {
    let (kinds, list) = params.resolve(|(params, list), faults| (params.resolve(faults), list.resolve(faults)))?;
    let dataset = &state.dataset;
    catalogue_list::respond_with_page(
        &request,
        &state,
        &dataset.catalogue().actors,
        &list,
        |actor| kinds.is_empty() || kinds.contains(&actor.kind),
        |ordinal| resource(dataset, ordinal),
        |data, page, total| ActorPage { data, page, total },
    )
}

/// Get an actor
///
/// One actor with its names and aliases and how many claims involve it, by role.
#[utoipa::path(
    operation_id = "getActor",
    tag = "actors",
    params(("id" = inline(ActorId), Path, description = "Identifier of the actor.")),
    responses((status = 200, description = "The actor.", body = ActorResource))
)]
#[get("/v1/actors/{id}")]
pub async fn get_actor(
    request: HttpRequest,
    state: State,
    id: web::Path<String>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    params.expect_none()?;
    let ordinal = catalogue_list::find(&state.dataset.catalogue().actors, &id, ErrorCode::ActorNotFound, "actor")?;
    Ok(conditional::check(&request, &state)?.json(&resource(&state.dataset, ordinal))?)
}
