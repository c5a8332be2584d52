//! Text analysis: tokens are never empty, and folding a text twice equals folding it once.
#![no_main]

use isnad::search::{fold, shadow, tokens, tokens_of_word, whole_name, words};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for token in tokens(text) {
        assert!(!token.text.is_empty());
    }
    for word in words(text) {
        assert!(tokens_of_word(word.text).iter().all(|token| !token.is_empty()));
    }
    let folded = fold(text);
    assert_eq!(fold(&folded), folded, "folding twice");
    let _ = (shadow([text]), whole_name(text));
});
