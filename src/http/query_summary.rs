//! The query said back: every filter with the names of its values, and a sentence in both languages.

use std::borrow::Borrow;

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::catalogue::Catalogue;
use crate::domain::identifier::{ActorId, TopicId};
use crate::domain::language_map::LanguageMap;
use crate::domain::vocabulary::{ClaimSort, DateField, DateMatch, Ranking, VocabularyTerm};
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

/// Says a query back.
pub fn echo(
    query: &ClaimQuery,
    ranking: Option<Ranking>,
    did_you_mean: Option<String>,
    catalogue: &Catalogue,
) -> QueryEcho {
    let ClaimQuery { filter, sort } = query;
    let filters = applied(filter, catalogue);
    let summary = summary(&filters, filter.window.as_ref(), *sort);
    QueryEcho { filters, sort: *sort, ranking, did_you_mean, summary }
}

fn applied(filter: &ClaimFilter, catalogue: &Catalogue) -> Vec<AppliedFilter> {
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
    terms.iter().map(|term| AppliedValue { id: term.as_str().to_owned(), label: term.label() }).collect()
}

/// How each parameter reads in a sentence; `{}` stands for its values. Dates are said by [`say_window`].
const PHRASES: [(&str, &str, &str); 16] = [
    ("q", "matching “{}”", "تحوي {}"),
    ("actor", "involving {}", "تتعلق بـ{}"),
    ("asserted_by", "asserted by {}", "صادرة عن {}"),
    ("about", "about {}", "موضوعها {}"),
    ("all_actors", "involving all of {}", "تشمل كلًّا من {}"),
    ("topic", "on {}", "في موضوع {}"),
    ("article", "from {}", "من مقال {}"),
    ("kind", "of the kind {}", "من نوع {}"),
    ("certainty", "of the certainty {}", "بدرجة يقين {}"),
    ("actor_kind", "involving a {}", "تشمل طرفًا من نوع {}"),
    ("language", "with evidence in {}", "شواهدها باللغة {}"),
    ("evidence_status", "with evidence {}", "شواهدها {}"),
    ("salience_min", "of salience {} or more", "أهميتها {} على الأقل"),
    ("not_actor", "not involving {}", "لا تتعلق بـ{}"),
    ("not_topic", "not on {}", "ليست في موضوع {}"),
    ("not_kind", "not of the kind {}", "ليست من نوع {}"),
];

fn summary(filters: &[AppliedFilter], window: Option<&DateWindow>, sort: ClaimSort) -> LanguageMap {
    let mut parts: Vec<LanguageMap> = Vec::new();
    for AppliedFilter { parameter, values } in filters {
        let Some((_, en, ar)) = PHRASES.iter().find(|(name, ..)| name == parameter) else { continue };
        let (joint_en, joint_ar) = if *parameter == "all_actors" { (" and ", " و") } else { (" or ", " أو ") };
        parts.push(LanguageMap {
            en: en.replace("{}", &listed(values, joint_en, ["", ""], |label| &label.en)),
            ar: ar.replace("{}", &listed(values, joint_ar, ["«", "»"], |label| &label.ar)),
        });
    }
    parts.extend(window.map(say_window));
    let undated =
        filters.iter().find(|filter| filter.parameter == "include_undated").map(|filter| &filter.values[0].id);
    match undated.map(String::as_str) {
        Some("true") => parts.push(LanguageMap::new("with the undated ones", "مع غير المؤرَّخة")),
        Some(_) => parts.push(LanguageMap::new("without the undated ones", "من دون غير المؤرَّخة")),
        None => {}
    }
    if let Some(size) = filters.iter().find(|filter| filter.parameter == "sample").map(|filter| &filter.values[0].id) {
        let (en, ar) =
            (format!("at most {size} of them, drawn at random"), format!("{size} منها على الأكثر مختارة عشوائيًا"));
        parts.push(LanguageMap { en, ar });
    }
    parts.push(sort.label());
    let (subject_en, subject_ar) =
        if filters.is_empty() { ("All claims", "كل الادعاءات") } else { ("Claims", "ادعاءات") };
    let sentence = |subject: &str, comma: &str, text: fn(&LanguageMap) -> &str| {
        let (order, rest) = parts.split_last().expect("the order is always said");
        let said: Vec<_> = rest.iter().map(text).collect();
        let space = if said.is_empty() { "" } else { " " };
        [subject, space, &said.join(comma), comma, text(order)].concat()
    };
    LanguageMap { en: sentence(subject_en, ", ", |text| &text.en), ar: sentence(subject_ar, "، ", |text| &text.ar) }
}

/// Names of values with a word between them, each in its marks.
fn listed(values: &[AppliedValue], joint: &str, [open, close]: [&str; 2], name: fn(&LanguageMap) -> &str) -> String {
    let mut listed = String::new();
    for value in values {
        let joint = if listed.is_empty() { "" } else { joint };
        listed.extend([joint, open, name(&value.label), close]);
    }
    listed
}

fn say_window(window: &DateWindow) -> LanguageMap {
    let DateWindow { field, relation, from, to } = window;
    let (lead_en, lead_ar) = match field {
        DateField::Event => ("dated", "مؤرَّخة"),
        DateField::Published => ("published", "منشورة"),
    };
    let (relation_en, relation_ar) = match relation {
        DateMatch::Overlap => ("", ""),
        DateMatch::Within => ("wholly", "بكاملها"),
        DateMatch::Contains => ("throughout", "طوال المدة"),
    };
    let (days_en, days_ar) = match (from, to) {
        (Some(from), Some(to)) if from == to => (format!("{from}"), format!("{from}")),
        (Some(from), Some(to)) => (format!("from {from} to {to}"), format!("من {from} إلى {to}")),
        (Some(from), None) => (format!("from {from} on"), format!("من {from} فصاعدًا")),
        (None, Some(to)) => (format!("up to {to}"), format!("حتى {to}")),
        (None, None) => (String::new(), String::new()),
    };
    let say = |parts: [&str; 3]| parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    LanguageMap { en: say([lead_en, relation_en, &days_en]), ar: say([lead_ar, relation_ar, &days_ar]) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::claim_date::DaySpan;
    use crate::domain::vocabulary::ClaimKind;

    #[test]
    fn a_query_is_said_in_both_languages() {
        let july = DaySpan::parse_level_zero("2025-07").ok();
        let filter = ClaimFilter {
            kind: vec![ClaimKind::Event, ClaimKind::Statement],
            window: DateWindow::new(DateField::Event, DateMatch::Within, july, july),
            ..ClaimFilter::default()
        };
        let query = ClaimQuery { filter, sort: ClaimSort::DateDescending };
        let said = echo(&query, None, None, &Catalogue::default()).summary;
        assert_eq!(
            said.en,
            "Claims of the kind event or statement, dated wholly from 2025-07-01 to 2025-07-31, newest first"
        );
        assert_eq!(said.ar, "ادعاءات من نوع «حدث» أو «تصريح»، مؤرَّخة بكاملها من 2025-07-01 إلى 2025-07-31، الأحدث أولًا");
    }

    #[test]
    fn no_filter_means_all_claims() {
        let query = ClaimQuery { filter: ClaimFilter::default(), sort: ClaimSort::Id };
        let said = echo(&query, None, None, &Catalogue::default()).summary;
        assert_eq!(said.en, "All claims, by identifier");
    }
}
