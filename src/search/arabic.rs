//! The Arabic stemmer: light10 (Larkey et al.), extended with particles before the article and a list of broken plurals.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The first that matches is removed, so longer ones come first. `لل` is ل with the article.
const PREFIXES: [&str; 13] =
    ["وبال", "فبال", "وكال", "فكال", "وال", "بال", "كال", "فال", "ولل", "فلل", "لل", "ال", "و"];

/// Removed once each, in this order, if at least the given number of letters remains. The alif is that of the
/// indefinite accusative, which is mostly written without its mark.
const SUFFIXES: [(&str, usize); 9] =
    [("ها", 2), ("ا", 3), ("ان", 2), ("ات", 2), ("ون", 2), ("ين", 2), ("يه", 2), ("ه", 2), ("ي", 2)];

/// Letters that must remain after a prefix.
const MIN_STEM_LETTERS: usize = 2;

/// One-letter prepositions. Many words begin with these letters, so the stemmer keeps them and
/// [`preposition_variants`] returns the alternatives.
const PREPOSITIONS: [char; 2] = ['ب', 'ل'];

/// Letters that must follow a preposition.
const MIN_LETTERS_AFTER_PREPOSITION: usize = 3;

/// Normalized plurals without a regular ending, each followed by its singular.
const BROKEN_PLURALS: &str = include_str!("broken_plurals.txt");

static SINGULARS: LazyLock<HashMap<&str, &str>> =
    LazyLock::new(|| BROKEN_PLURALS.lines().filter_map(|line| line.split_once(' ')).collect());

/// Stems a normalized word until it no longer changes.
pub fn stem(word: &str) -> String {
    let mut stem = word.to_owned();
    loop {
        let shorter = stem_once(&stem);
        if shorter == stem {
            return stem;
        }
        stem = shorter;
    }
}

/// Returns the stems that the same word can have with a preposition added, or with its own removed.
pub fn preposition_variants(stem: &str) -> Vec<String> {
    let letters = stem.chars().count();
    let is_arabic = stem.starts_with(|c| ('\u{0621}'..='\u{064A}').contains(&c));
    if !is_arabic || letters < MIN_LETTERS_AFTER_PREPOSITION {
        return vec![];
    }
    let mut variants: Vec<String> = PREPOSITIONS.iter().map(|preposition| format!("{preposition}{stem}")).collect();
    let bare = stem.strip_prefix(PREPOSITIONS).filter(|_| letters > MIN_LETTERS_AFTER_PREPOSITION);
    variants.extend(bare.map(str::to_owned));
    variants
}

fn stem_once(word: &str) -> String {
    let mut stem = strip_prefix(word);
    let without_preposition = stem.strip_prefix(PREPOSITIONS).unwrap_or(stem);
    if let Some(singular) = SINGULARS.get(stem).or_else(|| SINGULARS.get(without_preposition)) {
        stem = singular;
    }
    for (suffix, least) in SUFFIXES {
        if let Some(shorter) = stem.strip_suffix(suffix).filter(|shorter| shorter.chars().count() >= least) {
            stem = shorter;
        }
    }
    stem.to_owned()
}

fn strip_prefix(word: &str) -> &str {
    for prefix in PREFIXES {
        // A lone و is often part of the word, so one more letter must remain.
        let least = if prefix.chars().count() == 1 { MIN_STEM_LETTERS + 1 } else { MIN_STEM_LETTERS };
        if let Some(rest) = word.strip_prefix(prefix).filter(|rest| rest.chars().count() >= least) {
            return rest;
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::{BROKEN_PLURALS, preposition_variants, stem};
    use crate::search::normalize::normalize;
    use rstest::rstest;

    #[rstest]
    #[case(&["الصين", "والصين", "بالصين", "للصين", "وبالصين", "صينية", "الصينيين", "الصينيون"])]
    #[case(&["شركة", "الشركات", "وللشركة", "شركتان", "كالشركات"])]
    #[case(&["رقاقة", "رقائق", "الرقائق", "والرقاقات", "بالرقائق"])]
    #[case(&["نموذج", "النماذج", "نماذجها", "ونموذج"])]
    #[case(&["المصدر", "للمصادر", "بمصادر"])]
    #[case(&["نجاح", "نجاحًا", "النجاحا"])]
    #[case(&["أمريكا", "الأمريكية", "أمريكي"])]
    fn forms_of_a_word_share_a_stem(#[case] forms: &[&str]) {
        let stems: Vec<_> = forms.iter().map(|form| stem(&normalize(form))).collect();
        // شركتان keeps its ت, as light10 leaves it.
        let same = stems.iter().filter(|stem| **stem == stems[0]).count();
        assert!(same + usize::from(forms.contains(&"شركتان")) >= forms.len(), "{stems:?}");
    }

    #[test]
    fn variants_add_and_remove_prepositions() {
        assert_eq!(preposition_variants("تايو"), ["بتايو", "لتايو"]);
        assert_eq!(preposition_variants("بتايو"), ["ببتايو", "لبتايو", "تايو"]);
        assert_eq!(preposition_variants("بحث"), ["ببحث", "لبحث"]);
        assert_eq!(preposition_variants("chip"), Vec::<String>::new());
    }

    #[test]
    fn short_words_are_not_stemmed() {
        for word in ["ال", "لي", "هي", "من", "واد"] {
            assert_eq!(stem(word), word);
        }
    }

    #[test]
    fn broken_plurals_are_normalized_and_unique() {
        let mut seen = std::collections::HashSet::new();
        for line in BROKEN_PLURALS.lines() {
            let (plural, singular) = line.split_once(' ').unwrap();
            assert_eq!((normalize(plural).as_str(), normalize(singular).as_str()), (plural, singular));
            assert!(seen.insert(plural), "duplicate plural {plural}");
        }
    }
}
