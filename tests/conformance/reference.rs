//! The naive reference: evaluates every query by scanning all claims of the seed files.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use isnad::domain::vocabulary::NetworkEdges;
use isnad::query::sorts::Sort;
use jiff::ToSpan;
use jiff::civil::Date;

use super::queries::TestQuery;
use super::seed_claims::{self, Days, SeedClaim, Span};

/// The content of seed files.
pub struct Reference {
    /// The claims, unordered.
    pub claims: Vec<SeedClaim>,
    /// The wholes of which each actor is directly a part.
    pub wholes: BTreeMap<String, Vec<String>>,
    /// The directly broader topics of each topic.
    pub broader: BTreeMap<String, Vec<String>>,
}

/// The days that a date contains, such as `2025`, `2025-07`, `2025-07-23`, `2025-21`, `198X`, `2024-05/2024-12`, `2024-05/..`,
/// `2025-X1` or `{2024,2025-11}`.
pub fn days(date: &str) -> Days {
    if date.contains(['X', '{', '[']) {
        let patterns: Vec<&str> = date.trim_matches(['{', '}', '[', ']']).split(',').collect();
        return day_by_day(&patterns);
    }
    if let Some((year, season)) =
        date.split_once('-').and_then(|(year, season)| Some((year, season.parse::<u8>().ok()?)))
        && season > 12
    {
        let first = 3 * (season - 20);
        assert!((3..=9).contains(&first), "the reference has no rule for {date}");
        return days(&format!("{year}-{first:02}/{year}-{:02}", first + 2));
    }
    let first = |text: &str| -> Date { format!("{text}{}", &"0000-01-01"[text.len()..]).parse().unwrap() };
    let last = |text: &str| match text.len() {
        4 => first(text).last_of_year(),
        7 => first(text).last_of_month(),
        _ => first(text),
    };
    let (from, to) = date.split_once('/').unwrap_or((date, date));
    let start = if from == ".." { Date::MIN } else { first(from) };
    let end = if to == ".." { Date::MAX } else { last(to) };
    vec![(start, end)]
}

/// The runs of days whose ISO 8601 form begins with one of these patterns.
fn day_by_day(patterns: &[&str]) -> Days {
    let years = |digit: &str| patterns.iter().map(|pattern| pattern[..4].replace('X', digit)).collect::<Vec<_>>();
    let day = |year: &String, rest: &str| -> Date { format!("{year}-{rest}").parse().unwrap() };
    let (first, last) = (years("0"), years("9"));
    let (first, last) = (day(first.iter().min().unwrap(), "01-01"), day(last.iter().max().unwrap(), "12-31"));
    let mut runs: Days = vec![];
    for day in first.series(1.day()).take_while(|&day| day <= last) {
        let written = day.to_string();
        let fits = |pattern: &&str| pattern.chars().zip(written.chars()).all(|(p, digit)| p == 'X' || p == digit);
        match runs.last_mut() {
            _ if !patterns.iter().any(fits) => {}
            Some((_, end)) if end.tomorrow().unwrap() == day => *end = day,
            _ => runs.push((day, day)),
        }
    }
    runs
}

/// The first and the last day of a date.
pub fn span(days: &Days) -> Span {
    (days[0].0, days[days.len() - 1].1)
}

/// The date of a claim that a field names.
fn date_of<'c>(claim: &'c SeedClaim, field: &str) -> Option<&'c Days> {
    match field {
        "event" => claim.date.as_ref(),
        "asserted" => claim.asserted.as_ref(),
        "published" => claim.published.as_ref(),
        other => panic!("the reference has no rule for date_field={other}"),
    }
}

fn has_window(query: &TestQuery) -> bool {
    query.pairs.iter().any(|(name, _)| name == "date_from" || name == "date_to")
}

/// The date that the window applies to; `event` without a window.
pub fn field(query: &TestQuery) -> &str {
    let field = query.values("date_field").first().copied();
    field.filter(|_| has_window(query)).unwrap_or("event")
}

