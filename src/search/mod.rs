//! Reading text as people write it, in Arabic and English: pure.
//!
//! ```text
//! text -> words (where each stands) -> folded -> stemmed -> tokens      for the index and for highlighting
//! q    -> words, "phrases", -exclusions -> tokens                       for the query
//! ```

mod analyse;
mod arabic;
mod fold;
mod highlight;
mod query;
mod spelling;
mod stopwords;
mod suggest;
mod words;

pub use analyse::{ANALYZER_VERSION, Token, shadow, tokens, tokens_of_word, whole_name};
pub use arabic::variants;
pub use fold::fold;
pub use highlight::highlight;
pub use query::{MAX_WORDS, parse, word_count};
pub use spelling::{corrected, nearest_word};
pub use suggest::{Suggested, Suggester, Suggestion};
pub use words::{Word, words};
