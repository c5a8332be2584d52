//! Datasets in PostgreSQL and what speaks its protocol: each in a schema of its own, loaded beside the others, and one of
//! them served.
//!
//! | file | what it does |
//! |---|---|
//! | `registry.sql` | which datasets there are, and which one is served |
//! | `dataset.sql`, `indexes.sql` | the tables of one dataset, and what is built once they are filled |
//! | `cluster.rs` | hosts, connections, questions asked again elsewhere |
//! | `copy.rs` | rows streamed in by `COPY` |
//! | `values.rs` | days and words as PostgreSQL writes them |
//! | `load.rs` | a dataset loaded, then switched to in one transaction |
//! | `dataset.rs` | an open dataset |
//! | `facts.rs` | rows to what the index is built from |

mod copy;
mod dataset;
mod encoding;
mod index_rows;
mod loader;
mod pool;

pub use pool::Cluster;

/// The layout of the tables; a dataset of another layout is refused.
const LAYOUT: i32 = 1;
