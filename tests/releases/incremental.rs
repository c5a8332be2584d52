//! Incremental seeding, compared with full seeding of the same files.

use std::collections::BTreeSet;
use std::path::Path;

use isnad::ingest::{Corpus, ReleaseOptions, SeedSummary, Source, seed, seed_files};
use isnad::store::Database;
use rusqlite::Connection;
use rusqlite::types::Value;

use super::world::World;
use crate::support::harbour;

/// Where the header of a doc store has the identifier of its base, the length of the base's documents, and the start of each section.
const DOCS_BASE: usize = 8 + 8 + 64;
const DOCS_BASE_LENGTH: usize = DOCS_BASE + 64;
const DOCS_STARTS: usize = DOCS_BASE_LENGTH + 8 + 8;

/// What a file says of claims and records, whatever the keys of their rows are.
const CONTENT: [&str; 18] = [
    "SELECT name, value FROM dataset WHERE name NOT IN ('next_quote_word', 'doc_store') ORDER BY name",
    "SELECT * FROM actors",
    "SELECT * FROM topics",
    "SELECT * FROM articles",
    "SELECT * FROM claims",
    "SELECT * FROM claims_by_actor",
    "SELECT * FROM attribution_chains",
    "SELECT * FROM relations",
    "SELECT claim.id FROM claim JOIN claim_document ON claim = key ORDER BY key",
    "SELECT claim.id, created, modified, hex(content_hash), length FROM claim ORDER BY key",
    "SELECT claim.id, evidence.* FROM claim JOIN evidence ON claim = key ORDER BY key, position",
    "SELECT claim.id, prefix, suffix FROM claim JOIN evidence_context ON claim = key ORDER BY key, position",
    "SELECT claim.id, release, fields FROM claim JOIN claim_change ON claim = key ORDER BY key, release",
    "SELECT * FROM release ORDER BY number",
    "SELECT * FROM withdrawn_claim ORDER BY id",
    "SELECT token, search_word.word, search_word.claims, hex(search_posting.claims), hex(positions), hex(forms)
     FROM search_word
     JOIN search_posting ON search_posting.word = key
     JOIN search_position ON search_position.word = key
     JOIN search_word_form ON search_word_form.word = key
     ORDER BY token",
    "SELECT claim.id FROM plain_search JOIN claim ON claim.key = plain_search.rowid WHERE plain_search MATCH 'port OR chips' ORDER BY key",
    "SELECT article.id, digest, quotes, verified_quotes, hex(words)
     FROM seed_article JOIN article ON article.key = seed_article.article
     LEFT JOIN article_words ON article_words.article = article.key
     ORDER BY article.id",
];

