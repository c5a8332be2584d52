//! What every store has to answer, by the trait alone.

use std::collections::BTreeSet;
use std::sync::Arc;

use isnad::domain::claim::Claim;
use isnad::domain::identifier::ClaimId;
use isnad::domain::period::Period;
use isnad::domain::vocabulary::{
    ClaimSort, DateField, FacetDimension, FacetMode, RelationKind, TimelineInterval, VocabularyTerm,
};
use isnad::ingest::{Corpus, Source};
use isnad::query::filter::{ClaimFilter, ClaimQuery, Sample};
use isnad::store::{Dataset, Deadline, FacetRequest, TimelineRequest};
use proptest::prelude::*;
use proptest::sample::select;

use super::corpus::{claims, put, whole};
use super::questions::{everything, filter, query};
use super::reference::{Reference, claim_days, facet};

/// The identifiers of all matches, page by page.
fn walk(store: &Dataset, query: &ClaimQuery, limit: u32) -> (Vec<String>, u64, u64) {
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let page = store.reader(Deadline::NONE).page(query, after.as_ref(), limit).unwrap();
        assert!(page.documents.len() <= limit as usize);
        ids.extend(page.documents.iter().map(|document| id(document)));
        match page.next {
            Some(place) => after = Some(place),
            None => return (ids, page.total, page.undated_excluded),
        }
    }
}

fn id(document: &[u8]) -> String {
    serde_json::from_slice::<Claim>(document).unwrap().id.to_string()
}

fn reference() -> &'static Reference {
    static REFERENCE: std::sync::OnceLock<Reference> = std::sync::OnceLock::new();
    REFERENCE.get_or_init(|| Reference(claims(&whole()[0])))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_walk_is_the_naive_answer(query in query(), limit in select(vec![7_u32, 50, 200])) {
        let (expected, excluded) = reference().answer(&query);
for store in whole() {
        let (ids, total, undated_excluded) = walk(store.as_ref(), &query, limit);
        let expected: Vec<String> = expected.iter().map(|claim| claim.id.to_string()).collect();
        prop_assert_eq!(total, expected.len() as u64);
        prop_assert_eq!(undated_excluded, excluded);
        prop_assert_eq!(ids, expected);
}
    }

    #[test]
    fn every_facet_is_the_naive_count(filter in filter(), limit in select(vec![1_usize, 3, 200]), mode in select(FacetMode::ALL)) {
        let request = FacetRequest { dimensions: FacetDimension::ALL.to_vec(), limit, mode };
        let field = filter.window.map_or(DateField::Event, |window| window.field);
for store in whole() {
        let counts = store.reader(Deadline::NONE).facets(&filter, &request).unwrap();
        for (&dimension, counts) in FacetDimension::ALL.iter().zip(counts) {
            let filter = if mode == FacetMode::OtherFilters { filter.without(dimension) } else { filter.clone() };
            let (matches, _) = reference().answer(&ClaimQuery { filter, sort: ClaimSort::Id });
            let mut expected = facet(&matches, dimension, field);
            expected.truncate(limit);
            let counts: Vec<_> = counts.into_iter().map(|entry| (entry.id, entry.count)).collect();
            prop_assert_eq!(counts, expected, "{:?}", dimension);
        }
}
    }

    #[test]
    fn a_facet_count_is_the_total_with_that_value_added(filter in filter()) {
        let dimensions = vec![FacetDimension::AssertedBy, FacetDimension::Article];
        let request = FacetRequest { dimensions, limit: 200, mode: FacetMode::AllFilters };
for store in whole() {
        let counts = store.reader(Deadline::NONE).facets(&filter, &request).unwrap();
        for entry in &counts[0] {
            let narrowed = ClaimFilter { asserted_by: vec![isnad::domain::identifier::ActorId::parse(&entry.id).unwrap()], ..filter.clone() };
            if filter.asserted_by.is_empty() {
                let page = store.reader(Deadline::NONE).page(&ClaimQuery { filter: narrowed, sort: ClaimSort::Id }, None, 1).unwrap();
                prop_assert_eq!(page.total, entry.count);
            }
        }
}
    }

    #[test]
    fn every_timeline_is_the_naive_count(filter in filter(), interval in select(TimelineInterval::ALL)) {
        let request = TimelineRequest { interval, field: DateField::Event, most: 5_000 };
        let window = filter.window;
for store in whole() {
        let timeline = store.reader(Deadline::NONE).timeline(&filter, request).unwrap();
        let (matches, excluded) = reference().answer(&ClaimQuery { filter: filter.clone(), sort: ClaimSort::Id });
        prop_assert_eq!(timeline.total, matches.len() as u64);
        prop_assert_eq!(timeline.undated_excluded, excluded);
        prop_assert_eq!(timeline.undated, matches.iter().filter(|claim| claim.claim_date.is_none()).count() as u64);
        let touched: Vec<BTreeSet<Period>> =
            matches.iter().map(|claim| claim_days(claim).into_iter().map(|day| Period::from_day(interval, day)).collect()).collect();
        let buckets = timeline.buckets.unwrap();
        for bucket in &buckets {
            let expected = touched.iter().filter(|stretches| stretches.contains(&bucket.period)).count() as u64;
            prop_assert_eq!(bucket.count, expected, "{}", bucket.period.id());
        }
        // Nothing is touched outside the buckets but beyond the ends of a window.
        let sum: u64 = buckets.iter().map(|bucket| bucket.count).sum();
        let inside = |stretch: &&Period| buckets.iter().any(|bucket| bucket.period == **stretch);
        prop_assert_eq!(sum, touched.iter().map(|stretches| stretches.iter().filter(inside).count() as u64).sum::<u64>());
        if let Some(window) = window.filter(|window| window.field == DateField::Event) {
            let end = |stretch: Option<&isnad::domain::period::Bucket>, day: Option<jiff::civil::Date>| {
                stretch.zip(day).is_none_or(|(bucket, day)| bucket.period == Period::from_day(interval, day))
            };
            prop_assert!(end(buckets.first(), window.from) && end(buckets.last(), window.to));
        } else {
            prop_assert_eq!(sum, touched.iter().map(|stretches| stretches.len() as u64).sum::<u64>());
        }
        for pair in buckets.windows(2) {
            prop_assert_eq!(pair[0].period.last_day().tomorrow().unwrap(), pair[1].period.first_day());
        }
}
    }

    #[test]
    fn a_sample_is_part_of_the_matches_and_comes_out_the_same(query in query(), size in 1_u32..60, seed in 0_u32..5) {
        for store in whole() {
        let store = store.as_ref();
        let sampled = ClaimQuery { filter: ClaimFilter { sample: Some(Sample { size, seed }), ..query.filter.clone() }, ..query.clone() };
        let (all, total, _) = walk(store, &query, 200);
        let (drawn, drawn_total, _) = walk(store, &sampled, 7);
        prop_assert_eq!(drawn_total, total.min(u64::from(size)));
        // In the order of the query, each once.
        let places: Vec<_> = drawn.iter().map(|id| all.iter().position(|known| known == id).unwrap()).collect();
        prop_assert!(places.windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert_eq!(walk(store, &sampled, 50).0, drawn);
        }
    }
}

