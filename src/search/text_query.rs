//! A full-text query after analysis.

/// The terms that a word can be in a text. Any of them suffices.
pub type Position = Vec<String>;

/// What a part of a query is looked up as.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Lookup {
    /// Words that must be adjacent; one for a word.
    Phrase(Vec<Position>),
    /// Words that begin with any of `beginnings`, the first of which is the typed one, or that have any of `terms`.
    Prefix { typed: String, beginnings: Vec<String>, terms: Position },
}

/// What a word or phrase of a query can be in the index. Any of them suffices.
pub type Alternatives = Vec<Lookup>;

/// The words and phrases of a query.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct TextQuery {
    /// The original query.
    pub typed: String,
    /// Words and phrases that must all occur.
    pub required: Vec<Alternatives>,
    /// Words and phrases that must not occur.
    pub excluded: Vec<Alternatives>,
    /// Particles that were left out beside other words, as typed.
    pub ignored: Vec<String>,
}

impl TextQuery {
    /// All lookups of the query.
    pub fn lookups(&self) -> impl Iterator<Item = &Lookup> {
        self.required.iter().chain(&self.excluded).flatten()
    }

    /// Adds a word to those that were left out.
    pub fn ignore(&mut self, typed: &str) {
        if !self.ignored.iter().any(|known| known == typed) {
            self.ignored.push(typed.to_owned());
        }
    }

    /// The number of terms, including the terms of phrases.
    pub fn term_count(&self) -> usize {
        let count = |alternatives: &Alternatives| match alternatives.first() {
            Some(Lookup::Phrase(positions)) => positions.len(),
            Some(Lookup::Prefix { .. }) => 1,
            None => 0,
        };
        self.required.iter().chain(&self.excluded).map(count).sum()
    }
}
