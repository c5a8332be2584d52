//! Cursors continue in later datasets without skipping or repeating a claim.

use std::collections::BTreeMap;
use std::sync::Arc;

use isnad::domain::claim::Claim;
use isnad::domain::identifier::ClaimId;
use isnad::query::ClaimQuery;
use isnad::query::sorts::SORTS;
use isnad::store::{ClaimStream, Dataset, Deadline};

use super::corpus::{SIZE, SeededCorpus, build};
use super::queries::all_claims;

fn ids_of(store: &Arc<Dataset>, query: &ClaimQuery) -> Vec<String> {
    ClaimStream::new(Arc::clone(store), query.clone())
        .chunks(|| Deadline::NONE)
        .flat_map(Result::unwrap)
        .map(|document| serde_json::from_slice::<Claim>(&document).unwrap().id.to_string())
        .collect()
}

#[test]
fn paging_across_changing_datasets_returns_each_lasting_claim_once() {
    // Each dataset lacks other claims, so the last claim of a page may be missing in the next dataset.
    let built = [build(SIZE, |n| n % 5 != 0), build(SIZE, |n| n % 5 != 1), build(SIZE, |n| n % 7 != 2)];
    let stores: Vec<_> = built.iter().map(SeededCorpus::stores).collect();
    for kind in 0..stores[0].len() {
        let datasets: Vec<&Arc<Dataset>> = stores.iter().map(|stores| &stores[kind]).collect();
        for &sort in SORTS {
            let query = ClaimQuery { sort, ..all_claims() };
            let mut visits: BTreeMap<String, u32> = BTreeMap::new();
            let mut after = None;
            for turn in 0.. {
                let page =
                    datasets[turn % datasets.len()].reader(Deadline::NONE).page(&query, after.as_ref(), 7).unwrap();
                for document in &page.documents {
                    let claim: Claim = serde_json::from_slice(document).unwrap();
                    *visits.entry(claim.id.to_string()).or_default() += 1;
                }
                match page.next {
                    Some(position) => after = Some(position),
                    None => break,
                }
            }
            assert!(visits.values().all(|&times| times == 1), "{}: a claim was returned twice", sort.name);
            let everywhere = ids_of(datasets[0], &query).into_iter().filter(|id| {
                let id = ClaimId::parse(id).unwrap();
                datasets[1..].iter().all(|dataset| dataset.reader(Deadline::NONE).claim(&id).unwrap().is_some())
            });
            for id in everywhere {
                assert!(visits.contains_key(&id), "{}: {id} was not returned", sort.name);
            }
        }
    }
}
