//! Text queries find the same claims in every store; each may score relevance in its own way.

use std::collections::BTreeSet;
use std::sync::Arc;

use isnad::domain::claim::Claim;
use isnad::domain::vocabulary::{FacetMode, Ranking};
use isnad::ingest::{Corpus, Source};
use isnad::query::facets::{FACETS, FacetRequest};
use isnad::query::filters::{Q, SALIENCE_MIN};
use isnad::query::sorts::{ID, RELEVANCE, SORTS};
use isnad::query::{ClaimFilter, ClaimQuery, Values};
use isnad::search::{Analyzer, parse_query};
use isnad::store::{ClaimStream, Dataset, Deadline, StoreError};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::corpus::{SeededCorpus, seed_all_backends};

/// Words, phrases, exclusions, names in both scripts, nothing that occurs.
const TYPED: [&str; 27] = [
    "chips",
    "\"export controls\"",
    "\"controls export\"",
    "\"ضوابط التصدير\"",
    "الرقائق -هواوي",
    "بالرقائق",
    "-china",
    "-\"export controls\" chips",
    "chinese government",
    "\"United States\" China",
    "إنفيديا",
    "Huawei OR Nvidia",
    "NVIDIA H20",
    "2025",
    "\"the of\"",
    "the",
    "على",
    "nvid*",
    "الرقا*",
    "regulat* -chip*",
    "F16",
    "self sufficiency",
    "selfsufficiency",
    "\"the chips\" OR \"export controls\"",
    "chinnese",
    "zzzzzz",
    "\"artificial intelligence\" -chips -\"data centers\"",
];

fn ids(store: &Arc<Dataset>, query: &ClaimQuery) -> Vec<String> {
    let documents =
        ClaimStream::new(Arc::clone(store), query.clone()).chunks(|| Deadline::NONE).flat_map(Result::unwrap);
    documents.map(|document| serde_json::from_slice::<Claim>(&document).unwrap().id.to_string()).collect()
}

#[test]
fn every_store_finds_the_same_claims() {
    let corpus = Corpus::read(&Source::BuiltIn, None, Some(&std::env::temp_dir())).unwrap_or_else(|e| panic!("{e}"));
    let built = seed_all_backends(&corpus);
    let stores = built.stores();
    let judged = include_str!("../search/relevance.jsonl").lines().map(|line| {
        let judged: Value = serde_json::from_str(line).unwrap();
        judged["query"].as_str().unwrap().to_owned()
    });
    let mut found = 0;
    for typed in TYPED.map(str::to_owned).into_iter().chain(judged) {
        let Some(text) = parse_query(&typed, stores[0].query_context().analyzers) else { continue };
        let filter = ClaimFilter::default().with(&Q, Values::Text(text.clone()));
        let query = |sort| ClaimQuery { filter: filter.clone(), sort };
        let expected = ids(&stores[0], &query(&ID));
        found += expected.len();
        for store in &stores[1..] {
            for &sort in SORTS.iter().filter(|sort| !sort.needs_text) {
                assert_eq!(ids(store, &query(sort)), ids(&stores[0], &query(sort)), "{typed} {}", sort.name);
            }
            let mut by_relevance = ids(store, &query(&RELEVANCE));
            assert_eq!(by_relevance, ids(&stores[0], &query(&RELEVANCE)), "{typed}");
            by_relevance.sort();
            assert_eq!(by_relevance, expected, "{typed}: each claim once");
            let request = FacetRequest { dimensions: FACETS.to_vec(), limit: 50, mode: FacetMode::AllFilters };
            let facets = |store: &Arc<Dataset>| store.reader(Deadline::NONE).facets(&filter, &request).unwrap();
            assert_eq!(facets(store), facets(&stores[0]), "{typed}");
            let spelling = |store: &Arc<Dataset>| store.reader(Deadline::NONE).suggest_spelling(&text).unwrap();
            assert_eq!(spelling(store), spelling(&stores[0]), "{typed}");
        }
    }
    assert!(found > 500, "{found}");
}

#[test]
fn a_filter_keeps_the_order_by_relevance() {
    let corpus = Corpus::read(&Source::BuiltIn, None, Some(&std::env::temp_dir())).unwrap_or_else(|e| panic!("{e}"));
    let built = seed_all_backends(&corpus);
    let mut compared = 0;
    for store in built.stores() {
        let texts = TYPED.into_iter().filter_map(|typed| parse_query(typed, store.query_context().analyzers));
        for text in texts.filter(|text| !text.required.is_empty()) {
            let all = ClaimFilter::default().with(&Q, Values::Text(text.clone()));
            let central = all.clone().with(&SALIENCE_MIN, Values::Number(3));
            let find = |filter: &ClaimFilter, sort| ids(&store, &ClaimQuery { filter: filter.clone(), sort });
            let matches = BTreeSet::from_iter(find(&central, &ID));
            let mut expected = find(&all, &RELEVANCE);
            expected.retain(|id| matches.contains(id));
            assert_eq!(find(&central, &RELEVANCE), expected, "{text:?}");
            compared += expected.len();
        }
    }
    assert!(compared > 50, "{compared}");
}

