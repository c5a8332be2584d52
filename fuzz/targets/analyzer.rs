//! Text analysis: tokens are never empty, and normalizing a text twice equals normalizing it once.
#![no_main]

use isnad::search::{analyze, analyze_word, join_terms, normalize, tokenize};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for token in analyze(text) {
        assert!(!token.term.is_empty());
    }
    for word in tokenize(text) {
        assert!(analyze_word(word.text).iter().all(|term| !term.is_empty()));
    }
    let normalized = normalize(text);
    assert_eq!(normalize(&normalized), normalized, "normalizing twice");
    let _ = join_terms(text);
});