fn rows(connection: &Connection, sql: &str) -> Vec<Vec<Value>> {
    let mut select = connection.prepare(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    let columns = select.column_names().map(str::to_owned).collect::<Vec<_>>();
    let is_key = |column: &String| ["claim", "key"].contains(&column.as_str()) && sql.contains(".*");
    let shown: Vec<usize> = (0..columns.len()).filter(|&at| !is_key(&columns[at])).collect();
    let row = |row: &rusqlite::Row| shown.iter().map(|&at| row.get(at)).collect();
    select.query_map([], row).unwrap().collect::<Result<_, _>>().unwrap()
}

/// Every key of the quote index with the passages and places in them where it stands.
fn quote_index(connection: &Connection) -> BTreeSet<(i64, String, i64)> {
    let mut select = connection
        .prepare(
            "SELECT first_word, coalesce(claim.id || ' ' || position || ' ' || start_offset, article.id)
             FROM quote_passage
             JOIN article ON article.key = quote_passage.article
             LEFT JOIN claim ON claim.key = quote_passage.claim
             ORDER BY first_word",
        )
        .unwrap();
    let passages: Vec<_> =
        select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    let mut select = connection.prepare("SELECT key, words FROM quote_posting").unwrap();
    let postings: Vec<(i64, Vec<u8>)> =
        select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    places_of_keys(&passages, postings)
}

/// Where each key stands: passage and place in it. `passages` come in the order of their first words.
pub fn places_of_keys(passages: &[(i64, String)], postings: Vec<(i64, Vec<u8>)>) -> BTreeSet<(i64, String, i64)> {
    let mut found = BTreeSet::new();
    for (key, bytes) in postings {
        assert!(!bytes.is_empty());
        let (mut word, mut rest, mut shift) = (0_i64, 0_i64, 0);
        for byte in bytes {
            rest |= i64::from(byte & 0x7F) << shift;
            shift += 7;
            if byte < 0x80 {
                word += rest;
                (rest, shift) = (0, 0);
                let (first, passage) = &passages[passages.partition_point(|(first, _)| *first <= word) - 1];
                found.insert((key, passage.clone(), word - first));
            }
        }
    }
    found
}

/// A doc store, read from its file.
struct DocStore {
    bytes: Vec<u8>,
    base: Option<String>,
    /// The documents of the claims in the default order.
    documents: Vec<Vec<u8>>,
}

impl DocStore {
    /// Reads the doc store of the dataset in a database.
    fn read(database: &Path) -> Self {
        let connection = Connection::open(database).unwrap();
        let sql = "SELECT value FROM dataset WHERE name = 'doc_store'";
        let id: String = connection.query_row(sql, [], |row| row.get(0)).unwrap();
        let docs = Self::read_file(database, &id);
        let base = docs.base.as_ref().map(|base| Self::read_file(database, base));
        let kept = base.as_ref().map_or(&[][..], |base| base.section(0));
        assert_eq!(kept.len() as u64, number(&docs.bytes, DOCS_BASE_LENGTH));
        assert!(base.as_ref().is_none_or(|base| base.base.is_none()));
        let all = [kept, docs.section(0)].concat();
        let documents = docs.section(1).chunks_exact(16).map(|place| all[offset(place, 0)..offset(place, 8)].to_vec());
        Self { documents: documents.collect(), ..docs }
    }

    fn read_file(database: &Path, id: &str) -> Self {
        let bytes = std::fs::read(format!("{}.{}.docs", database.display(), &id[..16])).unwrap();
        assert_eq!(&bytes[16..DOCS_BASE], id.as_bytes());
        let base = &bytes[DOCS_BASE..DOCS_BASE_LENGTH];
        let base = base.iter().any(|byte| *byte != 0).then(|| String::from_utf8(base.to_vec()).unwrap());
        Self { bytes, base, documents: vec![] }
    }

    fn section(&self, section: usize) -> &[u8] {
        let at = DOCS_STARTS + section * 8;
        &self.bytes[offset(&self.bytes, at)..offset(&self.bytes, at + 8)]
    }

    /// What does not depend on the keys of claims, nor on the file that has a document.
    fn content(&self) -> (&[Vec<u8>], [&[u8]; 3]) {
        (&self.documents, [2, 3, 5].map(|section| self.section(section)))
    }
}

fn number(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap())
}

fn offset(bytes: &[u8], at: usize) -> usize {
    usize::try_from(number(bytes, at)).unwrap()
}

