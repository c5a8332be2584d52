//! The changes since every release, compared with a naive reference on both databases.

use std::collections::{BTreeMap, BTreeSet};

use isnad::ingest::{Corpus, ReleaseOptions, SeedSummary, Source, seed, seed_files};
use isnad::query::filters::ID as CLAIM_ID;
use isnad::query::sorts::ID;
use isnad::query::{ClaimFilter, ClaimQuery, Values};
use isnad::quotes::HashedText;
use isnad::store::{ChangesRequest, ClaimChange, ClaimStream, Database, Dataset, Deadline};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::sync::Arc;

use super::world::World;
use crate::support::postgres;

/// The documents of all claims by identifier.
type Snapshot = BTreeMap<String, Vec<u8>>;

fn snapshot(dataset: &Arc<Dataset>) -> Snapshot {
    let query = ClaimQuery { filter: ClaimFilter::default(), sort: &ID };
    let chunks = ClaimStream::new(Arc::clone(dataset), query).chunks(|| Deadline::NONE);
    let id = |document: &[u8]| serde_json::from_slice::<Value>(document).unwrap()["id"].as_str().unwrap().to_owned();
    chunks.flat_map(Result::unwrap).map(|document| (id(&document), document.to_vec())).collect()
}

/// Every page of the changes since a release.
fn changes(dataset: &Arc<Dataset>, since: u32, limit: u32) -> Vec<ClaimChange> {
    let (mut all, mut after) = (vec![], None);
    loop {
        let request = ChangesRequest { since, to: dataset.release() };
        let page = dataset.reader(Deadline::NONE).changes(request, after.as_ref(), limit).unwrap();
        all.extend(page.changes);
        after = page.next;
        if after.is_none() {
            assert_eq!(page.total, all.len() as u64);
            return all;
        }
    }
}

fn without_revision(document: &[u8]) -> Value {
    let mut claim: Value = serde_json::from_slice(document).unwrap();
    claim.as_object_mut().unwrap().remove("revision").unwrap();
    claim
}

fn differing_fields(old: &[u8], new: &[u8]) -> BTreeSet<String> {
    let (old, new) = (without_revision(old), without_revision(new));
    let names = [&old, &new].map(|claim| claim.as_object().unwrap().keys().cloned().collect::<Vec<_>>());
    names.into_iter().flatten().filter(|name| old.get(name) != new.get(name)).collect()
}

/// The fields that differ between any two neighbouring releases.
fn all_differing_fields(history: &[Snapshot], id: &str) -> Vec<String> {
    let pairs = history.windows(2).map(|pair| (&pair[0][id], &pair[1][id]));
    let fields: BTreeSet<String> = pairs.flat_map(|(old, new)| differing_fields(old, new)).collect();
    fields.into_iter().collect()
}

/// Sum modulo 2^256 of the digests, byte by byte.
fn naive_checksum(claims: &Snapshot) -> String {
    let mut sum = [0_u8; 32];
    for document in claims.values() {
        let mut carry = 0_u16;
        for (digit, more) in sum.iter_mut().zip(Sha256::digest(document)).rev() {
            let total = u16::from(*digit) + u16::from(more) + carry;
            (*digit, carry) = ((total & 0xFF) as u8, total >> 8);
        }
    }
    hex::encode(sum)
}

/// Compares the changes since release `since` with those that follow from the snapshots of all releases.
fn assert_changes(dataset: &Arc<Dataset>, history: &[Snapshot], since: usize, world: &World) {
    let (old, new) = (&history[since], history.last().unwrap());
    let found = changes(dataset, u32::try_from(since).unwrap(), 200);
    assert_eq!(found, changes(dataset, u32::try_from(since).unwrap(), 3), "the size of the pages does not matter");
    let (mut seen, mut copy) = (BTreeSet::new(), old.clone());
    for change in found {
        match change {
            ClaimChange::Added { id, document, .. } => {
                assert!(!old.contains_key(&id) && seen.insert(id.clone()), "{id}");
                copy.insert(id, document.to_vec());
            }
            ClaimChange::Modified { id, fields, document, .. } => {
                assert_eq!(fields, all_differing_fields(&history[since..], &id), "{id}");
                assert!(!fields.is_empty() && seen.insert(id.clone()), "{id}");
                copy.insert(id, document.to_vec());
            }
            ClaimChange::Withdrawn(withdrawal) => {
                let id = withdrawal.id.to_string();
                assert!(!new.contains_key(&id) && seen.insert(id.clone()), "{id}");
                let (reason, by) = world.notice(&id).unwrap_or(("unspecified", None));
                assert_eq!(serde_json::to_value(withdrawal.reason).unwrap(), reason);
                assert_eq!(withdrawal.replaced_by.first().map(ToString::to_string).as_deref(), by);
                assert!(copy.remove(&id).is_some(), "{id}");
            }
        }
    }
    let gone: Vec<String> = old.keys().filter(|id| !new.contains_key(*id)).take(100).cloned().collect();
    let asked = gone.iter().cloned().chain(["no-such-claim".to_owned()]).collect();
    let filter = ClaimFilter::default().with(&CLAIM_ID, Values::Ids(asked));
    let absent = dataset.reader(Deadline::NONE).absent(&filter).unwrap();
    assert_eq!((absent.withdrawn, absent.missing), (gone, vec!["no-such-claim".to_owned()]));
    assert!(&copy == new, "a copy of release {since} with its changes is the dataset");
}

