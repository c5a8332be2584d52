//! Suggestions for an empty result: the filters whose removal gives results or, if there are none, the filters that give
//! results on their own.

use crate::domain::vocabulary::ClaimSort;
use crate::http::problem::ApiError;
use crate::http::query_summary::AppliedFilter;
use crate::i18n;
use crate::query::filter::ClaimFilter;
use crate::store::DatasetReader;
use crate::web::context::PageContext;
use crate::web::facet_controls::filter_label;
use crate::web::url::Address;

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

/// The parameters of a filter, and how to remove it.
type RelaxedFilter = (&'static [&'static str], fn(&mut ClaimFilter));

const RELAXED_FILTERS: [RelaxedFilter; 18] = [
    (&["q"], |filter| filter.text = None),
    (&["actor"], |filter| filter.actor.clear()),
    (&["asserted_by"], |filter| filter.asserted_by.clear()),
    (&["about"], |filter| filter.about.clear()),
    (&["all_actors"], |filter| filter.all_actors.clear()),
    (&["topic"], |filter| filter.topic.clear()),
    (&["article"], |filter| filter.article.clear()),
    (&["kind"], |filter| filter.kind.clear()),
    (&["certainty"], |filter| filter.certainty.clear()),
    (&["actor_kind"], |filter| filter.actor_kind.clear()),
    (&["language"], |filter| filter.language.clear()),
    (&["evidence_status"], |filter| filter.evidence_status.clear()),
    (&["salience_min"], |filter| filter.salience_min = None),
    (&["not_actor"], |filter| filter.not_actor.clear()),
    (&["not_topic"], |filter| filter.not_topic.clear()),
    (&["not_kind"], |filter| filter.not_kind.clear()),
    (&["date_from", "date_to", "date_match", "date_field"], |filter| filter.window = None),
    (&["include_undated"], |filter| filter.include_undated = None),
];

/// Suggests relaxations, those with the most results first.
pub fn suggest_relaxations(
    context: &PageContext,
    dataset: &DatasetReader,
    filter: &ClaimFilter,
    filters: &[AppliedFilter],
    view: &Address,
) -> Result<Vec<Relaxation>, ApiError> {
    let mut relaxations = Vec::new();
    for (parameters, remove) in RELAXED_FILTERS {
        let mut less = filter.clone();
        remove(&mut less);
        if less == *filter {
            continue;
        }
        let count = dataset.count(&less)?;
        if count > 0 {
            let mut rest = view.clone().without(parameters);
            // Sorting by relevance needs a text query.
            if parameters == ["q"] {
                rest = rest.without_value("sort", ClaimSort::Relevance.as_str());
            }
            relaxations.push((count, parameters, context.link(&rest)));
        }
    }
    let alone = relaxations.is_empty();
    if alone {
        for (position, (parameters, _)) in RELAXED_FILTERS.iter().enumerate() {
            let mut kept = filter.clone();
            RELAXED_FILTERS
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != position)
                .for_each(|(_, (_, remove))| remove(&mut kept));
            kept.sample = None;
            if kept == ClaimFilter::default() {
                continue;
            }
            let count = dataset.count(&kept)?;
            if count > 0 {
                relaxations.push((count, *parameters, context.link(&view.clone().only(parameters))));
            }
        }
    }
    relaxations.sort_by_key(|(count, ..)| std::cmp::Reverse(*count));
    let relaxation = |(count, parameters, href): (u64, &[&str], String)| Relaxation {
        keeps_only: alone,
        name: match parameters {
            [parameter] => filter_label(context.locale, parameter),
            _ => context.text("filter-dates"),
        },
        values: values(context, filters, view, parameters),
        href,
        count: context.locale.claim_count(count),
    };
    Ok(relaxations.into_iter().map(relaxation).collect())
}

/// The values of the parameters, by name where they have one.
fn values(context: &PageContext, filters: &[AppliedFilter], view: &Address, parameters: &[&str]) -> String {
    let named = filters.iter().filter(|filter| parameters.contains(&filter.parameter));
    let labels: Vec<String> = match parameters {
        ["q"] => view.values("q").map(str::to_owned).collect(),
        [_] => {
            named.flat_map(|filter| &filter.values).map(|value| context.locale.pick(&value.label).to_owned()).collect()
        }
        window => {
            let typed = window.iter().take(2).flat_map(|name| view.values(name));
            typed.map(|typed| i18n::format_date(context.locale, typed)).collect()
        }
    };
    labels.join(if parameters.len() > 1 { " – " } else { " · " })
}