/// Identifiers with everything above them.
fn with_all_above(ids: &[String], above: &BTreeMap<String, Vec<String>>) -> BTreeSet<String> {
    let (mut found, mut open) = (BTreeSet::new(), ids.to_vec());
    while let Some(id) = open.pop() {
        open.extend(above.get(&id).cloned().unwrap_or_default());
        found.insert(id);
    }
    found
}

/// Whether a date satisfies the window of a query; `None` without a window.
fn in_window(query: &TestQuery, date: &Days) -> Option<bool> {
    let bound = |name| query.values(name).first().map(|value| span(&days(value)));
    let (from, to) = (bound("date_from"), bound("date_to"));
    let either = from.or(to)?;
    let after = |bound: Option<Span>, test: &dyn Fn(Span) -> bool| bound.is_none_or(test);
    let relation = query.values("date_match").first().copied().unwrap_or("overlap");
    let matches = |&(earliest, latest): &Span| match relation {
        "overlap" => after(from, &|from| latest >= from.0) && after(to, &|to| earliest <= to.1),
        "within" => after(from, &|from| earliest >= from.0) && after(to, &|to| latest <= to.1),
        "contains" => earliest <= from.unwrap_or(either).0 && latest >= to.unwrap_or(either).1,
        other => panic!("the reference has no rule for date_match={other}"),
    };
    Some(if relation == "within" { date.iter().all(matches) } else { date.iter().any(matches) })
}

impl Reference {
    /// Reads a folder of seed files.
    pub fn read(folder: &Path) -> Self {
        Self {
            claims: seed_claims::claims(folder),
            wholes: seed_claims::references(&folder.join("actors.jsonl"), "part_of"),
            broader: seed_claims::references(&folder.join("topics.jsonl"), "broader"),
        }
    }

    /// The topics of a claim with all broader ones.
    fn topics(&self, claim: &SeedClaim) -> BTreeSet<String> {
        with_all_above(&claim.topics, &self.broader)
    }

    /// The actors that an actor counts as: itself, and with `parts` everything it is part of.
    fn counts_as(&self, actor: &str, parts: bool) -> BTreeSet<String> {
        if parts { with_all_above(&[actor.to_owned()], &self.wholes) } else { [actor.to_owned()].into() }
    }

    /// Whether a claim satisfies one filter; `answer` handles windows and undated claims.
    fn satisfies(&self, claim: &SeedClaim, name: &str, values: &[&str], parts: bool) -> bool {
        let any = |test: &dyn Fn(&str) -> bool| values.iter().any(|value| test(value));
        let is = |actor: &String, id: &str| self.counts_as(actor, parts).contains(id);
        let involves = |id: &str, roles: &[&str]| {
            let in_role = |role: &str| roles.is_empty() || roles.contains(&role);
            claim.actors.iter().any(|(actor, role, _)| is(actor, id) && in_role(role))
        };
        match name {
            "id" => values.contains(&claim.id.as_str()),
            "actor" => any(&|id| involves(id, &[])),
            "asserted_by" => any(&|id| is(&claim.asserted_by, id)),
            "about" => any(&|id| involves(id, &["subject", "target"])),
            "all_actors" => values.iter().all(|id| involves(id, &[])),
            "not_actor" => !any(&|id| claim.actors.iter().any(|(actor, ..)| actor == id)),
            "not_asserted_by" => !values.contains(&claim.asserted_by.as_str()),
            "not_about" => !any(&|id| {
                claim
                    .actors
                    .iter()
                    .any(|(actor, role, _)| actor == id && ["subject", "target"].contains(&role.as_str()))
            }),
            "topic" => any(&|id| self.topics(claim).contains(id)),
            "not_topic" => !any(&|id| self.topics(claim).contains(id)),
            "article" => values.contains(&claim.article.as_str()),
            "kind" => values.contains(&claim.kind.as_str()),
            "not_kind" => !values.contains(&claim.kind.as_str()),
            "certainty" => values.contains(&claim.certainty.as_str()),
            "actor_kind" => claim.actors.iter().any(|(.., kind)| values.contains(&kind.as_str())),
            "language" => !claim.evidence_statuses.contains("none") && values.contains(&claim.language.as_str()),
            "speech" => claim.speech.as_deref().is_some_and(|speech| values.contains(&speech)),
            "relation" => claim.relations.iter().any(|kind| values.contains(&kind.as_str())),
            "has_review" => claim.has_review == (values[0] == "true"),
            "has_translation_note" => claim.has_note == (values[0] == "true"),
            "origin" => claim.origin.as_deref().is_some_and(|origin| values.contains(&origin)),
            "publisher" => claim.publisher.as_deref().is_some_and(|publisher| values.contains(&publisher)),
            "statement_language" => claim.statement_languages.iter().any(|tag| values.contains(&tag.as_str())),
            "evidence_status" => any(&|status| claim.evidence_statuses.contains(status)),
            // Every claim was added by release 1.
            "changed_since" => ["0", "2000-01-01"].contains(&values[0]),
            "salience_min" => claim.salience >= values[0].parse().unwrap(),
            "date_from" | "date_to" | "date_match" | "date_field" | "include_undated" | "include_parts" => true,
            other => panic!("the reference has no rule for the filter {other}"),
        }
    }

