//! A walk goes on in a later snapshot without a gap and without a double.

use futures_executor::block_on;
use std::collections::BTreeMap;

use isnad::domain::claim::Claim;
use isnad::domain::filter::ClaimQuery;
use isnad::domain::vocabulary::ClaimSort;
use isnad::store::ClaimStore;

use super::corpus::{Built, SIZE, build};
use super::questions::everything;

fn ids_of(built: &Built, query: &ClaimQuery) -> Vec<String> {
    let chunks = isnad::store::Walk::new(std::sync::Arc::clone(&built.store), query.clone()).waiting();
    chunks
        .flat_map(Result::unwrap)
        .map(|document| serde_json::from_slice::<Claim>(&document).unwrap().id.to_string())
        .collect()
}

#[test]
fn pages_of_seven_over_changing_snapshots_visit_each_lasting_claim_once() {
    // Each lacks other claims, so that the claim a page ended with may be gone from the next.
    let snapshots = [build(SIZE, |n| n % 5 != 0), build(SIZE, |n| n % 5 != 1), build(SIZE, |n| n % 7 != 2)];
    for &sort in ClaimSort::ALL {
        let query = ClaimQuery { sort, ..everything() };
        let mut visits: BTreeMap<String, u32> = BTreeMap::new();
        let mut after = None;
        for turn in 0.. {
            let store: &dyn ClaimStore = snapshots[turn % snapshots.len()].store.as_ref();
            let page = block_on(store.page(&query, after.as_ref(), 7)).unwrap();
            for document in &page.documents {
                let claim: Claim = serde_json::from_slice(document).unwrap();
                *visits.entry(claim.id.to_string()).or_default() += 1;
            }
            match page.next {
                Some(place) => after = Some(place),
                None => break,
            }
        }
        assert!(visits.values().all(|&times| times == 1), "{sort:?}: some claim was seen twice");
        let everywhere = ids_of(&snapshots[0], &query).into_iter().filter(|id| {
            snapshots[1..].iter().all(|snapshot| {
                let id = isnad::domain::identifier::ClaimId::parse(id).unwrap();
                block_on(snapshot.store.get(&id)).unwrap().is_some()
            })
        });
        for id in everywhere {
            assert!(visits.contains_key(&id), "{sort:?}: {id} was never seen");
        }
    }
}
