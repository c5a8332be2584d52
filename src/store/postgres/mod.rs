//! Datasets in PostgreSQL: each in a schema of its own, loaded beside the others; one of them is active.
//!
//! | file | content |
//! |---|---|
//! | `registry.sql`, `registry.rs` | which datasets there are, and which one is active |
//! | `dataset.sql`, `indexes.sql` | the tables of a dataset, and the indexes built once they are filled |
//! | `cluster.rs` | the address of a cluster, connections and queries |
//! | `schema.rs` | queries on the schema of a dataset |
//! | `pool.rs` | a connection pool that retries queries on other hosts |
//! | `loader.rs`, `claim_copies.rs`, `term_rows.rs` | loads a dataset |
//! | `kept_rows.rs`, `keep.sql` | copies what a release keeps of the one before |
//! | `publish.rs` | switches to a dataset in one transaction |
//! | `seeded.rs` | what is recorded of the seed files |
//! | `cleanup.rs` | drops old schemas |
//! | `copy.rs`, `encoding.rs` | rows as `COPY` reads them |
//! | `index.rs` | builds, stores and reads the index |
//! | `releases.rs`, `changes.rs` | reads the history |
//! | `dataset.rs` | an open dataset |

mod changes;
mod claim_copies;
mod cleanup;
mod cluster;
mod copy;
mod dataset;
mod encoding;
mod index;
mod kept_rows;
mod loader;
mod pool;
mod publish;
mod quotes;
mod registry;
mod releases;
mod schema;
mod seeded;
mod term_rows;

pub use cluster::{Cluster, InvalidClusterAddress};
