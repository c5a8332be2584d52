//! Suggestions for search boxes.

use actix_web::{HttpRequest, HttpResponse, get};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::domain::language_map::LanguageMap;
use crate::domain::vocabulary::Resource;
use crate::http::conditional;
use crate::http::problem::ApiError;
use crate::http::state::{AppState, State};
use crate::query::params::{Params, parameters};
use crate::search::{Suggested, Suggestion};
use crate::store::DatasetReader;

const DEFAULT_LIMIT: u32 = 10;

const MAX_LIMIT: u32 = 50;

/// Parameters of the suggestions.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct SuggestParams {
    /// The beginning of a name or alias, in any language. Spelling variants and one typing error are tolerated.
    #[param(value_type = String, required = true, min_length = 1, max_length = 500, example = "nvid")]
    q: Vec<String>,
    /// Only resources of these types.
    #[param(inline, value_type = Vec<Resource>, example = json!(["actor"]))]
    resource: Vec<String>,
    /// Maximum number of suggestions.
    #[param(value_type = Option<i32>, minimum = 1, maximum = 50, default = 10, example = 10)]
    limit: Vec<String>,
}

parameters!(SuggestParams);

/// Suggestions, best first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Suggestions {
    /// Actors, topics and articles whose names match, each once.
    data: Vec<SuggestionEntry>,
}

/// A resource whose name matches.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestionEntry {
    /// Type: `actor`, `topic` or `article`. New terms may be added.
    #[schema(value_type = String, example = "actor")]
    resource: Resource,
    /// Its identifier, as the parameter of the same name takes it.
    #[schema(example = "nvidia")]
    id: String,
    /// Its name.
    label: LanguageMap,
    /// The name or alias that matches.
    #[schema(example = "Nvidia")]
    matched: String,
    /// Number of claims that have it.
    #[schema(value_type = i64, minimum = 0, example = 22)]
    claim_count: u64,
}

/// Suggest names
///
/// Actors, topics and articles by the beginning of any of their names, for search boxes.
#[utoipa::path(
    operation_id = "suggest",
    tag = "claims",
    params(SuggestParams),
    responses((status = 200, description = "The suggestions.", body = Suggestions))
)]
#[get("/v1/suggest")]
pub async fn suggest(
    request: HttpRequest,
    state: State,
    params: Params<SuggestParams>,
) -> Result<HttpResponse, ApiError> {
    let (typed, resources, limit) = params.resolve(|params, errors| {
        let typed = errors.required("q", &params.q, "the beginning of a name");
        let resources: Vec<Resource> = errors.terms("resource", &params.resource);
        (typed, resources, errors.number("limit", &params.limit, 1, MAX_LIMIT).unwrap_or(DEFAULT_LIMIT))
    })?;
    let validators = conditional::check(&request, &state)?;
    let cost = state.dataset.names_cost();
    let find = move |dataset: &DatasetReader| {
        let wanted = |what: Suggested| resources.is_empty() || resources.contains(&what.resource());
        let weight = |what: Suggested| dataset.claim_count(what.resource(), what.ordinal());
        Ok(dataset.suggester().suggest(&typed, limit as usize, wanted, weight))
    };
    let found = state.run(&request, cost, find).await?;
    let data = found.into_iter().map(|suggestion| entry(&state, suggestion)).collect();
    Ok(validators.json(&Suggestions { data })?)
}

fn entry(state: &AppState, suggestion: Suggestion) -> SuggestionEntry {
    let Suggestion { record, matched } = suggestion;
    let catalogue = state.dataset.catalogue();
    let (id, label) = match record {
        Suggested::Actor(ordinal) => {
            let actor = &catalogue.actors.all()[ordinal];
            (actor.id.to_string(), actor.name.clone())
        }
        Suggested::Topic(ordinal) => {
            let topic = &catalogue.topics.all()[ordinal];
            (topic.id.to_string(), topic.label.clone())
        }
        Suggested::Article(ordinal) => {
            let article = &catalogue.articles.all()[ordinal];
            (article.id.to_string(), article.title.clone())
        }
    };
    SuggestionEntry {
        resource: record.resource(),
        id,
        label,
        matched,
        claim_count: state.dataset.claim_count(record.resource(), record.ordinal()),
    }
}
