//! Facets: matches counted by value, beside a page of claims.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::domain::language_map::LanguageMap;
use crate::domain::period::FacetCount;
use crate::domain::vocabulary::{FacetDimension, FacetMode};
use crate::http::params::{ParameterErrors, parameters};
use crate::store::FacetRequest;

/// Values of each facet unless the query says otherwise.
const DEFAULT_LIMIT: u32 = 10;

/// The most values of each facet.
const MAX_LIMIT: u32 = 200;

/// What to count by.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct FacetParams {
    /// Counts all matches by this; repeat it for several. A count is the total of the same query with that value
    /// required as well. `actor` counts every role, `topic` counts narrower ones in,
    /// `year` and `month` count every one that the claim date touches.
    #[param(inline, value_type = Vec<FacetDimension>, example = json!(["kind"]))]
    facet: Vec<String>,
    /// The most values of each facet, the most frequent first.
    #[param(value_type = Option<i32>, minimum = 1, maximum = 200, default = 10, example = 10)]
    facet_limit: Vec<String>,
    /// Which filters the counts obey: `all_filters` (the default), or `other_filters`, all but the facet's own, as a
    /// list of checkboxes needs it. A `sample` is then drawn anew for each facet.
    #[param(inline, value_type = Option<FacetMode>, example = "all_filters")]
    facet_mode: Vec<String>,
}

parameters!(FacetParams);

impl FacetParams {
    /// What the parameters mean; nothing when no facet is asked for.
    pub fn resolve(&self, faults: &mut ParameterErrors) -> Option<FacetRequest> {
        let Self { facet, facet_limit, facet_mode } = self;
        let dimensions: Vec<FacetDimension> = faults.terms("facet", facet);
        let limit = faults.number("facet_limit", facet_limit, 1, MAX_LIMIT).unwrap_or(DEFAULT_LIMIT) as usize;
        let mode = faults.term("facet_mode", facet_mode).unwrap_or(FacetMode::AllFilters);
        (!dimensions.is_empty()).then_some(FacetRequest { dimensions, limit, mode })
    }
}

/// Counts by each facet asked for; the others are left out.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Facets {
    /// By actor, in any role.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    actor: Option<Vec<FacetEntry>>,
    /// By asserter.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    asserted_by: Option<Vec<FacetEntry>>,
    /// By topic, narrower ones counted in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    topic: Option<Vec<FacetEntry>>,
    /// By kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    kind: Option<Vec<FacetEntry>>,
    /// By certainty.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    certainty: Option<Vec<FacetEntry>>,
    /// By article.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    article: Option<Vec<FacetEntry>>,
    /// By year that the claim date touches.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    year: Option<Vec<FacetEntry>>,
    /// By month that the claim date touches.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    month: Option<Vec<FacetEntry>>,
}

/// A value of a facet.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacetEntry {
    /// The value as its parameter takes it.
    #[schema(example = "china")]
    id: String,
    /// Its name.
    label: LanguageMap,
    /// How many matches have it.
    #[schema(value_type = i64, minimum = 1, example = 51)]
    count: u64,
}

impl Facets {
    /// Puts the counts of each dimension in their places.
    pub fn new(dimensions: &[FacetDimension], counts: Vec<Vec<FacetCount>>) -> Self {
        let mut facets = Self::default();
        for (dimension, counts) in dimensions.iter().zip(counts) {
            let entry = |FacetCount { id, label, count }| FacetEntry { id, label, count };
            let entries = counts.into_iter().map(entry).collect();
            *facets.of(*dimension) = Some(entries);
        }
        facets
    }

    fn of(&mut self, dimension: FacetDimension) -> &mut Option<Vec<FacetEntry>> {
        match dimension {
            FacetDimension::Actor => &mut self.actor,
            FacetDimension::AssertedBy => &mut self.asserted_by,
            FacetDimension::Topic => &mut self.topic,
            FacetDimension::Kind => &mut self.kind,
            FacetDimension::Certainty => &mut self.certainty,
            FacetDimension::Article => &mut self.article,
            FacetDimension::Year => &mut self.year,
            FacetDimension::Month => &mut self.month,
        }
    }
}
