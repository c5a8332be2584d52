//! Words that carry no meaning of their own: left out of the index and of queries alike. Folded.

/// Whether a folded word is left out.
pub fn is_stopword(word: &str) -> bool {
    ENGLISH.contains(&word) || ARABIC.contains(&word)
}

const ENGLISH: [&str; 29] = [
    "a", "an", "and", "are", "as", "at", "be", "been", "by", "for", "from", "has", "have", "in", "is", "it", "its",
    "of", "on", "or", "that", "the", "this", "to", "was", "were", "which", "will", "with",
];

/// Prepositions, conjunctions and particles; the article and one-letter particles as they stand before Latin letters.
const ARABIC: [&str; 34] = [
    "في",
    "من",
    "علي",
    "الي",
    "عن",
    "مع",
    "ان",
    "او",
    "ثم",
    "قد",
    "لقد",
    "هذا",
    "هذه",
    "ذلك",
    "تلك",
    "التي",
    "الذي",
    "الذين",
    "كما",
    "كان",
    "كانت",
    "حتي",
    "بين",
    "هو",
    "هي",
    "ال",
    "وال",
    "بال",
    "لل",
    "و",
    "ب",
    "ل",
    "ك",
    "ف",
];
