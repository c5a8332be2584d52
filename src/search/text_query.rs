//! A full-text query after analysis.

/// Each phrase is a list of terms; a list of one is a single term.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct TextQuery {
    /// The original query.
    pub typed: String,
    /// Phrases that must all occur.
    pub required: Vec<Vec<String>>,
    /// Phrases that must not occur.
    pub excluded: Vec<Vec<String>>,
}
