//! Stemming Arabic words lightly: Larkey's light10, with particles before the article, and broken plurals from a list.

use std::collections::HashMap;
use std::sync::OnceLock;

/// What is taken from the front, the longest first. `لل` is ل with the article.
const PREFIXES: [&str; 13] =
    ["وبال", "فبال", "وكال", "فكال", "وال", "بال", "كال", "فال", "ولل", "فلل", "لل", "ال", "و"];

/// What is taken from the end, each once and in this order, and how many letters have to remain. The alif is that of
/// the indefinite accusative, mostly written without its mark.
const SUFFIXES: [(&str, usize); 9] =
    [("ها", 2), ("ا", 3), ("ان", 2), ("ات", 2), ("ون", 2), ("ين", 2), ("يه", 2), ("ه", 2), ("ي", 2)];

/// Letters that have to remain behind a prefix.
const LEAST: usize = 2;

/// One-letter prepositions, which many words begin with of their own: they are never taken off, but [`variants`] tells
/// what a word could be with and without them.
const PREPOSITIONS: [char; 2] = ['ب', 'ل'];

/// Letters that have to stand behind a preposition.
const LEAST_BEHIND_PREPOSITION: usize = 3;

/// Plurals that no ending tells, each with its singular, folded.
const BROKEN_PLURALS: &str = include_str!("broken_plurals.txt");

/// The stem of a folded word. Stemming a stem gives the stem.
pub fn stem(word: &str) -> String {
    let mut stem = word.to_owned();
    loop {
        let shorter = once(&stem);
        if shorter == stem {
            return stem;
        }
        stem = shorter;
    }
}

/// The stems that a word with this stem may have been written under, with a preposition before it or without its own.
pub fn variants(stem: &str) -> Vec<String> {
    let letters = stem.chars().count();
    if !stem.starts_with(|c| ('\u{0621}'..='\u{064A}').contains(&c)) || letters < LEAST_BEHIND_PREPOSITION {
        return vec![];
    }
    let mut variants: Vec<String> = PREPOSITIONS.iter().map(|preposition| format!("{preposition}{stem}")).collect();
    let bare = stem.strip_prefix(PREPOSITIONS).filter(|_| letters > LEAST_BEHIND_PREPOSITION);
    variants.extend(bare.map(str::to_owned));
    variants
}

fn once(word: &str) -> String {
    let mut rest = without_prefix(word);
    let behind_preposition = rest.strip_prefix(PREPOSITIONS).unwrap_or(rest);
    if let Some(singular) = singular(rest).or_else(|| singular(behind_preposition)) {
        rest = singular;
    }
    for (suffix, least) in SUFFIXES {
        if let Some(shorter) = rest.strip_suffix(suffix).filter(|shorter| shorter.chars().count() >= least) {
            rest = shorter;
        }
    }
    rest.to_owned()
}

fn without_prefix(word: &str) -> &str {
    for prefix in PREFIXES {
        // A lone و is often part of the word: more has to remain behind it.
        let least = if prefix.chars().count() == 1 { LEAST + 1 } else { LEAST };
        if let Some(rest) = word.strip_prefix(prefix).filter(|rest| rest.chars().count() >= least) {
            return rest;
        }
    }
    word
}

fn singular(word: &str) -> Option<&'static str> {
    static BY_PLURAL: OnceLock<HashMap<&str, &str>> = OnceLock::new();
    let by_plural = BY_PLURAL.get_or_init(|| BROKEN_PLURALS.lines().filter_map(|line| line.split_once(' ')).collect());
    by_plural.get(word).copied()
}

#[cfg(test)]
mod tests {
    use super::{BROKEN_PLURALS, stem, variants};
    use crate::search::normalize::fold;
    use rstest::rstest;

    #[rstest]
    #[case(&["الصين", "والصين", "بالصين", "للصين", "وبالصين", "صينية", "الصينيين", "الصينيون"])]
    #[case(&["شركة", "الشركات", "وللشركة", "شركتان", "كالشركات"])]
    #[case(&["رقاقة", "رقائق", "الرقائق", "والرقاقات", "بالرقائق"])]
    #[case(&["نموذج", "النماذج", "نماذجها", "ونموذج"])]
    #[case(&["المصدر", "للمصادر", "بمصادر"])]
    #[case(&["نجاح", "نجاحًا", "النجاحا"])]
    #[case(&["أمريكا", "الأمريكية", "أمريكي"])]
    fn forms_of_a_word_share_their_stem(#[case] forms: &[&str]) {
        let stems: Vec<_> = forms.iter().map(|form| stem(&fold(form))).collect();
        // شركتان keeps its ت, as light10 leaves it.
        let same = stems.iter().filter(|stem| **stem == stems[0]).count();
        assert!(same + usize::from(forms.contains(&"شركتان")) >= forms.len(), "{stems:?}");
    }

    #[test]
    fn a_preposition_is_a_variant() {
        assert_eq!(variants("تايو"), ["بتايو", "لتايو"]);
        assert_eq!(variants("بتايو"), ["ببتايو", "لبتايو", "تايو"]);
        assert_eq!(variants("بحث"), ["ببحث", "لبحث"]);
        assert_eq!(variants("chip"), Vec::<String>::new());
    }

    #[test]
    fn short_words_stay_whole() {
        for word in ["ال", "لي", "هي", "من", "واد"] {
            assert_eq!(stem(word), word);
        }
    }

    #[test]
    fn the_list_of_plurals_is_folded_and_without_doubles() {
        let mut seen = std::collections::HashSet::new();
        for line in BROKEN_PLURALS.lines() {
            let (plural, singular) = line.split_once(' ').unwrap();
            assert_eq!((fold(plural).as_str(), fold(singular).as_str()), (plural, singular));
            assert!(seen.insert(plural), "{plural} twice");
        }
    }
}
