//! Relevance: judged queries on the built-in corpus, scored by category.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use isnad::domain::claim::Claim;
use isnad::domain::identifier::ClaimId;
use isnad::query::sorts::{ID, RELEVANCE};
use isnad::store::Deadline;
use serde::Deserialize;

use super::{Score, corpus, found};

#[derive(Deserialize)]
struct Judged {
    query: String,
    category: String,
    relevant: BTreeSet<String>,
}

fn judged() -> Vec<Judged> {
    include_str!("relevance.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn row(name: &str, score: Score) -> String {
    format!("| {name} | {} | {} | {:.3} | {:.3} |", score.queries, score.relevant, score.recall(), score.precision())
}

#[test]
fn recall_and_precision_are_at_least_95_percent() {
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    let mut all = Score::default();
    let mut misses = String::new();
    let judged = judged();
    assert!(judged.len() >= 60, "{} queries", judged.len());
    for Judged { query, category, relevant } in judged {
        let found: BTreeSet<String> = found(&query, &ID).unwrap().into_iter().collect();
        for score in [scores.entry(category).or_default(), &mut all] {
            score.add(&relevant, &found);
        }
        if found != relevant {
            let missing: Vec<_> = relevant.difference(&found).collect();
            let wrong: Vec<_> = found.difference(&relevant).collect();
            writeln!(misses, "{query}: missing {missing:?}, wrong {wrong:?}").unwrap();
        }
    }
    let mut table = "| category | queries | judged pairs | recall | precision |\n|---|---|---|---|---|\n".to_owned();
    for (category, score) in &scores {
        writeln!(table, "{}", row(category, *score)).unwrap();
    }
    writeln!(table, "{}", row("**all**", all)).unwrap();
    println!("{table}\n{misses}");
    assert!(all.recall() >= 0.95 && all.precision() >= 0.95, "{table}\n{misses}");
    let design = include_str!("../../DESIGN.md");
    assert!(design.contains(&table), "DESIGN.md does not contain this table:\n{table}");
}

#[test]
fn spelling_variants_find_the_same_claims() {
    let spellings = ["الذكاء الاصطناعى", "الذكاء الاصطناعي", "بالذكاء الإصطناعي", "والذكاءُ الاصطناعيّ"];
    let answers: Vec<_> = spellings.iter().map(|typed| found(typed, &ID).unwrap()).collect();
    assert!(answers[0].len() > 50);
    assert!(answers.iter().all(|answer| *answer == answers[0]));
}

#[test]
fn matches_in_statements_rank_first() {
    let ranked = found("smuggled chips", &RELEVANCE).unwrap();
    // Matches in a statement weigh more than matches in quotes, names and labels.
    let statement = |number: &str| {
        let id = ClaimId::parse(&format!("us-china-ai-dominance-2025-{number}")).unwrap();
        let claim: Claim =
            serde_json::from_slice(&corpus().reader(Deadline::NONE).claim(&id).unwrap().unwrap()).unwrap();
        claim.statement.get("en").unwrap().clone()
    };
    for number in &ranked[..3] {
        assert!(statement(number).contains("smuggled") && statement(number).contains("chips"), "{ranked:?}");
    }
    let mut by_id = ranked.clone();
    by_id.sort();
    assert_eq!(by_id, found("smuggled chips", &ID).unwrap(), "the order does not change which claims match");
}
