//! Snapshots in SQLite: one file, written once, then read.
//!
//! | file | what it does |
//! |---|---|
//! | `schema.sql` | the tables and the views |
//! | `replace.rs` | builds beside the old file and renames in place, so that a crash leaves the old one |
//! | `write.rs`, `claim_rows.rs` | records to rows |
//! | `catalogue.rs` | rows to actors, topics and articles |
//! | `facts.rs` | rows to what the index is built from |
//! | `block.rs` | documents, identifiers and the index laid out to be mapped into memory |
//! | `connections.rs` | read-only connections to a file that never changes |
//! | `snapshot.rs` | an open snapshot |

mod catalogue;
mod claim_writer;
mod docstore;
mod index_rows;
mod pool;
mod publish;
mod snapshot;
mod writer;

pub use publish::replace_snapshot;
pub use snapshot::open_snapshot;

use super::StoreError;

/// The layout of the tables; a snapshot of another layout is refused.
pub const SCHEMA_VERSION: i32 = 4;

/// Marks the file as a snapshot of Isnad ("ISND") for `file` and other tools.
const APPLICATION_ID: i32 = 0x4953_4E44;

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::OperationInterrupted) => Self::Late,
            _ => Self::Database(error.to_string()),
        }
    }
}
