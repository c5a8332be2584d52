//! Text analysis: terms are never empty in any language, ranges lie inside the text, and normalizing a text twice equals
//! normalizing it once.
#![no_main]

use isnad::search::{Analyzer, normalize};
use libfuzzer_sys::fuzz_target;

const LANGUAGES: [&str; 8] = ["ar", "en", "fr", "tr", "ru", "fa", "zh", "he"];

fuzz_target!(|text: &str| {
    let letters = text.chars().count();
    for analyzer in LANGUAGES.map(Analyzer::for_language) {
        for token in analyzer.analyze(text).tokens {
            assert!(!token.terms.term.is_empty() && !token.terms.unmarked.is_empty());
            assert!(token.range.start < token.range.end && token.range.end <= letters);
        }
        let _ = analyzer.join_terms(text);
    }
    let normalized = normalize(text);
    assert_eq!(normalize(&normalized), normalized, "normalizing twice");
});
