//! Lists of words and phrases, and where they stand in a text.

use std::collections::HashMap;

use crate::drafting::tokens::{Token, fold_words};

/// Longest phrase that is looked for before a word.
const MAX_WORDS: usize = 4;

/// Phrases by their first word, each with its name: what stands before the colon in the word list, or nothing.
#[derive(Default)]
pub struct Phrases {
    by_first_word: HashMap<String, Vec<Phrase>>,
}

struct Phrase {
    words: Vec<String>,
    name: String,
}

impl Phrases {
    /// Parses a section of a word list.
    pub fn parse(section: &str, language: &str) -> Self {
        let mut phrases = Self::default();
        for line in section.lines().filter(|line| !line.starts_with('#')) {
            let (name, entries) = line.split_once(": ").unwrap_or(("", line));
            for entry in entries.split(',') {
                let words = fold_words(entry, language);
                let Some(first) = words.first() else { continue };
                phrases.by_first_word.entry(first.clone()).or_default().push(Phrase { words, name: name.to_owned() });
            }
        }
        phrases
    }

    /// Returns the number of tokens of the longest phrase that begins at a token, and the phrase's name.
    pub fn longest_at(&self, tokens: &[Token], at: usize) -> Option<(usize, &str)> {
        let first = tokens.get(at)?;
        let phrases = first.forms.iter().filter_map(|form| self.by_first_word.get(form)).flatten();
        let matches = |phrase: &&Phrase| {
            let rest = tokens.get(at + 1..at + phrase.words.len());
            rest.is_some_and(|rest| rest.iter().zip(&phrase.words[1..]).all(|(token, word)| token.is(word)))
        };
        let longest = phrases.filter(matches).max_by_key(|phrase| phrase.words.len())?;
        Some((longest.words.len(), &longest.name))
    }

    /// Returns the token at which the longest phrase begins that ends before token `end`.
    pub fn start_before(&self, tokens: &[Token], end: usize) -> Option<usize> {
        let starts = end.saturating_sub(MAX_WORDS)..end;
        starts
            .into_iter()
            .find(|&start| self.longest_at(&tokens[..end], start).is_some_and(|(length, _)| start + length == end))
    }

    /// Whether a phrase begins at a token.
    pub fn are_at(&self, tokens: &[Token], at: usize) -> bool {
        self.longest_at(tokens, at).is_some()
    }

    /// Returns the first token of `tokens`, and the number of tokens, where a phrase stands.
    pub fn first_in(&self, tokens: &[Token]) -> Option<(usize, usize)> {
        (0..tokens.len()).find_map(|at| Some((at, self.longest_at(tokens, at)?.0)))
    }

    /// Whether a folded word is one of the phrases.
    pub fn contain(&self, word: &str) -> bool {
        self.by_first_word.get(word).is_some_and(|phrases| phrases.iter().any(|phrase| phrase.words.len() == 1))
    }
}
