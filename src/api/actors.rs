//! Actors: those who make claims, and those whom claims concern.

use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::actor::Actor;
use crate::domain::base_path;
use crate::domain::identifier::ActorId;
use crate::domain::language_map::{LanguageMap, LanguageMapList};
use crate::domain::vocabulary::ActorKind;
use crate::http::actor_params::ActorParams;
use crate::http::catalogue_list::{self, ListParams, RecordSortParams};
use crate::http::conditional;
use crate::http::lookup::{find_record, redirect_if_merged};
use crate::http::pagination::PageInfo;
use crate::http::problem::ApiError;
use crate::http::state::State;
use crate::query::params::Params;
use crate::store::{ActorCounts, Dataset};

/// An actor with its claim counts.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActorResource {
    /// Stable identifier.
    #[schema(value_type = String, example = "nvidia")]
    pub id: ActorId,
    /// Kind: `person`, `organisation`, `government`, `country`, `company`, `product`, `place`,
    /// `document`, `event` or `group`. New terms may be added.
    #[schema(value_type = String, example = "company")]
    pub kind: ActorKind,
    /// The preferred name.
    pub name: LanguageMap,
    /// Other names and spellings, the sources' own included. Absent if there are none.
    #[serde(skip_serializing_if = "LanguageMapList::is_empty")]
    #[schema(required = false)]
    pub aliases: LanguageMapList,
    /// One-sentence disambiguation.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub description: Option<LanguageMap>,
    /// Wikidata item, where certain.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, pattern = "^Q[1-9][0-9]*$", example = "Q182477")]
    pub wikidata: Option<String>,
    /// Identifiers of the larger actors that it is part of, such as the country of a ministry. Absent if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>, required = false, example = json!(["united-states"]))]
    pub part_of: Vec<ActorId>,
    /// Numbers of claims that involve it, by role.
    pub claim_counts: ActorClaimCounts,
    /// Links.
    pub links: ActorLinks,
}

/// Numbers of claims that involve an actor, by role. A claim may involve it in several roles.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActorClaimCounts {
    /// In any role.
    #[schema(value_type = i64, minimum = 0, example = 22)]
    pub total: u64,
    /// As asserter: it makes the claim.
    #[schema(value_type = i64, minimum = 0, example = 0)]
    pub asserter: u64,
    /// As subject: the claim is about it, or it acts.
    #[schema(value_type = i64, minimum = 0, example = 5)]
    pub subject: u64,
    /// As target: the subject's action or judgement is directed at it.
    #[schema(value_type = i64, minimum = 0, example = 1)]
    pub target: u64,
    /// Mentioned only.
    #[schema(value_type = i64, minimum = 0, example = 16)]
    pub mentioned: u64,
}

/// Links of an actor.
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
    /// The actors of this page.
    pub data: Vec<ActorResource>,
    /// Pagination links.
    pub page: PageInfo,
    /// Number of actors on all pages.
    #[schema(value_type = i64, minimum = 0, example = 42)]
    pub total: u64,
}

pub fn resource(dataset: &Dataset, ordinal: usize) -> ActorResource {
    let actor = &dataset.catalogue().actors.all()[ordinal];
    let Actor { id, kind, name, aliases, description, wikidata, part_of, merged_into: _ } = actor.clone();
    let ActorCounts { total, asserter, subject, target, mentioned } = dataset.actor_counts(ordinal);
    ActorResource {
        claim_counts: ActorClaimCounts { total, asserter, subject, target, mentioned },
        links: ActorLinks {
            itself: base_path::link(format!("/v1/actors/{id}")).into_owned(),
            claims: base_path::link(format!("/v1/claims?actor={id}")).into_owned(),
            wikidata: wikidata.as_ref().map(|item| format!("https://www.wikidata.org/wiki/{item}")),
        },
        id,
        kind,
        name,
        aliases,
        description,
        wikidata,
        part_of,
    }
}

/// Whether an actor is listed: those of the given kinds, or of all, that were not merged into others.
pub fn accepts(kinds: Vec<ActorKind>) -> impl Fn(&Actor) -> bool {
    move |actor| actor.merged_into.is_none() && (kinds.is_empty() || kinds.contains(&actor.kind))
}

/// List actors
///
/// Persons, organisations, places and other actors that the claims involve, with names and aliases in every language and
/// claim counts by role.
#[utoipa::path(
    operation_id = "listActors",
    tag = "actors",
    params(ActorParams, ListParams, RecordSortParams),
    responses((status = 200, description = "A page of actors.", body = ActorPage))
)]
#[get("/v1/actors")]
pub async fn list_actors(
    request: HttpRequest,
    state: State,
    params: Params<(ActorParams, ListParams, RecordSortParams)>,
) -> Result<HttpResponse, ApiError> {
    let (kinds, list) = params.resolve(|(actors, list, sort), errors| {
        (actors.resolve(errors), list.resolve(sort.resolve(&list, errors), errors))
    })?;
    let dataset = &state.dataset;
    catalogue_list::respond_with_page(
        &request,
        &state,
        list,
        accepts(kinds),
        |ordinal| resource(dataset, ordinal),
        |data, page, total| ActorPage { data, page, total },
    )
    .await
}

/// Get an actor
///
/// One actor with its names, aliases and claim counts by role.
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
    let actors = &state.dataset.catalogue().actors;
    if let Some(moved) = redirect_if_merged(&request, actors, &id, "/v1/actors") {
        return Ok(moved);
    }
    let ordinal = find_record::<Actor>(&state.dataset, &id)?;
    Ok(conditional::check(&request, &state)?.json(&resource(&state.dataset, ordinal))?)
}
