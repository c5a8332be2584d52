//! Suggests the valid spelling nearest to a mistyped word, at a bounded cost.

use std::cell::Cell;

use rapidfuzz::distance::osa::{Args, BatchComparator};

use crate::domain::identifier::MAX_LENGTH;

/// Suggestions computed for one request.
const MAX_SUGGESTIONS: u32 = 5;

/// Edit distances computed for one request: a few milliseconds of work.
const MAX_COMPARISONS: u32 = 100_000;

/// Limits the work that the suggestions of one request may take.
#[derive(Debug)]
pub struct SuggestionBudget {
    suggestions: Cell<u32>,
    comparisons: Cell<u32>,
}

impl Default for SuggestionBudget {
    fn default() -> Self {
        Self { suggestions: Cell::new(MAX_SUGGESTIONS), comparisons: Cell::new(MAX_COMPARISONS) }
    }
}

impl SuggestionBudget {
    /// Returns the candidate nearest to `typed`, or `None` if none is near enough or the budget is used up.
    ///
    /// Near enough means: a candidate that differs only in case, separators or one swapped, missing or added letter in
    /// three, or one that `typed` is a prefix of. The first of equally near candidates wins, so the order of the
    /// candidates decides ties.
    pub fn nearest<'a>(&self, typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        self.search(&Word::new(typed)?, candidates)
    }

    /// Whether a suggestion for this text may be computed: it is no longer than an identifier, and the budget is not used up.
    pub fn allows(&self, typed: &str) -> bool {
        self.suggestions.get() > 0 && typed.chars().nth(MAX_LENGTH).is_none()
    }

    /// Takes one suggestion from the budget; `None` if it is used up.
    pub fn spend(&self) -> Option<()> {
        self.suggestions.set(self.suggestions.get().checked_sub(1)?);
        Some(())
    }

    fn search<'a>(&self, word: &Word, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        self.spend()?;
        let mut best: Option<(usize, &'a str)> = None;
        for candidate in candidates {
            let Some(distance) = self.distance(word, candidate) else { continue };
            if best.is_none_or(|(least, _)| distance < least) {
                best = Some((distance, candidate));
            }
            if distance == 0 {
                break;
            }
        }
        best.map(|(_, candidate)| candidate)
    }

    /// Returns how far `candidate` is from the word; `None` if it is too far, or the budget is used up.
    fn distance(&self, word: &Word, candidate: &str) -> Option<usize> {
        let length = candidate.chars().count();
        let added = length.saturating_sub(word.length);
        // An unfinished word ranks after any misspelling.
        let unfinished = || word.is_prefix_of(candidate).then_some(word.max_edits + added);
        if !word.may_match(length, letter_set(candidate)) {
            return unfinished();
        }
        self.comparisons.set(self.comparisons.get().checked_sub(1)?);
        word.edits(candidate).or_else(unfinished)
    }
}

/// [`SuggestionBudget::nearest`] with a budget for this search alone.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    SuggestionBudget::default().nearest(typed, candidates)
}

/// Lengths and letters of many sorted identifiers, so that a search reads only those that can be near.
#[derive(Debug, Clone, Default)]
pub struct Spellings {
    lengths: Vec<u8>,
    letters: Vec<u64>,
}

impl Spellings {
    /// `ids` must be in ascending order.
    pub fn new<'a>(ids: impl Iterator<Item = &'a str>) -> Self {
        let length = |id: &str| u8::try_from(id.len()).unwrap_or(u8::MAX);
        let (lengths, letters) = ids.map(|id| (length(id), letter_set(id))).unzip();
        Self { lengths, letters }
    }

    /// Returns the identifier nearest to `typed`; `id` returns the identifier at a position.
    pub fn nearest<'a>(
        &self,
        typed: &str,
        id: impl Fn(usize) -> &'a str + Copy,
        budget: &SuggestionBudget,
    ) -> Option<&'a str> {
        let word = Word::new(typed)?;
        let from = partition_point(self.lengths.len(), |at| id(at) < word.text.as_str());
        let to =
            partition_point(self.lengths.len(), |at| id(at) < word.text.as_str() || id(at).starts_with(&word.text));
        let unfinished = (from..to).min_by_key(|&at| self.lengths[at]);
        let may_match = |&at: &usize| word.may_match(self.lengths[at].into(), self.letters[at]);
        budget.search(&word, (0..self.lengths.len()).filter(may_match).chain(unfinished).map(id))
    }
}

