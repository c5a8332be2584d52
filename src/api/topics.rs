//! Topics: subject headings in a hierarchy, as in SKOS.

use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::base_path;
use crate::domain::claim::TopicReference;
use crate::domain::identifier::TopicId;
use crate::domain::language_map::{LanguageMap, LanguageMapList};
use crate::domain::topic::Topic;
use crate::http::catalogue_list::{self, ListParams, RecordSortParams};
use crate::http::conditional;
use crate::http::lookup::{find_record, redirect_if_merged};
use crate::http::pagination::PageInfo;
use crate::http::problem::ApiError;
use crate::http::state::State;
use crate::query::params::Params;
use crate::store::{Dataset, TopicCounts};

/// A topic with its broader and narrower topics.
#[derive(Debug, Serialize, ToSchema)]
pub struct TopicResource {
    /// Stable identifier.
    #[schema(value_type = String, example = "export-controls")]
    pub id: TopicId,
    /// Preferred label (SKOS `prefLabel`).
    pub label: LanguageMap,
    /// Other labels (SKOS `altLabel`). Absent if there are none.
    #[serde(skip_serializing_if = "LanguageMapList::is_empty")]
    #[schema(required = false)]
    pub alt_labels: LanguageMapList,
    /// Definition (SKOS `definition`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub definition: Option<LanguageMap>,
    /// Topics directly above it (SKOS `broader`).
    pub broader: Vec<TopicReference>,
    /// Topics directly below it (SKOS `narrower`).
    pub narrower: Vec<TopicReference>,
    /// Numbers of claims under it.
    pub claim_counts: TopicClaimCounts,
    /// Links.
    pub links: TopicLinks,
}

/// Numbers of claims under a topic.
#[derive(Debug, Serialize, ToSchema)]
pub struct TopicClaimCounts {
    /// Under the topic itself.
    #[schema(value_type = i64, minimum = 0, example = 9)]
    pub direct: u64,
    /// Under the topic or any narrower one, each claim once: the total of `topic=`.
    #[schema(value_type = i64, minimum = 0, example = 54)]
    pub with_narrower: u64,
}

/// Links of a topic.
#[derive(Debug, Serialize, ToSchema)]
pub struct TopicLinks {
    /// This topic in the API, relative to the server.
    #[serde(rename = "self")]
    #[schema(example = "/v1/topics/export-controls")]
    pub itself: String,
    /// The claims under it or a narrower one.
    #[schema(example = "/v1/claims?topic=export-controls")]
    pub claims: String,
}

/// A page of topics.
#[derive(Debug, Serialize, ToSchema)]
pub struct TopicPage {
    /// The topics of this page.
    pub data: Vec<TopicResource>,
    /// Pagination links.
    pub page: PageInfo,
    /// Number of topics on all pages.
    #[schema(value_type = i64, minimum = 0, example = 29)]
    pub total: u64,
}

pub fn resource(dataset: &Dataset, narrower: &[Vec<usize>], ordinal: usize) -> TopicResource {
    let topics = &dataset.catalogue().topics;
    let Topic { id, label, alt_labels, definition, broader, merged_into: _ } = topics.all()[ordinal].clone();
    let TopicCounts { direct, with_narrower } = dataset.topic_counts(ordinal);
    TopicResource {
        broader: broader.iter().filter_map(|id| topics.get(id.as_str())).map(Topic::reference).collect(),
        narrower: narrower[ordinal].iter().map(|&below| topics.all()[below].reference()).collect(),
        claim_counts: TopicClaimCounts { direct, with_narrower },
        links: TopicLinks {
            itself: base_path::link(format!("/v1/topics/{id}")).into_owned(),
            claims: base_path::link(format!("/v1/claims?topic={id}")).into_owned(),
        },
        id,
        label,
        alt_labels,
        definition,
    }
}

/// Whether a topic was not merged into another.
pub const fn is_listed(topic: &Topic) -> bool {
    topic.merged_into.is_none()
}

/// List topics
///
/// The subject headings, each with its definition and the topics directly above and below it.
#[utoipa::path(
    operation_id = "listTopics",
    tag = "topics",
    params(ListParams, RecordSortParams),
    responses((status = 200, description = "A page of topics.", body = TopicPage))
)]
#[get("/v1/topics")]
pub async fn list_topics(
    request: HttpRequest,
    state: State,
    params: Params<(ListParams, RecordSortParams)>,
) -> Result<HttpResponse, ApiError> {
    let list = params.resolve(|(list, sort), errors| list.resolve(sort.resolve(&list, errors), errors))?;
    let dataset = &state.dataset;
    let narrower = dataset.catalogue().narrower();
    catalogue_list::respond_with_page(
        &request,
        &state,
        list,
        is_listed,
        |ordinal| resource(dataset, &narrower, ordinal),
        |data, page, total| TopicPage { data, page, total },
    )
    .await
}

/// Get a topic
///
/// One topic with its definition, broader and narrower topics, and claim counts.
#[utoipa::path(
    operation_id = "getTopic",
    tag = "topics",
    params(("id" = inline(TopicId), Path, description = "Identifier of the topic.")),
    responses((status = 200, description = "The topic.", body = TopicResource))
)]
#[get("/v1/topics/{id}")]
pub async fn get_topic(
    request: HttpRequest,
    state: State,
    id: web::Path<String>,
    params: Params<()>,
) -> Result<HttpResponse, ApiError> {
    params.expect_none()?;
    let topics = &state.dataset.catalogue().topics;
    if let Some(moved) = redirect_if_merged(&request, topics, &id, "/v1/topics") {
        return Ok(moved);
    }
    let ordinal = find_record::<Topic>(&state.dataset, &id)?;
    let validators = conditional::check(&request, &state)?;
    let narrower = state.dataset.catalogue().narrower();
    Ok(validators.json(&resource(&state.dataset, &narrower, ordinal))?)
}
