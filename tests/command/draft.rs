//! `isnad draft`: proposals are valid claims, rest on words of the text, and leave covered sentences out.

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{copy, isnad, text};

const ARTICLES: [&str; 2] = ["courrier-maremotrice-2025", "echo-pecheurs-2025"];

/// A copy of the example, of which two articles are French.
fn example() -> TempDir {
    let folder = TempDir::new().unwrap();
    copy(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/estuaire"), folder.path());
    folder
}

fn draft(folder: &TempDir, article: &str, option: &str) -> Vec<Value> {
    let output = isnad(&["draft", article, "--from", folder.path().to_str().unwrap(), "--print", option]);
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn proposals_rest_on_the_words_at_their_offsets() {
    let folder = example();
    for article in ARTICLES {
        let file = folder.path().join("articles").join(article).join("text.txt");
        let characters: Vec<char> = std::fs::read_to_string(file).unwrap().chars().collect();
        let proposals = draft(&folder, article, "--all");
        assert!(proposals.len() >= 17, "{}", proposals.len());
        for proposal in proposals {
            let evidence = proposal["claim"]["evidence"].as_array().unwrap().iter().map(|span| (span, "quote"));
            let basis = proposal["basis"].as_array().unwrap().iter().map(|basis| (basis, "words"));
            for (span, field) in evidence.chain(basis).filter(|(span, field)| span.get(field).is_some()) {
                let at = |name: &str| usize::try_from(span[name].as_u64().unwrap()).unwrap();
                let words: String = characters[at("start")..at("end")].iter().collect();
                assert_eq!(span[field], words);
            }
        }
    }
}

#[test]
fn accepted_proposals_pass_the_check_and_are_not_proposed_again() {
    let folder = example();
    for article in ARTICLES {
        let claims: Vec<String> =
            draft(&folder, article, "--all").iter().map(|proposal| proposal["claim"].to_string()).collect();
        std::fs::write(folder.path().join("articles").join(article).join("claims.jsonl"), claims.join("\n")).unwrap();
    }
    // The third article refers to claims that were replaced.
    std::fs::remove_dir_all(folder.path().join("articles/karaneh-vesque-2025")).unwrap();
    let output = isnad(&["check", "--from", folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    let output = isnad(&["draft", ARTICLES[0], "--from", folder.path().to_str().unwrap(), "--print"]);
    assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(0), ""));
}

#[test]
fn speakers_and_dates_of_the_french_example_are_found() {
    let folder = example();
    let all: Vec<Value> = ARTICLES.iter().flat_map(|article| draft(&folder, article, "--all")).collect();
    let count = |field: &str, values: &[&str]| {
        values
            .iter()
            .filter(|value| {
                all.iter().any(|proposal| proposal["claim"].pointer(field).is_some_and(|found| found == **value))
            })
            .count()
    };
    let speakers = [
        "maire",
        "mareline",
        "directeur-mareline",
        "chef-opposition",
        "etude-prefecture",
        "president-cooperative",
        "cooperative-mole",
        "ostreiculteurs",
    ];
    assert!(count("/asserted_by", &speakers) >= 7);
    let dates = [
        "2025-05-15",
        "2026-21",
        "2025-03",
        "1987/..",
        "2019/..",
        "2025-06-12",
        "2025-05-19",
        "2022-22",
        "2021/..",
        "2025-05-23/2025-06-30",
        "199X",
        "2025-07-14",
    ];
    assert!(count("/claim_date/edtf", &dates) >= 10);
}

#[test]
fn edited_proposals_stay_when_an_article_is_drafted_again() {
    let folder = example();
    let from = folder.path().to_str().unwrap();
    let path = folder.path().join("articles").join(ARTICLES[1]).join("claims.draft.jsonl");
    let run = |options: &[&str]| {
        let output = isnad(&[&["draft", ARTICLES[1], "--from", from, "--all"], options].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        (text(&output.stdout), std::fs::read_to_string(&path).unwrap())
    };
    let (report, first) = run(&[]);
    assert!(!report.contains("kept"), "{report}");
    assert_eq!(run(&[]).1, first);
    let lines: Vec<&str> = first.lines().collect();
    // One is edited, one rejected, one is not finished, one only has other white space.
    let edited = lines[2].replace("\"asserted_by\":\"", "\"salience\":3,\"asserted_by\":\"");
    let spaced = lines[4].replacen("{\"claim\":", "{ \"claim\" :", 1);
    let content = [lines[0], edited.as_str(), "{\"claim\":", spaced.as_str()].join("\n");
    std::fs::write(&path, content).unwrap();
    let (report, again) = run(&[]);
    assert!(report.contains("2 of them kept as edited"), "{report}");
    let mut expected = lines.clone();
    expected[2] = &edited;
    expected.push("{\"claim\":");
    assert_eq!(again.lines().collect::<Vec<_>>(), expected);
    let (_, forced) = run(&["--force"]);
    assert_eq!(forced, first);
}

#[test]
fn an_edited_proposal_stays_although_its_sentence_is_covered_now() {
    let folder = example();
    let from = folder.path().to_str().unwrap();
    let article = folder.path().join("articles").join(ARTICLES[1]);
    let draft = article.join("claims.draft.jsonl");
    isnad(&["draft", ARTICLES[1], "--from", from, "--all"]);
    let first = std::fs::read_to_string(&draft).unwrap();
    let (covered, rest) = first.split_once('\n').unwrap();
    let edited = covered.replace("\"asserted_by\":\"", "\"salience\":3,\"asserted_by\":\"");
    std::fs::write(&draft, format!("{edited}\n{rest}")).unwrap();
    isnad(&["draft", ARTICLES[1], "--from", from]);
    assert!(std::fs::read_to_string(&draft).unwrap().starts_with(&edited));
}

#[test]
fn an_unknown_article_is_refused_with_the_nearest() {
    let folder = example();
    let output = isnad(&["draft", "echo-pecheur-2025", "--from", folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("did you mean \"echo-pecheurs-2025\"?"), "{}", text(&output.stdout));
}
