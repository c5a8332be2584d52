//! Full-text search in many languages: text analysis, query parsing, highlighting and suggestions. Pure.
//!
//! ```text
//! text  -> tokenizer -> normalizer, stop words, stemmer of its language -> tokens     indexing and highlighting
//! query -> terms, "phrases", -exclusions -> as each language of the dataset analyzes them -> TextQuery
//! ```

mod analyzer;
mod arabic;
mod highlight;
mod normalize;
mod query_parser;
mod script;
mod segmenter;
mod spelling;
mod stopwords;
mod suggest;
mod text_query;
mod tokenizer;

pub use analyzer::{ANALYZER_VERSION, Analyzer, Rules, Token, WordTerms, analyze_word};
pub use arabic::preposition_variants;
pub use highlight::highlight;
pub use normalize::normalize;
pub use query_parser::{MAX_QUERY_TERMS, parse_query, term_count};
pub use segmenter::{character_boundaries, segment as word_ranges};
pub use spelling::{correct_query, find_nearest_word};
pub use suggest::{Suggested, Suggester, Suggestion};
pub use text_query::TextQuery;
pub use tokenizer::{Word, tokenize};