#[test]
fn a_copy_that_follows_the_changes_since_any_release_is_the_dataset() {
    for random in [0x5EED, 0xBEEF, 0xF00D] {
        let mut world = World::new(random, 20);
        let file = world.folder().join("isnad.db").display().to_string();
        let name = format!("releases_{random}");
        let databases: Vec<Database> =
            std::iter::once(file).chain(postgres::database(&name)).map(|address| address.parse().unwrap()).collect();
        let mut histories: Vec<Vec<Snapshot>> = vec![vec![Snapshot::new()]; databases.len()];
        for round in 0..12 {
            if round > 0 {
                world.change();
            }
            let corpus = Corpus::read(&Source::Directory(world.write()), None, Some(world.folder()))
                .unwrap_or_else(|error| panic!("{error}"));
            let day = format!("2026-11-{:02}T00:00:00Z", 1 + round / 2);
            let options = ReleaseOptions { time: day.parse().unwrap(), keep: 1_000 };
            let mut stamps = BTreeSet::new();
            for (database, history) in databases.iter().zip(&mut histories) {
                seed(&corpus, database, options).unwrap();
                let (dataset, _) = database.open().unwrap();
                stamps.insert((dataset.fingerprint().to_owned(), dataset.checksum().to_owned()));
                let now = snapshot(&dataset);
                assert_eq!(now.keys().cloned().collect::<Vec<_>>(), world.ids());
                assert_eq!(dataset.checksum(), naive_checksum(&now));
                // Without a change there is no release.
                history.truncate(dataset.release() as usize);
                history.push(now);
                for since in 0..history.len() {
                    assert_changes(&dataset, history, since, &world);
                }
            }
            assert_eq!(stamps.len(), 1, "both databases have the same history");
        }
        assert!(histories[0].len() > 8, "most rounds make a release");
    }
}

/// Applies changes to a copy.
fn apply(copy: &mut Snapshot, changes: Vec<ClaimChange>) {
    for change in changes {
        match change {
            ClaimChange::Added { id, document, .. } | ClaimChange::Modified { id, document, .. } => {
                copy.insert(id, document.to_vec());
            }
            ClaimChange::Withdrawn(withdrawal) => {
                copy.remove(withdrawal.id.as_str());
            }
        }
    }
}

#[test]
fn a_claim_that_comes_and_goes_while_pages_are_read_is_in_no_copy() {
    let mut world = World::new(0x5EED, 3);
    let database = Database::File(world.folder().join("isnad.db"));
    let release = |world: &World| {
        let corpus = Corpus::read(&Source::Directory(world.write()), None, Some(world.folder())).unwrap();
        let time = "2026-11-24T00:00:00Z".parse().unwrap();
        seed(&corpus, &database, ReleaseOptions { time, keep: 10 }).unwrap();
        database.open().unwrap().0
    };
    let mut copy = Snapshot::new();
    let first = release(&world);
    let request = ChangesRequest { since: 0, to: first.release() };
    let mut page = first.reader(Deadline::NONE).changes(request, None, 1).unwrap();
    let added = world.add();
    let second = release(&world);
    loop {
        apply(&mut copy, page.changes);
        let Some(next) = page.next else { break };
        page = second.reader(Deadline::NONE).changes(request, Some(&next), 1).unwrap();
    }
    assert_eq!(copy, snapshot(&first), "the other pages are of the next release");
    world.remove(&added);
    let third = release(&world);
    assert_eq!((first.release(), second.release(), third.release()), (1, 2, 3));
    apply(&mut copy, changes(&third, request.to, 1));
    assert_eq!(copy, snapshot(&third));
}

#[test]
fn the_same_input_makes_no_release_and_keeps_every_byte() {
    let world = World::new(7, 10);
    let database = Database::File(world.folder().join("isnad.db"));
    let corpus = Corpus::read(&Source::Directory(world.write()), None, Some(world.folder())).unwrap();
    let at = |time: &str| ReleaseOptions { time: time.parse().unwrap(), keep: 10 };
    let first = seed(&corpus, &database, at("2026-11-24T00:00:00Z")).unwrap();
    let before = database.open().unwrap().0;
    let second = seed(&corpus, &database, at("2026-12-24T00:00:00Z")).unwrap();
    let after = database.open().unwrap().0;
    assert_eq!(second, SeedSummary { is_new_release: false, ..first });
    assert_eq!((before.fingerprint(), before.checksum()), (after.fingerprint(), after.checksum()));
    assert_eq!(snapshot(&before), snapshot(&after));
}

#[test]
fn a_text_that_changes_is_stored_and_makes_other_validators() {
    let world = World::new(7, 10);
    let file = world.folder().join("isnad.db").display().to_string();
    for address in std::iter::once(file).chain(postgres::database("changed_text")) {
        let database: Database = address.parse().unwrap();
        let root = world.write();
        let seed = || {
            let time = "2026-11-24T00:00:00Z".parse().unwrap();
            seed_files(&Source::Directory(root.clone()), None, &database, ReleaseOptions { time, keep: 10 }).unwrap();
            database.open().unwrap().0
        };
        let before = seed();
        let path = root.join("articles/article-0/text.txt");
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("{text}Nobody quotes the lighthouse keeper.\n")).unwrap();
        let after = seed();
        assert_eq!(before.version(), after.version(), "the text is not part of the content");
        assert_ne!(before.fingerprint(), after.fingerprint());
        let quote = [HashedText::new("Nobody quotes the lighthouse keeper")];
        let is_found = |dataset: &Dataset| dataset.reader(Deadline::NONE).find_quotes(&quote).unwrap()[0].is_some();
        assert_eq!((is_found(&before), is_found(&after)), (false, true));
    }
}
