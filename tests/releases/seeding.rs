//! What `isnad seed` accepts, refuses and says about releases.

use std::path::{Path, PathBuf};
use std::process::Output;

use tempfile::TempDir;

use crate::support::{CLAIMS, Server, copy, harbour, isnad, text};

const NOTICES: &str = "articles/harbour-expansion-2024/withdrawn.jsonl";

/// The synthetic article as a dataset with an identifier.
pub struct Dataset {
    pub folder: TempDir,
}

impl Dataset {
    pub fn new() -> Self {
        let dataset = Self { folder: TempDir::new().unwrap() };
        copy(&harbour("seed"), &dataset.seed_files());
        dataset.name("harbour");
        dataset
    }

    pub fn seed_files(&self) -> PathBuf {
        self.folder.path().join("seed")
    }

    pub fn database(&self) -> PathBuf {
        self.folder.path().join("isnad.db")
    }

    pub fn name(&self, id: &str) {
        let about = format!(
            r#"{{"id":"{id}","title":{{"en":"Harbour"}},"description":{{"en":"Claims about a harbour."}},"licence":{{"name":"CC0-1.0","url":"https://example.org/licence"}}}}"#
        );
        std::fs::write(self.seed_files().join("dataset.json"), about).unwrap();
    }

    pub fn edit(&self, file: &str, change: impl FnOnce(String) -> String) {
        let path = self.seed_files().join(file);
        let content = std::fs::read_to_string(&path).unwrap_or_default();
        std::fs::write(path, change(content)).unwrap();
    }

    pub fn replace(&self, old: &str, new: &str) {
        self.edit(CLAIMS, |claims| {
            assert!(claims.contains(old));
            claims.replacen(old, new, 1)
        });
    }

    /// Removes the last claim, -005; returns its line.
    pub fn remove_last(&self) -> String {
        let mut last = String::new();
        self.edit(CLAIMS, |claims| {
            let (rest, line) = claims.trim_end().rsplit_once('\n').unwrap();
            line.clone_into(&mut last);
            format!("{rest}\n")
        });
        last
    }

    pub fn notice(&self, line: &str) {
        self.edit(NOTICES, |notices| format!("{notices}{line}\n"));
    }

    pub fn try_seed(&self, day: &str, options: &[&str]) -> Output {
        let (from, database) = (self.seed_files(), self.database());
        let path = |path: &Path| path.to_str().unwrap().to_owned();
        let (from, database) = (path(&from), path(&database));
        let fixed = ["--log-format", "json", "seed", "--from", &from, "--database", &database, "--release-date", day];
        isnad(&[&fixed[..], options].concat())
    }

    /// Seeds the next release; returns the log.
    pub fn seed(&self, day: &str) -> String {
        let output = self.try_seed(day, &[]);
        assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
        text(&output.stderr)
    }
}

