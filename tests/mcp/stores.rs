//! Tools answer alike on both backends.

use serde_json::{Value, json};
use tempfile::TempDir;

use super::client::Agent;
use crate::support::{harbour, isnad, postgres, text};

#[test]
fn both_backends_answer_alike() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("harbour.db").display().to_string();
    let answers = std::iter::once(file).chain(postgres::database("agents")).map(|database| {
        let (from, texts) = (harbour("seed"), harbour("texts"));
        let arguments =
            ["seed", "--from", from.to_str().unwrap(), "--texts", texts.to_str().unwrap(), "--database", &database];
        let output = isnad(&arguments);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let mut agent = Agent::start(&folder, &["--database", &database]);
        let answers: Vec<Value> = calls().iter().map(|call| agent.ask("tools/call", call)).collect();
        assert!(agent.ends());
        answers
    });
    let answers: Vec<Vec<Value>> = answers.collect();
    for others in &answers[1..] {
        for ((call, one), other) in calls().iter().zip(&answers[0]).zip(others) {
            assert_eq!(without_links(one), without_links(other), "{call}");
        }
    }
    let refused = answers[0].iter().filter(|answer| answer["isError"] == true).count();
    assert_eq!(refused, 1, "{:?}", answers[0]);
}

/// The answer without what only a file has.
fn without_links(answer: &Value) -> Value {
    let mut content = answer["structuredContent"].clone();
    if let Some(members) = content.as_object_mut() {
        members.remove("links");
    }
    content
}

fn calls() -> Vec<Value> {
    let calls = [
        ("find_names", json!({"q": "salma"})),
        ("search_claims", json!({"q": "الميناء", "sort": "position", "limit": 200})),
        ("search_claims", json!({"asserted_by": "salma-haddad"})),
        ("get_claims", json!({"id": ["harbour-expansion-2024-002", "harbour-expansion-2024-999"]})),
        ("count_claims", json!({"facet": ["actor", "kind"]})),
        ("count_claims", json!({"interval": "year"})),
        ("count_claims", json!({"rows": "kind", "columns": "actor"})),
        ("related_claims", json!({"id": "harbour-expansion-2024-002"})),
        ("related_claims", json!({"id": "harbour-expansion-2024-999"})),
        ("verify_quotes", json!({"quotes": [{"text": "ستضاعف التوسعة طاقة الميناء خلال ثلاث سنوات"}]})),
        ("dataset_info", json!({})),
        ("changes", json!({"since": 0})),
    ];
    calls.into_iter().map(|(name, arguments)| json!({"name": name, "arguments": arguments})).collect()
}
