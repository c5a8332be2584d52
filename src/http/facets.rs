//! Facets: the parameters and the part of the response with the counts.

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Ref, Schema};
use utoipa::{IntoParams, PartialSchema, ToSchema};

use crate::domain::catalogue::Catalogue;
use crate::domain::language_map::LanguageMap;
use crate::domain::period::FacetCount;
use crate::domain::vocabulary::FacetMode;
use crate::query::ParameterErrors;
use crate::query::facets::{FACETS, Facet, FacetName, FacetRequest, TOPIC};
use crate::query::params::parameters;

/// Default number of values of each facet.
const DEFAULT_LIMIT: u32 = 10;

/// Maximum number of values of each facet.
const MAX_LIMIT: u32 = 200;

/// What to count by.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct FacetParams {
    /// Counts all matches by this dimension; repeat it for several. A count is the total of the same query with that
    /// value required as well. `actor` counts every role, `topic` includes narrower ones,
    /// `year` and `month` count every one that the claim date overlaps.
    #[param(inline, value_type = Vec<FacetName>, example = json!(["kind"]))]
    facet: Vec<String>,
    /// Maximum number of values of each facet; the most frequent come first. Values that the query selects follow, whatever
    /// their number and their counts.
    #[param(value_type = Option<i32>, minimum = 1, maximum = 200, default = 10, example = 10)]
    facet_limit: Vec<String>,
    /// Which filters apply to the counts: `all_filters` (the default), or `other_filters`, all but the facet's own, as a
    /// list of checkboxes needs it. Each facet then has a `sample` of its own.
    #[param(inline, value_type = Option<FacetMode>, example = "all_filters")]
    facet_mode: Vec<String>,
}

parameters!(FacetParams);

impl FacetParams {
    /// Returns `None` without a facet.
    pub fn resolve(&self, errors: &mut ParameterErrors) -> Option<FacetRequest> {
        let Self { facet, facet_limit, facet_mode } = self;
        let names: Vec<&str> = FACETS.iter().map(|facet| facet.name).collect();
        let mut dimensions: Vec<Facet> = Vec::with_capacity(facet.len());
        for position in errors.positions("facet", facet, &names) {
            if !dimensions.contains(&FACETS[position]) {
                dimensions.push(FACETS[position]);
            }
        }
        let limit = errors.number("facet_limit", facet_limit, 1, MAX_LIMIT).unwrap_or(DEFAULT_LIMIT) as usize;
        let mode = errors.term("facet_mode", facet_mode).unwrap_or(FacetMode::AllFilters);
        (!dimensions.is_empty()).then_some(FacetRequest { dimensions, limit, mode })
    }
}

/// The counts of each requested facet, in the order requested.
#[derive(Debug)]
pub struct Facets(Vec<(Facet, Vec<FacetEntry>)>);

/// A value of a facet.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacetEntry {
    /// The value as its parameter takes it.
    #[schema(example = "china")]
    pub id: String,
    /// Its name.
    pub label: LanguageMap,
    /// The number of matches that have it; 0 only for a value that the query selects.
    #[schema(value_type = i64, minimum = 0, example = 51)]
    pub count: u64,
    /// Of a topic: the first of the topics directly above it. Absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "trade-policy")]
    parent: Option<String>,
}

impl FacetEntry {
    pub fn new(facet: Facet, FacetCount { id, label, count }: FacetCount, catalogue: &Catalogue) -> Self {
        let topic = catalogue.topics.get(&id).filter(|_| *facet == TOPIC);
        let parent = topic.and_then(|topic| Some(topic.broader.first()?.to_string()));
        Self { id, label, count, parent }
    }

    /// The values of a dimension.
    pub fn list(facet: Facet, counts: Vec<FacetCount>, catalogue: &Catalogue) -> Vec<Self> {
        counts.into_iter().map(|count| Self::new(facet, count, catalogue)).collect()
    }
}

impl Facets {
    pub fn new(dimensions: &[Facet], counts: Vec<Vec<FacetCount>>, catalogue: &Catalogue) -> Self {
        let dimensions = dimensions.iter().copied().zip(counts);
        Self(dimensions.map(|(facet, counts)| (facet, FacetEntry::list(facet, counts, catalogue))).collect())
    }
}

impl Serialize for Facets {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (facet, entries) in &self.0 {
            map.serialize_entry(facet.name, entries)?;
        }
        map.end()
    }
}

impl PartialSchema for Facets {
    fn schema() -> RefOr<Schema> {
        let mut object = ObjectBuilder::new().description(Some("The counts of each requested facet."));
        for facet in FACETS {
            let entries =
                ArrayBuilder::new().items(Ref::from_schema_name(FacetEntry::name())).description(Some(facet.doc));
            object = object.property(facet.name, entries);
        }
        object.into()
    }
}

impl ToSchema for Facets {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((FacetEntry::name().into_owned(), FacetEntry::schema()));
        FacetEntry::schemas(schemas);
    }
}
