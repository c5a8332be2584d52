//! The query as the server understood it: filters with the names of their values, and a sentence in both languages.

use std::borrow::Borrow;

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::catalogue::Catalogue;
use crate::domain::identifier::{ActorId, TopicId};
use crate::domain::text::LanguageMap;
use crate::domain::vocabulary::{ClaimSort, Ranking, VocabularyTerm};
use crate::i18n::Locale;
use crate::query::filter::{ClaimFilter, ClaimQuery, DateWindow, Sample};

/// How the server understood the query.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueryEcho {
    /// Every filter that was given, in the order of the documentation.
    pub filters: Vec<AppliedFilter>,
    /// The order of the claims.
    #[schema(value_type = String, example = "-date")]
    pub sort: ClaimSort,
    /// With `sort=relevance`: how relevance was told, by `bm25`, or by `ts_rank` where the dataset lies in PostgreSQL, or
    /// by `salience` where the words are too frequent to weigh every match. New terms may be added.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, nullable = false, required = false, example = "bm25")]
    pub ranking: Option<Ranking>,
    /// What was probably meant by a text query that finds nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "Nvidia chips")]
    pub did_you_mean: Option<String>,
    /// The query as a sentence for people.
    pub summary: LanguageMap,
}

/// One parameter of the query with its values.
#[derive(Debug, Serialize, ToSchema)]
pub struct AppliedFilter {
    /// Name of the parameter.
    #[schema(value_type = String, example = "actor")]
    pub parameter: &'static str,
    /// The values, in order and each once.
    pub values: Vec<AppliedValue>,
}

/// A value with its name for people.
#[derive(Debug, Serialize, ToSchema)]
pub struct AppliedValue {
    /// The value as the parameter takes it.
    #[schema(example = "nvidia")]
    pub id: String,
    /// Its name.
    pub label: LanguageMap,
}

impl AppliedValue {
    fn plain(text: &(impl ToString + ?Sized)) -> Self {
        let id = text.to_string();
        Self { label: LanguageMap::new(&id, &id), id }
    }
}

pub fn echo(
    query: &ClaimQuery,
    ranking: Option<Ranking>,
    did_you_mean: Option<String>,
    catalogue: &Catalogue,
) -> QueryEcho {
    let ClaimQuery { filter, sort } = query;
    let filters = applied_filters(filter, catalogue);
    let summarize = |locale| summarize(locale, query, &filters, |day| day.to_string());
    let summary = LanguageMap { en: summarize(Locale::English), ar: summarize(Locale::Arabic) };
    QueryEcho { filters, sort: *sort, ranking, did_you_mean, summary }
}

/// Every filter of a query with the names of its values, in the order of the documentation.
pub fn applied_filters(filter: &ClaimFilter, catalogue: &Catalogue) -> Vec<AppliedFilter> {
    let ClaimFilter {
        actor,
        asserted_by,
        about,
        all_actors,
        topic,
        article,
        kind,
        certainty,
        actor_kind,
        language,
        evidence_status,
        salience_min,
        not_actor,
        not_topic,
        not_kind,
        text,
        window,
        include_undated,
        sample,
    } = filter;
    let actors = |ids: &[ActorId]| named(ids, |id| catalogue.actors.get(id).map(|actor| &actor.name));
    let topics = |ids: &[TopicId]| named(ids, |id| catalogue.topics.get(id).map(|topic| &topic.label));
    let articles = named(article, |id| catalogue.articles.get(id).map(|article| &article.title));
    let mut given = Vec::new();
    let mut add = |parameter, values: Vec<AppliedValue>| {
        if !values.is_empty() {
            given.push(AppliedFilter { parameter, values });
        }
    };
    add("q", text.iter().map(|text| AppliedValue::plain(&text.typed)).collect());
    add("actor", actors(actor));
    add("asserted_by", actors(asserted_by));
    add("about", actors(about));
    add("all_actors", actors(all_actors));
    add("topic", topics(topic));
    add("article", articles);
    add("kind", terms(kind));
    add("certainty", terms(certainty));
    add("actor_kind", terms(actor_kind));
    add("language", language.iter().map(AppliedValue::plain).collect());
    add("evidence_status", terms(evidence_status));
    add("salience_min", salience_min.iter().map(AppliedValue::plain).collect());
    add("not_actor", actors(not_actor));
    add("not_topic", topics(not_topic));
    add("not_kind", terms(not_kind));
    if let Some(DateWindow { field, relation, from, to }) = window {
        add("date_from", from.iter().map(AppliedValue::plain).collect());
        add("date_to", to.iter().map(AppliedValue::plain).collect());
        add("date_match", terms(&[*relation]));
        add("date_field", terms(&[*field]));
    }
    add("include_undated", include_undated.iter().map(AppliedValue::plain).collect());
    if let Some(Sample { size, seed }) = sample {
        add("sample", vec![AppliedValue::plain(size)]);
        add("sample_seed", vec![AppliedValue::plain(seed)]);
    }
    given
}

