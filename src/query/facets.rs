//! Every facet dimension, defined once. The parameter's values, the OpenAPI schema, the counts and the filter that a
//! dimension's counts ignore derive from here.

use roaring::RoaringBitmap;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::claim_filter::ClaimFilter;
use super::filter_def::{Condition, FilterDef, QueryContext};
use super::filters;
use super::parameter_errors::ParameterErrors;
use super::plan::ValueLookup;
use super::values::Values;
use crate::domain::claim_date::DaySpan;
use crate::domain::date_window::DateWindow;
use crate::domain::period::FacetCount;
use crate::domain::vocabulary::{DateField, DateMatch, FacetMode, TimelineInterval};
use crate::index::FacetCounter;

/// The definition of a facet dimension.
#[derive(Debug)]
pub struct FacetDef {
    /// The value of the parameter `facet`, and the member of `facets` in the response.
    pub name: &'static str,
    /// The description in the OpenAPI document.
    pub doc: &'static str,
    /// The filter that selects the claims of a value.
    pub filter: &'static FilterDef,
    pub count: fn(&FacetCounter) -> Vec<FacetCount>,
}

/// A facet dimension; two are equal if their names are.
pub type Facet = &'static FacetDef;

macro_rules! facets {
    ($($id:ident => $definition:expr,)+) => {
        $(pub static $id: FacetDef = $definition;)+

        /// All facet dimensions, in the order of the documentation.
        pub static FACETS: &[Facet] = &[$(&$id),+];
    };
}

facets! {
    ACTOR => FacetDef {
        name: "actor",
        doc: "By actor, in any role.",
        filter: &filters::ACTOR,
        count: |counter| counter.actors(),
    },
    ASSERTED_BY => FacetDef {
        name: "asserted_by",
        doc: "By asserter.",
        filter: &filters::ASSERTED_BY,
        count: |counter| counter.asserters(),
    },
    TOPIC => FacetDef {
        name: "topic",
        doc: "By topic, including narrower ones.",
        filter: &filters::TOPIC,
        count: |counter| counter.topics(),
    },
    KIND => FacetDef {
        name: "kind",
        doc: "By kind.",
        filter: &filters::KIND,
        count: |counter| counter.kinds(),
    },
    CERTAINTY => FacetDef {
        name: "certainty",
        doc: "By certainty.",
        filter: &filters::CERTAINTY,
        count: |counter| counter.certainties(),
    },
    SPEECH => FacetDef {
        name: "speech",
        doc: "By the way in which the asserter's words are given.",
        filter: &filters::SPEECH,
        count: |counter| counter.speeches(),
    },
    PUBLISHER => FacetDef {
        name: "publisher",
        doc: "By the publisher of the article.",
        filter: &filters::PUBLISHER,
        count: |counter| counter.publishers(),
    },
    LANGUAGE => FacetDef {
        name: "language",
        doc: "By the language of the evidence.",
        filter: &filters::LANGUAGE,
        count: |counter| counter.languages(),
    },
    ARTICLE => FacetDef {
        name: "article",
        doc: "By article.",
        filter: &filters::ARTICLE,
        count: |counter| counter.articles(),
    },
    YEAR => FacetDef {
        name: "year",
        doc: "By year that the date overlaps.",
        filter: &filters::DATE_FROM,
        count: |counter| counter.periods(TimelineInterval::Year),
    },
    MONTH => FacetDef {
        name: "month",
        doc: "By month that the date overlaps.",
        filter: &filters::DATE_FROM,
        count: |counter| counter.periods(TimelineInterval::Month),
    },
}

/// A request for facet counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetRequest {
    pub dimensions: Vec<Facet>,
    /// Maximum number of values per dimension, without those that the query selects.
    pub limit: usize,
    pub mode: FacetMode,
}

impl FacetRequest {
    /// The filter that applies to the counts of a dimension.
    pub fn filter(&self, facet: Facet, filter: &ClaimFilter) -> ClaimFilter {
        match self.mode {
            FacetMode::AllFilters => filter.clone(),
            FacetMode::OtherFilters => facet.other_filters(filter),
        }
    }
}

impl FacetDef {
    /// The values that a query selects by the dimension's filter and `counts` lacks, with their counts among the matches.
    pub fn selected(
        &self,
        context: QueryContext,
        filter: &ClaimFilter,
        matches: &RoaringBitmap,
        counts: &[FacetCount],
    ) -> Vec<FacetCount> {
        let (Some(values), Condition::AnyOf(postings)) = (filter.get(self.filter), &self.filter.condition) else {
            return vec![];
        };
        let values = &self.filter.follow_merges(values, context.catalogue);
        let (lookup, mut numbers) = (ValueLookup::new(context, filter), Vec::new());
        values.for_each(|value| numbers.push(lookup.count(self.filter, *postings, value, matches)));
        let mut selected: Vec<FacetCount> = Vec::new();
        for ((id, label), count) in self.filter.labelled(values, context.catalogue).into_iter().zip(numbers) {
            if counts.iter().all(|known| known.id != id) {
                selected.push(FacetCount { id, label, count });
            }
        }
        selected.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.id.cmp(&b.id)));
        selected
    }

    /// The query without the dimension's own filter. A window on the publication date is retained.
    pub fn other_filters(&self, filter: &ClaimFilter) -> ClaimFilter {
        match self.filter.condition {
            Condition::Window if filter.date_field() != DateField::Event => filter.clone(),
            _ => filter.without(self.filter),
        }
    }

    /// The filter that selects all claims with a value, counted as in a query with `filter`: on the same date, and with the
    /// parts of actors if they count there.
    pub fn select(&self, filter: &ClaimFilter, value: &str, context: QueryContext) -> ClaimFilter {
        let selected = filter.only(&filters::INCLUDE_PARTS);
        if matches!(self.filter.condition, Condition::Window) {
            let period = DaySpan::parse_level_zero(value).ok();
            return selected.with_window(filter.date_field(), DateWindow::new(DateMatch::Overlap, period, period));
        }
        let parsed = self.filter.parse(&[value.to_owned()], context, &mut ParameterErrors::default());
        selected.with(self.filter, parsed.unwrap_or_else(|| Values::Ids(vec![])))
    }
}

impl PartialEq for FacetDef {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for FacetDef {}

/// The name of a facet dimension in the OpenAPI document.
pub struct FacetName;

impl PartialSchema for FacetName {
    fn schema() -> RefOr<Schema> {
        let names = FACETS.iter().map(|facet| facet.name);
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names)).into()
    }
}

impl ToSchema for FacetName {}
