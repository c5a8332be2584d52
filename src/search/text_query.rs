//! A full-text query after analysis.

/// A sequence of terms that must be adjacent; one term for a word.
pub type Phrase = Vec<String>;

/// What a word or phrase of a query can be in the index: one phrase for each way in which a language of the dataset analyzes
/// it. Any of them suffices.
pub type Alternatives = Vec<Phrase>;

/// The words and phrases of a query.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct TextQuery {
    /// The original query.
    pub typed: String,
    /// Words and phrases that must all occur.
    pub required: Vec<Alternatives>,
    /// Words and phrases that must not occur.
    pub excluded: Vec<Alternatives>,
}