#[test]
fn another_seed_draws_another_sample() {
    for store in whole() {
        let draw = |seed| {
            let filter = ClaimFilter { sample: Some(Sample { size: 20, seed }), ..ClaimFilter::default() };
            walk(store.as_ref(), &ClaimQuery { filter, sort: ClaimSort::Id }, 50).0
        };
        assert_ne!(draw(1), draw(2));
        let drawn: BTreeSet<_> = (0..60).flat_map(draw).collect();
        assert!(drawn.len() > 350, "only {} of 400 claims are ever drawn", drawn.len());
    }
}

#[test]
fn a_stream_is_the_walk() {
    for store in whole() {
        for &sort in ClaimSort::ALL {
            let query = ClaimQuery { sort, ..everything() };
            let streamed: Vec<_> = isnad::store::ClaimStream::new(Arc::clone(store), query.clone())
                .chunks(|| Deadline::NONE)
                .flat_map(Result::unwrap)
                .map(|d| id(&d))
                .collect();
            assert_eq!(streamed, walk(store.as_ref(), &query, 200).0);
        }
    }
}

#[test]
fn a_claim_is_found_by_its_identifier_and_only_by_that() {
    for store in whole() {
        for claim in &reference().0 {
            assert_eq!(
                store.reader(Deadline::NONE).claim(&claim.id).unwrap().map(|document| id(&document)),
                Some(claim.id.to_string())
            );
        }
        let missing = ClaimId::parse("article-0-9999").unwrap();
        assert_eq!(store.reader(Deadline::NONE).claim(&missing).unwrap(), None);
        assert!(store.reader(Deadline::NONE).neighbours(&missing).unwrap().len() >= 50);
        assert_eq!(store.reader(Deadline::NONE).related(&missing).unwrap(), vec![]);
    }
}

#[test]
fn relations_are_seen_from_both_ends() {
    let harbour = Source::Directory(super::support::harbour("seed"));
    let built = put(&Corpus::read(&harbour, None, Some(&std::env::temp_dir())).unwrap_or_else(|e| panic!("{e}")));
    for store in built.stores() {
        let related = |number: &str| {
            let id = ClaimId::parse(&format!("harbour-expansion-2024-{number}")).unwrap();
            let related = store.reader(Deadline::NONE).related(&id).unwrap();
            related
                .into_iter()
                .map(|r| (r.kind, r.incoming, self::id(&r.document)[23..].to_owned()))
                .collect::<Vec<_>>()
        };
        let other = |number: &str| number.to_owned();
        assert_eq!(
            related("002"),
            [
                (RelationKind::Elaborates, false, other("001")),
                (RelationKind::Precedes, true, other("001")),
                (RelationKind::Contradicts, true, other("003")),
            ]
        );
    }
}

#[test]
fn the_words_around_a_quote_are_known_where_the_text_was_given() {
    let texts = super::support::harbour("texts");
    let text = std::fs::read_to_string(texts.join("harbour-expansion-2024.txt")).unwrap();
    let harbour = Source::Directory(super::support::harbour("seed"));
    for texts in [Some(texts.as_path()), None] {
        let corpus = Corpus::read(&harbour, texts, Some(&std::env::temp_dir())).unwrap_or_else(|e| panic!("{e}"));
        for store in put(&corpus).stores() {
            for claim in claims(&store) {
                let contexts = store.reader(Deadline::NONE).quote_contexts(&claim.id).unwrap();
                assert_eq!(contexts.len(), if texts.is_some() { claim.evidence.len() } else { 0 });
                for (span, around) in claim.evidence.iter().zip(contexts.into_iter().map(Option::unwrap)) {
                    assert!(text.contains(&format!("{}{}{}", around.prefix, span.quote, around.suffix)));
                }
            }
        }
    }
    let missing = ClaimId::parse("article-0-9999").unwrap();
    for store in whole() {
        assert_eq!(store.reader(Deadline::NONE).quote_contexts(&missing).unwrap(), vec![]);
    }
}
