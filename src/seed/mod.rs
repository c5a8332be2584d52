//! Reads seed files into a validated corpus, and the corpus into a snapshot. Every fault is told with its place, and
//! nothing is written unless there is none.
//!
//! ```text
//! source -> lines -> raw records -> domain types (all faults collected) -> Corpus -> snapshot
//! ```
//!
//! Claims are read twice: once to validate them all and to learn their order, then again one by one in that order, so
//! that a corpus of any size seeds in the memory of its identifiers.

mod actors;
mod articles;
mod claims;
mod corpus;
mod dataset;
mod fault;
mod lines;
mod raw;
mod schema;
mod snapshot;
mod source;
mod text;
mod topics;

pub use corpus::{Corpus, SeedError};
pub use fault::{Fault, Faults};
pub use schema::schemas;
pub use snapshot::{Seeded, seed};
pub use source::Source;
