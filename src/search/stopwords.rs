//! Stop words: the particles that a query leaves out beside other words. They are indexed without a stem.

use crate::search::fold::{fold_letter, is_omitted_mark};

const ENGLISH: [&str; 29] = [
    "a", "an", "and", "are", "as", "at", "be", "been", "by", "for", "from", "has", "have", "in", "is", "it", "its",
    "of", "on", "or", "that", "the", "this", "to", "was", "were", "which", "will", "with",
];

/// English particles that are also given names.
const ENGLISH_NAMES: [&str; 2] = ["an", "will"];

/// Folded.
#[rustfmt::skip]
const ARABIC: [&str; 26] = [
    "في", "من", "علي", "الي", "عن", "مع", "ان", "او", "ثم", "قد", "لقد", "هذا", "هذه", "ذلك", "تلك", "التي", "الذي", "الذين", "كما",
    "كان", "كانت", "حتي", "بين", "هو", "هي", "ال",
];

/// Particles that end in alif maqsura. With a ya they are names and other words: علي, آلي.
const WITH_ALIF_MAQSURA: [&str; 3] = ["علي", "الي", "حتي"];

/// Particles, folded, that take a pronoun.
const WITH_PRONOUN: [&str; 8] = ["علي", "الي", "في", "من", "عن", "مع", "بين", "ان"];

/// Pronouns that are part of no name or other word with these particles.
const PRONOUNS: [&str; 6] = ["ه", "ها", "هم", "هن", "هما", "كم"];

/// Particles that are attached to the next word, folded. They are words of their own before another script only.
const ATTACHED: [&str; 11] = ["ال", "وال", "بال", "لل", "كال", "فال", "و", "ب", "ل", "ك", "ف"];

/// Whether a lower-case English word is a particle.
pub fn is_english(word: &str) -> bool {
    ENGLISH.contains(&word)
}

/// Whether an English particle is a name as it is written: a given name, or two capitals such as `IT`.
pub fn is_english_name(word: &str) -> bool {
    let is_acronym = word.chars().count() == 2 && word.chars().all(char::is_uppercase);
    is_acronym || word.starts_with(char::is_uppercase) && ENGLISH_NAMES.contains(&word.to_lowercase().as_str())
}

/// Folds an Arabic particle, given as it is spelt without marks; `None` for another word. A word that folds to a particle
/// but is spelt in another way is not one: على is a particle, علي is a name.
pub fn arabic_particle(spelt: &str) -> Option<String> {
    let without_conjunction = spelt.strip_prefix('و').filter(|rest| rest.chars().count() > 1);
    [Some(spelt), without_conjunction].into_iter().flatten().find(|word| is_particle(word)).map(fold)
}

fn fold(word: &str) -> String {
    word.chars().map(fold_letter).collect()
}

fn is_particle(spelt: &str) -> bool {
    let folded = fold(spelt);
    let is_listed = if WITH_ALIF_MAQSURA.contains(&folded.as_str()) {
        spelt.ends_with('ى')
    } else {
        ARABIC.contains(&folded.as_str())
    };
    let has_pronoun = || {
        let with = |particle| folded.strip_prefix(particle).is_some_and(|rest| PRONOUNS.contains(&rest));
        WITH_PRONOUN.into_iter().any(with)
    };
    // These letters make other words: آلي, آلية.
    !spelt.contains(['آ', 'ة']) && (is_listed || has_pronoun())
}

/// Whether a folded Arabic word could be taken for a particle, and so must not be stemmed further.
pub fn is_like_arabic_particle(folded: &str) -> bool {
    ARABIC.contains(&folded)
}

/// Whether a word is a particle that belongs to the next word in another script.
pub fn is_attached(word: &str) -> bool {
    let folded: String = word.chars().filter(|&c| !is_omitted_mark(c) && c != '\u{0640}').map(fold_letter).collect();
    ATTACHED.contains(&folded.as_str())
}
