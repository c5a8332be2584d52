//! Reading text as people write it, in Arabic and English: pure.
//!
//! ```text
//! text -> words (where each stands) -> folded -> stemmed -> tokens      for the index and for highlighting
//! q    -> words, "phrases", -exclusions -> tokens                       for the query
//! ```

mod analyzer;
mod arabic;
mod highlight;
mod normalize;
mod query;
mod spelling;
mod stopwords;
mod suggest;
mod text_query;
mod tokenizer;

pub use analyzer::{ANALYZER_VERSION, Token, shadow, tokens, tokens_of_word, whole_name};
pub use arabic::variants;
pub use highlight::highlight;
pub use normalize::fold;
pub use query::{MAX_WORDS, parse, word_count};
pub use spelling::{corrected, nearest_word};
pub use suggest::{Suggested, Suggester, Suggestion};
pub use text_query::TextQuery;
pub use tokenizer::{Word, words};
