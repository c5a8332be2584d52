//! Every backend returns the results of the reference.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use isnad::domain::claim::Claim;
use isnad::domain::identifier::ClaimId;
use isnad::domain::period::Period;
use isnad::domain::vocabulary::{DateField, FacetMode, RelationKind, TimelineInterval, VocabularyTerm};
use isnad::ingest::{Corpus, Source};
use isnad::query::ClaimQuery;
use isnad::query::facets::{FACETS, FacetRequest};
use isnad::query::sorts::{ID, SORTS};
use isnad::store::{ClaimStream, Dataset, Deadline, TimelineRequest};
use proptest::prelude::*;
use proptest::sample::select;

use super::corpus::{corpora, seed_all_backends, synthetic};
use super::queries::{TestQuery, UNKNOWN_CLAIM, all_claims, any_query, for_all, without_own_filter};
use super::reference::{every_day, field, selected};
use super::seed_claims::SeedClaim;

/// The identifiers of all matches, page by page, with `total` and `undated_excluded`.
fn read_all_pages(store: &Dataset, query: &ClaimQuery, limit: u32) -> (Vec<String>, u64, u64) {
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let page = store.reader(Deadline::NONE).page(query, after.as_ref(), limit).unwrap();
        assert!(page.documents.len() <= limit as usize);
        ids.extend(page.documents.iter().map(|document| id(document)));
        match page.next {
            Some(position) => after = Some(position),
            None => return (ids, page.total, page.undated_excluded),
        }
    }
}

fn id(document: &[u8]) -> String {
    serde_json::from_slice::<Claim>(document).unwrap().id.to_string()
}

#[test]
fn paging_returns_the_matches_of_the_reference_in_order() {
    for corpus in corpora() {
        for_all(200, (any_query(corpus), select(vec![7, 50, 200])), |(query, limit)| {
            let (expected, excluded) = corpus.reference.answer(&query);
            let expected: Vec<&str> = expected.iter().map(|claim| claim.id.as_str()).collect();
            for store in &corpus.stores {
                let (ids, total, undated_excluded) = read_all_pages(store, &query.query(store), limit);
                prop_assert_eq!(total, expected.len() as u64);
                prop_assert_eq!(undated_excluded, excluded);
                prop_assert_eq!(ids, expected.clone());
            }
            Ok(())
        });
    }
}

#[test]
fn facets_equal_the_counts_of_the_reference() {
    for corpus in corpora() {
        for_all(200, (any_query(corpus), select(vec![1, 3, 200]), select(FacetMode::ALL)), |(query, limit, mode)| {
            let request = FacetRequest { dimensions: FACETS.to_vec(), limit, mode };
            for store in &corpus.stores {
                let counts = store.reader(Deadline::NONE).facets(&query.filter(store), &request).unwrap();
                for (dimension, counts) in FACETS.iter().zip(counts) {
                    let counted = match mode {
                        FacetMode::AllFilters => query.clone(),
                        FacetMode::OtherFilters => without_own_filter(&query, dimension.name),
                    };
                    let (matches, _) = corpus.reference.answer(&counted);
                    let field = field(&query);
                    let extent = corpus.reference.extent(field);
                    let parts = counted.values("include_parts") == ["true"];
                    let mut expected = corpus.reference.facet(&matches, dimension.name, field, extent, parts);
                    let rest = expected.split_off(limit.min(expected.len()));
                    let listed = |value: &String| expected.iter().all(|(known, _)| known != value);
                    let count = |value: &String| rest.iter().find(|(id, _)| id == value).map_or(0, |(_, count)| *count);
                    let selected = selected(&query, dimension.name).into_iter().filter(listed);
                    let mut selected: Vec<_> = selected.map(|value| (value.clone(), count(&value))).collect();
                    selected.sort_by_key(|(_, count)| Reverse(*count));
                    expected.extend(selected);
                    let counts: Vec<_> = counts.into_iter().map(|entry| (entry.id, entry.count)).collect();
                    prop_assert_eq!(counts, expected, "{}", dimension.name);
                }
            }
            Ok(())
        });
    }
}

