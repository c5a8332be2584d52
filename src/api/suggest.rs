//! Suggestions for search boxes.

use actix_web::{HttpRequest, HttpResponse, get};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::domain::language_map::LanguageMap;
use crate::domain::vocabulary::Resource;
use crate::http::conditional;
use crate::http::problem::ApiError;
use crate::http::state::State;
use crate::query::ParameterErrors;
use crate::query::params::{Params, parameters};
use crate::search::{Suggested, Suggestion};
use crate::store::Dataset;

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
    let asked = params.resolve(|params, errors| NamesQuery::resolve(&params, errors))?;
    let validators = conditional::check(&request, &state)?;
    let cost = state.dataset.names_cost();
    let found = state.run(&request, cost, move |reader| Ok(asked.read(reader))).await?;
    Ok(validators.json(&found)?)
}

/// Names as asked for.
pub struct NamesQuery {
    typed: String,
    resources: Vec<Resource>,
    limit: u32,
}

impl NamesQuery {
    pub fn resolve(params: &SuggestParams, errors: &mut ParameterErrors) -> Self {
        Self {
            typed: errors.required("q", &params.q, "the beginning of a name"),
            resources: errors.terms("resource", &params.resource),
            limit: errors.number("limit", &params.limit, 1, MAX_LIMIT).unwrap_or(DEFAULT_LIMIT),
        }
    }

    pub fn read(&self, dataset: &Dataset) -> Suggestions {
        let wanted = |what: Suggested| self.resources.is_empty() || self.resources.contains(&what.resource());
        let weight = |what: Suggested| dataset.claim_count(what.resource(), what.ordinal());
        let found = dataset.suggester().suggest(&self.typed, self.limit as usize, wanted, weight);
        Suggestions { data: found.into_iter().map(|suggestion| entry(dataset, suggestion)).collect() }
    }
}

fn entry(dataset: &Dataset, suggestion: Suggestion) -> SuggestionEntry {
    let Suggestion { record, matched } = suggestion;
    let catalogue = dataset.catalogue();
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
        claim_count: dataset.claim_count(record.resource(), record.ordinal()),
    }
}
