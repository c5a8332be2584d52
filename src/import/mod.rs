//! Imports annotations of other tools as seed files.
//!
//! ```text
//! files -> reader of the format -> documents with annotations -> places proven -> claims -> seed files
//! ```
//!
//! Nothing is normalised and no span is dropped silently: each is in a claim, left out by the map, or refused by name.

mod annotation;
mod articles;
mod claims;
mod clean;
mod directory;
mod exported;
mod format;
mod graph;
mod ids;
mod importer;
mod inputs;
mod locate;
mod long;
mod map;
mod names;
mod new_article;
mod offsets;
mod quotes;
mod readers;
mod report;
mod topics;
mod unit;

pub use annotation::{Reading, Refusal};
pub use format::Format;
pub use importer::{ImportError, ImportOptions, import};
pub use long::LongSpans;
pub use map::Map;
pub use new_article::{NewArticle, begin_article};
pub use offsets::Counting;
pub use readers::{InputFile, read};
pub use report::ImportReport;