    /// The matches in the order of the query, and the number of claims excluded for having no date.
    pub fn answer(&self, query: &TestQuery) -> (Vec<&SeedClaim>, u64) {
        let names: BTreeSet<&str> = query.pairs.iter().map(|(name, _)| name.as_str()).collect();
        let include_undated = match query.values("include_undated").first() {
            Some(&value) => value == "true",
            None => !has_window(query),
        };
        let parts = query.values("include_parts") == ["true"];
        let (mut excluded, mut found) = (0, Vec::new());
        for claim in &self.claims {
            if !names.iter().all(|name| self.satisfies(claim, name, &query.values(name), parts)) {
                continue;
            }
            match date_of(claim, field(query)) {
                None if include_undated => found.push(claim),
                None => excluded += 1,
                Some(date) if in_window(query, date) == Some(false) => {}
                Some(_) => found.push(claim),
            }
        }
        sort(&mut found, query.sort);
        (found, excluded)
    }

    /// The first and the last day of all dates, without open ends.
    pub fn extent(&self, field: &str) -> Span {
        let dates = self.claims.iter().filter_map(|claim| date_of(claim, field)).map(span);
        let ends: Vec<Date> =
            dates.flat_map(|(first, last)| [first, last]).filter(|&day| day != Date::MIN && day != Date::MAX).collect();
        (*ends.iter().min().unwrap(), *ends.iter().max().unwrap())
    }

