//! Random queries, derived from the definitions of the filters.

use isnad::query::claim_params::FilterParams;
use isnad::query::filters::FILTERS;
use isnad::query::params::group_by_name;
use isnad::query::sorts::{NEWEST, SORTS, Sort};
use isnad::query::{ClaimFilter, ClaimQuery, Condition, FilterDef, FilterKind, ParameterErrors};
use isnad::store::Dataset;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::{Config, TestRunner};

use super::corpus::{SIZE, TestCorpus, size};
use super::reference::{days, field, span};

/// An identifier that no claim has.
pub const UNKNOWN_CLAIM: &str = "no-such-claim-1";

/// The parameters of a query as typed, and its sort order.
#[derive(Debug, Clone)]
pub struct TestQuery {
    pub pairs: Vec<(String, String)>,
    pub sort: Sort,
}

impl TestQuery {
    pub fn new(sort: Sort) -> Self {
        Self { pairs: vec![], sort }
    }

    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut query = self.clone();
        query.pairs.push((name.to_owned(), value.to_owned()));
        query
    }

    pub fn values(&self, name: &str) -> Vec<&str> {
        self.pairs.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
    }

    /// Parses the parameters.
    pub fn filter(&self, dataset: &Dataset) -> ClaimFilter {
        let params = group_by_name::<FilterParams>(self.pairs.clone(), ParameterErrors::default());
        let filter = params.resolve(|filter, errors| filter.resolve(dataset.query_context(), errors));
        filter.unwrap_or_else(|errors| panic!("{:?}: {errors}", self.pairs))
    }

    pub fn query(&self, dataset: &Dataset) -> ClaimQuery {
        ClaimQuery { filter: self.filter(dataset), sort: self.sort }
    }

    pub fn query_string(&self) -> String {
        let sort = format!("sort={}", self.sort.name);
        let pairs = self.pairs.iter().map(|(name, value)| format!("{name}={value}"));
        std::iter::once(sort).chain(pairs).collect::<Vec<_>>().join("&")
    }
}

/// Runs a test with random values, fewer for a large corpus. Unlike the macro of proptest it leaves the test to rustfmt.
pub fn for_all<S: Strategy>(cases: u32, strategy: S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let cases = (cases * SIZE).checked_div(size()).unwrap_or(cases).clamp(3, cases);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new(config).run(&strategy, test).unwrap_or_else(|error| panic!("{error}"));
}

/// All claims, in the default order.
pub fn all_claims() -> ClaimQuery {
    ClaimQuery { filter: ClaimFilter::default(), sort: &NEWEST }
}

/// No value in most cases, otherwise one or two.
fn up_to_two(all: Vec<String>) -> BoxedStrategy<Vec<String>> {
    if all.is_empty() {
        return Just(vec![]).boxed();
    }
    let most = all.len().min(2);
    prop_oneof![4 => Just(vec![]), 2 => subsequence(all.clone(), 1), 1 => subsequence(all, most)].boxed()
}

/// No value in most cases, otherwise half of the claims and one that does not exist.
fn claims(corpus: &TestCorpus) -> BoxedStrategy<Vec<String>> {
    let all: Vec<String> = corpus.reference.claims.iter().map(|claim| claim.id.clone()).take(200).collect();
    let half = all.len() / 2;
    let chosen = subsequence(all, half).prop_map(|mut ids| {
        ids.insert(ids.len() / 2, UNKNOWN_CLAIM.to_owned());
        ids
    });
    prop_oneof![4 => Just(vec![]), 1 => chosen].boxed()
}

fn at_most_one(weight: u32, all: Vec<String>) -> BoxedStrategy<Vec<String>> {
    prop_oneof![10 - weight => Just(vec![]), weight => subsequence(all, 1)].boxed()
}

/// Random values of a filter, by its kind.
fn values(filter: &FilterDef, corpus: &TestCorpus) -> BoxedStrategy<Vec<String>> {
    let catalogue = corpus.stores[0].catalogue();
    let codes = |codes: &[&str]| codes.iter().map(ToString::to_string).collect();
    match &filter.kind {
        _ if matches!(filter.condition, Condition::Sample) => Just(vec![]).boxed(),
        FilterKind::Text => Just(vec![]).boxed(),
        FilterKind::Claims => claims(corpus),
        FilterKind::Actors => up_to_two(catalogue.actors.all().iter().map(|actor| actor.id.to_string()).collect()),
        FilterKind::Topics => up_to_two(catalogue.topics.all().iter().map(|topic| topic.id.to_string()).collect()),
        FilterKind::Articles => {
            up_to_two(catalogue.articles.all().iter().map(|article| article.id.to_string()).collect())
        }
        FilterKind::Terms(vocabulary) => up_to_two(codes(vocabulary.codes)),
        FilterKind::Term(vocabulary) => at_most_one(5, codes(vocabulary.codes)),
        FilterKind::Known { column, .. } => {
            up_to_two(column(corpus.stores[0].query_context().index).keys().cloned().collect())
        }
        FilterKind::Number { min, max } => at_most_one(2, (*min..=*max).map(|number| number.to_string()).collect()),
        FilterKind::Flag => at_most_one(3, codes(&["true", "false"])),
        FilterKind::ReleaseOrDay => at_most_one(8, codes(&["0", "1", "2000-01-01", "9999-01-01"])),
        FilterKind::Date => at_most_one(
            5,
            codes(&["2023", "2024", "2025", "2023-06", "2024-02", "2024-02-29", "2025-07", "2025-07-28", "2026-01-01"]),
        ),
    }
}

/// Any query of a corpus without a text query and without a sample.
pub fn any_query(corpus: &TestCorpus) -> impl Strategy<Value = TestQuery> + use<> {
    let sorts = SORTS.iter().copied().filter(|sort| !sort.needs_text).collect::<Vec<_>>();
    let values: Vec<_> = FILTERS.iter().map(|filter| values(filter, corpus)).collect();
    (values, select(sorts)).prop_map(|(values, sort)| {
        let named = FILTERS.iter().zip(values);
        let mut pairs: Vec<(String, String)> = named
            .flat_map(|(filter, values)| values.into_iter().map(|value| (filter.name.to_owned(), value)))
            .collect();
        let position = |name| pairs.iter().position(|(known, _)| known == name);
        if let (Some(from), Some(to)) = (position("date_from"), position("date_to"))
            && span(&days(&pairs[from].1)).0 > span(&days(&pairs[to].1)).1
        {
            let (first, last) = (pairs[to].1.clone(), pairs[from].1.clone());
            (pairs[from].1, pairs[to].1) = (first, last);
        }
        TestQuery { pairs, sort }
    })
}

/// The query without a facet's own filter.
pub fn without_own_filter(query: &TestQuery, facet: &str) -> TestQuery {
    let is_own = |name: &str| match facet {
        "year" | "month" => {
            field(query) == "event" && ["date_from", "date_to", "date_match", "date_field"].contains(&name)
        }
        _ => name == facet,
    };
    let pairs = query.pairs.iter().filter(|(name, _)| !is_own(name)).cloned().collect();
    TestQuery { pairs, sort: query.sort }
}
