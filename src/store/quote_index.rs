//! The quote index: where words stand in the quotes of claims, and in the articles whose texts were given.
//!
//! The words of all passages are numbered one after another. A posting list has the numbers of the words at which a key of
//! [`HashedText`] begins, so that two keys follow each other where their numbers do. A passage of an article has the hashes of
//! its words; that of a quote is in the document of its claim.

use super::error::{StoreError, corrupt};
use crate::domain::claim::{Claim, Evidence};
use crate::quotes::HashedText;

/// A passage whose words are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage {
    /// The number of its first word.
    pub first_word: u32,
    /// The ordinal of its article.
    pub article: u32,
    /// The quote of a claim; absent for an article.
    pub evidence: Option<EvidencePlace>,
}

/// A quote of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EvidencePlace {
    /// The ordinal of the claim.
    pub claim: u32,
    /// The position in its evidence.
    pub position: u32,
    /// Where it stands in the article; absent if that is not known.
    pub span: Option<(u32, u32)>,
}

/// The passage of a quote of a claim that is being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuotePassage {
    /// The number of its first word.
    pub first_word: u32,
    /// The position in the claim's evidence.
    pub position: u32,
    /// Where it stands in the article; absent if that is not known.
    pub span: Option<(u32, u32)>,
}

/// A quote of a claim with the keys of its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteKeys {
    pub words: u32,
    /// Each with the position of its word.
    pub keys: Vec<(u32, u32)>,
}

impl QuoteKeys {
    fn new(text: &HashedText) -> Self {
        Self { words: to_u32(text.len()), keys: text.keys().collect() }
    }

    /// Those of each quote of a claim.
    pub fn of_claim(claim: &Claim) -> Vec<Self> {
        claim.evidence.iter().map(|span| Self::new(&HashedText::new(&span.quote))).collect()
    }
}

/// Numbers the words of passages and collects their keys.
#[derive(Debug, Default)]
pub struct QuoteIndex {
    /// A key in the upper half, the number of a word in the lower.
    postings: Vec<u64>,
    words: u32,
}

impl QuoteIndex {
    /// The words that are added are numbered from `first`.
    pub fn numbered_from(first: u32) -> Self {
        Self { words: first, ..Self::default() }
    }

    /// The number of the next word.
    pub fn next_word(&self) -> u32 {
        self.words
    }

    /// Adds the passage of an article. Returns the number of its first word, and its hashes as bytes.
    pub fn add_article(&mut self, text: &HashedText) -> Result<(u32, Vec<u8>), StoreError> {
        let first_word = self.add(&QuoteKeys::new(text))?;
        let bytes = postcard::to_stdvec(text).map_err(|error| corrupt("hashed text", error))?;
        Ok((first_word, bytes))
    }

    /// Adds the passages of a claim's quotes, whose keys are in the same order.
    pub fn add_claim(&mut self, claim: &Claim, quotes: &[QuoteKeys]) -> Result<Vec<QuotePassage>, StoreError> {
        let spans = (0_u32..).zip(claim.evidence.iter().zip(quotes));
        let searched = spans.filter(|(_, (_, keys))| keys.words > 0);
        let passage = |(position, (span, keys)): (u32, (&Evidence, &QuoteKeys))| {
            Ok(QuotePassage { first_word: self.add(keys)?, position, span: span.start.zip(span.end) })
        };
        searched.map(passage).collect()
    }

    fn add(&mut self, QuoteKeys { words, keys }: &QuoteKeys) -> Result<u32, StoreError> {
        let first = self.words;
        let next = first.checked_add(*words).ok_or_else(|| corrupt("quote index", "more than four billion words"))?;
        self.postings.extend(keys.iter().map(|&(at, key)| u64::from(key) << 32 | u64::from(first + at)));
        self.words = next;
        Ok(first)
    }

    /// The posting list of each key as bytes, by ascending key.
    pub fn into_postings(mut self) -> impl Iterator<Item = (u32, Vec<u8>)> {
        self.postings.sort_unstable();
        let mut at = 0;
        std::iter::from_fn(move || {
            let key = self.postings.get(at)? >> 32;
            let end = at + self.postings[at..].partition_point(|posting| posting >> 32 == key);
            let words = self.postings[at..end].iter().map(|&posting| low_half(posting));
            at = end;
            Some((low_half(key), encode(words)))
        })
    }
}

/// Writes ascending numbers: the difference to the one before, seven bits to a byte, the lowest first.
pub fn encode(numbers: impl Iterator<Item = u32>) -> Vec<u8> {
    let (mut bytes, mut last) = (vec![], 0);
    for number in numbers {
        let mut rest = number - last;
        while rest >= 0x80 {
            bytes.push(rest.to_le_bytes()[0] | 0x80);
            rest >>= 7;
        }
        bytes.push(rest.to_le_bytes()[0]);
        last = number;
    }
    bytes
}

/// Reads what [`encode`] has written.
pub fn decode(bytes: &[u8]) -> Vec<u32> {
    let (mut numbers, mut last, mut rest, mut shift) = (Vec::with_capacity(bytes.len()), 0_u32, 0_u32, 0);
    for &byte in bytes {
        rest |= u32::from(byte & 0x7F).checked_shl(shift).unwrap_or(0);
        shift += 7;
        if byte < 0x80 {
            last = last.wrapping_add(rest);
            numbers.push(last);
            (rest, shift) = (0, 0);
        }
    }
    numbers
}

fn low_half(number: u64) -> u32 {
    u32::try_from(number & u64::from(u32::MAX)).expect("half of a number")
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).expect("texts are shorter than 4 GiB")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn passages_follow_each_other() {
        let mut index = QuoteIndex::default();
        let (first, _) = index.add_article(&HashedText::new("one two three")).unwrap();
        let (second, _) = index.add_article(&HashedText::new("zero one two")).unwrap();
        assert_eq!((first, second), (0, 3));
        let key = HashedText::new("one two").pair_key(0);
        let lists: Vec<_> = index.into_postings().collect();
        assert!(lists.is_sorted());
        let found: Vec<u32> =
            lists.iter().filter(|(other, _)| *other == key).flat_map(|(_, list)| decode(list)).collect();
        assert_eq!(found, [0, 4]);
    }

    proptest! {
        #[test]
        fn posting_lists_are_read_as_written(mut numbers in proptest::collection::vec(any::<u32>(), 0..20)) {
            numbers.sort_unstable();
            prop_assert_eq!(decode(&encode(numbers.iter().copied())), numbers);
        }

        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            decode(&bytes);
        }
    }
}
