//! The option `--database`: every name is that of a file, and a place that was named never gets other data.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

use rstest::rstest;
use tempfile::TempDir;

use crate::support::{harbour, isnad, postgres, text};

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_isnad"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("ISNAD_DATABASE")
        .output()
        .unwrap()
}

fn names(folder: &Path) -> BTreeSet<String> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[rstest]
#[case("file:claims.db")]
#[case("file:claims.db?mode=memory&cache=shared")]
#[case("file::memory:")]
#[case(":memory:")]
#[case("claims.db?mode=memory")]
#[case("a%41#b c&d=e;f+g.db")]
#[case("sqlite:claims.db")]
#[case("-claims.db")]
#[case("--from")]
#[case("قاعدة.db")]
#[case("new\nline.db")]
#[case("q'uo\"te`$HOME\\.db")]
#[case("%")]
#[case("~")]
fn a_name_is_that_of_a_file(#[case] name: &str) {
    let folder = TempDir::new().unwrap();
    let seeds = harbour("seed");
    for arguments in [
        &["seed", "--database", name, "--from", seeds.to_str().unwrap()][..],
        &["export", "--format", "csv", "--database", name],
    ] {
        let output = run(folder.path(), arguments);
        assert!(output.status.success(), "{name}: {}", text(&output.stderr));
        let files = names(folder.path());
        let (database, others): (Vec<_>, Vec<_>) = files.iter().partition(|file| *file == name);
        assert_eq!((database.len(), others.len()), (1, 1), "{files:?}");
        assert!(others[0].starts_with(&format!("{name}.")) && others[0].strip_suffix(".docs").is_some(), "{files:?}");
    }
    let csv = run(folder.path(), &["export", "--format", "csv", "--database", name]).stdout;
    assert_eq!(csv::Reader::from_reader(csv.as_slice()).records().count(), 5);
}

#[test]
fn a_folder_or_a_pipe_is_not_replaced_and_nothing_is_left() {
    let folder = TempDir::new().unwrap();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    assert!(Command::new("mkfifo").arg(folder.path().join("pipe")).status().unwrap().success());
    let before = names(folder.path());
    for name in [".", "data", "data/", "new/", "pipe"] {
        let output = run(folder.path(), &["seed", "--database", name, "--from", harbour("seed").to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert!(text(&output.stderr).contains("it is not a regular file"), "{}", text(&output.stderr));
        assert_eq!(names(folder.path()), before, "{name}");
    }
    assert_eq!(names(&folder.path().join("data")), BTreeSet::new());
}

#[test]
fn an_empty_name_is_wrong_usage() {
    let output = isnad(&["export", "--format", "csv", "--database", ""]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("is empty; accepted: a file"), "{}", text(&output.stderr));
}

#[test]
fn a_link_to_a_missing_file_is_an_error() {
    let folder = TempDir::new().unwrap();
    std::os::unix::fs::symlink("nowhere/else.db", folder.path().join("isnad.db")).unwrap();
    let serve = ["serve", "--listen", "127.0.0.1:0"];
    let export = ["export", "--format", "csv"];
    for arguments in [&serve[..], &export] {
        for named in [&[][..], &["--database", "isnad.db"]] {
            let output = run(folder.path(), &[arguments, named].concat());
            let stderr = text(&output.stderr);
            assert_eq!(output.status.code(), Some(1), "{stderr}");
            assert!(stderr.contains("isnad.db: it is a symbolic link to a file that does not exist"), "{stderr}");
            assert_eq!(stderr.lines().count(), 1, "{stderr}");
        }
    }
    assert_eq!(names(folder.path()).len(), 1, "nothing is written");
}

#[test]
fn a_failed_seeding_is_not_followed_by_the_built_in_corpus() {
    let folder = TempDir::new().unwrap();
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    for named in [&[][..], &["--database", "mine.db"]] {
        let output = run(folder.path(), &[&["serve", "--listen", "127.0.0.1:0", "--from", "empty"], named].concat());
        assert_eq!(output.status.code(), Some(1));
        assert!(
            text(&output.stdout).contains("empty/actors.jsonl:1: file: cannot be read"),
            "{}",
            text(&output.stdout)
        );
        assert!(text(&output.stderr).contains("2 errors found"), "{}", text(&output.stderr));
    }
    assert_eq!(names(folder.path()).len(), 1, "nothing is written");
}

#[test]
fn the_use_of_the_built_in_corpus_is_logged_in_one_line() {
    let folder = TempDir::new().unwrap();
    let output = run(folder.path(), &["export", "--format", "csv"]);
    let lines = text(&output.stderr).lines().filter(|line| line.contains("using the built-in corpus")).count();
    assert_eq!(lines, 1, "{}", text(&output.stderr));
}

#[test]
fn seedings_at_once_all_succeed() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("isnad.db").display().to_string();
    for database in std::iter::once(file).chain(postgres::database("seedings_at_once")) {
        for _ in 0..4 {
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        let from = harbour("seed");
                        let output = isnad(&["seed", "--from", from.to_str().unwrap(), "--database", &database]);
                        assert!(output.status.success(), "{}", text(&output.stderr));
                    });
                }
            });
        }
        let csv = isnad(&["export", "--format", "csv", "--database", &database]).stdout;
        assert_eq!(csv::Reader::from_reader(csv.as_slice()).records().count(), 5, "{database}");
    }
    assert_eq!(names(folder.path()).len(), 2, "{:?}", names(folder.path()));
}