#[test]
fn unknown_identifiers_are_missing_and_known_ones_are_found() {
    for corpus in corpora() {
        for_all(50, any_query(corpus), |query| {
            let asked = query.values("id").contains(&UNKNOWN_CLAIM);
            for store in &corpus.stores {
                let page = store.reader(Deadline::NONE).page(&query.query(store), None, 1).unwrap();
                prop_assert_eq!(page.absent.missing, if asked { vec![UNKNOWN_CLAIM.to_owned()] } else { vec![] });
            }
            Ok(())
        });
    }
}

#[test]
fn a_facet_count_is_the_total_with_that_value_added() {
    for corpus in corpora() {
        for_all(50, any_query(corpus), |query| {
            for store in &corpus.stores {
                let filter = query.filter(store);
                let open =
                    FACETS.iter().filter(|facet| facet.filter.kind.is_list() && filter.get(facet.filter).is_none());
                let dimensions: Vec<_> = open.copied().collect();
                let request = FacetRequest { dimensions: dimensions.clone(), limit: 200, mode: FacetMode::AllFilters };
                let counts = store.reader(Deadline::NONE).facets(&filter, &request).unwrap();
                for (dimension, counts) in dimensions.iter().zip(counts) {
                    for entry in counts {
                        let narrowed = query.with(dimension.filter.name, &entry.id).filter(store);
                        let total = store.reader(Deadline::NONE).count(&narrowed).unwrap();
                        prop_assert_eq!(total, entry.count, "{} {}", dimension.name, entry.id);
                    }
                }
            }
            Ok(())
        });
    }
}

#[test]
fn timelines_equal_the_counts_of_the_reference() {
    for corpus in corpora() {
        for_all(200, (any_query(corpus), select(TimelineInterval::ALL)), |(query, interval)| {
            let field = DateField::parse(field(&query)).unwrap();
            let request = TimelineRequest { interval, field, max_buckets: 50_000 };
            let date = |claim: &SeedClaim| match field {
                DateField::Event => claim.date.clone(),
                DateField::Asserted => claim.asserted.clone(),
                DateField::Published => claim.published.clone(),
            };
            let extent = corpus.reference.extent(field.as_str());
            let (matches, excluded) = corpus.reference.answer(&query);
            let period = |day| Period::from_day(interval, day);
            let periods: Vec<BTreeSet<Period>> = matches
                .iter()
                .map(|claim| every_day(date(claim).as_ref(), extent).into_iter().map(period).collect())
                .collect();
            for store in &corpus.stores {
                let filter = query.filter(store);
                let timeline = store.reader(Deadline::NONE).timeline(&filter, request).unwrap();
                prop_assert_eq!(timeline.total, matches.len() as u64);
                prop_assert_eq!(timeline.undated_excluded, excluded);
                prop_assert_eq!(timeline.undated, matches.iter().filter(|claim| date(claim).is_none()).count() as u64);
                let buckets = timeline.buckets.unwrap();
                for bucket in &buckets {
                    let expected = periods.iter().filter(|periods| periods.contains(&bucket.period)).count() as u64;
                    prop_assert_eq!(bucket.count, expected, "{}", bucket.period.id());
                }
                // Claims overlap no other period, except those outside a window.
                let sum: u64 = buckets.iter().map(|bucket| bucket.count).sum();
                let inside = |period: &&Period| buckets.iter().any(|bucket| bucket.period == **period);
                let expected = periods.iter().map(|periods| periods.iter().filter(inside).count() as u64).sum::<u64>();
                prop_assert_eq!(sum, expected);
                if let Some(window) = filter.window_on(field) {
                    let (first, last) = (buckets.first(), buckets.last());
                    prop_assert!(first.zip(window.from).is_none_or(|(bucket, from)| bucket.period == period(from)));
                    prop_assert!(last.zip(window.to).is_none_or(|(bucket, to)| bucket.period == period(to)));
                } else {
                    prop_assert_eq!(sum, periods.iter().map(|periods| periods.len() as u64).sum::<u64>());
                }
                for pair in buckets.windows(2) {
                    prop_assert_eq!(pair[0].period.last_day().tomorrow().unwrap(), pair[1].period.first_day());
                }
            }
            Ok(())
        });
    }
}

