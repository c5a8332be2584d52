//! The naive reference: evaluates every query by scanning all claims of the seed files.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use isnad::query::sorts::Sort;
use jiff::ToSpan;
use jiff::civil::Date;

use super::corpus::broader;
use super::queries::TestQuery;
use super::seed_claims::{Days, SeedClaim};

/// The claims, unordered.
pub struct Reference(pub Vec<SeedClaim>);

/// The first and the last day that a date such as `2025`, `2025-07`, `2025-07-23` or `2024-05/2024-12` includes.
pub fn days(date: &str) -> Days {
    let (from, to) = date.split_once('/').unwrap_or((date, date));
    let first = |text: &str| -> Date { format!("{text}{}", &"0000-01-01"[text.len()..]).parse().unwrap() };
    let last = match to.len() {
        4 => first(to).last_of_year(),
        7 => first(to).last_of_month(),
        _ => first(to),
    };
    (first(from), last)
}

fn has_window(query: &TestQuery) -> bool {
    query.pairs.iter().any(|(name, _)| name == "date_from" || name == "date_to")
}

/// The date that the window applies to; `event` without a window.
pub fn field(query: &TestQuery) -> &str {
    let field = query.values("date_field").first().copied();
    field.filter(|_| has_window(query)).unwrap_or("event")
}

/// The topics of a claim with all broader ones.
fn topics(claim: &SeedClaim) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<u32> = claim.topics.iter().map(|topic| topic["topic-".len()..].parse().unwrap()).collect();
    while let Some(topic) = open.pop() {
        found.insert(format!("topic-{topic}"));
        open.extend(broader(topic));
    }
    found
}

/// Whether a claim satisfies one filter; `answer` handles windows and undated claims.
fn satisfies(claim: &SeedClaim, name: &str, values: &[&str]) -> bool {
    let any = |test: &dyn Fn(&str) -> bool| values.iter().any(|value| test(value));
    let involves = |id: &str, roles: &[&str]| {
        claim.actors.iter().any(|(actor, role, _)| actor == id && (roles.is_empty() || roles.contains(&role.as_str())))
    };
    match name {
        "actor" => any(&|id| involves(id, &[])),
        "asserted_by" => values.contains(&claim.asserted_by.as_str()),
        "about" => any(&|id| involves(id, &["subject", "target"])),
        "all_actors" => values.iter().all(|id| involves(id, &[])),
        "not_actor" => !any(&|id| involves(id, &[])),
        "topic" => any(&|id| topics(claim).contains(id)),
        "not_topic" => !any(&|id| topics(claim).contains(id)),
        "article" => values.contains(&claim.article.as_str()),
        "kind" => values.contains(&claim.kind.as_str()),
        "not_kind" => !values.contains(&claim.kind.as_str()),
        "certainty" => values.contains(&claim.certainty.as_str()),
        "actor_kind" => claim.actors.iter().any(|(.., kind)| values.contains(&kind.as_str())),
        "language" => values.contains(&claim.language.as_str()),
        "statement_language" => claim.statement_languages.iter().any(|tag| values.contains(&tag.as_str())),
        // The corpus is built without the articles' texts.
        "evidence_status" => values.contains(&"recorded"),
        "salience_min" => claim.salience >= values[0].parse().unwrap(),
        "date_from" | "date_to" | "date_match" | "date_field" | "include_undated" => true,
        other => panic!("the reference has no rule for the filter {other}"),
    }
}