/// The number of doc stores beside a database.
fn count_doc_stores(database: &Path) -> usize {
    let name = database.file_name().unwrap().as_encoded_bytes();
    let files = std::fs::read_dir(database.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
    let is_doc_store = |file: &Path| {
        file.file_name().unwrap().as_encoded_bytes().starts_with(name)
            && file.extension().is_some_and(|end| end == "docs")
    };
    files.filter(|file| is_doc_store(file)).count()
}

/// Returns the base of the doc store of the first.
fn assert_same(incremental: &Path, full: &Path) -> Option<String> {
    let [one, other] = [incremental, full].map(|path| Connection::open(path).unwrap());
    let verdict: String = one.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
    let orphans: i64 = one.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    assert_eq!(orphans, 0);
    for sql in CONTENT {
        assert_eq!(rows(&one, sql), rows(&other, sql), "{sql}");
    }
    assert_eq!(quote_index(&one), quote_index(&other));
    let [docs, expected] = [incremental, full].map(DocStore::read);
    assert!(docs.content() == expected.content(), "the doc stores differ");
    assert_eq!(count_doc_stores(incremental), 1 + usize::from(docs.base.is_some()));
    // The database has the documents too.
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    std::fs::copy(incremental, &copy).unwrap();
    Database::File(copy.clone()).open().unwrap();
    let rebuilt = DocStore::read(&copy);
    assert!(rebuilt.content() == expected.content() && rebuilt.base.is_none(), "the rebuilt doc store differs");
    docs.base
}

fn seed_changes(source: &Source, database: &Path, options: ReleaseOptions) -> SeedSummary {
    seed_files(source, None, &Database::File(database.to_owned()), options).unwrap_or_else(|error| panic!("{error}")).0
}

/// Seeds two databases with random releases: one incrementally, the other each time from nothing. Returns the number of releases
/// of which only a part was read.
pub fn seed_random_releases(
    world: &mut World,
    [incremental, full]: [&Database; 2],
    rounds: u32,
    mut assert_same: impl FnMut(),
) -> u32 {
    let mut kept = 0;
    for round in 0..rounds {
        if round > 0 {
            world.change();
        }
        let options = ReleaseOptions {
            time: format!("2026-11-{:02}T00:00:00Z", 1 + round).parse().unwrap(),
            keep: if round < rounds / 2 { 1_000 } else { 4 },
        };
        let source = Source::Directory(world.write());
        let corpus = Corpus::read(&source, None, Some(world.folder())).unwrap_or_else(|error| panic!("{error}"));
        let summary = seed(&corpus, full, options).unwrap();
        let changes = seed_files(&source, None, incremental, options).unwrap_or_else(|error| panic!("{error}")).0;
        kept += u32::from(changes.read < changes.claims);
        assert_eq!(SeedSummary { read: summary.read, ..changes }, summary);
        assert_same();
    }
    kept
}

#[test]
fn random_edits_give_the_same_files_as_seeding_from_nothing() {
    let (mut kept, mut rounds) = (0, 0);
    let mut bases: Vec<Option<String>> = Vec::new();
    for random in [1, 0xF00D, 0xABBA] {
        let mut world = World::with_articles(random, 60, 15);
        let [incremental, full] = ["incremental.db", "full.db"].map(|name| world.folder().join(name));
        let databases = [&incremental, &full].map(|path| Database::File(path.clone()));
        rounds += 20;
        let assert_same = || bases.push(assert_same(&incremental, &full));
        kept += seed_random_releases(&mut world, databases.each_ref(), 20, assert_same);
    }
    assert!(kept * 2 > rounds, "{kept} of {rounds} releases kept something");
    let shared = bases.windows(2).filter(|two| two[0].is_some() && two[0] == two[1]).count();
    let whole = bases.windows(2).filter(|two| two[0].is_some() && two[1].is_none()).count();
    assert!(shared > 1 && whole > 1, "{shared} releases kept a base, {whole} gave one up");
}

#[test]
fn what_did_not_change_is_not_read() {
    let world = World::with_articles(3, 40, 8);
    let database = world.folder().join("isnad.db");
    let source = Source::Directory(world.write());
    let options = ReleaseOptions { time: "2026-11-24T00:00:00Z".parse().unwrap(), keep: 10 };
    let first = seed_changes(&source, &database, options);
    assert_eq!((first.read, first.claims), (40, 40));
    let again = seed_changes(&source, &database, options);
    assert_eq!(again, SeedSummary { read: 0, is_new_release: false, ..first });
    let folder = tempfile::tempdir().unwrap();
    let texts = seed_files(&source, Some(folder.path()), &Database::File(database.clone()), options).unwrap().0;
    assert_eq!(texts.read, 0, "a folder without texts changes nothing");
    std::fs::write(folder.path().join("article-0.txt"), "Another text.").unwrap();
    let error = seed_files(&source, Some(folder.path()), &Database::File(database.clone()), options).unwrap_err();
    assert!(error.to_string().contains("error"), "{error}");
    // A dataset without an identifier has no history to continue.
    let about = world.folder().join("seed/dataset.json");
    let without_id = std::fs::read_to_string(&about).unwrap().replace(r#""id":"world","#, "");
    std::fs::write(&about, without_id).unwrap();
    for _ in 0..2 {
        assert_eq!(seed_changes(&source, &database, options).read, 40);
    }
}

#[test]
fn errors_are_those_of_reading_everything() {
    let mut world = World::with_articles(9, 40, 8);
    let database = world.folder().join("isnad.db");
    let report = |folder: &Path| {
        let source = Source::Directory(folder.to_owned());
        let everything = Corpus::read(&source, None, None).err().map(|error| format!("{error:?}"));
        let changes = seed_files(&source, None, &Database::File(database.clone()), ReleaseOptions::default());
        assert_eq!(changes.err().map(|error| format!("{error:?}")), everything);
        everything
    };
    assert_eq!(report(&world.write()), None);
    let root = world.write();
    let path = root.join("articles/article-1/claims.jsonl");
    let claims = std::fs::read_to_string(&path).unwrap();
    let other = std::fs::read_to_string(root.join("articles/article-2/claims.jsonl")).unwrap();
    let foreign = other.lines().next().unwrap();
    let related = claims.lines().next().unwrap().replacen(
        r#","evidence""#,
        r#","relations":[{"kind":"same_as","claim":"article-7-9999"}],"evidence""#,
        1,
    );
    // A claim of an unchanged article once more, an unknown relation, a line that is not JSON.
    for wrong in [foreign, &related, "{"] {
        std::fs::write(&path, format!("{claims}{wrong}\n")).unwrap();
        assert!(report(&root).is_some(), "{wrong}");
    }
    std::fs::write(&path, &claims).unwrap();
    assert_eq!(report(&root), None);
    world.change();
    assert_eq!(report(&world.write()), None);
}

#[test]
fn texts_are_searched_after_an_update() {
    let folder = tempfile::tempdir().unwrap();
    let [incremental, full] = ["incremental.db", "full.db"].map(|name| folder.path().join(name));
    let databases = [&incremental, &full].map(|path| Database::File(path.clone()));
    seed_releases_with_texts(databases.each_ref(), || _ = assert_same(&incremental, &full));
}

/// Seeds two databases with three releases whose articles have texts: one incrementally, the other each time from nothing.
pub fn seed_releases_with_texts([incremental, full]: [&Database; 2], mut assert_same: impl FnMut()) {
    let folder = tempfile::tempdir().unwrap();
    let copy = |from: &Path, to: &Path| {
        let options = ["-r", from.to_str().unwrap(), to.to_str().unwrap()];
        assert!(std::process::Command::new("cp").args(options).status().unwrap().success());
    };
    let (root, texts) = (folder.path().join("seed"), folder.path().join("texts"));
    copy(&harbour("seed"), &root);
    copy(&harbour("texts"), &texts);
    let options = ReleaseOptions { time: "2026-11-24T00:00:00Z".parse().unwrap(), keep: 10 };
    let source = Source::Directory(root.clone());
    for _ in 0..3 {
        let corpus = Corpus::read(&source, Some(&texts), Some(folder.path())).unwrap();
        seed(&corpus, full, options).unwrap();
        seed_files(&source, Some(&texts), incremental, options).unwrap();
        assert_same();
        // A claim fewer in the first article.
        let article =
            std::fs::read_dir(root.join("articles")).unwrap().map(|entry| entry.unwrap().path()).min().unwrap();
        let path = article.join("claims.jsonl");
        let claims = std::fs::read_to_string(&path).unwrap();
        let (last, _) = claims.trim_end().rsplit_once('\n').unwrap_or_default();
        std::fs::write(&path, format!("{last}\n")).unwrap();
    }
}