fn named<'n, I: Borrow<str>>(ids: &[I], name: impl Fn(&str) -> Option<&'n LanguageMap>) -> Vec<AppliedValue> {
    let value = |id: &str| Some(AppliedValue { id: id.to_owned(), label: name(id)?.clone() });
    ids.iter().filter_map(|id| value(id.borrow())).collect()
}

fn terms<T: VocabularyTerm>(terms: &[T]) -> Vec<AppliedValue> {
    terms.iter().map(|term| AppliedValue { id: term.code().to_owned(), label: term.name() }).collect()
}

/// The query as a sentence in one language; `format_day` writes the days of its date window.
pub fn summarize(
    locale: Locale,
    query: &ClaimQuery,
    filters: &[AppliedFilter],
    format_day: impl Fn(Date) -> String,
) -> String {
    let mut phrases = Vec::with_capacity(filters.len());
    for AppliedFilter { parameter, values } in filters {
        let values = match *parameter {
            "date_match" => {
                phrases.extend(query.filter.window.map(|window| summarize_window(locale, window, &format_day)));
                continue;
            }
            // The window is one phrase, and the seed says nothing to people.
            "date_from" | "date_to" | "date_field" | "sample_seed" => continue,
            "q" | "include_undated" | "salience_min" | "sample" => values[0].id.clone(),
            "all_actors" => list_values(locale, values, "summary-and"),
            _ => list_values(locale, values, "summary-or"),
        };
        let phrase = locale.format(&format!("summary-{parameter}"), &[("values", values.into())]);
        phrases.push(phrase.into_owned());
    }
    let subject = locale.text(if filters.is_empty() { "summary-all" } else { "summary-some" });
    let separator = locale.format("summary-separator", &[]);
    let space = if phrases.is_empty() { "" } else { " " };
    [subject, space, &phrases.join(&separator), &separator, locale.pick(&query.sort.name())].concat()
}

fn list_values(locale: Locale, values: &[AppliedValue], conjunction: &str) -> String {
    let label = |value: &AppliedValue| locale.format("summary-value", &[("label", locale.pick(&value.label).into())]);
    values.iter().map(label).collect::<Vec<_>>().join(&locale.format(conjunction, &[]))
}

fn summarize_window(locale: Locale, window: DateWindow, format_day: impl Fn(Date) -> String) -> String {
    let DateWindow { field, relation, from, to } = window;
    let day = |day: Option<Date>| day.map(&format_day).unwrap_or_default();
    let key = match (from, to) {
        (Some(from), Some(to)) if from == to => "summary-days-on",
        (Some(_), Some(_)) => "summary-days-between",
        (Some(_), None) => "summary-days-since",
        (None, _) => "summary-days-until",
    };
    let days = locale.format(key, &[("from", day(from).into()), ("to", day(to).into())]);
    let values = [("field", field.as_str().into()), ("match", relation.as_str().into()), ("days", days.into())];
    locale.format("summary-window", &values).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::claim_date::DaySpan;
    use crate::domain::vocabulary::{ClaimKind, DateField, DateMatch};

    #[test]
    fn queries_are_summarized_in_both_languages() {
        let july = DaySpan::parse_level_zero("2025-07").ok();
        let filter = ClaimFilter {
            kind: vec![ClaimKind::Event, ClaimKind::Statement],
            window: DateWindow::new(DateField::Event, DateMatch::Within, july, july),
            ..ClaimFilter::default()
        };
        let query = ClaimQuery { filter, sort: ClaimSort::DateDescending };
        let summary = echo(&query, None, None, &Catalogue::default()).summary;
        assert_eq!(
            summary.en,
            "Claims of the kind event or statement, dated wholly from 2025-07-01 to 2025-07-31, newest first"
        );
        assert_eq!(
            summary.ar,
            "ادعاءات من نوع «حدث» أو «تصريح»، مؤرَّخة بكاملها من 2025-07-01 إلى 2025-07-31، الأحدث أولًا"
        );
    }

    #[test]
    fn no_filter_means_all_claims() {
        let query = ClaimQuery { filter: ClaimFilter::default(), sort: ClaimSort::Id };
        let summary = echo(&query, None, None, &Catalogue::default()).summary;
        assert_eq!(summary.en, "All claims, by identifier");
    }
}
