//! Why nothing matches: every filter that alone stands in the way, and how many claims it would free; where it takes more
//! than one, what each would show by itself.

use crate::domain::vocabulary::{ClaimSort, VocabularyTerm};
use crate::http::problem::ApiError;
use crate::http::query_summary::QueryEcho;
use crate::query::filter::ClaimFilter;
use crate::store::DatasetReader;
use crate::web::dates;
use crate::web::layout::PageContext;
use crate::web::search::name_of;
use crate::web::url::Address;

/// A way out of an empty result.
pub struct Way {
    /// Whether the filter is to be kept alone, rather than dropped.
    pub keeps: bool,
    /// The filter to drop, or to keep alone.
    pub name: String,
    /// What it was set to.
    pub values: String,
    /// The view without it.
    pub href: String,
    /// How many claims that shows.
    pub count: String,
}

/// How each filter is dropped: the parameters that make it, and the rest of the filter.
type Drop = (&'static [&'static str], fn(&mut ClaimFilter));

const DROPS: [Drop; 18] = [
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

/// Every filter whose absence shows something, the most freeing first; where none does, those that do alone.
pub fn ways_out(
    reader: &PageContext,
    dataset: &DatasetReader,
    filter: &ClaimFilter,
    said: &QueryEcho,
    view: &Address,
) -> Result<Vec<Way>, ApiError> {
    let mut ways = Vec::new();
    for (parameters, drop) in DROPS {
        let mut less = filter.clone();
        drop(&mut less);
        if less == *filter {
            continue;
        }
        // An order by relevance goes with the words.
        let count = dataset.count(&less)?;
        if count > 0 {
            let mut rest = view.clone().without(parameters);
            if parameters == ["q"] {
                rest = rest.without_value("sort", ClaimSort::Relevance.as_str());
            }
            ways.push((count, parameters, reader.link(&rest)));
        }
    }
    let alone = ways.is_empty();
    if alone {
        for (at, (parameters, _)) in DROPS.iter().enumerate() {
            let mut kept = filter.clone();
            DROPS.iter().enumerate().filter(|(other, _)| *other != at).for_each(|(_, (_, drop))| drop(&mut kept));
            kept.sample = None;
            if kept == ClaimFilter::default() {
                continue;
            }
            let count = dataset.count(&kept)?;
            if count > 0 {
                ways.push((count, *parameters, reader.link(&view.clone().only(parameters))));
            }
        }
    }
    ways.sort_by_key(|(count, ..)| std::cmp::Reverse(*count));
    let way = |(count, parameters, href): (u64, &[&str], String)| Way {
        keeps: alone,
        name: if parameters.len() > 1 { reader.words().dates.to_owned() } else { name_of(reader, parameters[0]) },
        values: values(reader, said, view, parameters),
        href,
        count: reader.language.claims(count),
    };
    Ok(ways.into_iter().map(way).collect())
}

/// What the parameters were set to, by name where they name something.
fn values(reader: &PageContext, said: &QueryEcho, view: &Address, parameters: &[&str]) -> String {
    let named = said.filters.iter().filter(|filter| parameters.contains(&filter.parameter));
    let labels: Vec<String> = match parameters {
        ["q"] => view.values("q").map(str::to_owned).collect(),
        [_] => {
            named.flat_map(|filter| &filter.values).map(|value| reader.language.of(&value.label).to_owned()).collect()
        }
        window => {
            let typed = window.iter().take(2).flat_map(|name| view.values(name));
            typed.map(|typed| dates::say_typed(reader.language, typed)).collect()
        }
    };
    labels.join(if parameters.len() > 1 { " – " } else { " · " })
}
