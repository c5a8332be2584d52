//! Random questions, and the same as query strings.

use isnad::domain::claim_date::DaySpan;
use isnad::domain::identifier::{ActorId, ArticleId, TopicId};
use isnad::domain::vocabulary::{
    ActorKind, Certainty, ClaimKind, ClaimSort, DateField, DateMatch, EvidenceStatus, VocabularyTerm,
};
use isnad::query::filter::{ClaimFilter, ClaimQuery, DateWindow};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::corpus::{ACTORS, ARTICLES, TOPICS};

/// All claims, in the default order.
pub fn everything() -> ClaimQuery {
    ClaimQuery { filter: ClaimFilter::default(), sort: ClaimSort::DateDescending }
}

/// Mostly none, sometimes one or two of the values.
fn few<T: Clone + std::fmt::Debug + 'static>(all: Vec<T>) -> impl Strategy<Value = Vec<T>> {
    prop_oneof![4 => Just(vec![]), 2 => subsequence(all.clone(), 1), 1 => subsequence(all, 2)]
}

fn actors() -> Vec<ActorId> {
    (0..ACTORS).map(|n| ActorId::parse(&format!("actor-{n}")).unwrap()).collect()
}

fn topics() -> Vec<TopicId> {
    (0..TOPICS).map(|n| TopicId::parse(&format!("topic-{n}")).unwrap()).collect()
}

fn articles() -> Vec<ArticleId> {
    (0..ARTICLES).map(|n| ArticleId::parse(&format!("article-{n}")).unwrap()).collect()
}

fn window() -> impl Strategy<Value = Option<DateWindow>> {
    let ends = vec!["2023", "2024", "2025", "2023-06", "2024-02", "2024-02-29", "2025-07", "2025-07-28", "2026-01-01"];
    let end = prop_oneof![1 => Just(None), 2 => select(ends).prop_map(|text| DaySpan::parse_level_zero(text).ok())];
    (select(DateField::ALL), select(DateMatch::ALL), end.clone(), end).prop_map(|(field, relation, from, to)| {
        let ordered = from.zip(to).is_none_or(|(from, to)| from.earliest <= to.latest);
        if ordered { DateWindow::new(field, relation, from, to) } else { DateWindow::new(field, relation, to, from) }
    })
}

/// Any filter but a sample.
pub fn filter() -> impl Strategy<Value = ClaimFilter> {
    let who = (few(actors()), few(actors()), few(actors()), few(actors()), few(actors()));
    let what =
        (few(topics()), few(topics()), few(articles()), few(ClaimKind::ALL.to_vec()), few(ClaimKind::ALL.to_vec()));
    let how = (
        few(Certainty::ALL.to_vec()),
        few(ActorKind::ALL.to_vec()),
        few(vec!["ar".to_owned(), "en".to_owned()]),
        few(EvidenceStatus::ALL.to_vec()),
        proptest::option::weighted(0.2, 1_u8..=3),
    );
    let when = (window(), proptest::option::weighted(0.3, any::<bool>()));
    (who, what, how, when).prop_map(|(who, what, how, when)| {
        let (actor, asserted_by, about, mut all_actors, not_actor) = who;
        let (topic, not_topic, article, kind, not_kind) = what;
        let (certainty, actor_kind, language, evidence_status, salience_min) = how;
        let (window, include_undated) = when;
        all_actors.truncate(1);
        ClaimFilter {
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
            text: None,
            window,
            include_undated,
            sample: None,
        }
    })
}

/// Every order that needs no words.
fn sorts() -> Vec<ClaimSort> {
    ClaimSort::ALL.iter().copied().filter(|&sort| sort != ClaimSort::Relevance).collect()
}

/// Any question.
pub fn query() -> impl Strategy<Value = ClaimQuery> {
    (filter(), select(sorts())).prop_map(|(filter, sort)| ClaimQuery { filter, sort })
}

/// The question as a query string.
pub fn query_string(query: &ClaimQuery) -> String {
    let ClaimQuery { filter, sort } = query;
    let mut pairs: Vec<String> = vec![format!("sort={}", sort.as_str())];
    let mut add = |name: &str, values: Vec<&str>| pairs.extend(values.iter().map(|value| format!("{name}={value}")));
    let codes = |terms: Vec<&'static str>| terms;
    for (name, ids) in [
        ("actor", &filter.actor),
        ("asserted_by", &filter.asserted_by),
        ("about", &filter.about),
        ("all_actors", &filter.all_actors),
        ("not_actor", &filter.not_actor),
    ] {
        add(name, ids.iter().map(ActorId::as_str).collect());
    }
    add("topic", filter.topic.iter().map(TopicId::as_str).collect());
    add("not_topic", filter.not_topic.iter().map(TopicId::as_str).collect());
    add("article", filter.article.iter().map(ArticleId::as_str).collect());
    add("kind", codes(filter.kind.iter().map(|term| term.as_str()).collect()));
    add("not_kind", codes(filter.not_kind.iter().map(|term| term.as_str()).collect()));
    add("certainty", codes(filter.certainty.iter().map(|term| term.as_str()).collect()));
    add("actor_kind", codes(filter.actor_kind.iter().map(|term| term.as_str()).collect()));
    add("evidence_status", codes(filter.evidence_status.iter().map(|term| term.as_str()).collect()));
    add("language", filter.language.iter().map(String::as_str).collect());
    pairs.extend(filter.salience_min.iter().map(|least| format!("salience_min={least}")));
    if let Some(DateWindow { field, relation, from, to }) = filter.window {
        pairs.push(format!("date_field={}&date_match={}", field.as_str(), relation.as_str()));
        pairs.extend(from.iter().map(|day| format!("date_from={day}")));
        pairs.extend(to.iter().map(|day| format!("date_to={day}")));
    }
    pairs.extend(filter.include_undated.iter().map(|flag| format!("include_undated={flag}")));
    pairs.join("&")
}
