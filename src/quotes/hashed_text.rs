//! A text as hashes: enough to compare quotes with it and to say where they stand, without the text itself.
//!
//! A hash covers two consecutive folded words, so that a run of words is equal if the hashes of its pairs are. White space
//! and punctuation are stored as they are. Hashes are the first bytes of a SHA-256: they must not change between programs,
//! and nobody must be able to make other words with the same hash.

use std::collections::HashMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::search::FoldedText;

/// A quote with fewer letters and digits is too short to be looked up.
pub const MIN_LETTERS: usize = 12;

/// A text as hashes of its words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HashedText {
    words: Vec<HashedWord>,
    /// What stands between words, each once.
    gaps: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct HashedWord {
    /// The hash of this folded word and the next one.
    pair: [u8; 8],
    /// The hash of this folded word alone, if it is long enough to be a quote.
    alone: Option<[u8; 8]>,
    /// The hash of the word as written.
    written: [u8; 4],
    /// The place of the word in the text, in code points.
    start: u32,
    length: u32,
    /// What precedes the word: a position in [`HashedText::gaps`].
    gap: u32,
}

impl HashedText {
    pub fn new(text: &str) -> Self {
        let folded = FoldedText::new(text);
        let chars: Vec<(usize, char)> = text.char_indices().collect();
        let byte = |at: u32| chars.get(at as usize).map_or(text.len(), |&(byte, _)| byte);
        let slice = |range: Range<u32>| text.get(byte(range.start)..byte(range.end)).unwrap_or_default();
        let (mut words, mut gaps, mut positions) = (Vec::with_capacity(folded.len()), vec![], HashMap::new());
        let mut position = |gap: &str| {
            *positions.entry(gap.to_owned()).or_insert_with(|| {
                gaps.push(gap.to_owned());
                count(gaps.len() - 1)
            })
        };
        let mut end = 0;
        for at in 0..folded.len() {
            let (word, place) = (folded.word(at), folded.place(at));
            let is_last = at + 1 == folded.len();
            let is_long = word.chars().filter(|c| c.is_alphanumeric()).count() >= MIN_LETTERS;
            words.push(HashedWord {
                pair: if is_last { [0; 8] } else { hash(&[word, folded.word(at + 1)]) },
                alone: is_long.then(|| hash(&[word])),
                written: hash(&[slice(place.clone())]),
                start: place.start,
                length: place.end - place.start,
                gap: position(slice(end..place.start)),
            });
            end = place.end;
        }
        // What follows the last word.
        position(slice(end..count(chars.len())));
        let last = HashedWord {
            pair: [0; 8],
            alone: None,
            written: [0; 4],
            start: count(chars.len()),
            length: 0,
            gap: position(slice(end..count(chars.len()))),
        };
        words.push(last);
        Self { words, gaps }
    }

