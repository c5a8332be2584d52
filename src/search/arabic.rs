//! The Arabic stemmer: light10 (Larkey et al.), extended with particles before the article, a list of broken plurals, and a
//! list of words whose first letters only look like a particle.
//!
//! A text has one stem per word. A query looks for all stems that the word can have in a text: after a particle, or with its
//! hamza typed in another way.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::search::fold::{fold_borrowed, fold_letter, is_ignorable, is_omitted_mark};
use crate::search::stopwords::is_like_arabic_particle;

/// The first that matches is removed, so longer ones come first. `لل` is ل with the article.
const PREFIXES: [&str; 13] =
    ["وبال", "فبال", "وكال", "فكال", "وال", "بال", "كال", "فال", "ولل", "فلل", "لل", "ال", "و"];

/// Removed once each, in this order, if at least the given number of letters remains. The alif is that of the
/// indefinite accusative, which is mostly written without its mark. In short words ان belongs to the word: لبنان, ايران.
const SUFFIXES: [(&str, usize); 9] =
    [("ها", 2), ("ا", 3), ("ان", 4), ("ات", 2), ("ون", 2), ("ين", 2), ("يه", 2), ("ه", 2), ("ي", 2)];

/// Letters that must remain after a prefix.
const MIN_STEM_LETTERS: usize = 2;

/// Particles that a word can have in a text. The stemmer keeps the one-letter prepositions, because many words begin with
/// them.
const PARTICLES: [&str; 6] = ["", "و", "ال", "وال", "ب", "ل"];

/// The particles that the stemmer keeps, and none.
const PREPOSITIONS: [&str; 3] = ["", "ب", "ل"];

/// Letters of a word that a query also looks for with a preposition, or without its own.
const MIN_LETTERS_AFTER_PREPOSITION: usize = 3;

/// Longer words have no variants.
const MAX_VARIED_LETTERS: usize = 20;

/// Plurals without a regular ending, each followed by its singular.
const BROKEN_PLURALS: &str = include_str!("broken_plurals.txt");

static SINGULARS: LazyLock<HashMap<&str, &str>> =
    LazyLock::new(|| BROKEN_PLURALS.lines().filter_map(|line| line.split_once(' ')).collect());

/// Endings of the words of `whole_words.txt`: pronouns, plurals, the accusative and the relative adjective.
const ENDINGS: [&str; 19] =
    ["ه", "ها", "هم", "هما", "هن", "نا", "ي", "ك", "كم", "ا", "ان", "ين", "ون", "ات", "يه", "ية", "يين", "يون", "يات"];

/// Endings in place of the ة of a word.
const ENDINGS_OF_FEMININE: [&str; 12] =
    ["ه", "ات", "تان", "تين", "ته", "تها", "تهم", "تنا", "تي", "اته", "اتها", "اتهم"];

/// Words whose first letters only look like a particle, in all their forms: وزير, المانيا, بالون.
static WHOLE_WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let mut forms = HashSet::new();
    for word in include_str!("whole_words.txt").split_whitespace().map(|word| fold_but_marbuta(&letters(word))) {
        if let Some(stem) = word.strip_suffix('ة') {
            forms.extend(ENDINGS_OF_FEMININE.iter().map(|ending| format!("{stem}{ending}")));
        } else {
            forms.extend(ENDINGS.iter().map(|ending| format!("{word}{ending}")));
            // ألواحة is not a form of ألواح, but الواحة is a word with the article.
            forms.extend((!word.starts_with("ال")).then(|| format!("{word}ة")));
        }
        forms.insert(word);
    }
    forms
});

/// The letters of a word, without marks. Keeps the forms of alif and ya, which tell words from particles; a hamza on waw or
/// ya becomes a plain one, as it is typed in several ways.
pub fn letters(word: &str) -> String {
    let letters = word.chars().filter(|&c| !is_ignorable(c)).nfc().filter(|&c| !is_omitted_mark(c));
    let letters = letters.map(|c| match c {
        'ؤ' | 'ئ' | 'ٴ' => 'ء',
        'أ' | 'إ' | 'آ' | 'ى' | 'ة' => c,
        other => fold_borrowed(fold_letter(other)),
    });
    // Both شيء and شئ are written.
    letters.collect::<String>().replace("يء", "ء").replace("ىء", "ء")
}

/// Returns the stem of a word, given by its [`letters`].
pub fn stem(letters: &str) -> String {
    base(without_prefix(letters))
}

