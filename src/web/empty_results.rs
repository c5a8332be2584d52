//! Suggestions for an empty result: the filters whose removal gives results or, if there are none, the filters that give
//! results on their own.

use crate::http::problem::ApiError;
use crate::i18n;
use crate::query::filters::Q;
use crate::query::sorts::RELEVANCE;
use crate::query::{ClaimFilter, Condition, FilterDef, FilterKind};
use crate::store::DatasetReader;
use crate::web::card::TextLink;
use crate::web::context::PageContext;
use crate::web::facet_controls::filter_label;
use crate::web::url::Address;

/// What a page without results offers.
pub struct EmptyResult {
    /// The words in another spelling.
    pub spelling: Option<TextLink>,
    pub relaxations: Vec<Relaxation>,
}

impl EmptyResult {
    pub fn new(
        context: &PageContext,
        dataset: &DatasetReader,
        filter: &ClaimFilter,
        view: &Address,
    ) -> Result<Self, ApiError> {
        let spelling = filter.text().map(|text| dataset.suggest_spelling(text)).transpose()?.flatten();
        let link = |text: String| TextLink { href: context.link(&view.clone().set(Q.name, &text)), text };
        Ok(Self { spelling: spelling.map(link), relaxations: suggest_relaxations(context, dataset, filter, view)? })
    }

    /// Whether only a single filter alone gives results.
    pub fn keeps_only(&self) -> bool {
        self.relaxations.first().is_some_and(|relaxation| relaxation.keeps_only)
    }
}

/// A link to the query with fewer filters.
pub struct Relaxation {
    /// Whether it keeps only this filter, rather than removes it.
    pub keeps_only: bool,
    pub name: &'static str,
    pub values: String,
    pub href: String,
    /// The number of claims it gives: "12 claims".
    pub count: String,
}

/// Suggests relaxations, those with the most results first.
fn suggest_relaxations(
    context: &PageContext,
    dataset: &DatasetReader,
    filter: &ClaimFilter,
    view: &Address,
) -> Result<Vec<Relaxation>, ApiError> {
    // A smaller sample is never the cause of an empty result.
    let mut conditions: Vec<Parameters> = filter.conditions();
    conditions.retain(|parameters| !matches!(parameters[0].condition, Condition::Sample));
    let mut relaxations = Vec::new();
    for parameters in &conditions {
        let count = dataset.count(&filter.without(parameters[0]))?;
        if count > 0 {
            let mut rest = view.clone().without(&names(parameters));
            // Sorting by relevance needs a text query.
            if matches!(parameters[0].condition, Condition::Text) {
                rest = rest.without_value("sort", RELEVANCE.name);
            }
            relaxations.push((count, parameters, context.link(&rest)));
        }
    }
    let keeps_only = relaxations.is_empty();
    if keeps_only {
        for parameters in &conditions {
            let count = dataset.count(&filter.only(parameters[0]))?;
            if count > 0 {
                let is_kept = |name: &str| parameters.iter().any(|parameter| parameter.name == name);
                relaxations.push((count, parameters, context.link(&view.clone().only(is_kept))));
            }
        }
    }
    relaxations.sort_by_key(|(count, ..)| std::cmp::Reverse(*count));
    let relaxation = |(count, parameters, href): (u64, &Parameters, String)| Relaxation {
        keeps_only,
        name: match parameters[0].condition {
            Condition::Window => context.text("filter-dates"),
            _ => filter_label(context.locale, parameters[0]),
        },
        values: describe_values(context, dataset, filter, view, parameters),
        href,
        count: context.locale.claim_count(count),
    };
    Ok(relaxations.into_iter().map(relaxation).collect())
}

/// The filters that form one condition.
type Parameters = Vec<&'static FilterDef>;

fn names(parameters: &[&'static FilterDef]) -> Vec<&'static str> {
    parameters.iter().map(|filter| filter.name).collect()
}

/// The values of a condition: dates and words as typed, others by name.
fn describe_values(
    context: &PageContext,
    dataset: &DatasetReader,
    filter: &ClaimFilter,
    view: &Address,
    parameters: &[&'static FilterDef],
) -> String {
    let locale = context.locale;
    let mut described = Vec::new();
    for parameter in parameters {
        let typed = view.values(parameter.name);
        match (&parameter.kind, &parameter.condition) {
            (FilterKind::Text, _) => described.extend(typed.map(str::to_owned)),
            (FilterKind::Date, _) => described.extend(typed.map(|typed| i18n::format_date(locale, typed))),
            (_, Condition::Window) => {}
            _ => {
                let values = filter.get(parameter).map(|values| parameter.labelled(values, dataset.catalogue()));
                described.extend(values.into_iter().flatten().map(|(_, label)| locale.pick(&label).to_owned()));
            }
        }
    }
    described.join(if parameters.len() > 1 { " – " } else { " · " })
}
