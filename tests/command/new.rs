//! `isnad new`: files that pass the check, and nothing overwritten.

use std::path::Path;
use std::process::Output;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{isnad, text};

const TEXT: &str = "La digue tient\r\n\r\nLe maire dit que la digue tient. \u{1F6A2}\n";

fn folder_with_text(content: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("digue.txt"), content).unwrap();
    folder
}

/// Begins the article `digue-2025` in the folder `corpus`.
fn new(folder: &TempDir, options: &[&str]) -> Output {
    let (file, from) = (folder.path().join("digue.txt"), folder.path().join("corpus"));
    let arguments = ["new", "digue-2025", "--text", file.to_str().unwrap(), "--from", from.to_str().unwrap()];
    isnad(&[&arguments, options].concat())
}

fn check(folder: &TempDir) -> Output {
    isnad(&["check", "--from", folder.path().join("corpus").to_str().unwrap()])
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn a_new_article_passes_the_check() {
    let folder = folder_with_text(TEXT);
    let output = new(&folder, &["--language", "fr", "--published", "2025-07-28"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let corpus = folder.path().join("corpus");
    let article = json(&corpus.join("articles/digue-2025/article.json"));
    assert_eq!(
        (&article["language"], &article["published"], &article["title"]["fr"]),
        (&"fr".into(), &"2025-07-28".into(), &"La digue tient".into())
    );
    assert_eq!(article["text"]["code_points"], TEXT.chars().count());
    assert_eq!(std::fs::read_to_string(corpus.join("articles/digue-2025/text.txt")).unwrap(), TEXT);
    assert_eq!(std::fs::read(corpus.join("articles/digue-2025/claims.jsonl")).unwrap(), b"");
    let actors = std::fs::read_to_string(corpus.join("actors.jsonl")).unwrap();
    let voice: Value = serde_json::from_str(&actors).unwrap();
    assert_eq!((&voice["id"], &voice["kind"]), (&article["voice"], &"document".into()));
    let schema = corpus.join("articles/digue-2025").join(article["$schema"].as_str().unwrap());
    assert!(json(&schema)["properties"]["published"].is_object());
    let output = check(&folder);
    let stdout = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{stdout}");
    let advice = "claims.jsonl:1: file: warning: has no claims yet; `isnad draft digue-2025` proposes some";
    assert!(stdout.contains(advice) && stdout.contains("no errors in 0 claims"), "{stdout}");
}

#[test]
fn the_draft_of_a_new_article_becomes_valid_claims() {
    let folder = folder_with_text(TEXT);
    new(&folder, &["--language", "fr"]);
    let corpus = folder.path().join("corpus");
    let output = isnad(&["draft", "digue-2025", "--from", corpus.to_str().unwrap(), "--print"]);
    let drafted = text(&output.stdout);
    let claims: Vec<String> =
        drafted.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["claim"].to_string()).collect();
    assert_eq!(claims.len(), 2, "{drafted}");
    std::fs::write(corpus.join("articles/digue-2025/claims.jsonl"), claims.join("\n")).unwrap();
    let stdout = text(&check(&folder).stdout);
    assert!(stdout.contains("no errors in 2 claims; 2 of 2 quotes verified"), "{stdout}");
}

#[test]
fn nothing_is_overwritten() {
    let folder = folder_with_text(TEXT);
    new(&folder, &["--language", "fr"]);
    let article = folder.path().join("corpus/articles/digue-2025/article.json");
    let before = std::fs::read(&article).unwrap();
    let output = new(&folder, &["--language", "en"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("there is an article already"), "{}", text(&output.stderr));
    assert_eq!(std::fs::read(&article).unwrap(), before);
}

#[test]
fn another_text_at_the_place_is_kept() {
    let folder = folder_with_text(TEXT);
    let texts = folder.path().join("texts");
    std::fs::create_dir(&texts).unwrap();
    std::fs::write(texts.join("digue-2025.txt"), "Another text.").unwrap();
    let output = new(&folder, &["--texts", texts.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("there is another text already"), "{}", text(&output.stderr));
    assert!(!folder.path().join("corpus").exists());
    std::fs::write(texts.join("digue-2025.txt"), TEXT).unwrap();
    assert_eq!(new(&folder, &["--texts", texts.to_str().unwrap()]).status.code(), Some(0));
}

#[test]
fn wrong_values_are_wrong_usage_and_a_wrong_text_is_refused() {
    let folder = folder_with_text("caf\u{0}e");
    for wrong in [["--language", "french language"], ["--published", "28/07/2025"], ["--title", " "]] {
        let output = new(&folder, &wrong);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}: {}", text(&output.stderr));
    }
    assert_eq!(isnad(&["new", "Digue 2025", "--text", "x"]).status.code(), Some(2));
    let output = new(&folder, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("NUL"), "{}", text(&output.stderr));
}
