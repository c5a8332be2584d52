//! Reads seed files into a validated corpus, and the corpus into a dataset. Every fault is told with its place, and
//! nothing is written unless there is none.
//!
//! ```text
//! source -> lines -> raw records -> domain types (all faults collected) -> Corpus -> dataset
//! ```
//!
//! Claims are validated on all processors and kept in a nameless file until their order is known; from there they go into
//! the database. A corpus of any size seeds in the memory of its identifiers and its search index.

mod actors;
mod articles;
mod claims;
mod corpus;
mod dataset;
mod diagnostics;
mod jsonl;
mod parallel;
mod progress;
mod raw;
mod schema;
mod snapshot;
mod source;
mod spool;
mod text;
mod topics;

pub use corpus::{Corpus, SeedError};
pub use diagnostics::{Diagnostic, Diagnostics};
pub use schema::schemas;
pub use snapshot::{SeedSummary, seed};
pub use source::Source;