/// Returns the stems that the same word can have in a text, its own first.
pub fn stems_in_texts(letters: &str) -> Vec<String> {
    let mut stems = vec![stem(letters)];
    if letters.chars().count() > MAX_VARIED_LETTERS {
        return stems;
    }
    let mut add = |stem: String| {
        if !stems.contains(&stem) {
            stems.push(stem);
        }
    };
    let plain = fold(letters);
    for bare in bare_words(letters).into_iter().chain(bare_words(&plain)) {
        for particle in PARTICLES {
            let with_particle = format!("{particle}{bare}");
            let is_grammatical =
                particle.is_empty() || !(particle.ends_with("ال") || particle == "ل") || !bare.starts_with("ال");
            let is_long = particle.chars().count() != 1
                || particle == "و"
                || bare.chars().count() >= MIN_LETTERS_AFTER_PREPOSITION;
            // Not a word that only begins like one with a particle.
            let is_other_word = !particle.is_empty()
                && is_whole_word(without_prefix(&with_particle))
                && !is_whole_word(without_prefix(bare));
            if is_grammatical && is_long && !is_other_word {
                add(stem(&with_particle));
            }
        }
    }
    // The letters of the article can belong to the word, as in ألمانيا.
    if letters.starts_with("ال") {
        for preposition in PREPOSITIONS {
            add(base(&format!("{preposition}{letters}")));
        }
    }
    for variant in hamza_variants(&plain) {
        add(stem(&variant));
    }
    stems
}

/// Returns what terms can begin with if their words begin with these letters.
pub fn beginnings(letters: &str) -> Vec<String> {
    let plain = fold(letters);
    let without_article = PREFIXES.iter().find_map(|prefix| plain.strip_prefix(prefix)).filter(|rest| !rest.is_empty());
    let bare = bare_words(&plain).into_iter().chain(without_article);
    // After the article one letter is narrow enough, but not after a preposition only.
    let is_long = |bare: &str| bare.chars().count() >= MIN_STEM_LETTERS;
    let prepositions = |bare: &str| if is_long(bare) { &PREPOSITIONS[..] } else { &PREPOSITIONS[..1] };
    let mut found: Vec<String> = bare
        .flat_map(|bare| prepositions(bare).iter().map(move |preposition| format!("{preposition}{bare}")))
        .collect();
    let plurals = SINGULARS.iter().filter(|(plural, _)| {
        found.iter().any(|beginning| is_long(beginning) && plural.starts_with(beginning.as_str()))
    });
    let singulars: Vec<String> = plurals.map(|(_, singular)| base(singular)).collect();
    found.extend(singulars);
    found
}

/// The word, and what it can be without its particles.
fn bare_words(word: &str) -> Vec<&str> {
    let mut words = vec![word];
    if is_whole_word(word) {
        return words;
    }
    let conjunction = word.strip_prefix('و').filter(|rest| rest.chars().count() >= MIN_STEM_LETTERS);
    words.extend(conjunction);
    let rest = conjunction.unwrap_or(word);
    if !is_whole_word(rest) {
        words.extend(Some(without_prefix(rest)).filter(|bare| *bare != rest));
        words.extend(rest.strip_prefix(['ب', 'ل']).filter(|_| rest.chars().count() > MIN_LETTERS_AFTER_PREPOSITION));
    }
    words
}

/// The spellings of a word with one of its letters as the hamza that it may be typed for, or the other way round, and with all
/// of them.
fn hamza_variants(word: &str) -> Vec<String> {
    let mut variants = Vec::new();
    for (letter, other) in [("و", "ء"), ("ي", "ء"), ("ء", "و"), ("ء", "ي"), ("ء", "يي")] {
        let first = word.chars().next().map_or(0, char::len_utf8);
        let (beginning, rest) = word.split_at(first);
        for (at, _) in rest.match_indices(letter) {
            variants.push(format!("{beginning}{}{other}{}", &rest[..at], &rest[at + letter.len()..]));
        }
        if rest.matches(letter).nth(1).is_some() {
            variants.push(format!("{beginning}{}", rest.replace(letter, other)));
        }
    }
    variants.into_iter().map(|variant| variant.replace("يء", "ء")).collect()
}

fn fold(letters: &str) -> String {
    letters.chars().map(|c| if c == 'ء' { c } else { fold_letter(c) }).collect()
}

