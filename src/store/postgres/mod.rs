//! Datasets in PostgreSQL and what speaks its protocol: each in a schema of its own, loaded beside the others, and one of
//! them served.
//!
//! | file | what it does |
//! |---|---|
//! | `registry.sql` | which datasets there are, and which one is served |
//! | `dataset.sql` | the tables of one dataset |
//! | `cluster.rs` | hosts, connections, questions asked again elsewhere |
//! | `copy.rs` | rows streamed in by `COPY` |
//! | `load.rs` | a dataset loaded, then switched to in one transaction |
//! | `dataset.rs` | an open dataset |
//! | `facts.rs` | rows to what the index is built from |

mod cluster;
mod copy;
mod dataset;
mod facts;
mod load;

pub use cluster::Cluster;

/// The layout of the tables; a dataset of another layout is refused.
const LAYOUT: i32 = 1;
