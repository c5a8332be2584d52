//! Incremental seeding in PostgreSQL, compared with full seeding of the same files.

use std::collections::BTreeSet;

use isnad::ingest::{ReleaseOptions, SeedSummary, Source, seed_files};
use isnad::store::Database;

use super::incremental::{places_of_keys, seed_random_releases, seed_releases_with_texts};
use super::world::World;
use crate::support::{isnad, postgres};

/// Every row of every table but those of the quote index, whose words are numbered in the order in which they came.
const CONTENT: [&str; 17] = [
    "SELECT * FROM about WHERE name <> 'next_quote_word' ORDER BY name",
    "SELECT * FROM actor ORDER BY key",
    "SELECT * FROM topic ORDER BY key",
    "SELECT * FROM article ORDER BY key",
    "SELECT * FROM claim ORDER BY ordinal",
    "SELECT * FROM claim_document ORDER BY ordinal",
    "SELECT * FROM evidence_context ORDER BY claim, position",
    "SELECT * FROM relation ORDER BY claim, kind, target",
    "SELECT * FROM search_word ORDER BY token",
    "SELECT * FROM article_words ORDER BY article",
    "SELECT * FROM seed_article ORDER BY article",
    "SELECT part, version, md5(bytes) FROM stored_index ORDER BY part",
    "SELECT * FROM release ORDER BY number",
    "SELECT * FROM claim_change ORDER BY claim, release",
    "SELECT * FROM withdrawn_claim ORDER BY id",
    "SELECT article, claim, position, start_offset, end_offset FROM quote_passage ORDER BY 1, 2, 3",
    "SELECT tablename, indexname FROM pg_indexes WHERE schemaname = current_schema ORDER BY 1, 2",
];

const PASSAGES: &str =
    "SELECT first_word, concat_ws(' ', article, claim, position) FROM quote_passage ORDER BY first_word";

const POSTINGS: &str = "SELECT key, encode(words, 'hex') FROM quote_posting ORDER BY key";

/// The rows that SQL statements return of the active dataset.
fn rows(address: &str, statements: &[&str]) -> String {
    let active = "SELECT set_config('search_path', schema, false) FROM isnad.served JOIN isnad.dataset USING (schema)";
    let rows = postgres::query(address, &[&[active], statements].concat());
    let (_, rows) = rows.split_once('\n').unwrap();
    rows.to_owned()
}

fn quote_index(address: &str) -> BTreeSet<(i64, String, i64)> {
    let pairs = |sql: &str| -> Vec<(i64, String)> {
        let rows = rows(address, &[sql]);
        let pair = |line: &str| line.split_once('|').map(|(key, value)| (key.parse().unwrap(), value.to_owned()));
        rows.lines().map(|line| pair(line).unwrap()).collect()
    };
    let postings = pairs(POSTINGS).into_iter().map(|(key, words)| (key, hex::decode(words).unwrap()));
    places_of_keys(&pairs(PASSAGES), postings.collect())
}

fn assert_same(incremental: &str, full: &str) {
    assert_eq!(rows(incremental, &CONTENT), rows(full, &CONTENT));
    assert_eq!(quote_index(incremental), quote_index(full));
}

/// The addresses of two databases, and the databases; `None` without PostgreSQL.
fn databases(name: &str) -> Option<([String; 2], [Database; 2])> {
    let [incremental, full] = ["incremental", "full"].map(|suffix| postgres::database(&format!("{name}_{suffix}")));
    let addresses = [incremental?, full?];
    let databases = addresses.each_ref().map(|address| address.parse().unwrap());
    Some((addresses, databases))
}

#[test]
fn random_edits_give_the_same_tables_as_seeding_from_nothing() {
    let Some(([incremental, full], databases)) = databases("edits") else { return };
    let mut world = World::with_articles(0xF00D, 60, 15);
    let rounds = 8;
    let same = || assert_same(&incremental, &full);
    let kept = seed_random_releases(&mut world, databases.each_ref(), rounds, same);
    assert!(kept * 2 > rounds, "{kept} of {rounds} releases kept something");
}

