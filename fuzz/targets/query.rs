//! Text queries: a parsed query has no empty words, and highlighted ranges lie inside the text.
#![no_main]

use isnad::search::{Analyzer, Lookup, highlight, parse_query};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|typed: &str| {
    let analyzers = ["en", "ar", "fr", "zh"].map(Analyzer::for_language);
    let Some(query) = parse_query(typed, &analyzers) else { return };
    assert_eq!(query.typed, typed);
    assert!(query.term_count() > 0);
    for word in query.required.iter().chain(&query.excluded) {
        assert!(!word.is_empty());
    }
    for lookup in query.lookups() {
        match lookup {
            Lookup::Phrase(positions) => {
                assert!(!positions.is_empty() && positions.iter().all(|terms| !terms.is_empty()));
                assert!(positions.iter().flatten().all(|term| !term.is_empty()));
            }
            Lookup::Prefix { beginnings, .. } => assert!(beginnings.iter().all(|beginning| !beginning.is_empty())),
        }
    }
    let letters = typed.chars().count();
    for range in highlight(typed, "fr", &query) {
        assert!(range.start < range.end && range.end <= letters);
    }
});
