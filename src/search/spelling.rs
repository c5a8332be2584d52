//! The word that was probably meant, from those that occur.

use rapidfuzz::distance::osa::{Args, BatchComparator};

use crate::search::analyzer::tokens;
use crate::search::tokenizer::words;

/// The query with every word for which `nearest` knows a better one replaced; `None` when it knows none.
pub fn corrected(typed: &str, nearest: impl Fn(&str) -> Option<String>) -> Option<String> {
    let characters: Vec<char> = typed.chars().collect();
    let mut corrected = String::new();
    let (mut at, mut changed) = (0, false);
    for word in words(typed) {
        corrected.extend(&characters[at..word.range.start]);
        let near = tokens(word.text).into_iter().find_map(|token| nearest(&token.text));
        changed |= near.is_some();
        corrected.push_str(near.as_deref().unwrap_or(word.text));
        at = word.range.end;
    }
    corrected.extend(&characters[at..]);
    changed.then_some(corrected)
}

/// The word nearest to a token among known ones, given as token, word and how many claims have it. Nearness counts
/// first, then frequency.
pub fn nearest_word<'v>(token: &str, known: impl Iterator<Item = (&'v str, &'v str, u64)>) -> Option<&'v str> {
    let length = token.chars().count();
    let allowed = match length {
        // Two letters of an Arabic stem are a word of four or five; of English they are nearly any word.
        2 if token.starts_with(|c| ('\u{0621}'..='\u{064A}').contains(&c)) => 1,
        0..=2 => return None,
        3..=5 => 1,
        _ => 2,
    };
    let comparator = BatchComparator::new(token.chars());
    let cutoff = Args::default().score_cutoff(allowed);
    let near = known.filter_map(|(candidate, word, claims)| {
        // Lengths differ by one edit at least for every letter.
        if candidate.chars().count().abs_diff(length) > allowed {
            return None;
        }
        let edits = comparator.distance_with_args(candidate.chars(), &cutoff)?;
        (edits > 0).then_some((edits, std::cmp::Reverse(claims), word))
    });
    near.min().map(|(_, _, word)| word)
}

#[cfg(test)]
mod tests {
    use super::{corrected, nearest_word};

    #[test]
    fn only_unknown_words_are_replaced() {
        let nearest = |token: &str| (token == "nvidai").then(|| "Nvidia".to_owned());
        assert_eq!(corrected("\"Nvidai\" chips", nearest).as_deref(), Some("\"Nvidia\" chips"));
        assert_eq!(corrected("chips zzz", nearest), None);
    }

    #[test]
    fn nearness_counts_before_frequency() {
        let known = [("nvidia", "Nvidia", 20), ("media", "media", 500), ("صين", "الصين", 90)];
        assert_eq!(nearest_word("nvidai", known.into_iter()), Some("Nvidia"));
        assert_eq!(nearest_word("صيم", known.into_iter()), Some("الصين"));
        assert_eq!(nearest_word("zzzzzz", known.into_iter()), None);
        assert_eq!(nearest_word("xx", known.into_iter()), None);
    }
}
