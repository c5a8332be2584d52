//! Drafts of the French example against its claims, as `e2e/drafting/measure` counts: actors, speakers and wrong proposals.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{isnad, text};

fn seed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/estuaire")
}

/// A sentence with its proposal and the claims whose evidence begins in it.
struct Sentence {
    start: u64,
    proposal: Value,
    claims: Vec<Value>,
}

fn strings<'v>(claim: &'v Value, list: &str) -> BTreeSet<&'v str> {
    claim[list].as_array().into_iter().flatten().filter_map(|entry| entry["actor"].as_str()).collect()
}

fn sentences(article: &str) -> Vec<Sentence> {
    let seed = seed();
    let output = isnad(&["draft", article, "--from", seed.to_str().unwrap(), "--all", "--print"]);
    let proposals = text(&output.stdout);
    let mut sentences: Vec<Sentence> = proposals
        .lines()
        .map(|line| {
            let mut record: Value = serde_json::from_str(line).unwrap();
            let proposal = record["claim"].take();
            let start = proposal["id"].as_str().unwrap().rsplit_once("-s").unwrap().1.parse().unwrap();
            Sentence { start, proposal, claims: vec![] }
        })
        .collect();
    let claims = std::fs::read_to_string(seed.join("articles").join(article).join("claims.jsonl")).unwrap();
    for line in claims.lines() {
        let claim: Value = serde_json::from_str(line).unwrap();
        let evidence = claim["evidence"].as_array().into_iter().flatten();
        let content = evidence.filter(|span| span["part"] != "attribution").find_map(|span| span["start"].as_u64());
        let Some(start) = content else { continue };
        let sentence = sentences.iter_mut().rfind(|sentence| sentence.start <= start);
        sentence.expect("a sentence before every claim").claims.push(claim);
    }
    sentences
}

#[derive(Default, Debug)]
struct Counts {
    proposals: usize,
    actors: usize,
    actors_found: usize,
    speakers: usize,
    speakers_found: usize,
    wrong: usize,
}

fn count(article: &str, counts: &mut Counts) {
    let voice = format!("{article}-voix");
    for Sentence { proposal, claims, .. } in sentences(article) {
        let asserter = proposal["asserted_by"].as_str().unwrap();
        let proposed = strings(&proposal, "actors");
        let named: BTreeSet<&str> = proposed.union(&strings(&proposal, "attribution")).copied().collect();
        let speakers: BTreeSet<&str> = claims.iter().filter_map(|claim| claim["asserted_by"].as_str()).collect();
        let mut known: BTreeSet<&str> = speakers.clone();
        for claim in &claims {
            let actors = strings(claim, "actors");
            counts.actors += actors.len();
            counts.actors_found += actors.intersection(&named).count();
            known.extend(actors);
            known.extend(strings(claim, "attribution"));
        }
        let others = speakers.iter().filter(|speaker| **speaker != voice);
        counts.speakers += others.clone().count();
        counts.speakers_found += others.filter(|speaker| **speaker == asserter).count();
        counts.wrong += proposed.difference(&known).count();
        counts.wrong += usize::from(asserter != voice && !speakers.contains(asserter));
        counts.proposals += 1;
    }
}

#[test]
fn most_actors_and_speakers_of_the_french_example_are_found_and_few_are_wrong() {
    let mut counts = Counts::default();
    for article in ["courrier-maremotrice-2025", "echo-pecheurs-2025"] {
        count(article, &mut counts);
    }
    assert!(counts.actors > 60 && 100 * counts.actors_found >= 65 * counts.actors, "{counts:?}");
    assert!(counts.speakers > 15 && 100 * counts.speakers_found >= 90 * counts.speakers, "{counts:?}");
    assert!(100 * counts.wrong <= 70 * counts.proposals, "{counts:?}");
}
