//! `isnad coverage` and `isnad quote`: what of an article is covered, and where words stand.

use serde_json::Value;

use crate::support::{CLAIMS, copy_with_replacements, harbour, isnad, text};

const ARTICLE: &str = "harbour-expansion-2024";

/// Runs a subcommand on the synthetic article: exit code, standard output and error.
fn run(command: &str, options: &[&str], replacements: &[(&str, &str)]) -> (Option<i32>, String, String) {
    let folder = copy_with_replacements(CLAIMS, replacements);
    let (from, texts) = (folder.path().to_str().unwrap(), harbour("texts"));
    let place = ["--from", from, "--texts", texts.to_str().unwrap()];
    let output = isnad(&[&[command, ARTICLE], options, &place].concat());
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn characters() -> Vec<char> {
    std::fs::read_to_string(harbour("texts").join(format!("{ARTICLE}.txt"))).unwrap().chars().collect()
}

#[test]
fn coverage_counts_what_the_claims_cover() {
    let (code, stdout, stderr) = run("coverage", &["--format", "json"], &[]);
    assert_eq!(code, Some(0), "{stdout}{stderr}");
    let found: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((&found["article"], &found["claims"]), (&ARTICLE.into(), &5.into()));
    let count = |value: &Value, name: &str| value[name].as_u64().unwrap();
    let paragraphs = found["paragraphs"].as_array().unwrap();
    for name in ["characters", "quoted_characters", "sentences"] {
        let sum: u64 = paragraphs.iter().map(|paragraph| count(paragraph, name)).sum();
        assert_eq!(sum, count(&found, name), "{name}");
    }
    assert!(count(&found, "quoted_characters") > 0 && count(&found, "quoted_characters") < count(&found, "characters"));
    let characters = characters();
    for sentence in found["sentences_without_claim"].as_array().unwrap() {
        let at = |name: &str| usize::try_from(count(sentence, name)).unwrap();
        assert_eq!(sentence["text"], characters[at("start")..at("end")].iter().collect::<String>());
    }
}

#[test]
fn coverage_names_the_claims_that_lack_something() {
    let lacking = |replacements: &[(&str, &str)]| {
        let (_, stdout, _) = run("coverage", &["--format", "json"], replacements);
        let found: Value = serde_json::from_str(&stdout).unwrap();
        found["claims_without"].clone()
    };
    let second: Value = "harbour-expansion-2024-002".into();
    let has = |list: &Value| list.as_array().unwrap().contains(&second);
    let before = lacking(&[]);
    assert!(!has(&before["date"]) && !has(&before["cue"]) && !has(&before["actor"]), "{before}");
    let after = lacking(&[
        (r#","cue":"وقالت""#, ""),
        (r#","actors":[{"actor":"port-authority","role":"subject"}],"topics":["port-expansion"]"#, ""),
    ]);
    assert!(has(&after["cue"]) && has(&after["actor"]) && !has(&after["date"]), "{after}");
}

#[test]
fn the_first_claim_covers_the_first_sentence_only_while_it_is_there() {
    let open = |replacements: &[(&str, &str)]| {
        let (_, stdout, _) = run("coverage", &["--format", "json"], replacements);
        let found: Value = serde_json::from_str(&stdout).unwrap();
        let open = found["sentences_without_claim"].as_array().unwrap();
        open.iter().any(|sentence| sentence["start"] == 0)
    };
    assert!(!open(&[]));
    let evidence = r#","evidence":[{"quote":"أعلنت هيئة ميناء الواحة يوم الثلاثاء 14 مايو 2024 توسعة الرصيف الشمالي","start":0,"end":70}]"#;
    assert!(open(&[(evidence, "")]));
}

#[test]
fn coverage_draws_each_paragraph() {
    let (code, stdout, _) = run("coverage", &[], &[]);
    assert_eq!(code, Some(0));
    assert!(stdout.contains("harbour-expansion-2024: 5 claims\n"), "{stdout}");
    assert!(stdout.contains("characters under quotes: ") && stdout.contains(" %)"), "{stdout}");
    assert!(stdout.lines().any(|line| line.starts_with("   1 ") && line.contains("###")), "{stdout}");
}

#[test]
fn quote_prints_evidence_to_paste() {
    let (code, stdout, stderr) = run("quote", &["ستضاعف التوسعة طاقة الميناء"], &[]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    let evidence: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(
        evidence,
        serde_json::json!({"quote": "ستضاعف التوسعة طاقة الميناء", "part": "content", "start": 103, "end": 130})
    );
    let (_, stdout, _) = run("quote", &["وقالت", "--part", "attribution"], &[]);
    assert!(stdout.contains(r#""part":"attribution""#), "{stdout}");
}

#[test]
fn quote_says_that_words_stand_twice() {
    let (code, stdout, stderr) = run("quote", &["التوسعة"], &[]);
    assert_eq!(code, Some(0));
    assert!(stdout.lines().count() > 1, "{stdout}");
    assert!(stderr.contains(&format!("stands {} times", stdout.lines().count())), "{stderr}");
    assert!(stderr.contains("[التوسعة]"), "{stderr}");
    let characters = characters();
    for line in stdout.lines() {
        let evidence: Value = serde_json::from_str(line).unwrap();
        let at = |name: &str| usize::try_from(evidence[name].as_u64().unwrap()).unwrap();
        assert_eq!(characters[at("start")..at("end")].iter().collect::<String>(), "التوسعة");
    }
}

#[test]
fn quote_counts_other_spellings_of_words_that_stand_there() {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/estuaire");
    let output = isnad(&["quote", "courrier-maremotrice-2025", "la maire", "--from", example]);
    assert_eq!(text(&output.stdout).lines().count(), 1);
    // "La maire, elle, s’appuie sur les relevés du port".
    assert!(text(&output.stderr).contains("also stands in another spelling, times: 1"), "{}", text(&output.stderr));
}

#[test]
fn quote_says_that_words_stand_only_after_folding() {
    let (code, stdout, stderr) = run("quote", &["سَتُضاعف التوسعه طاقة الميناء"], &[]);
    assert_eq!(code, Some(0), "{stderr}");
    assert!(stderr.contains("only after folding"), "{stderr}");
    let evidence: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(evidence["quote"], "ستضاعف التوسعة طاقة الميناء");
}

#[test]
fn quote_refuses_words_that_do_not_stand_there() {
    let (code, stdout, stderr) = run("quote", &["no such words\u{202E}"], &[]);
    assert_eq!((code, stdout.as_str()), (Some(1), ""));
    assert!(stderr.contains("does not stand in the text") && !stderr.contains('\u{202E}'), "{stderr}");
    assert_eq!(run("quote", &["x", "--part", "nothing"], &[]).0, Some(2));
}
