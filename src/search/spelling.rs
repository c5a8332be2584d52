//! Spelling correction: replaces terms that do not occur by the nearest ones that do.

use std::cmp::Reverse;

use rapidfuzz::distance::osa::{Args, BatchComparator};

use crate::search::analyzer::Analyzer;
use crate::search::tokenizer::tokenize;
use crate::search::words::{PARTICLE, analyze_word};

/// Replaces every word for whose term in any language `nearest` returns another word. Returns `None` if it returns none.
pub fn correct_query(typed: &str, analyzers: &[Analyzer], nearest: impl Fn(&str) -> Option<String>) -> Option<String> {
    let characters: Vec<char> = typed.chars().collect();
    let mut corrected = String::new();
    let (mut end, mut is_changed) = (0, false);
    for word in tokenize(typed) {
        corrected.extend(&characters[end..word.range.start]);
        let replacement = terms_of_word(word.text, analyzers).iter().find_map(|term| nearest(term));
        is_changed |= replacement.is_some();
        corrected.push_str(replacement.as_deref().unwrap_or(word.text));
        end = word.range.end;
    }
    corrected.extend(&characters[end..]);
    is_changed.then_some(corrected)
}

/// Returns the terms of the words of a query in every language, by word, without particles.
pub fn typed_terms(typed: &str, analyzers: &[Analyzer]) -> Vec<Vec<String>> {
    tokenize(typed).into_iter().map(|word| terms_of_word(word.text, analyzers)).collect()
}

fn terms_of_word(word: &str, analyzers: &[Analyzer]) -> Vec<String> {
    let terms = analyzers.iter().flat_map(|analyzer| analyze_word(word, analyzer.rules_for(word)));
    terms.filter(|terms| !terms.is_particle).map(|terms| terms.term).collect()
}

/// Returns the word whose term is nearest to `term` by edit distance, then the most frequent. `dictionary` yields
/// terms, each with a word as written and its number of claims.
pub fn find_nearest_word<'v>(term: &str, dictionary: impl Iterator<Item = (&'v str, &'v str, u64)>) -> Option<&'v str> {
    let length = term.chars().count();
    let max_edits = match length {
        // A word of four or five Arabic letters may have a stem of two. In English, two letters are near too many terms.
        2 if term.starts_with(|c| ('\u{0621}'..='\u{064A}').contains(&c)) => 1,
        0..=2 => return None,
        3..=5 => 1,
        _ => 2,
    };
    let comparator = BatchComparator::new(term.chars());
    let cutoff = Args::default().score_cutoff(max_edits);
    let near = dictionary.filter_map(|(candidate, word, claims)| {
        // The distance is at least the difference in length.
        if candidate.ends_with(PARTICLE) || candidate.chars().count().abs_diff(length) > max_edits {
            return None;
        }
        let edits = comparator.distance_with_args(candidate.chars(), &cutoff)?;
        (edits > 0).then_some((edits, Reverse(claims), word))
    });
    near.min().map(|(_, _, word)| word)
}

#[cfg(test)]
mod tests {
    use super::{correct_query, find_nearest_word};
    use crate::search::analyzer::Analyzer;

    #[test]
    fn only_words_with_a_replacement_are_replaced() {
        let nearest = |token: &str| (token == "nvidai").then(|| "Nvidia".to_owned());
        let analyzers = [Analyzer::for_language("en")];
        assert_eq!(correct_query("\"Nvidai\" chips", &analyzers, nearest).as_deref(), Some("\"Nvidia\" chips"));
        assert_eq!(correct_query("chips zzz", &analyzers, nearest), None);
    }

    #[test]
    fn edit_distance_is_compared_before_frequency() {
        let dictionary = [("nvidia", "Nvidia", 20), ("media", "media", 500), ("صين", "الصين", 90)];
        assert_eq!(find_nearest_word("nvidai", dictionary.into_iter()), Some("Nvidia"));
        assert_eq!(find_nearest_word("صيم", dictionary.into_iter()), Some("الصين"));
        assert_eq!(find_nearest_word("zzzzzz", dictionary.into_iter()), None);
        assert_eq!(find_nearest_word("xx", dictionary.into_iter()), None);
    }
}
