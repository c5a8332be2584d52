//! Verification of quotes: places lie inside the text, quotations are slices of the draft, a text contains itself.
#![no_main]

use isnad::quotes::{HashedText, find_quotations, named_speaker, without_outer_marks};
use isnad::search::FoldedText;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let chars: Vec<char> = text.chars().collect();
    let folded = FoldedText::new(text);
    for at in 0..folded.len() {
        let place = folded.place(at);
        assert!(place.start < place.end && place.end as usize <= chars.len() && !folded.word(at).is_empty());
    }
    if !folded.is_empty() {
        assert!(folded.find_words(&folded).contains(&0));
    }
    let hashed = HashedText::new(text);
    assert_eq!(hashed.len(), folded.len());
    if hashed.len() > 1 {
        assert_eq!(hashed.common_run(0, &hashed, 0), 0..hashed.len());
        assert!(hashed.is_verbatim(&hashed, 0));
    }
    for quotation in find_quotations(text) {
        let inside: String = chars[quotation.start..quotation.end].iter().collect();
        assert_eq!(inside, quotation.text);
        let _ = named_speaker(&chars, &quotation, &|name| name.len() % 2 == 0);
    }
    let _ = without_outer_marks(text);
});
