//! The naive reference: every question answered by looking at every claim.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use isnad::domain::claim::Claim;
use isnad::domain::claim_date::{DaySpan, EdtfDate};
use isnad::domain::vocabulary::{ClaimSort, DateField, FacetDimension, Role, VocabularyTerm};
use isnad::query::filter::{ClaimFilter, ClaimQuery};
use jiff::ToSpan;
use jiff::civil::Date;

use super::corpus::broader;

/// The claims of an article's voice and all others, in no order.
pub struct Reference(pub Vec<Claim>);

fn span(claim: &Claim) -> Option<DaySpan> {
    claim.claim_date.as_ref().map(|date| DaySpan { earliest: date.earliest, latest: date.latest })
}

fn published(claim: &Claim) -> DaySpan {
    EdtfDate::parse(&claim.article.published).unwrap().span()
}

fn involves(claim: &Claim, id: &str, roles: &[Role]) -> bool {
    claim.actors.iter().any(|involved| involved.actor.id.as_str() == id && roles.contains(&involved.role))
}

/// The topics of a claim with everything above them.
fn topics(claim: &Claim) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<u32> = claim.topics.iter().map(|topic| topic.id.as_str()[6..].parse().unwrap()).collect();
    while let Some(topic) = open.pop() {
        found.insert(format!("topic-{topic}"));
        open.extend(broader(topic));
    }
    found
}

/// Whether a claim satisfies everything but what concerns its own date.
fn satisfies(claim: &Claim, filter: &ClaimFilter) -> bool {
    let any =
        |values: &[String], test: &dyn Fn(&str) -> bool| values.is_empty() || values.iter().any(|value| test(value));
    let texts = |ids: &[isnad::domain::identifier::ActorId]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
    let anyhow = |id: &str| involves(claim, id, Role::ALL);
    let topics = topics(claim);
    let topic_ids: Vec<String> = filter.topic.iter().map(ToString::to_string).collect();
    let article_ids: Vec<String> = filter.article.iter().map(ToString::to_string).collect();
    any(&texts(&filter.actor), &anyhow)
        && any(&texts(&filter.asserted_by), &|id| claim.asserted_by.id.as_str() == id)
        && any(&texts(&filter.about), &|id| involves(claim, id, &[Role::Subject, Role::Target]))
        && filter.all_actors.iter().all(|id| anyhow(id.as_str()))
        && !filter.not_actor.iter().any(|id| anyhow(id.as_str()))
        && any(&topic_ids, &|id| topics.contains(id))
        && !filter.not_topic.iter().any(|id| topics.contains(id.as_str()))
        && any(&article_ids, &|id| claim.article.id.as_str() == id)
        && (filter.kind.is_empty() || filter.kind.contains(&claim.kind))
        && !filter.not_kind.contains(&claim.kind)
        && (filter.certainty.is_empty() || filter.certainty.contains(&claim.certainty))
        && (filter.actor_kind.is_empty() || claim.actors.iter().any(|a| filter.actor_kind.contains(&a.actor.kind)))
        && any(&filter.language, &|tag| claim.evidence.iter().any(|span| span.language == tag))
        && (filter.evidence_status.is_empty()
            || claim.evidence.iter().any(|e| filter.evidence_status.contains(&e.status)))
        && filter.salience_min.is_none_or(|least| claim.salience >= least)
        && filter.window.is_none_or(|window| window.field == DateField::Event || window.admits(published(claim)))
}

impl Reference {
    /// The matches in the order of the query, and how many were left out for having no date.
    pub fn answer(&self, query: &ClaimQuery) -> (Vec<&Claim>, u64) {
        let filter = &query.filter;
        let asks_event = filter.window.is_some_and(|window| window.field == DateField::Event);
        let keeps_undated = filter.include_undated.unwrap_or(!asks_event);
        let mut excluded = 0;
        let mut found: Vec<&Claim> = Vec::new();
        for claim in self.0.iter().filter(|claim| satisfies(claim, filter)) {
            match span(claim) {
                None if keeps_undated => found.push(claim),
                None => excluded += 1,
                Some(span) => {
                    let window = filter.window.filter(|window| window.field == DateField::Event);
                    if window.is_none_or(|window| window.admits(span)) {
                        found.push(claim);
                    }
                }
            }
        }
        sort(&mut found, query.sort);
        (found, excluded)
    }
}

fn sort(claims: &mut [&Claim], sort: ClaimSort) {
    let newest = |claim: &Claim| {
        let days = span(claim).map(|span| Reverse((span.earliest, span.latest)));
        (days.is_none(), days, claim.id.clone())
    };
    let oldest = |claim: &Claim| {
        let days = span(claim).map(|span| (span.earliest, span.latest));
        (days.is_none(), days, claim.id.clone())
    };
    match sort {
        ClaimSort::DateDescending => claims.sort_by_key(|claim| newest(claim)),
        ClaimSort::DateAscending => claims.sort_by_key(|claim| oldest(claim)),
        ClaimSort::SalienceAscending => claims.sort_by_key(|claim| (claim.salience, newest(claim))),
        // Without words every claim is as relevant as any.
        ClaimSort::SalienceDescending | ClaimSort::Relevance => {
            claims.sort_by_key(|claim| (Reverse(claim.salience), newest(claim)));
        }
        ClaimSort::Id => claims.sort_by_key(|claim| claim.id.clone()),
    }
}

/// The values of a facet among claims with their counts, the most frequent first, then by identifier.
pub fn facet(claims: &[&Claim], dimension: FacetDimension, field: DateField) -> Vec<(String, u64)> {
    let dates = |claim: &Claim| if field == DateField::Published { Some(published(claim)) } else { span(claim) };
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for claim in claims {
        let values: BTreeSet<String> = match dimension {
            FacetDimension::Actor => claim.actors.iter().map(|a| a.actor.id.to_string()).collect(),
            FacetDimension::AssertedBy => [claim.asserted_by.id.to_string()].into(),
            FacetDimension::Topic => topics(claim),
            FacetDimension::Kind => [claim.kind.as_str().to_owned()].into(),
            FacetDimension::Certainty => [claim.certainty.as_str().to_owned()].into(),
            FacetDimension::Article => [claim.article.id.to_string()].into(),
            FacetDimension::Year => touched(dates(claim), 4),
            FacetDimension::Month => touched(dates(claim), 7),
        };
        for value in values {
            *counts.entry(value).or_default() += 1;
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

/// The beginnings, `length` characters long, of every day of a span.
pub fn touched(span: Option<DaySpan>, length: usize) -> BTreeSet<String> {
    days(span).iter().map(|day| day.to_string()[..length].to_owned()).collect()
}

/// Every day of a span.
pub fn days(span: Option<DaySpan>) -> Vec<Date> {
    let Some(DaySpan { earliest, latest }) = span else { return vec![] };
    earliest.series(1.day()).take_while(|&day| day <= latest).collect()
}

/// Every day of a claim's date.
pub fn claim_days(claim: &Claim) -> Vec<Date> {
    days(span(claim))
}
