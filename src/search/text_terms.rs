//! The terms of a text: those of its words, of its compounds, and the order in which they are indexed.

use std::ops::Range;

use crate::search::script::Script;
use crate::search::tokenizer::{Gap, Word, compounds};
use crate::search::words::Terms;

/// The terms of the words of a text, in any form of `T`.
#[derive(Debug, Clone)]
pub struct TextTerms<T> {
    /// Each with the position of its word.
    pub words: Vec<(Terms<T>, usize)>,
    /// The terms of compounds without their hyphens, each with the positions of its parts in `words`.
    compounds: Vec<(T, Range<usize>)>,
}

impl<T: Clone + PartialEq> TextTerms<T> {
    /// Analyzes words by `analyze`.
    pub fn new(words: &[Word], mut analyze: impl FnMut(&str) -> Vec<Terms<T>>) -> Self {
        let mut terms = Vec::with_capacity(words.len());
        let mut starts = Vec::with_capacity(words.len() + 1);
        for (at, word) in words.iter().enumerate() {
            starts.push(terms.len());
            terms.extend(analyze(word.text).into_iter().map(|terms| (terms, at)));
        }
        starts.push(terms.len());
        // A letter before a number, as in `A 320`.
        for (at, word) in words.windows(2).enumerate() {
            if word[0].text.chars().count() == 1 && word[1].text.starts_with(char::is_numeric) {
                terms[starts[at]..starts[at + 1]].iter_mut().for_each(|(terms, _)| terms.is_particle = false);
            }
        }
        let is_word = |at: usize| terms[starts[at]..starts[at + 1]].iter().all(|(terms, _)| !terms.is_particle);
        let pairs =
            (1..words.len()).filter(|&at| is_joined(&words[at - 1], &words[at]) && is_word(at - 1) && is_word(at));
        let mut joined = Vec::new();
        for parts in compounds(words).into_iter().chain(pairs.map(|at| at - 1..at + 1)) {
            let whole: String = words[parts.clone()].iter().map(|word| word.text).collect();
            // A compound of several words, such as letters and digits, has no term of its own.
            if let [terms] = analyze(&whole).as_slice() {
                joined.push((terms.term.clone(), starts[parts.start]..starts[parts.end]));
            }
        }
        Self { words: terms, compounds: joined }
    }

    /// Terms that stand for several words or for another spelling of one, with the positions of the words.
    pub fn extras(&self) -> Vec<(&T, Range<usize>)> {
        let mut extras = Vec::new();
        for (at, (terms, word)) in self.words.iter().enumerate() {
            extras.extend(terms.spelt_out.as_ref().map(|term| (term, at..at + 1)));
            if let Some(term) = &terms.joined {
                let parts = self.words[at..].iter().take_while(|(_, other)| other == word).count();
                extras.push((term, at..at + parts));
            }
        }
        extras.extend(self.compounds.iter().map(|(term, parts)| (term, parts.clone())));
        extras
    }

    /// All terms in the order in which they are indexed: the words; the words without marks if any has some; each extra term
    /// between its neighbours, so that it is part of phrases too; each particle once, outside of phrases.
    pub fn in_index_order(&self) -> Vec<&T> {
        let words = || self.words.iter().map(|(terms, _)| terms).filter(|terms| !terms.is_particle);
        let mut ordered: Vec<&T> = words().map(|terms| &terms.term).collect();
        if words().any(|terms| terms.term != terms.unmarked) {
            ordered.extend(words().map(|terms| &terms.unmarked));
        }
        let is_word = |(terms, _): &&(Terms<T>, usize)| !terms.is_particle;
        for (term, parts) in self.extras() {
            let before = self.words[..parts.start].iter().rfind(is_word).map(|(terms, _)| &terms.term);
            let after = self.words[parts.end..].iter().find(is_word).map(|(terms, _)| &terms.term);
            ordered.extend([before, Some(term), after].into_iter().flatten());
        }
        let words = ordered.len();
        for (particle, _) in self.words.iter().filter(|(terms, _)| terms.is_particle) {
            if !ordered[words..].contains(&&particle.term) {
                ordered.push(&particle.term);
            }
        }
        ordered
    }
}

/// Whether two words are often written as one, such as `x ray`, `Wi Fi` and `F 16`: one of them is a letter, or two of which the
/// first is a capital.
fn is_joined(first: &Word, second: &Word) -> bool {
    let is_short = |word: &Word| {
        let mut letters = word.text.chars();
        match (letters.next(), letters.next(), letters.next()) {
            (Some(letter), None, _) => letter.is_alphabetic(),
            (Some(capital), Some(letter), None) => capital.is_uppercase() && letter.is_alphabetic(),
            _ => false,
        }
    };
    let is_other = |word: &Word| matches!(Script::of(word.text), Script::Arabic | Script::Unspaced);
    first.gap == Gap::Space && (is_short(first) || is_short(second)) && !is_other(first) && !is_other(second)
}
