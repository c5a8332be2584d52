//! The normalizer: maps spelling variants that readers treat as equal to one form.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Normalizes compatibility forms, vowel marks, letter variants, digits and case.
///
/// In order: NFKC; removes tashkeel, tatweel, bidirectional and zero-width marks; unifies alif, ya, ta marbuta, seated
/// hamza, and Persian ya and kaf; maps Arabic-Indic digits to ASCII; NFD without combining marks; lowercase; NFKC.
/// Normalizing is idempotent.
pub fn normalize(text: &str) -> String {
    text.nfkc()
        .filter_map(normalize_letter)
        .nfd()
        .filter(|&c| !is_combining_mark(c))
        .flat_map(char::to_lowercase)
        .nfkc()
        .collect()
}

fn normalize_letter(letter: char) -> Option<char> {
    match letter {
        // Tashkeel, superscript alif, Quranic marks, tatweel.
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
    use super::normalize;
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
    fn spelling_variants_normalize_to_one_form(#[case] text: &str, #[case] normalized: &str) {
        assert_eq!(normalize(text), normalized);
    }

    proptest! {
        #[test]
        fn normalizing_twice_is_normalizing_once(text in "\\PC{0,40}") {
            prop_assert_eq!(normalize(&normalize(&text)), normalize(&text));
        }
    }
}
