//! The normalizer: maps spelling variants that readers treat as equal to one form.

use unicode_normalization::UnicodeNormalization;

use crate::search::fold::{fold_letter, is_apostrophe, is_ignorable, is_omitted_mark, plain_letters};

/// Normalizes compatibility forms, marks, letter variants, digits and case.
///
/// In order: NFKC without ignorable characters; letters and digits by the folding table; NFD without the marks that readers
/// leave out; lowercase; letters that do not decompose as plain letters; NFKC. Normalizing is idempotent.
pub fn normalize(text: &str) -> String {
    let letters = text.chars().filter(|&c| !is_ignorable(c)).nfkc().filter(|&c| !is_ignorable(c)).map(fold);
    let lowercase = letters.nfd().filter(|&c| !is_omitted_mark(c));
    let lowercase = lowercase.flat_map(char::to_lowercase).filter(|&c| !is_omitted_mark(c));
    let mut plain = String::with_capacity(text.len());
    lowercase.for_each(|c| match plain_letters(c) {
        Some(letters) => plain.push_str(letters),
        None => plain.push(c),
    });
    plain.nfkc().collect()
}

fn fold(c: char) -> char {
    if is_apostrophe(c) { '\'' } else { fold_letter(c) }
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
    #[case("مؤتمر رائد", "موتمر رايد")]
    #[case("مو\u{0654}تمر راى\u{0654}د", "موتمر رايد")]
    #[case("شـــركة", "شركه")]
    #[case("ﻻ", "لا")]
    #[case("کتاب ایران ھواوي ڪریم", "كتاب ايران هواوي كريم")]
    #[case("ۓ ے", "ي ي")]
    #[case("٢٠٢٥ ۲۰۲۵ २०२५ ๒๐๒๕ ２０２５ 𝟚𝟘𝟚𝟝", "2025 2025 2025 2025 2025 2025")]
    #[case("Café NVIDIA Ⅷ", "cafe nvidia viii")]
    #[case("Straße Łódź Ørsted ISPARTA ısparta İzmir", "strasse lodz orsted isparta isparta izmir")]
    #[case("Þór Đorđe Əliyev Ħal Ŋ ƙɓ Ⱥ", "thor dorde eliyev hal n kb a")]
    #[case("Rābiʿa Rabi‘a Rabi`a", "rabi'a rabi'a rabi'a")]
    #[case("שָׁלוֹם", "שלום")]
    #[case("ข้าว が", "ข้าว が")]
    #[case("a\u{200F}b a\u{00AD}b a\u{2060}b a\u{FE0F}b", "ab ab ab ab")]
    #[case("مح\u{FC60}مد", "محمد")]
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
