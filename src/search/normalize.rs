//! The normalizer: maps spelling variants that readers treat as equal to one form.

use unicode_normalization::UnicodeNormalization;

/// Normalizes compatibility forms, vowel marks, letter variants, digits and case.
///
/// In order: NFKC; removes tashkeel, tatweel, bidirectional and zero-width marks; unifies alif, ya, ta marbuta, seated
/// hamza, and the Persian, Urdu and Kurdish letters that are typed as Arabic ones; maps Arabic-Indic digits to ASCII; NFD
/// without the marks that readers leave out; lowercase; Latin letters with a stroke and ligatures as plain letters; NFKC.
/// Normalizing is idempotent.
pub fn normalize(text: &str) -> String {
    let lowercase = text.nfkc().filter_map(normalize_letter).nfd().filter(|&c| !is_omitted_mark(c));
    let lowercase = lowercase.flat_map(char::to_lowercase).filter(|&c| !is_omitted_mark(c));
    let mut plain = String::with_capacity(text.len());
    lowercase.for_each(|c| match plain_letters(c) {
        Some(letters) => plain.push_str(letters),
        None => plain.push(c),
    });
    plain.nfkc().collect()
}

/// Marks on Latin, Greek, Cyrillic, Hebrew and Arabic letters. Marks of other scripts are part of the word, such as the vowels
/// of Thai and the voicing of Kana.
fn is_omitted_mark(c: char) -> bool {
    matches!(
        c,
        '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0489}' | '\u{0591}'..='\u{05BD}' | '\u{05BF}' | '\u{05C1}' | '\u{05C2}'
        | '\u{05C4}' | '\u{05C5}' | '\u{05C7}' | '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}'
        | '\u{06D6}'..='\u{06DC}' | '\u{06DF}'..='\u{06E8}' | '\u{06EA}'..='\u{06ED}' | '\u{08D3}'..='\u{08FF}'
        | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}'
    )
}

/// Lowercase letters that people type as others because their keyboards lack them.
fn plain_letters(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ł' => "l",
        'ı' => "i",
        'ħ' => "h",
        'ŧ' => "t",
        'ŋ' => "n",
        'ĸ' => "k",
        _ => return None,
    })
}

fn normalize_letter(letter: char) -> Option<char> {
    match letter {
        // Tashkeel, superscript alif, Quranic marks, tatweel.
        '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06ED}' | '\u{0640}'
        // Bidirectional and zero-width marks.
        | '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' => None,
        'أ' | 'إ' | 'آ' | 'ٱ' => Some('ا'),
        'ى' | 'ی' | 'ے' | 'ۓ' | 'ۍ' | 'ې' | 'ێ' => Some('ي'),
        'ة' | 'ہ' | 'ھ' | 'ە' | 'ۀ' | 'ۂ' | 'ۃ' => Some('ه'),
        'ؤ' | 'ئ' => Some('ء'),
        'ک' | 'ڪ' => Some('ك'),
        'ڵ' => Some('ل'),
        'ڕ' => Some('ر'),
        'ۆ' | 'ۇ' | 'ۋ' => Some('و'),
        'ں' => Some('ن'),
        '٠'..='٩' => char::from_digit(u32::from(letter) - u32::from('٠'), 10),
        '۰'..='۹' => char::from_digit(u32::from(letter) - u32::from('۰'), 10),
        '०'..='९' => char::from_digit(u32::from(letter) - u32::from('०'), 10),
        '๐'..='๙' => char::from_digit(u32::from(letter) - u32::from('๐'), 10),
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
    #[case("ۓ ے", "ي ي")]
    #[case("٢٠٢٥ ۲۰۲۵", "2025 2025")]
    #[case("Café NVIDIA Ⅷ", "cafe nvidia viii")]
    #[case("Straße Łódź Ørsted ISPARTA ısparta İzmir", "strasse lodz orsted isparta isparta izmir")]
    #[case("שָׁלוֹם", "שלום")]
    #[case("ข้าว が", "ข้าว が")]
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
