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
    let active = "SELECT set_config('search_path', schema, false) FROM isnad.served JOIN isnad.dataset USING (version)";
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
    assert_eq!(seed(), SeedSummary { read: 0, ..first });
}
