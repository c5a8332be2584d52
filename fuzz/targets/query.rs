//! Text queries: a parsed query has no empty words, and highlighted ranges lie inside the text.
#![no_main]

use isnad::search::{highlight, parse_query, term_count};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|typed: &str| {
    let Some(query) = parse_query(typed) else { return };
    assert_eq!(query.typed, typed);
    assert!(term_count(&query) > 0);
    for phrase in query.required.iter().chain(&query.excluded) {
        assert!(!phrase.is_empty() && phrase.iter().all(|term| !term.is_empty()));
    }
    let letters = typed.chars().count();
    for range in highlight(typed, &query) {
        assert!(range.start < range.end && range.end <= letters);
    }
});
