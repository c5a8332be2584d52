//! `isnad check --format json|github`: faults for programs.

use serde_json::Value;

use crate::support::{CLAIMS, copy_with_replacements, harbour, isnad, text};

/// Checks a copy of the corpus in which texts of the claims are replaced.
fn check(format: &str, replacements: &[(&str, &str)]) -> (Option<i32>, String, String) {
    let folder = copy_with_replacements(CLAIMS, replacements);
    let (from, texts) = (folder.path().to_str().unwrap(), harbour("texts"));
    let output = isnad(&["check", "--from", from, "--texts", texts.to_str().unwrap(), "--format", format]);
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn json_has_an_object_a_line_for_each_fault() {
    let shifted = [(r#""start":103,"end":146"#, r#""start":104,"end":147"#)];
    let (code, stdout, stderr) = check("json", &shifted);
    assert_eq!(code, Some(1));
    assert!(stderr.contains("1 error found"), "{stderr}");
    let faults: Vec<Value> = stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(faults.len(), 1, "{stdout}");
    let fault = &faults[0];
    assert!(fault["file"].as_str().unwrap().ends_with("claims.jsonl"));
    assert_eq!(
        (&fault["line"], &fault["field"], &fault["code"], &fault["severity"]),
        (&2.into(), &"evidence[0].quote".into(), &"quote_mismatch".into(), &"error".into())
    );
    assert_eq!(fault["accepted"], "103 to 146, where the quote occurs");
    assert_eq!(fault["did_you_mean"], Value::Null);
    let message = fault["message"].as_str().unwrap();
    let expected = "does not match the text at 104 to 147; accepted: 103 to 146, where the quote occurs";
    assert!(message.starts_with(expected), "{message}");
}

#[test]
fn json_suggests_the_value_that_is_probably_meant() {
    let (_, stdout, _) = check("json", &[(r#""kind":"event""#, r#""kind":"evnt""#)]);
    let fault: Value = serde_json::from_str(stdout.lines().next().unwrap()).unwrap();
    assert_eq!((&fault["code"], &fault["did_you_mean"]), (&"unknown_value".into(), &"event".into()));
    assert!(fault["accepted"].as_str().unwrap().contains("event"), "{stdout}");
}

#[test]
fn json_of_a_valid_corpus_is_empty() {
    assert_eq!(check("json", &[]), (Some(0), String::new(), String::new()));
}

#[test]
fn github_gets_a_workflow_command_for_each_fault() {
    let (code, stdout, _) = check("github", &[(r#""kind":"event""#, r#""kind":"100%\r\n::error""#)]);
    assert_eq!(code, Some(1));
    let command = stdout.lines().next().unwrap();
    assert!(command.starts_with("::error file=") && command.contains(",title=unknown_value::kind: "), "{command}");
    assert!(command.contains("unknown value \"100%25\\r\\n::error\""), "{command}");
    let (code, stdout, _) = check("github", &[]);
    assert_eq!(code, Some(0));
    assert!(stdout.contains("no errors in 5 claims"), "{stdout}");
}

#[test]
fn nothing_of_a_file_reaches_the_terminal_unescaped() {
    for format in ["json", "github"] {
        let (_, stdout, _) = check(format, &[(r#""kind":"event""#, "\"kind\":\"\u{202E}\u{9B}\"")]);
        assert!(!stdout.contains(['\u{202E}', '\u{9B}']) && stdout.contains("202"), "{stdout}");
    }
}

#[test]
fn a_record_may_name_its_schema() {
    let (code, stdout, _) = check("json", &[(r#"{"id":"#, r#"{"$schema":"../../schema/claim.schema.json","id":"#)]);
    assert_eq!((code, stdout.as_str()), (Some(0), ""));
    let (code, stdout, _) = check("json", &[(r#"{"id":"#, r#"{"$schema":1,"id":"#)]);
    assert_eq!(code, Some(1));
    assert!(stdout.contains(r#""field":"$schema","severity":"error","code":"wrong_type""#), "{stdout}");
}
