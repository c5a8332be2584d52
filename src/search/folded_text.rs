//! A text folded for comparison, word by word, with a map back to the code points of the text.
//!
//! Words are compared whole. What readers treat as one spelling is equal: marks, letter forms, case, kinds of white space,
//! quotation mark, apostrophe and hyphen, and whether there is punctuation between words. Digits, separators inside
//! numbers, minus, percent and currency signs are part of a word, so that numbers are equal only if they are the same.

use std::ops::Range;

use crate::search::folded_chars::{Class, fold_chars};
use crate::search::folded_words::end_of_word;

#[derive(Debug, Clone, Default)]
pub struct FoldedText {
    /// The folded words, concatenated.
    folded: String,
    words: Vec<FoldedWord>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FoldedWord {
    /// The end in [`FoldedText::folded`], in bytes.
    end: usize,
    /// The place in the text, in code points.
    place: (u32, u32),
}

impl FoldedText {
    pub fn new(text: &str) -> Self {
        let chars = fold_chars(text);
        let mut folded = Self::default();
        let mut at = 0;
        while at < chars.len() {
            let Some(end) = end_of_word(&chars, at) else {
                at += 1;
                continue;
            };
            let word = &chars[at..end];
            folded.folded.extend(word.iter().filter(|c| c.class != Class::Space).map(|c| match c.class {
                Class::Minus => '-',
                // The one in Hebrew initials.
                Class::Punctuation => '\'',
                _ => c.folded,
            }));
            let place = (word[0].start, word[word.len() - 1].end);
            folded.words.push(FoldedWord { end: folded.folded.len(), place });
            at = end;
        }
        folded
    }

    /// The number of words.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// A folded word.
    pub fn word(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |previous| self.words[previous].end);
        &self.folded[start..self.words[at].end]
    }

    /// The folded words in order.
    pub fn words(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|at| self.word(at))
    }

    /// The place of a word in the text, in code points.
    pub fn place(&self, word: usize) -> Range<u32> {
        let (start, end) = self.words[word].place;
        start..end
    }

    /// The place of consecutive words in the text, in code points. There is at least one.
    pub fn span(&self, words: Range<usize>) -> Range<u32> {
        self.words[words.start].place.0..self.words[words.end - 1].place.1
    }

    /// The number of letters and digits; marks do not count.
    pub fn letters(&self) -> usize {
        self.folded.chars().filter(|c| c.is_alphanumeric()).count()
    }

    /// Finds all places where the words of another text stand in this one, in code points. Places may overlap.
    pub fn find_all(&self, other: &Self) -> Vec<Range<u32>> {
        self.find_words(other).into_iter().map(|at| self.span(at..at + other.len())).collect()
    }

    /// Finds the words of another text: the positions of the first word (Knuth, Morris and Pratt).
    pub fn find_words(&self, other: &Self) -> Vec<usize> {
        if other.is_empty() || other.len() > self.len() {
            return vec![];
        }
        let borders = borders(other);
        let (mut found, mut matched) = (vec![], 0);
        for (at, word) in self.words().enumerate() {
            while matched > 0 && (matched == other.len() || word != other.word(matched)) {
                matched = borders[matched - 1];
            }
            if word == other.word(matched) {
                matched += 1;
            }
            if matched == other.len() {
                found.push(at + 1 - matched);
            }
        }
        found
    }
}

/// For each word, the length of the longest run that both begins the text and ends with that word.
fn borders(text: &FoldedText) -> Vec<usize> {
    let mut borders = vec![0; text.len()];
    let mut length = 0;
    for at in 1..text.len() {
        while length > 0 && text.word(at) != text.word(length) {
            length = borders[length - 1];
        }
        if text.word(at) == text.word(length) {
            length += 1;
        }
        borders[at] = length;
    }
    borders
}

#[cfg(test)]
mod tests {
    use super::FoldedText;
    use proptest::prelude::*;
    use rstest::rstest;

    fn words(text: &str) -> Vec<String> {
        FoldedText::new(text).words().map(str::to_owned).collect()
    }

