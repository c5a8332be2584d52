//! The words that are analyzed to a term.

use serde::{Deserialize, Serialize};

use super::error::{StoreError, corrupt};

/// Words, each once, with the number of their occurrences in claims: none for a word that only names contain.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermWords(Vec<(String, u32)>);

impl TermWords {
    pub fn add(&mut self, word: &str, occurrences: u32) {
        match self.0.iter_mut().find(|(known, _)| known == word) {
            Some((_, count)) => *count += occurrences,
            None => self.0.push((word.to_owned(), occurrences)),
        }
    }

    pub fn add_all(&mut self, other: &Self) {
        other.0.iter().for_each(|(word, count)| self.add(word, *count));
    }

    /// Removes occurrences, and the words that claims contain no longer.
    pub fn remove(&mut self, other: &Self) {
        for (word, count) in &mut self.0 {
            let removed = other.0.iter().find(|(other, _)| other == word).map_or(0, |(_, count)| *count);
            *count = count.saturating_sub(removed);
        }
        self.0.retain(|(_, count)| *count > 0);
    }

    /// The word that stands for the term: the shortest; among equally short ones the last by code point, which prefers small
    /// letters to capitals.
    pub fn shortest(&self) -> &str {
        let words = self.0.iter().map(|(word, _)| word.as_str());
        words.min_by(|a, b| a.chars().count().cmp(&b.chars().count()).then_with(|| b.cmp(a))).unwrap_or_default()
    }

    /// The words of claims, as they are stored.
    pub fn to_bytes(&self) -> Result<Vec<u8>, StoreError> {
        let mut words: Vec<&(String, u32)> = self.0.iter().filter(|(_, count)| *count > 0).collect();
        words.sort_unstable();
        postcard::to_stdvec(&words).map_err(|error| corrupt("list of words", error))
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StoreError> {
        postcard::from_bytes(bytes).map_err(|error| corrupt("list of words", error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_stays_until_its_last_occurrence_is_removed() {
        let mut words = TermWords::default();
        words.add("Ports", 1);
        words.add("ports", 2);
        words.add("Port", 0);
        assert_eq!(words.shortest(), "Port");
        let stored = TermWords::from_bytes(&words.to_bytes().unwrap()).unwrap();
        assert_eq!(stored.shortest(), "ports");
        let mut removed = TermWords::default();
        removed.add("ports", 1);
        words.remove(&removed);
        assert_eq!(words.shortest(), "ports");
        words.remove(&removed);
        assert_eq!(words.shortest(), "Ports");
    }
}
