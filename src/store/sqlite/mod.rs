//! Snapshots in SQLite: one file, written once, then read, with a derived doc store beside it.
//!
//! | file | content |
//! |---|---|
//! | `schema.sql`, `views.rs` | tables and views |
//! | `connection.rs` | files opened with their settings |
//! | `paths.rs` | names of the files beside a database |
//! | `publish.rs` | builds a snapshot beside the old one and renames it over the old one |
//! | `writer.rs`, `claim_writer.rs` | writes the rows |
//! | `index_rows.rs` | reads the rows from which the index is built |
//! | `docstore.rs`, `docstore_writer.rs` | documents, identifiers and the index, laid out for memory mapping |
//! | `releases.rs` | writes and reads the history |
//! | `pool.rs` | a pool of read-only connections |
//! | `snapshot.rs` | an open snapshot |

mod claim_writer;
mod connection;
mod docstore;
mod docstore_writer;
mod index_rows;
mod lock;
mod paths;
mod pool;
mod publish;
mod quotes;
mod releases;
mod snapshot;
mod views;
mod writer;

pub use connection::SCHEMA_VERSION;
pub use paths::parent_folder;
pub use publish::replace_snapshot;
pub use snapshot::open_snapshot;
