//! `isnad verify`: its lines and exit codes.

use tempfile::TempDir;

use crate::support::{harbour, isnad, seed, text};

const QUOTE: &str = "ستضاعف التوسعة طاقة الميناء خلال ثلاث سنوات";

/// Verifies a draft against the synthetic article. Returns the exit code and the lines.
fn verify(draft: &str) -> (Option<i32>, String) {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    seed(&harbour("seed"), Some(&harbour("texts")), &folder.path().join("isnad.db"));
    std::fs::write(path("draft.md"), draft).unwrap();
    let output = isnad(&["verify", &path("draft.md"), "--database", &path("isnad.db")]);
    (output.status.code(), text(&output.stdout))
}

#[test]
fn a_draft_whose_quotations_stand_exits_with_0() {
    let (code, lines) = verify(&format!("# Title\n\nSalma Haddad said: “{QUOTE}”.\n"));
    assert_eq!(code, Some(0), "{lines}");
    assert!(lines.contains(&format!("draft.md:3: exact: {QUOTE}; harbour-expansion-2024 103 to 146")), "{lines}");
    assert!(lines.contains("said by salma-haddad; as named: Salma Haddad"), "{lines}");
    assert!(lines.ends_with("1 quotations: 1 exact, 0 folded, 0 partial, 0 none, 0 too_short\n"), "{lines}");
}

#[test]
fn a_quotation_that_stands_nowhere_or_has_another_speaker_exits_with_1() {
    assert_eq!(verify("He said “nothing of the sort at all”.").0, Some(1));
    let (code, lines) = verify(&format!("Oasis Port Authority said: “{QUOTE}”."));
    assert_eq!(code, Some(1), "{lines}");
    assert_eq!(verify("No quotations.").0, Some(0));
    assert_eq!(isnad(&["verify", "no-such-file"]).status.code(), Some(1));
}
