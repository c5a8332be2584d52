//! `isnad check`: output and exit codes.

use std::path::Path;

use crate::support::{CLAIMS, copy, copy_with_replacements, harbour, isnad, text};

fn check(from: &Path) -> std::process::Output {
    isnad(&["check", "--from", from.to_str().unwrap(), "--texts", harbour("texts").to_str().unwrap()])
}

#[test]
fn a_valid_corpus_passes() {
    let output = check(&harbour("seed"));
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).contains("no errors in 5 claims; 7 of 7 quotes verified"));
}

#[test]
fn a_shifted_offset_is_reported_with_its_line_and_exit_code_1() {
    let folder = copy_with_replacements(CLAIMS, &[(r#""start":103,"end":146"#, r#""start":104,"end":147"#)]);
    let output = check(folder.path());
    assert_eq!(output.status.code(), Some(1));
    let diagnostics = text(&output.stdout);
    assert_eq!(diagnostics.lines().count(), 1, "{diagnostics}");
    assert!(diagnostics.contains("claims.jsonl:2: evidence[0].quote: does not match the text at 104 to 147; accepted: 103 to 146, where the quote occurs"), "{diagnostics}");
    assert!(text(&output.stderr).contains("1 error found"));
}

#[test]
fn a_changed_letter_is_reported_with_its_line() {
    let folder = copy_with_replacements(
        CLAIMS,
        &[(
            "ستضاعف التوسعة طاقة الميناء خلال ثلاث سنوات\",\"start\"",
            "ستضاعف التوسعة طاقة المينا_ خلال ثلاث سنوات\",\"start\"",
        )],
    );
    let output = check(folder.path());
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("claims.jsonl:2: evidence[0].quote:"));
}

#[test]
fn wrong_usage_exits_with_2() {
    assert_eq!(isnad(&["check"]).status.code(), Some(2));
    assert_eq!(isnad(&["chekc"]).status.code(), Some(2));
    assert_eq!(isnad(&["serve", "--listen", "nowhere"]).status.code(), Some(2));
    assert_eq!(isnad(&["check", "--from", "x", "--log", "a=b=c"]).status.code(), Some(2));
}

#[test]
fn a_missing_folder_of_texts_is_an_error_and_a_missing_text_is_not() {
    let from = harbour("seed");
    let output = isnad(&["check", "--from", from.to_str().unwrap(), "--texts", "no-such-folder"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("cannot read no-such-folder"));
    let empty = tempfile::TempDir::new().unwrap();
    let output = isnad(&["check", "--from", from.to_str().unwrap(), "--texts", empty.path().to_str().unwrap()]);
    assert!(text(&output.stdout).contains("0 of 7 quotes verified"));
}

#[test]
fn a_missing_folder_is_an_error() {
    let output = isnad(&["check", "--from", "no-such-folder"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("cannot read no-such-folder"), "{}", text(&output.stderr));
}

#[test]
fn proposals_are_refused_until_they_are_decided_on() {
    let folder = tempfile::TempDir::new().unwrap();
    copy(&harbour("seed"), folder.path());
    let draft = folder.path().join("articles/harbour-expansion-2024/claims.draft.jsonl");
    std::fs::write(&draft, "{\"claim\": {}}\n{\"claim\": {}}\n").unwrap();
    let output = check(folder.path());
    assert_eq!(output.status.code(), Some(1));
    let diagnostics = text(&output.stdout);
    assert!(diagnostics.contains("claims.draft.jsonl:1: file: has 2 proposals of `isnad draft`"), "{diagnostics}");
    std::fs::write(&draft, "\n").unwrap();
    assert_eq!(check(folder.path()).status.code(), Some(0));
}
