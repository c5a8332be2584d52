//! Datasets in PostgreSQL: each in a schema of its own, loaded beside the others; one of them is active.
//!
//! | file | content |
//! |---|---|
//! | `registry.sql`, `registry.rs` | which datasets there are, and which one is active |
//! | `dataset.sql`, `indexes.sql` | the tables of a dataset, and the indexes built once they are filled |
//! | `cluster.rs` | the address of a cluster, connections and queries |
//! | `pool.rs` | a connection pool that retries queries on other hosts |
//! | `loader.rs`, `claim_copies.rs` | loads a dataset, then switches to it in one transaction |
//! | `cleanup.rs` | drops old schemas |
//! | `copy.rs`, `encoding.rs` | rows as `COPY` reads them |
//! | `index_rows.rs` | streams the rows from which the index is built |
//! | `releases.rs`, `changes.rs` | reads the history |
//! | `dataset.rs` | an open dataset |

mod changes;
mod claim_copies;
mod cleanup;
mod cluster;
mod copy;
mod dataset;
mod encoding;
mod index_rows;
mod loader;
mod pool;
mod quotes;
mod registry;
mod releases;

pub use cluster::{Cluster, InvalidClusterAddress};