    #[rstest]
    #[case("«الصِّين» تقـود الإصطناعيَّ", "الصين تقود الاصطناعى")]
    #[case("“We’ll win,” he said…", "'we'll WIN'  he\nsaid")]
    #[case("Łódź Straße İzmir", "lodz STRASSE izmir")]
    #[case("ﻻ ٢٠٢٥ ２０２５", "لا 2025 ۲۰۲۵")]
    #[case("10 % of 5 €, then ٪5", "10% of 5€ then %5")]
    #[case("10 - 5, 10 − 5", "10-5, 10−5")]
    #[case("5 %5", "5% 5")]
    #[case("$ 5 or -5 – or –5", "$5 or −5 or − 5")]
    #[case("in\u{AD}visible\u{200F} F‑16 re–sign", "invisible F-16 re-sign")]
    #[case("中国，“国家”", "中国国家")]
    #[case("が ﬁn", "か\u{3099} fin")]
    #[case("한국", "\u{1112}\u{1161}\u{11AB}\u{1100}\u{116E}\u{11A8}")]
    #[case("צה״ל", "צה\"ל")]
    #[case("the U.S., said", "the U.S said")]
    fn spellings_of_the_same_words_are_equal(#[case] a: &str, #[case] b: &str) {
        assert_eq!(words(a), words(b));
    }

    #[rstest]
    #[case("1.5", "1,5")]
    #[case("1.5", "15")]
    #[case("1.5", "1 5")]
    #[case("5%", "5")]
    #[case("5 %", "5 ‰")]
    #[case("-5", "5")]
    #[case("$5", "€5")]
    #[case("10-20", "10 20")]
    #[case("10 - 5", "10 5")]
    #[case("10²", "102")]
    #[case("½", "12")]
    #[case("F16", "F17")]
    #[case("we're", "were")]
    #[case("US", "U.S.")]
    #[case("any one", "anyone")]
    #[case("re-sign", "resign")]
    #[case("AT&T", "AT T")]
    #[case("وزير", "زير")]
    #[case("حرب", "حزب")]
    fn what_means_something_else_differs(#[case] a: &str, #[case] b: &str) {
        assert_ne!(words(a), words(b));
    }

    #[rstest]
    #[case("an article of art, Art.", "art", &[(14, 17), (19, 22)])]
    #[case("قال: «الصِّينُ تقود»", "الصين تقود،", &[(6, 19)])]
    #[case("a a a a", "a a", &[(0, 3), (2, 5), (4, 7)])]
    #[case("grew by 5 % last year", "grew by 5", &[])]
    #[case("fell to -5 degrees", "5 degrees", &[])]
    #[case("中国国家主席", "国家", &[(2, 4)])]
    #[case("abc", "...", &[])]
    fn places_are_code_points_of_the_text(#[case] text: &str, #[case] quote: &str, #[case] places: &[(u32, u32)]) {
        let found = FoldedText::new(text).find_all(&FoldedText::new(quote));
        assert_eq!(found, places.iter().map(|&(start, end)| start..end).collect::<Vec<_>>());
    }

    proptest! {
        #[test]
        fn every_run_of_words_is_found_where_it_stands(text in "[ab.,'’«\\-٥5%$ \n\u{64E}الé中]{0,40}", from in 0_usize..40, length in 1_usize..6) {
            let folded = FoldedText::new(&text);
            prop_assume!(!folded.is_empty());
            let from = from % folded.len();
            let span = folded.span(from..(from + length).min(folded.len()));
            let quote: String = text.chars().skip(span.start as usize).take(span.len()).collect();
            prop_assert!(folded.find_all(&FoldedText::new(&quote)).contains(&span), "{quote:?}");
        }

        #[test]
        fn places_are_in_order_and_inside_the_text(text in "\\PC{0,60}") {
            let folded = FoldedText::new(&text);
            let length = u32::try_from(text.chars().count()).unwrap();
            let mut last = 0;
            for at in 0..folded.len() {
                let place = folded.place(at);
                prop_assert!(place.start < place.end && place.end <= length && place.start >= last);
                last = place.start;
            }
        }
    }
}
