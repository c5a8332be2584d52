//! `isnad seed` and the snapshot that it writes.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

use crate::support::{harbour, isnad, seed, text};

fn open(database: &Path) -> Connection {
    let uri = format!("file:{}?mode=ro&immutable=1", database.display());
    Connection::open_with_flags(uri, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI).unwrap()
}

fn seeded() -> (TempDir, std::path::PathBuf) {
    let folder = TempDir::new().unwrap();
    let database = folder.path().join("isnad.db");
    seed(&harbour("seed"), Some(&harbour("texts")), &database);
    (folder, database)
}

fn rows(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get::<_, rusqlite::types::Value>(0)).unwrap();
    rows.map(|value| match value.unwrap() {
        rusqlite::types::Value::Text(text) => text,
        rusqlite::types::Value::Integer(number) => number.to_string(),
        other => format!("{other:?}"),
    })
    .collect()
}

#[test]
fn a_snapshot_is_intact_strict_and_readable_as_an_immutable_file() {
    let (_folder, database) = seeded();
    let connection = open(&database);
    assert_eq!(rows(&connection, "PRAGMA integrity_check"), ["ok"]);
    assert_eq!(rows(&connection, "PRAGMA foreign_key_check"), Vec::<String>::new());
    assert_eq!(rows(&connection, "PRAGMA user_version"), [isnad::store::SCHEMA_VERSION.to_string()]);
    assert_eq!(rows(&connection, "PRAGMA journal_mode"), ["delete"]);
    let not_strict = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'";
    assert_eq!(rows(&connection, not_strict), Vec::<String>::new());
}

#[test]
fn the_views_list_claims_by_actor_topic_and_attribution() {
    let (_folder, database) = seeded();
    let connection = open(&database);
    assert_eq!(
        rows(&connection, "SELECT id FROM claims WHERE asserted_by = 'salma-haddad'"),
        ["harbour-expansion-2024-002"]
    );
    assert_eq!(
        rows(&connection, "SELECT actors FROM claims WHERE id LIKE '%-001'"),
        ["harbour-expansion-2024-author (asserter), north-quay (target), port-authority (subject)"]
    );
    assert_eq!(rows(&connection, "SELECT count(*) FROM claims_by_topic WHERE topic = 'ports'"), ["5"]);
    assert_eq!(rows(&connection, "SELECT count(*) FROM claims_by_actor WHERE actor = 'port-authority'"), ["3"]);
    assert_eq!(rows(&connection, "SELECT name_en FROM actors WHERE id = 'port-authority'"), ["Oasis Port Authority"]);
    assert_eq!(
        rows(&connection, "SELECT actor FROM attribution_chains WHERE claim LIKE '%-004'"),
        ["harbour-expansion-2024-author", "al-marfa", "unnamed-official"]
    );
    assert_eq!(
        rows(&connection, "SELECT claim || ' ' || kind || ' ' || target FROM relations WHERE claim LIKE '%-003'"),
        ["harbour-expansion-2024-003 contradicts harbour-expansion-2024-002"]
    );
}

#[test]
fn snapshots_of_the_same_files_are_identical() {
    let ((_one, first), (_two, second)) = (seeded(), seeded());
    assert_eq!(std::fs::read(first).unwrap(), std::fs::read(second).unwrap());
}

#[test]
fn the_version_depends_on_the_content() {
    let (folder, database) = seeded();
    let unverified = folder.path().join("unverified.db");
    seed(&harbour("seed"), None, &unverified);
    let version = |database: &Path| rows(&open(database), "SELECT value FROM dataset WHERE name = 'version'");
    assert_ne!(version(&database), version(&unverified));
}

#[test]
fn invalid_files_leave_the_old_snapshot_and_no_other_files() {
    let (folder, database) = seeded();
    let before = std::fs::read(&database).unwrap();
    let broken = TempDir::new().unwrap();
    std::fs::write(broken.path().join("actors.jsonl"), "{\n").unwrap();
    std::fs::write(broken.path().join("topics.jsonl"), "").unwrap();
    std::fs::create_dir(broken.path().join("articles")).unwrap();
    let output = isnad(&["seed", "--from", broken.path().to_str().unwrap(), "--database", database.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("actors.jsonl:1: record: malformed JSON"));
    assert_eq!(std::fs::read(&database).unwrap(), before);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "the database and its doc store");
}

#[test]
fn leftovers_of_an_interrupted_build_are_removed_and_files_in_use_are_kept() {
    let (folder, database) = seeded();
    let sibling = |name: &str| folder.path().join(name);
    let name = database.file_name().unwrap().to_str().unwrap().to_owned();
    let stale = [format!("{name}.building-0123"), format!(".{name}.docs-x")];
    let (busy, foreign) = (format!("{name}.building-4567"), "other.building-1".to_owned());
    for file in stale.iter().chain([&busy, &foreign]) {
        std::fs::write(sibling(file), "unfinished").unwrap();
    }
    let in_use = std::fs::File::open(sibling(&busy)).unwrap();
    in_use.lock().unwrap();
    seed(&harbour("seed"), None, &database);
    assert!(stale.iter().all(|file| !sibling(file).exists()));
    assert!(sibling(&busy).exists() && sibling(&foreign).exists());
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error() {
    let output = isnad(&["seed", "--from", harbour("seed").to_str().unwrap(), "--database", "/proc/nowhere/isnad.db"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("cannot use a temporary file in /proc/nowhere/"), "{}", text(&output.stderr));
}