/// Folds a word and removes suffixes until it no longer changes, but not to a particle: منى is not من.
fn base(word: &str) -> String {
    let folded = fold(word);
    let mut stem = folded.as_str();
    while !is_like_arabic_particle(stem) {
        let without_preposition = stem.strip_prefix(['ب', 'ل']).unwrap_or(stem);
        let singular = SINGULARS.get(stem).or_else(|| SINGULARS.get(without_preposition));
        let shorter = without_suffixes(singular.copied().unwrap_or(stem));
        if shorter == stem || is_like_arabic_particle(shorter) {
            break;
        }
        stem = shorter;
    }
    stem.to_owned()
}

fn without_suffixes(word: &str) -> &str {
    let mut stem = word;
    for (suffix, least) in SUFFIXES {
        if let Some(shorter) = stem.strip_suffix(suffix).filter(|shorter| shorter.chars().count() >= least) {
            stem = shorter;
        }
    }
    stem
}

fn without_prefix(word: &str) -> &str {
    if is_whole_word(word) {
        return word;
    }
    // A conjunction before a word that begins with the same letter.
    if let Some(rest) = word.strip_prefix('و').filter(|rest| rest.starts_with('و')) {
        return without_prefix(rest);
    }
    // A particle before a word whose first letters look like one: وبالون, بالله.
    let rest = word
        .strip_prefix('و')
        .or_else(|| word.strip_prefix(['ب', 'ف', 'ك']).filter(|rest| fold(rest).starts_with("ال")));
    if let Some(rest) = rest.filter(|rest| is_whole_word(rest)) {
        return rest;
    }
    for prefix in PREFIXES {
        if let Some(rest) = word.strip_prefix(prefix).filter(|rest| rest.chars().count() >= MIN_STEM_LETTERS) {
            return rest;
        }
    }
    word
}

fn is_whole_word(word: &str) -> bool {
    // More often "and the religion" than "parents".
    word.starts_with(['و', 'ا', 'أ', 'إ', 'آ', 'ب', 'ك', 'ف', 'ل'])
        && word != "والدين"
        && WHOLE_WORDS.contains(&fold_but_marbuta(word))
}

/// Folds letters, except ة, which tells الواحة from ألواحه.
fn fold_but_marbuta(letters: &str) -> String {
    letters.chars().map(|c| if matches!(c, 'ء' | 'ة') { c } else { fold_letter(c) }).collect()
}

#[cfg(test)]
mod tests {
    use super::{BROKEN_PLURALS, beginnings, fold, letters, stem, stems_in_texts};
    use proptest::prelude::*;
    use rstest::rstest;

    /// Whether a query for `typed` finds `word`.
    fn finds(typed: &str, word: &str) -> bool {
        stems_in_texts(&letters(typed)).contains(&stem(&letters(word)))
    }

    #[rstest]
    #[case(&["الصين", "والصين", "بالصين", "للصين", "وبالصين", "صينية", "الصينيين", "الصينيون"])]
    #[case(&["شركة", "الشركات", "وللشركة", "كالشركات", "وشركة"])]
    #[case(&["رقاقة", "رقائق", "الرقائق", "والرقاقات", "بالرقائق"])]
    #[case(&["نموذج", "النماذج", "نماذجها", "ونموذج"])]
    #[case(&["المصدر", "للمصادر", "بمصادر"])]
    #[case(&["نجاح", "نجاحًا", "النجاحا"])]
    #[case(&["أمريكا", "الأمريكية", "أمريكي"])]
    #[case(&["وطن", "وطنية", "الوطنية", "ووطني", "بالوطن"])]
    #[case(&["والد", "والده", "ووالده", "الوالد", "والوالدة", "بوالدها"])]
    #[case(&["وزير", "الوزير", "ووزير", "والوزيرة", "للوزير", "بوزير"])]
    #[case(&["ألمانيا", "المانيا", "وألمانيا", "بألمانيا", "الألمانية", "والمانيا"])]
    #[case(&["التزام", "والتزام", "الالتزام", "بالتزام", "التزامات"])]
    #[case(&["الله", "والله", "بالله"])]
    #[case(&["بالون", "وبالون", "البالون", "بالونات"])]
    #[case(&["لبنان", "ولبنان", "اللبناني", "بلبنان"])]
    #[case(&["علي", "وعلي", "العلي", "عَلِيّ"])]
    #[case(&["يد", "ويد", "اليد", "باليد"])]
    #[case(&["لون", "اللون", "ولون", "باللون"])]
    #[case(&["واحة", "الواحة", "والواحة", "بالواحة"])]
    #[case(&["ولاية", "الولايات", "وولاية", "والولايات"])]
    #[case(&["وكالة", "الوكالات", "ووكالة"])]
    #[case(&["وعي", "الوعي", "بالوعي"])]
    #[case(&["صين", "وصين", "صينية", "وصينية"])]
    fn forms_of_a_word_meet(#[case] forms: &[&str]) {
        for (typed, word) in forms.iter().flat_map(|typed| forms.iter().map(move |word| (typed, word))) {
            assert!(
                finds(typed, word),
                "{typed} {word}: {:?} {}",
                stems_in_texts(&letters(typed)),
                stem(&letters(word))
            );
        }
    }