    /// The number of words.
    pub fn len(&self) -> usize {
        self.words.len().saturating_sub(1)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The keys under which the text is found, each with the position of its word: one for each pair of words, and one for
    /// each word that can be a quote alone.
    pub fn keys(&self) -> impl Iterator<Item = (u32, u32)> {
        let pairs = (0..self.len().saturating_sub(1)).map(|at| (count(at), self.pair_key(at)));
        let alone = (0..self.len()).filter_map(|at| Some((count(at), self.word_key(at)?)));
        pairs.chain(alone)
    }

    /// The key of a word and the next one.
    pub fn pair_key(&self, word: usize) -> u32 {
        key(self.words[word].pair)
    }

    /// The key of a word alone; `None` if it is too short.
    pub fn word_key(&self, word: usize) -> Option<u32> {
        self.words[word].alone.map(key)
    }

    /// The place of words, in code points.
    pub fn span(&self, words: Range<usize>) -> Range<u32> {
        let last = self.words[words.end - 1];
        self.words[words.start].start..last.start + last.length
    }

    /// The longest run of words around the word `at` that stands in another text around the word `there`. Empty if not even
    /// this word does, alone or with the next one.
    pub fn common_run(&self, at: usize, other: &Self, there: usize) -> Range<usize> {
        if self.len() == 1 {
            let is_equal = self.words[0].alone.is_some() && self.words[0].alone == other.words[there].alone;
            return 0..usize::from(is_equal);
        }
        let is_pair = |at: usize, there: usize| {
            at + 1 < self.len() && there + 1 < other.len() && self.words[at].pair == other.words[there].pair
        };
        let before = (0..at.min(there)).take_while(|n| is_pair(at - n - 1, there - n - 1)).count();
        let after = (0..self.len()).take_while(|n| is_pair(at + n, there + n)).count();
        if before + after == 0 { 0..0 } else { at - before..at + after + 1 }
    }

    /// Whether the text stands in another one as written, from the word `there` on, with what precedes and follows it. All its
    /// words do once folded.
    pub fn is_verbatim(&self, other: &Self, there: usize) -> bool {
        let written = |text: &Self, word: usize| (text.words[word].written, text.words[word].length);
        let inner_gaps = (1..self.len()).all(|at| self.gap(at) == other.gap(there + at));
        inner_gaps
            && (0..self.len()).all(|at| written(self, at) == written(other, there + at))
            && other.gap(there).ends_with(self.gap(0).trim_start())
            && other.gap(there + self.len()).starts_with(self.gap(self.len()).trim_end())
    }

    /// What precedes a word, or follows the last one.
    fn gap(&self, word: usize) -> &str {
        &self.gaps[self.words[word].gap as usize]
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).expect("texts are shorter than 4 GiB")
}

fn key([a, b, c, d, ..]: [u8; 8]) -> u32 {
    u32::from_le_bytes([a, b, c, d])
}

/// The first bytes of the hash of words. No word contains a space.
fn hash<const BYTES: usize>(words: &[&str]) -> [u8; BYTES] {
    let mut hash = Sha256::new();
    for word in words {
        hash.update(word);
        hash.update([b' ']);
    }
    let hash: [u8; 32] = hash.finalize().into();
    std::array::from_fn(|at| hash[at])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("He said: “We will win.”", "we will win", 0..3, false)]
    #[case("He said: “We will win.”", "We will win", 0..3, true)]
    #[case("He said: “We will win.”", "“We will win.”", 0..3, true)]
    #[case("He said: “We will win.”", "\"We will win,\"", 0..3, false)]
    #[case("He said: “We will  win.”", "We will win", 0..3, false)]
    #[case("He said: “We will win.”", "We will lose", 0..2, false)]
    #[case("قال: «الصِّينُ تقود»", "الصين تقود", 0..2, false)]
    fn runs_are_compared_folded_and_as_written(
        #[case] text: &str,
        #[case] quote: &str,
        #[case] run: Range<usize>,
        #[case] is_verbatim: bool,
    ) {
        let (text, quote) = (HashedText::new(text), HashedText::new(quote));
        let there = (0..text.len()).find(|&there| text.pair_key(there) == quote.pair_key(0)).unwrap();
        assert_eq!(quote.common_run(0, &text, there), run);
        if run.len() == quote.len() {
            assert_eq!(quote.is_verbatim(&text, there), is_verbatim);
        }
    }

    #[test]
    fn a_long_word_is_a_quote_alone() {
        let (text, quote) = (HashedText::new("the misrepresentation of"), HashedText::new("misrepresentation"));
        assert_eq!(quote.common_run(0, &text, 1), 0..1);
        assert_eq!(quote.common_run(0, &text, 0), 0..0);
        assert_eq!(text.keys().filter(|&(at, key)| at == 1 && Some(key) == quote.word_key(0)).count(), 1);
    }

    proptest! {
        #[test]
        fn the_longest_run_is_that_of_the_folded_words(
            text in "([ab,٥5%] ){1,12}", quote in "([ab,٥5%] ){3,8}", at in 0_usize..8, there in 0_usize..12
        ) {
            let (folded_text, folded) = (FoldedText::new(&text), FoldedText::new(&quote));
            prop_assume!(folded.len() > 1 && !folded_text.is_empty());
            let (at, there) = (at % folded.len(), there % folded_text.len());
            let word = |text: &FoldedText, at: usize, n: isize| {
                at.checked_add_signed(n).filter(|&at| at < text.len()).map(|at| text.word(at).to_owned())
            };
            let equal = |n| word(&folded, at, n).is_some() && word(&folded, at, n) == word(&folded_text, there, n);
            let found = HashedText::new(&quote).common_run(at, &HashedText::new(&text), there);
            if equal(0) {
                let before = (1..100).take_while(|&n| equal(-n)).count();
                let after = (1..100).take_while(|&n| equal(n)).count();
                let run = if before + after == 0 { 0..0 } else { at - before..at + after + 1 };
                prop_assert_eq!(found, run);
            }
        }
    }
}
