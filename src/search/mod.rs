//! Full-text search in many languages: text analysis, query parsing, highlighting and suggestions. Pure.
//!
//! ```text
//! text  -> tokenizer -> folding table, stemmer of its language -> terms                   indexing and highlighting
//! query -> words, "phrases", prefix*, -exclusions -> every term and spelling of each -> TextQuery
//! ```

mod analyzer;
mod arabic;
mod clauses;
mod fold;
mod folded_chars;
mod folded_text;
mod folded_words;
mod highlight;
mod name_index;
mod normalize;
mod query_parser;
mod query_parts;
mod rules;
mod script;
mod segmenter;
mod spelling;
mod stopwords;
mod suggest;
mod text_query;
mod text_terms;
mod tokenizer;
#[cfg(test)]
mod typing_tests;
mod variants;
mod words;

pub use analyzer::{ANALYZER_VERSION, Analysis, Analyzer, Token};
pub use folded_text::FoldedText;
pub use highlight::highlight;
pub use normalize::normalize;
pub use query_parser::{MIN_PREFIX_LETTERS, parse_query, too_short_prefix};
pub use query_parts::MAX_QUERY_TERMS;
pub use rules::Rules;
pub use segmenter::{character_boundaries, segment as word_ranges};
pub use spelling::{correct_query, find_nearest_word, typed_terms};
pub use suggest::{Suggested, Suggester, Suggestion};
pub use text_query::{Alternatives, Lookup, Position, TextQuery};
pub use text_terms::TextTerms;
pub use tokenizer::{Word, tokenize};
pub use words::{PARTICLE, Terms, WordTerms, analyze_word, query_terms};
