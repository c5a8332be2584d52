//! What every subcommand prints: to a reader that goes away, to a full disk, and with names that a terminal would obey.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use rstest::rstest;
use tempfile::TempDir;

use crate::support::{CLAIMS, copy, copy_with_replacements, harbour, isnad, seed, text};

/// A folder with valid seed files, invalid ones and a database.
fn workplace() -> TempDir {
    let folder = TempDir::new().unwrap();
    copy(&harbour("seed"), &folder.path().join("valid"));
    let invalid = copy_with_replacements(CLAIMS, &[("\"salience\":3", "\"salience\":4")]);
    copy(invalid.path(), &folder.path().join("invalid"));
    seed(&harbour("seed"), None, &folder.path().join("isnad.db"));
    folder
}

/// Runs a command line whose output nobody reads.
fn with_closed_pipes(folder: &Path, arguments: &str, close_errors: bool) -> Output {
    let errors = if close_errors { "2>&1" } else { "" };
    let script = format!("\"$0\" {arguments} {errors} | true; exit \"${{PIPESTATUS[0]}}\"");
    Command::new("bash")
        .args(["-c", &script, env!("CARGO_BIN_EXE_isnad")])
        .current_dir(folder)
        .env_remove("ISNAD_DATABASE")
        .stderr(Stdio::piped())
        .output()
        .unwrap()
}

#[rstest]
#[case("--help", 0)]
#[case("--version", 0)]
#[case("serve --help", 0)]
#[case("openapi", 0)]
#[case("openapi --openapi-version 3.0", 0)]
#[case("check --from valid", 0)]
#[case("check --from invalid", 1)]
#[case("seed --from valid --database new.db", 0)]
#[case("seed --from invalid --database new.db", 1)]
#[case("export --format csv --database isnad.db", 0)]
#[case("export --format ndjson --database isnad.db", 0)]
#[case("export --format jsonld --database isnad.db", 0)]
#[case("export --format annotation --database isnad.db", 0)]
#[case("export --format csv --database isnad.db --actor nobody", 1)]
#[case("serve --database missing.db", 1)]
#[case("serve --from invalid --database new.db", 1)]
#[case("healthcheck --listen 127.0.0.1:1", 1)]
#[case("openapi --check --dir nowhere", 1)]
#[case("nonsense", 2)]
fn a_reader_that_goes_away_is_no_error(#[case] arguments: &str, #[case] code: i32) {
    let folder = workplace();
    for close_errors in [false, true] {
        let output = with_closed_pipes(folder.path(), arguments, close_errors);
        assert_eq!(output.status.code(), Some(code), "{arguments}: {}", text(&output.stderr));
        let stderr = text(&output.stderr);
        assert!(!stderr.contains("panicked") && !stderr.contains("Broken pipe"), "{arguments}: {stderr}");
    }
}

#[rstest]
#[case("openapi")]
#[case("check --from valid")]
#[case("export --format csv --database isnad.db")]
fn a_full_disk_is_an_error(#[case] arguments: &str) {
    let folder = workplace();
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_isnad"))
        .args(arguments.split(' '))
        .current_dir(folder.path())
        .stdout(full)
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{arguments}");
    assert!(text(&output.stderr).contains("No space left on device"), "{}", text(&output.stderr));
}

/// What a terminal obeys or hides: an escape sequence, a carriage return, a bell, a control of the second set, an override of
/// the direction, a character without a shape.
const HOSTILE: &str = "x\u{1b}[31m\r\u{7}\u{9b}2J\u{202e}\u{e0041}";

#[rstest]
#[case(&["check", "--from", HOSTILE])]
#[case(&["check", "--from", "valid", "--texts", HOSTILE])]
#[case(&["export", "--format", "csv", "--database", HOSTILE])]
#[case(&["export", "--format", "csv", "--database", "isnad.db", "--actor", HOSTILE])]
#[case(&["export", "--format", "csv", "--database", "isnad.db", "--output", "x\u{1b}[31m\u{9b}\u{202e}/y"])]
#[case(&["export", "--format", HOSTILE])]
#[case(&["openapi", "--check", "--dir", HOSTILE])]
#[case(&["serve", "--listen", HOSTILE])]
#[case(&["--log", HOSTILE, "openapi"])]
#[case(&[HOSTILE])]
#[case(&["seed", "--from", "valid", "--database", HOSTILE])]
#[case(&["seed", "--from", "valid", "--log-format", "json", "--database", HOSTILE])]
#[case(&["seed", "--from", "valid", "--database", "postgres://127.0.0.1:1/\u{1b}[31m\u{9b}\u{202e}"])]
#[case(&["check", "--from", "hostile"])]
fn nothing_reaches_a_terminal_unescaped(#[case] arguments: &[&str]) {
    let folder = workplace();
    let hostile = folder.path().join("hostile");
    copy(&harbour("seed"), &hostile);
    std::fs::create_dir(hostile.join("articles").join(HOSTILE)).unwrap();
    let json = serde_json::to_string(HOSTILE).unwrap();
    std::fs::write(hostile.join("articles").join(HOSTILE).join("article.json"), format!("{{{json}:{json}}}")).unwrap();
    std::fs::write(hostile.join("dataset.json"), format!("{{\"languages\":[{json}]}}")).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_isnad"))
        .args(arguments)
        .current_dir(folder.path())
        .env_remove("ISNAD_DATABASE")
        .output()
        .unwrap();
    let printed = text(&output.stdout) + &text(&output.stderr);
    assert!(!printed.is_empty());
    let obeyed = |c: char| c != '\n' && c.is_control() || "\u{202e}\u{e0041}".contains(c);
    assert!(!printed.contains(obeyed), "{printed:?}");
}

#[test]
fn log_lines_in_json_keep_their_meaning() {
    let folder = workplace();
    let output = Command::new(env!("CARGO_BIN_EXE_isnad"))
        .args(["seed", "--from", "valid", "--log-format", "json", "--database", "é\u{9b}\u{202e}.db"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let line: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!((&line["message"], &line["claims"]), (&"dataset built".into(), &5.into()));
    assert_eq!(line["database"], "é\\u{9b}\\u{202e}.db");
}

#[test]
fn warnings_are_printed_and_counted() {
    let folder = copy_with_replacements(CLAIMS, &[("[{\"quote\":\"أعلنت هيئة", "[{\"quote\":\"\u{202E}علنت هيئة")]);
    let from = folder.path().to_str().unwrap();
    let output = isnad(&["check", "--from", from]);
    assert_eq!(output.status.code(), Some(0));
    let printed = text(&output.stdout);
    assert!(
        printed.contains("claims.jsonl:1: evidence[0].quote: warning: contains invisible text: U+202E"),
        "{printed}"
    );
    assert!(printed.contains("no errors in 5 claims; 0 of 7 quotes verified; 1 warning\n"), "{printed}");
    let database = folder.path().join("isnad.db");
    let output = isnad(&["seed", "--from", from, "--database", database.to_str().unwrap()]);
    assert!(output.status.success() && text(&output.stdout).contains("warning: contains invisible text"));
}