/// Whether a date satisfies the window of a query; `None` without a window.
fn in_window(query: &TestQuery, (earliest, latest): Days) -> Option<bool> {
    let bound = |name| query.values(name).first().map(|value| days(value));
    let (from, to) = (bound("date_from"), bound("date_to"));
    let either = from.or(to)?;
    let after = |bound: Option<Days>, test: &dyn Fn(Days) -> bool| bound.is_none_or(test);
    Some(match query.values("date_match").first().copied().unwrap_or("overlap") {
        "overlap" => after(from, &|from| latest >= from.0) && after(to, &|to| earliest <= to.1),
        "within" => after(from, &|from| earliest >= from.0) && after(to, &|to| latest <= to.1),
        "contains" => earliest <= from.unwrap_or(either).0 && latest >= to.unwrap_or(either).1,
        other => panic!("the reference has no rule for date_match={other}"),
    })
}

impl Reference {
    /// The matches in the order of the query, and the number of claims excluded for having no date.
    pub fn answer(&self, query: &TestQuery) -> (Vec<&SeedClaim>, u64) {
        let names: BTreeSet<&str> = query.pairs.iter().map(|(name, _)| name.as_str()).collect();
        let about_event = has_window(query) && field(query) == "event";
        let include_undated = match query.values("include_undated").first() {
            Some(&value) => value == "true",
            None => !about_event,
        };
        let (mut excluded, mut found) = (0, Vec::new());
        for claim in &self.0 {
            if !names.iter().all(|name| satisfies(claim, name, &query.values(name))) {
                continue;
            }
            if !about_event && in_window(query, claim.published) == Some(false) {
                continue;
            }
            match claim.date {
                None if include_undated => found.push(claim),
                None => excluded += 1,
                Some(date) if about_event && in_window(query, date) == Some(false) => {}
                Some(_) => found.push(claim),
            }
        }
        sort(&mut found, query.sort);
        (found, excluded)
    }
}

fn sort(claims: &mut [&SeedClaim], sort: Sort) {
    let newest = |claim: &SeedClaim| (claim.date.is_none(), claim.date.map(Reverse), claim.id.clone());
    let oldest = |claim: &SeedClaim| (claim.date.is_none(), claim.date, claim.id.clone());
    match sort.name {
        "-date" => claims.sort_by_key(|claim| newest(claim)),
        "date" => claims.sort_by_key(|claim| oldest(claim)),
        "salience" => claims.sort_by_key(|claim| (claim.salience, newest(claim))),
        // Without words every claim is equally relevant.
        "-salience" | "relevance" => claims.sort_by_key(|claim| (Reverse(claim.salience), newest(claim))),
        "position" => claims.sort_by_key(|claim| (claim.article.clone(), claim.start, claim.id.clone())),
        "id" => claims.sort_by_key(|claim| claim.id.clone()),
        other => panic!("the reference has no rule for the order {other}"),
    }
}

/// The values of a facet among claims with their counts, the most frequent first, then by identifier.
pub fn facet(claims: &[&SeedClaim], name: &str, field: &str) -> Vec<(String, u64)> {
    let date = |claim: &SeedClaim| if field == "published" { Some(claim.published) } else { claim.date };
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for claim in claims {
        let values: BTreeSet<String> = match name {
            "actor" => claim.actors.iter().map(|(actor, ..)| actor.clone()).collect(),
            "asserted_by" => [claim.asserted_by.clone()].into(),
            "topic" => topics(claim),
            "kind" => [claim.kind.clone()].into(),
            "certainty" => [claim.certainty.clone()].into(),
            "article" => [claim.article.clone()].into(),
            "year" => prefixes(date(claim), 4),
            "month" => prefixes(date(claim), 7),
            other => panic!("the reference has no rule for the facet {other}"),
        };
        for value in values {
            *counts.entry(value).or_default() += 1;
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

/// The first `length` characters of every day of a date.
fn prefixes(date: Option<Days>, length: usize) -> BTreeSet<String> {
    every_day(date).iter().map(|day| day.to_string()[..length].to_owned()).collect()
}

/// Every day of a date.
pub fn every_day(date: Option<Days>) -> Vec<Date> {
    let Some((earliest, latest)) = date else { return vec![] };
    earliest.series(1.day()).take_while(|&day| day <= latest).collect()
}
