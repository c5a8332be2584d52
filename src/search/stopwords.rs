//! Stop words in normalized form. They are removed from the index and from queries.

/// The languages with stop words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopwords {
    Arabic,
    English,
}

/// `word` must be normalized.
pub fn is_stopword(word: &str, of: Stopwords) -> bool {
    match of {
        Stopwords::Arabic => ARABIC.contains(&word),
        Stopwords::English => ENGLISH.contains(&word),
    }
}

const ENGLISH: [&str; 29] = [
    "a", "an", "and", "are", "as", "at", "be", "been", "by", "for", "from", "has", "have", "in", "is", "it", "its",
    "of", "on", "or", "that", "the", "this", "to", "was", "were", "which", "will", "with",
];

/// Includes the article and the one-letter particles, which are words of their own before Latin letters.
#[rustfmt::skip]
const ARABIC: [&str; 34] = [
    "في", "من", "علي", "الي", "عن", "مع", "ان", "او", "ثم", "قد", "لقد", "هذا", "هذه", "ذلك", "تلك", "التي", "الذي",
    "الذين", "كما", "كان", "كانت", "حتي", "بين", "هو", "هي", "ال", "وال", "بال", "لل", "و", "ب", "ل", "ك", "ف",
];
