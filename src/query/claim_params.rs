//! The parameters of the claim routes and of `isnad export`: as typed, documented here once, and what they mean.

use serde::Deserialize;
use utoipa::IntoParams;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use super::change_cursor::ChangeCursor;
use super::claim_filter::{ClaimFilter, ClaimQuery};
use super::cursor::{self, CursorPosition};
use super::filter_def::QueryContext;
use super::filters::{DATE_FIELD, DATE_FROM, DATE_TO, FILTERS};
use super::parameter_errors::ParameterErrors;
use super::params::{MAX_VALUES, Parameters, RawParams, parameters};
use super::sorts::{NEWEST, RELEVANCE, SORTS, Sort};
use super::value_hints::suggest_sort;
use super::values::Values;
use crate::domain::vocabulary::{DateField, OffsetUnit, VocabularyTerm};

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

    fn max_values(name: &str) -> usize {
        FILTERS.iter().find(|filter| filter.name == name).map_or(MAX_VALUES, |filter| filter.kind.max_values())
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

/// The parameters of highlights.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct HighlightParams {
    /// With `q`: whether each claim has `highlights`, the ranges of the matched words.
    #[param(value_type = Option<bool>, example = true)]
    highlight: Vec<String>,
    /// The unit of the ranges; `code_points` if not given.
    #[param(inline, value_type = Option<OffsetUnit>, example = "utf16")]
    offset_unit: Vec<String>,
}

/// The parameter `sort`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SortParams {
    sort: Vec<String>,
}

impl IntoParams for SortParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let orders: Vec<String> = SORTS.iter().map(|sort| format!("`{}`: {}", sort.name, sort.doc)).collect();
        let names = SORTS.iter().map(|sort| sort.name);
        let parameter = ParameterBuilder::new()
            .name("sort")
            .parameter_in(ParameterIn::Query)
            .description(Some(format!("The order of the claims. {}.", orders.join(". "))))
            .required(Required::False)
            .schema(Some(ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names))))
            .example(Some(NEWEST.name.into()));
        vec![parameter.build()]
    }
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
    /// Maximum number of claims per page; 0 for the totals and facets alone.
    #[param(value_type = Option<i32>, minimum = 0, maximum = 200, default = 20, example = 20)]
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

impl PageRequest {
    /// The place in the list of changes since a release after which the page begins; `None` for the first page.
    pub fn change_cursor(&self, since: u32) -> Result<Option<ChangeCursor>, ParameterErrors> {
        let Some(cursor) = &self.cursor else { return Ok(None) };
        ChangeCursor::decode(cursor, since).map(Some).ok_or_else(|| {
            let accepted = "the next_cursor of the previous page, unchanged, with the same since";
            ParameterErrors::from_error("cursor", cursor, "is not a cursor of these changes", &[accepted])
        })
    }
}

impl SortParams {
    pub fn resolve(&self, filter: &ClaimFilter, errors: &mut ParameterErrors) -> Sort {
        let has_text = filter.text().is_some();
        let default = if has_text { &RELEVANCE } else { &NEWEST };
        let Some(typed) = errors.single("sort", &self.sort).map(str::to_owned) else { return default };
        let names: Vec<&str> = SORTS.iter().map(|sort| sort.name).collect();
        let Some(&position) = errors.positions_or_suggest("sort", &[typed], &names, suggest_sort).first() else {
            return default;
        };
        let sort = SORTS[position];
        if sort.needs_text && !has_text {
            let accepted: Vec<&str> = SORTS.iter().filter(|sort| !sort.needs_text).map(|sort| sort.name).collect();
            errors.add("sort", sort.name, "needs a text query, q", &accepted, None);
        }
        sort
    }
}

impl HighlightParams {
    /// The unit of the highlights' ranges; `None` if no highlights are requested.
    pub fn resolve(&self, errors: &mut ParameterErrors) -> Option<OffsetUnit> {
        let unit = errors.term("offset_unit", &self.offset_unit).unwrap_or(OffsetUnit::CodePoints);
        errors.flag("highlight", &self.highlight)?.then_some(unit)
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
            limit: errors.number("limit", limit, 0, MAX_LIMIT).unwrap_or(DEFAULT_LIMIT),
            cursor: errors.single("cursor", cursor).map(str::to_owned),
        }
    }
}
