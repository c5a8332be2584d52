//! Hostile input: no query is a syntax error, and none makes the server fail.

use isnad::query::sorts::RELEVANCE;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};

use super::found;
use crate::support::Server;

#[test]
fn operators_of_other_engines_are_terms_or_ignored() {
    let pieces = vec![
        "AND",
        "OR",
        "NOT",
        "NEAR",
        "*",
        "^",
        ":",
        "(",
        ")",
        "\"",
        "chip",
        "-",
        "NEAR(",
        "statement_en:",
        "'",
        ";--",
        "{",
        "+",
    ];
    let typed = proptest::collection::vec(select(pieces), 1..12).prop_map(|words| words.join(" "));
    let glued = typed.clone().prop_map(|words| words.replace(' ', ""));
    let mut runner = TestRunner::new(Config { cases: 3_000, failure_persistence: None, ..Config::default() });
    runner
        .run(&prop_oneof![typed, glued], |typed| {
            prop_assert!(found(&typed, &RELEVANCE).is_ok(), "{}", typed);
            Ok(())
        })
        .unwrap();
}

#[test]
fn random_texts_never_fail() {
    let mut runner = TestRunner::new(Config { cases: 2_000, failure_persistence: None, ..Config::default() });
    runner
        .run(&any::<String>(), |typed| {
            prop_assert!(found(&typed, &RELEVANCE).is_ok(), "{:?}", typed);
            Ok(())
        })
        .unwrap();
}

#[test]
fn random_bytes_over_http_return_200_or_400() {
    let server = Server::built_in();
    let mut runner = TestRunner::new(Config { cases: 300, failure_persistence: None, ..Config::default() });
    runner
        .run(&any::<Vec<u8>>(), |bytes| {
            let typed: Vec<_> = bytes.iter().map(|byte| format!("%{byte:02X}")).collect();
            let answer = server.get(&format!("/v1/claims?highlight=true&q={}", typed.concat()));
            prop_assert!(matches!(answer.status, 200 | 400), "{} for {:?}", answer.status, bytes);
            Ok(())
        })
        .unwrap();
    for empty in ["%22%22", "%2A", "-", "%22-%22"] {
        let problem = server.get(&format!("/v1/claims?q={empty}")).json();
        assert_eq!(problem["errors"][0]["parameter"], "q", "{empty}");
        assert_eq!(problem["errors"][0]["message"], "contains no word to search for", "{empty}");
    }
    assert_eq!(server.get("/v1/claims?q=%00").status, 400);
}