#[test]
fn a_release_counts_what_it_did() {
    let dataset = Dataset::new();
    let log = dataset.seed("2026-11-24");
    assert!(log.contains(r#""release":1,"added":5,"modified":0,"withdrawn":0"#), "{log}");
    dataset.replace("\"salience\":2", "\"salience\":3");
    dataset.remove_last();
    let log = dataset.seed("2026-11-25");
    assert!(log.contains(r#""release":2,"added":0,"modified":1,"withdrawn":1"#), "{log}");
    assert!(log.contains("claims vanished without a line in withdrawn.jsonl"), "{log}");
    let log = dataset.seed("2026-11-26");
    assert!(log.contains(r#""release":2,"added":0,"modified":0,"withdrawn":0"#), "no new release: {log}");
    assert!(!log.contains("vanished"), "{log}");
}

#[test]
fn a_release_is_later_than_the_one_before() {
    let dataset = Dataset::new();
    dataset.seed("2026-11-25");
    dataset.replace("\"salience\":2", "\"salience\":3");
    let log = dataset.seed("2026-11-24");
    assert!(log.contains("the last release is later"), "{log}");
    dataset.replace("\"salience\":3", "\"salience\":1");
    assert!(!dataset.seed("2026-11-25").contains("the last release is later"));
    for wrong in ["2026-11-26T08:00:00", "2026-11-26 08:00", "tomorrow"] {
        let refused = dataset.try_seed(wrong, &[]);
        assert_eq!(refused.status.code(), Some(2), "{wrong}");
        assert!(text(&refused.stderr).contains("or a time with its zone"), "{wrong}");
    }
    let server = Server::start(dataset.folder);
    let releases = server.json("/v1/releases");
    let days: Vec<&str> =
        releases["data"].as_array().unwrap().iter().map(|release| release["date"].as_str().unwrap()).collect();
    assert_eq!(days, ["2026-11-25", "2026-11-25", "2026-11-25"]);
    let feed = text(&server.get("/v1/claims.atom?id=harbour-expansion-2024-001").body);
    assert!(feed.contains("<updated>2026-11-25T00:00:00.002Z"), "the claim changed in the third release: {feed}");
}

#[test]
fn of_two_first_seedings_one_continues_the_other() {
    let (one, other) = (Dataset::new(), Dataset::new());
    other.remove_last();
    let database = one.database();
    let seed = |dataset: &Dataset| {
        let (from, database) = (dataset.seed_files(), database.clone());
        std::thread::spawn(move || {
            isnad(&["seed", "--from", from.to_str().unwrap(), "--database", database.to_str().unwrap()])
        })
    };
    for seeding in [seed(&one), seed(&other)] {
        let output = seeding.join().unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
    }
    let releases = Server::start(one.folder).json("/v1/releases");
    assert_eq!(releases["data"].as_array().unwrap().len(), 2, "{releases}");
}

#[test]
fn a_damaged_database_is_written_again() {
    let dataset = Dataset::new();
    dataset.seed("2026-11-24");
    let connection = rusqlite::Connection::open(dataset.database()).unwrap();
    connection.execute_batch("UPDATE dataset SET value = 'x' WHERE name = 'checksum'").unwrap();
    drop(connection);
    dataset.replace("\"salience\":2", "\"salience\":3");
    dataset.seed("2026-11-25");
    assert_eq!(Server::start(dataset.folder).json("/v1/claims?limit=0")["total"], 5);
}

#[test]
fn an_identifier_is_never_given_again() {
    let dataset = Dataset::new();
    dataset.seed("2026-11-24");
    let line = dataset.remove_last();
    dataset.seed("2026-11-25");
    dataset.edit(CLAIMS, |claims| format!("{claims}{line}\n"));
    let refused = dataset.try_seed("2026-11-26", &[]);
    assert_eq!(refused.status.code(), Some(1));
    let message = text(&refused.stdout);
    assert!(
        message.contains("claims.jsonl:5: id: \"harbour-expansion-2024-005\" was withdrawn in release 2"),
        "{message}"
    );
    assert!(message.contains("accepted: an id that no claim has had"), "{message}");
}

#[test]
fn notices_are_validated() {
    let dataset = Dataset::new();
    dataset.notice(r#"{"id":"harbour-expansion-2024-001","reason":"error"}"#);
    dataset.notice(r#"{"id":"harbour-expansion-2024-901","reason":"wrong"}"#);
    dataset.notice(r#"{"id":"harbour-expansion-2024-902","replaced_by":["harbour-expansion-2024-777"]}"#);
    dataset.notice(r#"{"id":"other-001","note":{"en":"a\u0007b"}}"#);
    dataset.notice(r#"{"id":"harbour-expansion-2024-903","replaced_by":["harbour-expansion-2024-903"]}"#);
    dataset.notice(r#"{"id":"harbour-expansion-2024-903"}"#);
    let refused = dataset.try_seed("2026-11-24", &[]);
    let message = text(&refused.stdout);
    for expected in [
        "claims.jsonl:1: id: \"harbour-expansion-2024-001\" is withdrawn in",
        "withdrawn.jsonl:2: reason: unknown value \"wrong\"",
        "withdrawn.jsonl:3: replaced_by[0]: unknown claim \"harbour-expansion-2024-777\"",
        "withdrawn.jsonl:4: id: \"other-001\" does not begin with the id of its article",
        "withdrawn.jsonl:4: note.en: ",
        "withdrawn.jsonl:5: replaced_by: names the withdrawn claim itself",
        "withdrawn.jsonl:6: id: duplicate claim",
    ] {
        assert!(message.contains(expected), "{expected} is not in\n{message}");
    }
}

#[test]
fn another_dataset_begins_anew_and_one_without_an_identifier_has_no_history() {
    let dataset = Dataset::new();
    dataset.seed("2026-11-24");
    dataset.remove_last();
    dataset.name("another");
    let log = dataset.seed("2026-11-25");
    assert!(log.contains("the database has a dataset with another id: the history starts again"), "{log}");
    assert!(log.contains(r#""release":1,"added":4"#), "{log}");
    std::fs::remove_file(dataset.seed_files().join("dataset.json")).unwrap();
    let log = dataset.seed("2026-11-26");
    assert!(log.contains("dataset.json has no id: the history of the database is not continued"), "{log}");
    assert!(log.contains(r#""release":1,"added":4"#), "{log}");
}

#[test]
fn a_whole_article_can_be_withdrawn() {
    let dataset = Dataset::new();
    let second = dataset.seed_files().join("articles/second");
    copy(&dataset.seed_files().join("articles/harbour-expansion-2024"), &second);
    dataset.edit("articles/second/article.json", |json| {
        json.replace("\"id\": \"harbour-expansion-2024\"", "\"id\": \"second\"")
            .replace("\"id\":\"harbour-expansion-2024\"", "\"id\":\"second\"")
    });
    dataset.edit("articles/second/claims.jsonl", |claims| claims.replace("\"harbour-expansion-2024-00", "\"second-00"));
    dataset.seed("2026-11-24");
    std::fs::remove_dir_all(&second).unwrap();
    std::fs::create_dir(&second).unwrap();
    let notices: String =
        ["1", "2", "3", "4", "5"].map(|n| format!("{{\"id\":\"second-00{n}\",\"reason\":\"rights\"}}\n")).concat();
    std::fs::write(second.join("withdrawn.jsonl"), notices).unwrap();
    let log = dataset.seed("2026-11-25");
    assert!(log.contains(r#""release":2,"added":0,"modified":0,"withdrawn":5"#), "{log}");
    assert!(!log.contains("vanished"), "{log}");
}
