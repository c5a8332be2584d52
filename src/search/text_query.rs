//! A full-text query after analysis.

/// Terms that texts must or must not contain. A list of one term is a word, a longer one a phrase.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct TextQuery {
    /// The query as typed.
    pub typed: String,
    /// All of these must occur.
    pub required: Vec<Vec<String>>,
    /// None of these may occur.
    pub excluded: Vec<Vec<String>>,
}