#[test]
fn an_index_of_another_version_is_built_again() {
    let Some(([address, _], [database, _])) = databases("index") else { return };
    let world = World::with_articles(5, 40, 8);
    seed_files(&Source::Directory(world.write()), None, &database, ReleaseOptions::default()).unwrap();
    let export = || isnad(&["export", "--database", &address, "--format", "ndjson", "--kind", "statement"]);
    let stored = export();
    assert!(stored.status.success() && !stored.stdout.is_empty(), "{stored:?}");
    rows(&address, &["UPDATE stored_index SET version = version + 1"]);
    assert!(export().stdout == stored.stdout);
    rows(&address, &["UPDATE stored_index SET version = version - 1, bytes = 'damaged'"]);
    assert!(!export().status.success(), "the stored index is not read");
}

#[test]
fn texts_are_searched_after_an_update() {
    let Some(([incremental, full], databases)) = databases("texts") else { return };
    seed_releases_with_texts(databases.each_ref(), || assert_same(&incremental, &full));
}

#[test]
fn what_did_not_change_is_not_read() {
    let Some((_, [database, _])) = databases("unchanged") else { return };
    let world = World::with_articles(3, 40, 8);
    let source = Source::Directory(world.write());
    let options = ReleaseOptions { time: "2026-11-24T00:00:00Z".parse().unwrap(), keep: 10 };
    let seed = || seed_files(&source, None, &database, options).unwrap().0;
    let first = seed();
    assert_eq!((first.read, first.claims), (40, 40));
    assert_eq!(seed(), SeedSummary { read: 0, is_new_release: false, ..first });
}

#[test]
fn a_dataset_of_an_earlier_layout_is_stored_again() {
    let Some(address) = postgres::database("earlier_layout") else { return };
    let world = World::new(0x5EED, 10);
    let (folder, database): (_, Database) = (world.write(), address.parse().unwrap());
    let seed = || {
        let options = ReleaseOptions { time: "2026-11-24T00:00:00Z".parse().unwrap(), keep: 10 };
        seed_files(&Source::Directory(folder.clone()), None, &database, options).unwrap();
    };
    seed();
    let claims = database.open().unwrap().0.stats().claims;
    let earlier = "DO $$
        DECLARE current text := (SELECT schema FROM isnad.served);
        BEGIN
            DELETE FROM isnad.served;
            EXECUTE format('ALTER SCHEMA %I RENAME TO isnad_0000000000000000', current);
            UPDATE isnad.dataset SET schema = 'isnad_0000000000000000', layout = 1;
            INSERT INTO isnad.served (generation, schema) VALUES (9, 'isnad_0000000000000000');
        END $$";
    postgres::query(&address, &[earlier]);
    assert!(database.open().is_err());
    seed();
    assert_eq!(database.open().unwrap().0.stats().claims, claims);
}

#[test]
fn the_schema_before_stays_for_the_servers_that_read_it() {
    let Some(address) = postgres::database("schema_before") else { return };
    let mut world = World::new(0x5EED, 10);
    let database: Database = address.parse().unwrap();
    let seed = |world: &World, day: &str| {
        let options = ReleaseOptions { time: day.parse().unwrap(), keep: 10 };
        std::fs::remove_file(world.write().join("dataset.json")).unwrap();
        let folder = world.folder().join("seed");
        seed_files(&Source::Directory(folder), None, &database, options).unwrap();
        database.open().unwrap().0
    };
    world.change();
    let before = seed(&world, "2026-11-24T00:00:00Z");
    let after = seed(&world, "2026-11-25T00:00:00Z");
    // Without an identifier the history starts again, with the same content.
    assert_eq!(before.version(), after.version());
    assert_ne!(before.fingerprint(), after.fingerprint());
    let filter = isnad::query::ClaimFilter::default();
    let query = isnad::query::ClaimQuery { filter, sort: &isnad::query::sorts::NEWEST };
    let page = before.reader(isnad::store::Deadline::NONE).page(&query, None, 5).unwrap();
    assert_eq!(page.documents.len(), 5);
}
