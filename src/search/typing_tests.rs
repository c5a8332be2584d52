//! A word meets itself however it is typed: random changes that people, keyboards and programs make to words.

use proptest::prelude::*;
use proptest::sample::select;
use rstest::rstest;
use unicode_normalization::UnicodeNormalization;

use crate::search::{Analyzer, highlight, parse_query};

/// None is spelt like a particle in another form, as علي is: alone it does not find each على.
const ARABIC: [&str; 15] = [
    "هواوي",
    "رائد",
    "مؤمن",
    "مسؤول",
    "شركة",
    "الكويت",
    "منى",
    "والده",
    "وزير",
    "ألمانيا",
    "إيران",
    "فاطمة",
    "كريم",
    "لؤي",
    "هيئة",
];
const LATIN: [&str; 10] =
    ["Łódź", "Ørsted", "Đorđe", "Straße", "Müller", "İstanbul", "Nvidia", "Þórr", "Kraków", "Will"];

/// Letters, each followed by what stands for it on other keyboards and in other texts.
const LOOK_ALIKES: [(char, &str); 12] = [
    ('ي', "یىےېۍﻱﻳﯾ"),
    ('ك', "کڪػﻙﻛﮐ"),
    ('ه', "ہھەﻩﻫ"),
    ('ة', "هۃﺓ"),
    ('و', "ۆۇۋﻭ"),
    ('ا', "ٱﺍﺎ"),
    ('أ', "اإﺃ"),
    ('إ', "اأﺇ"),
    ('ؤ', "وءﺅ"),
    ('ئ', "يىیءﺉﺋ"),
    ('ى', "يیﻯ"),
    ('ل', "ڵﻝﻟ"),
];

/// Characters that do not matter after any letter.
const IGNORABLE: [char; 8] =
    ['\u{AD}', '\u{200B}', '\u{200D}', '\u{200E}', '\u{2060}', '\u{FEFF}', '\u{FE0F}', '\u{34F}'];

/// Characters that do not matter after an Arabic letter.
const ARABIC_MARKS: [char; 8] =
    ['\u{640}', '\u{64E}', '\u{651}', '\u{FC60}', '\u{FE76}', '\u{FCF2}', '\u{670}', '\u{200C}'];

/// Replaces or extends a letter, chosen by numbers.
fn change(word: &str, at: usize, how: usize) -> String {
    let letters: Vec<char> = word.chars().collect();
    let at = at % letters.len();
    let is_arabic = ('\u{600}'..'\u{700}').contains(&letters[0]);
    let mut typed: Vec<String> = letters.iter().map(ToString::to_string).collect();
    match how % 4 {
        0 => typed[at].push(IGNORABLE[how / 4 % IGNORABLE.len()]),
        1 if is_arabic => typed[at].push(ARABIC_MARKS[how / 4 % ARABIC_MARKS.len()]),
        2 if is_arabic => {
            let others: Vec<char> = LOOK_ALIKES
                .iter()
                .filter(|(letter, _)| *letter == letters[at])
                .flat_map(|(_, other)| other.chars())
                .collect();
            // The hamza at the beginning of a word has no other seat, and ى begins none.
            if let Some(other) = others.get(how / 4 % others.len().max(1)) {
                typed[at] = other.to_string();
            }
        }
        1 => return word.nfd().collect(),
        2 => return word.to_uppercase(),
        // As text without the marks of its letters.
        _ => typed[at] = typed[at].nfd().take(1).collect(),
    }
    typed.concat()
}

fn meet(text: &str, typed: &str, language: &str) -> bool {
    let query = parse_query(typed, &["en", "ar"].map(Analyzer::for_language));
    query.is_some_and(|query| !highlight(text, language, &query).is_empty())
}

#[rstest]
#[case("F16", "F-16")]
#[case("F 16", "F16")]
#[case("F-16", "F 16")]
#[case("GPT4", "GPT-4")]
#[case("A320 neo", "A-320neo")]
#[case("covid ١٩", "COVID19")]
#[case("كوفيد19", "كوفيد-١٩")]
#[case("كوفيد 19", "كوفيد19")]
#[case("Т34", "Т-34")]
#[case("email", "e-mail")]
#[case("e mail", "email")]
#[case("email", "e mail")]
#[case("xray", "X ray")]
#[case("WiFi", "Wi Fi")]
#[case("wi-fi", "WiFi")]
#[case("wi fi", "Wi-Fi")]
#[case("e-mail", "email")]
#[case("Alqaeda", "Al-Qaeda")]
#[case("Al Qaeda", "Alqaeda")]
#[case("El-Sisi", "al-Sisi")]
#[case("Abdulrahman", "Abd al-Rahman")]
#[case("Abd el-Rahman", "Abdul Rahman")]
#[case("Abdel Rahman", "Abdulrahman")]
#[case("OBrien", "O’Brien")]
#[case("O Brien", "O'Brien")]
#[case("O'Brien", "O Brien")]
#[case("عبدالله", "عبد الله")]
#[case("عبد الله", "عبدالله")]
#[case("نصرالله", "نصر الله")]
#[case("ابوبكر", "أبو بكر")]
#[case("أبو بكر", "ابوبكر")]
#[case("بو ظبي", "بوظبي")]
#[case("آل سعود", "السعود")]
#[case("عزالدين", "عز الدين")]
fn names_and_compounds_meet_joined_and_apart(#[case] typed: &str, #[case] text: &str) {
    assert!(meet(text, typed, "en"));
}

proptest! {
    #[test]
    fn an_arabic_word_meets_itself_however_it_is_typed(word in select(&ARABIC[..]), changes in prop::collection::vec((0usize..20, 0usize..200), 1..3)) {
        // Two hamzas typed in another way are two errors.
        let hamzas = |typed: &str| typed.nfkc().filter(|c| matches!(c, 'ؤ' | 'ئ')).count();
        let typed = changes.into_iter().fold(word.to_owned(), |typed, (at, how)| change(&typed, at, how));
        prop_assume!(hamzas(word) <= 1);
        prop_assert!(meet(word, &typed, "ar") && meet(&typed, word, "ar"), "{} {:?}", word, typed);
    }

    #[test]
    fn a_latin_word_meets_itself_however_it_is_typed(word in select(&LATIN[..]), changes in prop::collection::vec((0usize..20, 0usize..200), 1..3)) {
        let typed = changes.into_iter().fold(word.to_owned(), |typed, (at, how)| change(&typed, at, how));
        prop_assert!(meet(word, &typed, "en") && meet(&typed, word, "en"), "{} {:?}", word, typed);
    }
}