/// The number of leading positions for which `is_before` holds.
fn partition_point(length: usize, is_before: impl Fn(usize) -> bool) -> usize {
    let (mut from, mut to) = (0, length);
    while from < to {
        let middle = from + (to - from) / 2;
        if is_before(middle) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    from
}

/// A mistyped word, prepared for many comparisons.
struct Word {
    text: String,
    length: usize,
    letters: u64,
    max_edits: usize,
    comparator: BatchComparator<char>,
}

impl Word {
    /// Returns `None` for a text that is empty or longer than an identifier: nothing can be near it.
    fn new(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        if typed.chars().nth(MAX_LENGTH).is_some() {
            return None;
        }
        let text: String = normalized_chars(typed).collect();
        let length = text.chars().count();
        let (letters, comparator) = (letter_set(&text), BatchComparator::new(text.chars()));
        (length > 0).then(|| Self { letters, length, max_edits: (length / 3).min(3), comparator, text })
    }

    /// Whether a text of this length with these letters can be within `max_edits`.
    fn may_match(&self, length: usize, letters: u64) -> bool {
        // One edit changes at most two letters of the set.
        let differing = (letters ^ self.letters).count_ones() as usize;
        length.abs_diff(self.length) <= self.max_edits && differing <= 2 * self.max_edits
    }

    /// The number of edits that turn the word into `candidate`, if there are at most `max_edits`.
    fn edits(&self, candidate: &str) -> Option<usize> {
        let cutoff = Args::default().score_cutoff(self.max_edits);
        let letters: Vec<char> = normalized_chars(candidate).collect();
        self.comparator.distance_with_args(letters, &cutoff)
    }

    /// Whether the word, of at least three letters, is the beginning of `candidate`.
    fn is_prefix_of(&self, candidate: &str) -> bool {
        let mut letters = normalized_chars(candidate);
        self.length >= 3 && self.text.chars().all(|letter| letters.next() == Some(letter))
    }
}

fn normalized_chars(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase).map(|c| if matches!(c, '_' | ' ') { '-' } else { c })
}

/// The letters of a text as bits, several letters to a bit: texts with different sets have different letters.
fn letter_set(text: &str) -> u64 {
    normalized_chars(text).fold(0, |set, letter| set | 1 << (u32::from(letter) % 64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("chnia", Some("china"))]
    #[case("China", Some("china"))]
    #[case("trump_administration", Some("trump-administration"))]
    #[case("trump", Some("trump-administration"))]
    #[case("zebra", None)]
    #[case("fr", None)]
    #[case("", None)]
    fn suggests_only_what_is_close(#[case] typed: &str, #[case] expected: Option<&str>) {
        let candidates = ["china", "chile", "nvidia", "trump-administration"];
        assert_eq!(nearest(typed, candidates), expected);
    }

    #[test]
    fn a_text_longer_than_an_identifier_is_compared_with_nothing() {
        for typed in ["a".repeat(MAX_LENGTH + 1), "a".repeat(16_000), "ش".repeat(480)] {
            let candidates = std::iter::from_fn(|| -> Option<&str> { panic!("a candidate was read") });
            assert_eq!(nearest(&typed, candidates), None);
        }
    }

    #[test]
    fn a_request_computes_a_bounded_number_of_suggestions_and_distances() {
        let names: Vec<String> = (0..100_000).map(|n| format!("actor-of-the-corpus-{n:05}")).collect();
        let spellings = Spellings::new(names.iter().map(String::as_str));
        let find = |typed: &str, budget: &SuggestionBudget| spellings.nearest(typed, |at| &names[at], budget);
        let budget = SuggestionBudget::default();
        for n in 0..100 {
            let is_found = find(&names[n as usize].to_uppercase(), &budget).is_some();
            assert_eq!(is_found, n < MAX_SUGGESTIONS, "{n}");
        }
        let budget = SuggestionBudget::default();
        let first = find("actro-of-the-corpus-00001", &budget);
        assert_eq!(first, Some("actor-of-the-corpus-00001"));
        let second = find("actro-of-the-corpus-99999", &budget);
        assert_eq!((second, budget.comparisons.get()), (None, 0), "the comparisons are used up");
        let budget = SuggestionBudget::default();
        let mirrored = find("qjkxvwzybgmdi-qjkxvwzybgm", &budget);
        assert_eq!((mirrored, budget.comparisons.get()), (None, MAX_COMPARISONS), "other letters are not compared");
    }

    #[test]
    fn the_spellings_index_finds_the_same_as_a_full_search() {
        let mut names: Vec<String> = (0..400).map(|n| format!("{}-{n}", ["china", "chile", "trump"][n % 3])).collect();
        names.sort();
        let spellings = Spellings::new(names.iter().map(String::as_str));
        for typed in ["chnia-7", "trmup-302", "tru", "chile-1x", "zebra", "CHINA_9", "chi"] {
            let all = nearest(typed, names.iter().map(String::as_str));
            assert_eq!(spellings.nearest(typed, |at| &names[at], &SuggestionBudget::default()), all, "{typed}");
        }
    }
}