    #[rstest]
    #[case(&["رائد", "راىد", "رايد", "راءد", "را\u{64A}\u{654}د"])]
    #[case(&["مؤمن", "مومن", "مءمن", "مو\u{654}من", "المؤمنين"])]
    #[case(&["مسئول", "مسؤول", "مسءول", "مسيول", "مسوول"])]
    #[case(&["شيء", "شئ", "شي"])]
    #[case(&["لؤلؤ", "لولو", "لءلء"])]
    #[case(&["هيئة", "هيية", "هيىة", "هىئة", "هيءة"])]
    #[case(&["رقائق", "رقايق", "رقاىق", "رقاءق"])]
    #[case(&["أسماء", "اسماء", "ا\u{654}سماء"])]
    fn a_hamza_is_typed_in_several_ways(#[case] spellings: &[&str]) {
        for typed in &spellings[1..] {
            assert!(finds(typed, spellings[0]) && finds(spellings[0], typed), "{typed}");
        }
    }

    #[rstest]
    #[case("زير", "وزير")]
    #[case("زار", "وزارة")]
    #[case("طن", "وطني")]
    #[case("سائل", "وسائل")]
    #[case("رقة", "ورقة")]
    #[case("مانيا", "ألمانيا")]
    #[case("ست", "بالستي")]
    #[case("كين", "بكين")]
    #[case("نان", "لبنان")]
    #[case("من", "منى")]
    #[case("ليد", "وليد")]
    #[case("له", "الله")]
    #[case("ألم", "ألمانيا")]
    #[case("كالة", "وكالة")]
    #[case("لايات", "الولايات")]
    #[case("قف", "وقف")]
    #[case("ايدن", "بايدن")]
    #[case("وتين", "بوتين")]
    #[case("افروف", "لافروف")]
    #[case("نغازي", "بنغازي")]
    #[case("نما", "بنما")]
    #[case("حران", "بحران")]
    fn no_stem_is_another_word(#[case] typed: &str, #[case] word: &str) {
        assert!(!finds(typed, word), "{:?} {}", stems_in_texts(&letters(typed)), stem(&letters(word)));
    }

    #[test]
    fn short_words_are_not_stemmed() {
        for word in ["ال", "لي", "هي", "من", "واد"] {
            assert_eq!(stem(word), word);
        }
    }

    #[rstest]
    #[case("الم", &["الم", "بالم", "لالم", "م"])]
    #[case("للم", &["للم", "بللم", "لللم", "م"])]
    #[case("مغ", &["مغ", "بمغ", "لمغ"])]
    #[case("المغ", &["المغ", "بالمغ", "لالمغ", "مغ", "بمغ", "لمغ"])]
    fn one_letter_has_no_preposition(#[case] typed: &str, #[case] expected: &[&str]) {
        let mut found = beginnings(&letters(typed));
        let mut seen = std::collections::HashSet::new();
        found.retain(|beginning| seen.insert(beginning.clone()));
        assert_eq!(found, expected);
    }

    #[test]
    fn broken_plurals_are_normalized_and_unique() {
        let mut seen = std::collections::HashSet::new();
        for line in BROKEN_PLURALS.lines() {
            let (plural, singular) = line.split_once(' ').unwrap();
            assert_eq!((fold(&letters(plural)), fold(&letters(singular))), (plural.to_owned(), singular.to_owned()));
            assert!(seen.insert(plural), "duplicate plural {plural}");
        }
    }

    proptest! {
        #[test]
        fn a_word_meets_itself_after_a_conjunction_and_the_article(word in "[بتثجحخدذرزسشصضطظعغفقكلمنهويا]{3,8}") {
            let is_ambiguous = |word: &str| super::is_whole_word(word) || word.starts_with("ال");
            let (and, the) = (format!("و{word}"), format!("ال{word}"));
            if !is_ambiguous(&and) && !word.starts_with("ال") {
                prop_assert!(finds(&word, &and) && finds(&and, &word), "{}", and);
            }
            if !super::is_whole_word(&the) && !word.starts_with("ال") {
                prop_assert!(finds(&word, &the) && finds(&the, &word), "{}", the);
            }
        }
    }
}
