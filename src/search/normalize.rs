//! Folding: spellings of one word that readers take for the same become the same.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The text with compatibility forms, vowel marks, letter variants, digits and case made alike.
///
/// In order: NFKC; without tashkeel, tatweel, bidirectional and zero-width marks; the forms of alif, ya, ta marbuta and
/// seated hamza made one; Persian ya and kaf; Arabic-Indic digits to ASCII; then NFD without combining marks, in
/// lowercase. Folding twice gives the same as folding once.
pub fn fold(text: &str) -> String {
    text.nfkc()
        .filter_map(fold_letter)
        .nfd()
        .filter(|&c| !is_combining_mark(c))
        .flat_map(char::to_lowercase)
        .nfkc()
        .collect()
}

fn fold_letter(letter: char) -> Option<char> {
    match letter {
        // Tashkeel, superscript alif, Koranic marks, tatweel.
        '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06ED}' | '\u{0640}'
        // Bidirectional and zero-width marks.
        | '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' => None,
        'أ' | 'إ' | 'آ' | 'ٱ' => Some('ا'),
        'ى' | 'ی' => Some('ي'),
        'ة' => Some('ه'),
        'ؤ' | 'ئ' => Some('ء'),
        'ک' => Some('ك'),
        '٠'..='٩' => char::from_digit(u32::from(letter) - u32::from('٠'), 10),
        '۰'..='۹' => char::from_digit(u32::from(letter) - u32::from('۰'), 10),
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::fold;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("الذكاء الاصطناعى", "الذكاء الاصطناعي")]
    #[case("الإصطناعيّ", "الاصطناعي")]
    #[case("والذكاءُ", "والذكاء")]
    #[case("مؤتمر مسئول", "مءتمر مسءول")]
    #[case("شـــركة", "شركه")]
    #[case("ﻻ", "لا")]
    #[case("کتاب ایران", "كتاب ايران")]
    #[case("٢٠٢٥ ۲۰۲۵", "2025 2025")]
    #[case("Café NVIDIA Ⅷ", "cafe nvidia viii")]
    #[case("a\u{200F}b", "ab")]
    fn spellings_of_one_word_fold_together(#[case] text: &str, #[case] folded: &str) {
        assert_eq!(fold(text), folded);
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,40}") {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }
    }
}