#[test]
fn pages_by_relevance_equal_the_stream_and_name_the_ranking() {
    let corpus = Corpus::read(&Source::BuiltIn, None, Some(&std::env::temp_dir())).unwrap_or_else(|e| panic!("{e}"));
    let text = parse_query("chips export", &["en", "ar"].map(Analyzer::for_language)).unwrap();
    let filter = ClaimFilter::default().with(&Q, Values::Text(text));
    let query = ClaimQuery { filter, sort: &RELEVANCE };
    for store in seed_all_backends(&corpus).stores() {
        let (mut paged, mut after) = (Vec::new(), None);
        loop {
            let page = store.reader(Deadline::NONE).page(&query, after.as_ref(), 3).unwrap();
            assert_eq!(page.ranking, Some(Ranking::Bm25));
            paged.extend(
                page.documents.iter().map(|found| serde_json::from_slice::<Claim>(found).unwrap().id.to_string()),
            );
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(paged, ids(&store, &query));
        assert!(paged.len() > 5);
    }
}

/// Seeds English statements in every store.
fn seed_statements(statements: impl Iterator<Item = String>) -> SeededCorpus {
    let folder = TempDir::new().unwrap();
    let article = folder.path().join("articles/a");
    std::fs::create_dir_all(&article).unwrap();
    let voice = json!({"id": "voice", "kind": "document", "name": {"en": "Voice"}});
    std::fs::write(folder.path().join("actors.jsonl"), voice.to_string()).unwrap();
    let header = json!({"id": "a", "title": {"en": "A"}, "language": "en", "voice": "voice"});
    std::fs::write(article.join("article.json"), header.to_string()).unwrap();
    let claim = |(number, statement): (usize, String)| {
        json!({"id": format!("a-{number}"), "statement": {"en": statement}, "asserted_by": "voice"}).to_string()
    };
    let claims: Vec<String> = statements.enumerate().map(claim).collect();
    std::fs::write(article.join("claims.jsonl"), claims.join("\n")).unwrap();
    let source = Source::Directory(folder.path().to_owned());
    seed_all_backends(
        &Corpus::read(&source, None, Some(&std::env::temp_dir())).unwrap_or_else(|error| panic!("{error}")),
    )
}

#[test]
fn claims_of_equal_relevance_are_paged_in_one_order() {
    let text = parse_query("exported chips", &[Analyzer::for_language("en")]).unwrap();
    let query = ClaimQuery { filter: ClaimFilter::default().with(&Q, Values::Text(text)), sort: &RELEVANCE };
    let seeded = seed_statements((0..500).map(|_| "Chips are exported.".to_owned()));
    for store in seeded.stores() {
        let walk = || {
            let (mut paged, mut after) = (Vec::new(), None);
            loop {
                let page = store.reader(Deadline::NONE).page(&query, after.as_ref(), 7).unwrap();
                let id = |document: &_| serde_json::from_slice::<Claim>(document).unwrap().id.to_string();
                paged.extend(page.documents.iter().map(|document| id(document)));
                after = page.next;
                if after.is_none() {
                    return paged;
                }
            }
        };
        let paged = walk();
        assert_eq!((paged.len(), paged.iter().collect::<BTreeSet<_>>().len()), (500, 500), "each claim once");
        assert_eq!(walk(), paged, "the same order each time");
        assert_eq!(ids(&store, &query), paged, "and in the stream");
    }
}

#[test]
fn a_prefix_finds_every_word_that_begins_with_it_or_is_refused() {
    let seeded = seed_statements((0..1_500).map(|number| format!("Chip x{number}q")));
    for store in seeded.stores() {
        let count = |typed| {
            let text = parse_query(typed, &[Analyzer::for_language("en")]).unwrap();
            store.reader(Deadline::NONE).count(&ClaimFilter::default().with(&Q, Values::Text(text)))
        };
        assert_eq!(count("x10*").unwrap(), 111, "x10, x100 to x109, x1000 to x1099");
        assert_eq!(count("chi* x1*").unwrap(), 611);
        assert!(matches!(count("chip X*"), Err(StoreError::PrefixTooShort { prefix, .. }) if prefix == "X"));
    }
}

#[test]
fn a_form_of_a_prefix_that_is_too_broad_is_left_out() {
    let letters: Vec<char> = "تجحدرسشصطعفق".chars().collect();
    let word = |n: usize| format!("ف{}{}{}", letters[n / 144], letters[n / 12 % 12], letters[n % 12]);
    let seeded = seed_statements((0..1_500).map(word).chain(["ألفريد".to_owned()]));
    for store in seeded.stores() {
        let count = |typed| {
            let text = parse_query(typed, &[Analyzer::for_language("ar")]).unwrap();
            store.reader(Deadline::NONE).count(&ClaimFilter::default().with(&Q, Values::Text(text)))
        };
        assert_eq!(count("الف*").unwrap(), 1, "without the words of ف*");
        assert!(matches!(count("ف*"), Err(StoreError::PrefixTooShort { prefix, .. }) if prefix == "ف"));
    }
}
