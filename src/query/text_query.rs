//! A full-text query after analysis.

/// What texts must hold, in tokens: a list of one is a word, a longer one a phrase.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct TextQuery {
    /// The query as it was typed.
    pub typed: String,
    /// Every one of these has to occur.
    pub required: Vec<Vec<String>>,
    /// None of these may occur.
    pub excluded: Vec<Vec<String>>,
}
