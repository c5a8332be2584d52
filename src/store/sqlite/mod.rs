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
//! | `previous.rs`, `removed.rs` | what a release keeps of the one before, and what it removes |
//! | `update.rs`, `term_update.rs`, `quote_update.rs` | writes what changed into a copy of the snapshot before |
//! | `seeded.rs` | what is recorded of the seed files |
//! | `keys.rs` | keys of rows, with gaps for later ones |
//! | `docstore.rs`, `docstore_writer.rs` | documents, identifiers and the index, laid out for memory mapping |
//! | `releases.rs` | writes and reads the history |
//! | `pool.rs` | a pool of read-only connections |
//! | `snapshot.rs` | an open snapshot |

mod claim_writer;
mod connection;
mod docstore;
mod docstore_writer;
mod documents;
mod index_rows;
mod keys;
mod lock;
mod paths;
mod pool;
mod previous;
mod publish;
mod quote_update;
mod quotes;
mod releases;
mod removed;
mod seeded;
mod snapshot;
mod term_update;
mod update;
mod views;
mod writer;

pub use connection::SCHEMA_VERSION;
pub use paths::parent_folder;
pub use publish::replace_snapshot;
pub use seeded::read_seeded;
pub use snapshot::open_snapshot;
