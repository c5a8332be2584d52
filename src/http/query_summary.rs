//! Describes a query in responses: the filters with the names of their values, and a sentence in both languages.

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::catalogue::Catalogue;
use crate::domain::date_window::DateWindow;
use crate::domain::language_map::LanguageMap;
use crate::domain::vocabulary::{Ranking, VocabularyTerm};
use crate::i18n::Locale;
use crate::query::sorts::Sort;
use crate::query::{ClaimFilter, ClaimQuery, Condition, FilterDef};

/// How the server understood the query.
#[derive(Debug, Serialize, ToSchema)]
pub struct AppliedQuery {
    /// The filters of the query, in the order of the documentation.
    pub filters: Vec<AppliedFilter>,
    /// The order of the claims.
    #[schema(value_type = String, example = "-date")]
    pub sort: Sort,
    /// With `sort=relevance`: how relevance was measured, by `bm25`, or by `salience` if too many claims match to score each
    /// of them. New terms may be added.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, nullable = false, required = false, example = "bm25")]
    pub ranking: Option<Ranking>,
    /// What was probably meant by a text query that finds nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "Nvidia chips")]
    pub did_you_mean: Option<String>,
    /// Words of `q` that were not searched: particles such as "the" beside other words, as typed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, example = json!(["the"]))]
    pub ignored_words: Vec<String>,
    /// The query as a sentence.
    pub summary: LanguageMap,
}

/// A parameter of the query with its values.
#[derive(Debug, Serialize, ToSchema)]
pub struct AppliedFilter {
    /// The name of the parameter.
    #[schema(value_type = String, example = "actor")]
    pub parameter: &'static str,
    /// The values, sorted, each once.
    pub values: Vec<AppliedValue>,
}

/// A value with its name.
#[derive(Debug, Serialize, ToSchema)]
pub struct AppliedValue {
    /// The value as the parameter takes it.
    #[schema(example = "nvidia")]
    pub id: String,
    /// Its name.
    pub label: LanguageMap,
}

pub fn describe_query(
    query: &ClaimQuery,
    ranking: Option<Ranking>,
    did_you_mean: Option<String>,
    catalogue: &Catalogue,
) -> AppliedQuery {
    let summarize = |locale| summarize(locale, query, catalogue, |day| day.to_string());
    let summary = LanguageMap::interface(summarize(Locale::English), summarize(Locale::Arabic));
    let filters = applied_filters(&query.filter, catalogue);
    let ignored_words = query.filter.text().map(|text| text.ignored.clone()).unwrap_or_default();
    AppliedQuery { filters, sort: query.sort, ranking, did_you_mean, ignored_words, summary }
}

fn applied_filters(filter: &ClaimFilter, catalogue: &Catalogue) -> Vec<AppliedFilter> {
    let applied = filter.documented().map(|(definition, values)| {
        let values = definition.labelled(values, catalogue).into_iter();
        let values = values.map(|(id, label)| AppliedValue { id, label }).collect();
        AppliedFilter { parameter: definition.name, values }
    });
    applied.collect()
}

/// The query as a sentence in one language; `format_day` writes the days of its date window.
pub fn summarize(
    locale: Locale,
    query: &ClaimQuery,
    catalogue: &Catalogue,
    format_day: impl Fn(Date) -> String,
) -> String {
    let ClaimQuery { filter, sort } = query;
    let phrase = |parameters: Vec<&'static FilterDef>| match parameters[0].condition {
        Condition::Window => summarize_window(locale, filter, &format_day),
        _ => summarize_filter(locale, filter, parameters[0], catalogue),
    };
    let phrases: Vec<String> = filter.conditions().into_iter().filter_map(phrase).collect();
    let subject = locale.text(if filter.is_empty() { "summary-all" } else { "summary-some" });
    let separator = locale.format("summary-separator", &[]);
    let space = if phrases.is_empty() { "" } else { " " };
    [
        subject,
        space,
        &phrases.join(&separator),
        &separator,
        locale.text(&format!("summary-sort-{}", sort.message_key())),
    ]
    .concat()
}

fn summarize_filter(
    locale: Locale,
    filter: &ClaimFilter,
    definition: &FilterDef,
    catalogue: &Catalogue,
) -> Option<String> {
    let values = definition.labelled(filter.get(definition)?, catalogue).into_iter();
    let values = if definition.kind.is_list() {
        let all = matches!(definition.condition, Condition::AllOf(_));
        let conjunction = locale.format(if all { "summary-and" } else { "summary-or" }, &[]);
        let value = |label: LanguageMap| locale.format("summary-value", &[("label", locale.pick(&label).into())]);
        values.map(|(_, label)| value(label)).collect::<Vec<_>>().join(&conjunction)
    } else {
        values.map(|(id, _)| id).collect()
    };
    let key = format!("summary-{}", definition.name);
    Some(locale.format(&key, &[("values", values.into())]).into_owned())
}

fn summarize_window(locale: Locale, filter: &ClaimFilter, format_day: impl Fn(Date) -> String) -> Option<String> {
    let DateWindow { relation, from, to } = filter.window()?;
    let day = |day: Option<Date>| day.map(&format_day).unwrap_or_default();
    let key = match (from, to) {
        (Some(from), Some(to)) if from == to => "summary-days-on",
        (Some(_), Some(_)) => "summary-days-between",
        (Some(_), None) => "summary-days-since",
        (None, _) => "summary-days-until",
    };
    let days = locale.format(key, &[("from", day(from).into()), ("to", day(to).into())]);
    let field = filter.date_field().as_str();
    let values = [("field", field.into()), ("match", relation.as_str().into()), ("days", days.into())];
    Some(locale.format("summary-window", &values).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::claim_date::DaySpan;
    use crate::domain::vocabulary::{ClaimKind, DateField, DateMatch};
    use crate::query::Values;
    use crate::query::filters::KIND;
    use crate::query::sorts::{ID, NEWEST};

    #[test]
    fn queries_are_summarized_in_both_languages() {
        let july = DaySpan::parse_level_zero("2025-07").ok();
        let filter = ClaimFilter::default()
            .with(&KIND, Values::terms([ClaimKind::Event, ClaimKind::Statement]))
            .with_window(DateField::Event, DateWindow::new(DateMatch::Within, july, july));
        let query = ClaimQuery { filter, sort: &NEWEST };
        let summary = describe_query(&query, None, None, &Catalogue::default()).summary;
        assert_eq!(
            summary.pick("en").1,
            "Claims of the kind event or statement, dated wholly from 2025-07-01 to 2025-07-31, newest first"
        );
        assert_eq!(
            summary.pick("ar").1,
            "ادعاءات من نوع «حدث» أو «تصريح»، مؤرَّخة بكاملها من 2025-07-01 إلى 2025-07-31، الأحدث أولًا"
        );
    }

    #[test]
    fn no_filter_means_all_claims() {
        let query = ClaimQuery { filter: ClaimFilter::default(), sort: &ID };
        let summary = describe_query(&query, None, None, &Catalogue::default()).summary;
        assert_eq!(summary.pick("en").1, "All claims, by identifier");
    }
}