#[test]
fn a_sample_is_a_reproducible_part_of_the_matches() {
    for corpus in corpora() {
        for_all(200, (any_query(corpus), 1_u32..60, 0_u32..5), |(query, size, seed)| {
            let sampled = query.with("sample", &size.to_string()).with("sample_seed", &seed.to_string());
            for store in &corpus.stores {
                let sampled = sampled.query(store);
                let (all, total, _) = read_all_pages(store, &query.query(store), 200);
                let (drawn, drawn_total, _) = read_all_pages(store, &sampled, 7);
                prop_assert_eq!(drawn_total, total.min(u64::from(size)));
                // In the order of the query, each once.
                let positions: Vec<_> =
                    drawn.iter().map(|id| all.iter().position(|matching| matching == id).unwrap()).collect();
                prop_assert!(positions.is_sorted_by(|a, b| a < b));
                prop_assert_eq!(read_all_pages(store, &sampled, 50).0, drawn);
            }
            Ok(())
        });
    }
}

#[test]
fn another_seed_gives_another_sample() {
    for store in &synthetic().stores {
        let draw = |seed: u32| {
            let sample = TestQuery::new(&ID).with("sample", "20").with("sample_seed", &seed.to_string());
            read_all_pages(store, &sample.query(store), 50).0
        };
        assert_ne!(draw(1), draw(2));
        let drawn: BTreeSet<_> = (0..60).flat_map(draw).collect();
        assert!(drawn.len() > 350, "only {} of 400 claims are ever drawn", drawn.len());
    }
}

#[test]
fn a_stream_equals_the_pages() {
    for corpus in corpora() {
        for store in &corpus.stores {
            for &sort in SORTS {
                let query = ClaimQuery { sort, ..all_claims() };
                let streamed: Vec<_> = ClaimStream::new(Arc::clone(store), query.clone())
                    .chunks(|| Deadline::NONE)
                    .flat_map(Result::unwrap)
                    .map(|document| id(&document))
                    .collect();
                assert_eq!(streamed, read_all_pages(store, &query, 200).0);
            }
        }
    }
}

#[test]
fn a_claim_is_found_by_its_exact_identifier() {
    for corpus in corpora() {
        for store in &corpus.stores {
            for claim in &corpus.reference.claims {
                let found = store.reader(Deadline::NONE).claim(&ClaimId::parse(&claim.id).unwrap()).unwrap();
                assert_eq!(found.map(|document| id(&document)), Some(claim.id.clone()));
            }
        }
    }
    let missing = ClaimId::parse("article-0-9999").unwrap();
    for store in &synthetic().stores {
        assert_eq!(store.reader(Deadline::NONE).claim(&missing).unwrap(), None);
        assert!(store.reader(Deadline::NONE).neighbours(&missing).unwrap().len() >= 50);
        assert_eq!(store.reader(Deadline::NONE).related(&missing).unwrap(), vec![]);
    }
}

#[test]
fn relations_are_returned_in_both_directions() {
    let harbour = Source::Directory(crate::support::harbour("seed"));
    let built =
        seed_all_backends(&Corpus::read(&harbour, None, Some(&std::env::temp_dir())).unwrap_or_else(|e| panic!("{e}")));
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
fn quotes_have_their_context_if_the_text_was_given() {
    let texts = crate::support::harbour("texts");
    let text = std::fs::read_to_string(texts.join("harbour-expansion-2024.txt")).unwrap();
    let harbour = Source::Directory(crate::support::harbour("seed"));
    for texts in [Some(texts.as_path()), None] {
        let corpus = Corpus::read(&harbour, texts, Some(&std::env::temp_dir())).unwrap_or_else(|e| panic!("{e}"));
        for store in seed_all_backends(&corpus).stores() {
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
    for store in &synthetic().stores {
        assert_eq!(store.reader(Deadline::NONE).quote_contexts(&missing).unwrap(), vec![]);
    }
}

fn claims(store: &Arc<Dataset>) -> Vec<Claim> {
    let chunks = ClaimStream::new(Arc::clone(store), all_claims()).chunks(|| Deadline::NONE);
    chunks.flat_map(Result::unwrap).map(|document| serde_json::from_slice(&document).unwrap()).collect()
}
