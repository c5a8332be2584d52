//! What `isnad export --format annotation` writes, `isnad import` reads back.

use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{copy, harbour, isnad, seed, text};

fn export(database: &Path, format: &str) -> String {
    let output = isnad(&["export", "--format", format, "--sort", "id", "--database", database.to_str().unwrap()]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

/// The claims without links, which depend on what is known of the article beyond the claim.
fn claims(database: &Path) -> Vec<Value> {
    let lines = export(database, "ndjson");
    let claim = |line: &str| {
        let mut claim: Value = serde_json::from_str(line).unwrap();
        claim.as_object_mut().unwrap().remove("links");
        claim
    };
    lines.lines().map(claim).collect()
}

fn expect_same_claims(from: &Path, texts: Option<&Path>, keep: &[&str]) {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    seed(from, texts, &path("old.db"));
    std::fs::write(path("page.json"), export(&path("old.db"), "annotation")).unwrap();
    let into = path("out");
    for name in keep {
        std::fs::create_dir_all(&into).unwrap();
        std::fs::copy(from.join(name), into.join(name)).unwrap();
    }
    let (page, directory) = (path("page.json"), into.to_str().unwrap().to_owned());
    let mut arguments =
        vec!["import", "web-annotation", page.to_str().unwrap(), "--into", &directory, "--create-actors"];
    // The texts are those that the dataset was seeded with.
    let own = path("texts");
    std::fs::create_dir_all(&own).unwrap();
    match texts {
        Some(texts) => copy(texts, &own),
        None => copy_texts(from, &own),
    }
    arguments.extend(["--texts", own.to_str().unwrap()]);
    let output = isnad(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}{}", text(&output.stdout), text(&output.stderr));
    seed(&into, Some(&own), &path("new.db"));
    let (old, new) = (claims(&path("old.db")), claims(&path("new.db")));
    assert!(!old.is_empty());
    assert_eq!(new, old);
}

fn copy_texts(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from.join("articles")).unwrap().map(Result::unwrap) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let text = entry.path().join("text.txt");
        if text.exists() {
            std::fs::copy(text, to.join(format!("{name}.txt"))).unwrap();
        }
    }
}

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/estuaire")
}

#[test]
fn an_export_of_annotations_gives_the_same_claims() {
    expect_same_claims(&harbour("seed"), Some(&harbour("texts")), &[]);
    expect_same_claims(&example(), None, &["dataset.json", "actors.jsonl", "topics.jsonl"]);
    expect_same_claims(&example(), None, &["dataset.json"]);
}
