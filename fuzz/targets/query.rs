//! Text queries: a parsed query has no empty words, and highlighted ranges lie inside the text.
#![no_main]

use isnad::search::{highlight, parse, word_count};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|typed: &str| {
    let Some(query) = parse(typed) else { return };
    assert_eq!(query.typed, typed);
    assert!(word_count(&query) > 0);
    for tokens in query.required.iter().chain(&query.excluded) {
        assert!(!tokens.is_empty() && tokens.iter().all(|token| !token.is_empty()));
    }
    let letters = typed.chars().count();
    for range in highlight(typed, &query) {
        assert!(range.start < range.end && range.end <= letters);
    }
});
