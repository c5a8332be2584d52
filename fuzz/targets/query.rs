//! Text queries: a parsed query has no empty words, and highlighted ranges lie inside the text.
#![no_main]

use isnad::search::{Analyzer, highlight, parse_query, term_count};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|typed: &str| {
    let analyzers = ["en", "ar", "fr", "zh"].map(Analyzer::for_language);
    let Some(query) = parse_query(typed, &analyzers) else { return };
    assert_eq!(query.typed, typed);
    assert!(term_count(&query) > 0);
    for word in query.required.iter().chain(&query.excluded) {
        assert!(!word.is_empty());
    }
    for phrase in query.required.iter().chain(&query.excluded).flatten() {
        assert!(!phrase.is_empty() && phrase.iter().all(|term| !term.is_empty()));
    }
    let letters = typed.chars().count();
    for range in highlight(typed, "fr", &query) {
        assert!(range.start < range.end && range.end <= letters);
    }
});