    /// The values of a facet among claims with their counts, the most frequent first, then by identifier. `extent` cuts off the
    /// open ends of dates.
    pub fn facet(
        &self,
        claims: &[&SeedClaim],
        name: &str,
        field: &str,
        extent: Span,
        parts: bool,
    ) -> Vec<(String, u64)> {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for claim in claims {
            for value in self.facet_values(claim, name, field, extent, parts) {
                *counts.entry(value).or_default() += 1;
            }
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        counts
    }

    /// The values of a facet that a claim has.
    pub fn facet_values(
        &self,
        claim: &SeedClaim,
        name: &str,
        field: &str,
        extent: Span,
        parts: bool,
    ) -> BTreeSet<String> {
        let actors = |actors: &[&String]| actors.iter().flat_map(|actor| self.counts_as(actor, parts)).collect();
        match name {
            "actor" => actors(&claim.actors.iter().map(|(actor, ..)| actor).collect::<Vec<_>>()),
            "asserted_by" => actors(&[&claim.asserted_by]),
            "topic" => self.topics(claim),
            "kind" => [claim.kind.clone()].into(),
            "certainty" => [claim.certainty.clone()].into(),
            "speech" => claim.speech.iter().cloned().collect(),
            "publisher" => claim.publisher.iter().cloned().collect(),
            "language" if claim.evidence_statuses.contains("none") => BTreeSet::new(),
            "language" => [claim.language.clone()].into(),
            "article" => [claim.article.clone()].into(),
            "year" => prefixes(date_of(claim, field), extent, 4),
            "month" => prefixes(date_of(claim, field), extent, 7),
            other => panic!("the reference has no rule for the facet {other}"),
        }
    }

    /// The actors that a claim connects from and to, as a network does.
    pub fn connected(&self, claim: &SeedClaim, edges: NetworkEdges, parts: bool) -> [BTreeSet<String>; 2] {
        let with_roles = |roles: &[&str]| -> BTreeSet<String> {
            let actors = claim.actors.iter().filter(|(_, role, _)| roles.contains(&role.as_str()));
            actors.flat_map(|(actor, ..)| self.counts_as(actor, parts)).collect()
        };
        match edges {
            NetworkEdges::Together => {
                let all = with_roles(&["asserter", "subject", "target", "mentioned"]);
                [all.clone(), all]
            }
            NetworkEdges::AssertsAbout => [with_roles(&["asserter"]), with_roles(&["subject", "target"])],
        }
    }
}

/// The values of a facet that a query selects: those of its filter, or the year or month that is the window.
pub fn selected(query: &TestQuery, facet: &str) -> BTreeSet<String> {
    let length = match facet {
        "year" => 4,
        "month" => 7,
        _ => return query.values(facet).into_iter().map(str::to_owned).collect(),
    };
    let bound = |name| query.values(name).first().map(|value| span(&days(value)));
    let (mut from, mut to) = (bound("date_from"), bound("date_to"));
    if query.values("date_match") == ["contains"] {
        (from, to) = (from.or(to), to.or(from));
    }
    let (Some((first, _)), Some((_, last))) = (from, to) else { return BTreeSet::new() };
    let period = first.to_string()[..length].to_owned();
    let is_window = span(&days(&period)) == (first, last);
    is_window.then_some(period).into_iter().collect()
}

fn sort(claims: &mut [&SeedClaim], sort: Sort) {
    let newest = |claim: &SeedClaim| {
        let date = claim.date.as_ref().map(span);
        (date.is_none(), date.map(Reverse), claim.id.clone())
    };
    let by = |claim: &SeedClaim, date: Option<&Days>, descending: bool| {
        let date = date.map(span);
        let (ascending, descending) = if descending { (None, date.map(Reverse)) } else { (date, None) };
        (date.is_none(), ascending, descending, newest(claim))
    };
    match sort.name {
        "-date" => claims.sort_by_key(|claim| newest(claim)),
        "date" => claims.sort_by_key(|claim| {
            let date = claim.date.as_ref().map(span);
            (date.is_none(), date, claim.id.clone())
        }),
        "asserted" => claims.sort_by_key(|claim| by(claim, claim.asserted.as_ref(), false)),
        "-asserted" => claims.sort_by_key(|claim| by(claim, claim.asserted.as_ref(), true)),
        "published" => claims.sort_by_key(|claim| by(claim, claim.published.as_ref(), false)),
        "-published" => claims.sort_by_key(|claim| by(claim, claim.published.as_ref(), true)),
        "salience" => claims.sort_by_key(|claim| (claim.salience, newest(claim))),
        // Every claim was added by release 1.
        "-modified" => claims.sort_by_key(|claim| newest(claim)),
        // Without words every claim is equally relevant.
        "-salience" | "relevance" => claims.sort_by_key(|claim| (Reverse(claim.salience), newest(claim))),
        "position" => claims.sort_by_key(|claim| (claim.article.clone(), claim.start, claim.id.clone())),
        "id" => claims.sort_by_key(|claim| claim.id.clone()),
        other => panic!("the reference has no rule for the order {other}"),
    }
}

/// The first `length` characters of every day of a date.
fn prefixes(date: Option<&Days>, extent: Span, length: usize) -> BTreeSet<String> {
    every_day(date, extent).iter().map(|day| day.to_string()[..length].to_owned()).collect()
}

/// Every day of a date between the ends of `extent`.
pub fn every_day(date: Option<&Days>, extent: Span) -> Vec<Date> {
    let days = |&(earliest, latest): &Span| {
        let latest = latest.min(extent.1);
        earliest.max(extent.0).series(1.day()).take_while(move |&day| day <= latest)
    };
    date.into_iter().flatten().flat_map(days).collect()
}
