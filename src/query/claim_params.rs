//! The parameters of the claim routes and of `isnad export`: as typed, documented here once, and what they mean.

use serde::Deserialize;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

use super::claim_filter::{ClaimFilter, ClaimQuery};
use super::cursor::{self, CursorPosition};
use super::filter_def::QueryContext;
use super::filters::{DATE_FIELD, DATE_FROM, DATE_TO, FILTERS};
use super::parameter_errors::ParameterErrors;
use super::params::{Parameters, RawParams, parameters};
use super::values::Values;
use crate::domain::vocabulary::{ClaimSort, DateField, VocabularyTerm};

/// Default number of claims per page.
pub const DEFAULT_LIMIT: u32 = 20;

/// Maximum number of claims per page.
pub const MAX_LIMIT: u32 = 200;

/// The filter parameters: one for each of [`FILTERS`].
#[derive(Debug, Clone, Default)]
pub struct FilterParams(RawParams);

impl Parameters for FilterParams {
    fn names() -> Vec<&'static str> {
        FILTERS.iter().map(|filter| filter.name).collect()
    }

    fn contains(name: &str) -> bool {
        FILTERS.iter().any(|filter| filter.name == name)
    }

    fn extract(typed: &mut RawParams) -> Self {
        Self(typed.extract_if(.., |name, _| Self::contains(name)).collect())
    }
}

impl IntoParams for FilterParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        FILTERS.iter().map(|filter| filter.parameter()).collect()
    }
}

impl FilterParams {
    /// The value of `date_field`, if it is valid. It selects the date of facets and timelines even without a window.
    pub fn date_field(&self) -> Option<DateField> {
        DateField::parse(self.0.get(DATE_FIELD.name)?.first()?).ok()
    }

    pub fn resolve(&self, context: QueryContext, errors: &mut ParameterErrors) -> ClaimFilter {
        let mut filter = ClaimFilter::default();
        for definition in FILTERS {
            let typed = self.0.get(definition.name).map_or(&[][..], Vec::as_slice);
            if let Some(values) = definition.parse(typed, context, errors) {
                filter = filter.with(definition, values);
            }
        }
        if let (Some(Values::Days(from)), Some(Values::Days(to))) = (filter.get(&DATE_FROM), filter.get(&DATE_TO))
            && from.earliest > to.latest
        {
            let (first, last) = (&self.0[DATE_FROM.name][0], &self.0[DATE_TO.name][0]);
            let accepted = format!("a date that is not after date_to, {last}");
            errors.add(DATE_FROM.name, first, "is after date_to", &[&accepted], None);
        }
        filter.normalized()
    }
}

/// The parameter `highlight`.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct HighlightParams {
    /// With `q`: whether each claim has `highlights`, the ranges of the matched words.
    #[param(value_type = Option<bool>, example = true)]
    highlight: Vec<String>,
}

/// The parameter `sort`.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct SortParams {
    /// The order: by `date` (oldest first), `-date` (newest first, the default), `salience`, `-salience`, `id`, or
    /// `relevance`, which needs `q` and is then the default. Claims without a date come last in both orders by date.
    #[param(inline, value_type = Option<ClaimSort>, example = "-date")]
    sort: Vec<String>,
}

/// The parameter `limit` of a list without pages.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct LimitParams {
    /// Maximum number of claims.
    #[param(value_type = Option<i32>, minimum = 1, maximum = 200, default = 20, example = 20)]
    limit: Vec<String>,
}

/// The parameters of pagination.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct PageParams {
    /// Maximum number of claims per page.
    #[param(value_type = Option<i32>, minimum = 1, maximum = 200, default = 20, example = 20)]
    limit: Vec<String>,
    /// `page.next_cursor` of the previous page of the same query and order.
    #[param(value_type = Option<String>, pattern = "^[A-Za-z0-9_-]+$", max_length = 500)]
    cursor: Vec<String>,
}

parameters!(HighlightParams, SortParams, LimitParams, PageParams);

/// A requested page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// Maximum number of claims.
    pub limit: u32,
    cursor: Option<String>,
}

impl PageRequest {
    /// The position after which the page begins; `None` for the first page.
    pub fn position(&self, query: &ClaimQuery) -> Result<Option<CursorPosition>, ParameterErrors> {
        let Some(cursor) = &self.cursor else { return Ok(None) };
        cursor::decode(cursor, query).map(Some).map_err(|error| {
            let accepted = "the next_cursor of the previous page, unchanged, with the same filters and order";
            ParameterErrors::from_error("cursor", cursor, &error.to_string(), &[accepted])
        })
    }
}

impl SortParams {
    pub fn resolve(&self, filter: &ClaimFilter, errors: &mut ParameterErrors) -> ClaimSort {
        let has_text = filter.text().is_some();
        let sort = errors.term("sort", &self.sort);
        if sort == Some(ClaimSort::Relevance) && !has_text {
            let relevance = ClaimSort::Relevance.as_str();
            let accepted: Vec<&str> = ClaimSort::CODES.iter().copied().filter(|code| *code != relevance).collect();
            errors.add("sort", relevance, "needs a text query, q", &accepted, None);
        }
        sort.unwrap_or(if has_text { ClaimSort::Relevance } else { ClaimSort::DateDescending })
    }
}

impl HighlightParams {
    pub fn resolve(&self, errors: &mut ParameterErrors) -> bool {
        errors.flag("highlight", &self.highlight).unwrap_or(false)
    }
}

impl LimitParams {
    pub fn resolve(&self, errors: &mut ParameterErrors) -> u32 {
        errors.number("limit", &self.limit, 1, MAX_LIMIT).unwrap_or(DEFAULT_LIMIT)
    }
}

impl PageParams {
    pub fn resolve(&self, errors: &mut ParameterErrors) -> PageRequest {
        let Self { limit, cursor } = self;
        PageRequest {
            limit: errors.number("limit", limit, 1, MAX_LIMIT).unwrap_or(DEFAULT_LIMIT),
            cursor: errors.single("cursor", cursor).map(str::to_owned),
        }
    }
}
