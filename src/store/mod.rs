//! The only room that knows a database: snapshots in SQLite, written once, then read.
//!
//! | file | what it does |
//! |---|---|
//! | `claim_store.rs` | what the API asks of a store, whichever it is |
//! | `schema.sql` | the tables and the views |
//! | `replace.rs` | builds beside the old file and renames in place, so that a crash leaves the old one |
//! | `write.rs`, `claim_rows.rs` | records to rows, and the content hash |
//! | `catalogue.rs` | rows to actors, topics and articles |
//! | `facts.rs` | rows to what the index is built from |
//! | `block.rs` | documents, identifiers and the index laid out to be mapped into memory |
//! | `connections.rs` | read-only connections to a file that never changes |
//! | `deadline.rs` | until when a question may take |
//! | `search_text.rs`, `search.rs` | claims to searchable words, words to claims, by FTS5 |
//! | `snapshot.rs` | an open snapshot: catalogue, index and documents |

mod block;
mod catalogue;
mod claim_rows;
mod claim_store;
mod connections;
mod deadline;
mod facts;
mod replace;
mod search;
mod search_text;
mod snapshot;
mod write;

use std::path::PathBuf;

pub use claim_store::{
    ActorCounts, ClaimStore, Document, Extent, FacetRequest, Page, Place, Related, Timeline, TimelineRequest,
    TopicCounts, stream,
};
pub use deadline::within;
pub use replace::replace_snapshot;
pub use search_text::{Analysis, Lexicon, Names, PreparedClaim, merge};
pub use snapshot::Snapshot;
pub use write::SnapshotWriter;

/// The layout of the tables; a snapshot of another layout is refused.
pub const SCHEMA_VERSION: i32 = 4;

/// Marks the file as a snapshot of Isnad ("ISND") for `file` and other tools.
const APPLICATION_ID: i32 = 0x4953_4E44;

/// Why a snapshot could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite refused.
    #[error("the database: {0}")]
    Database(rusqlite::Error),
    /// It took longer than it may.
    #[error("the query took longer than the server allows")]
    Late,
    /// The file system refused.
    #[error("cannot {doing} {}: {cause}", path.display())]
    File {
        /// What was tried.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The file is not what it should be.
    #[error("{} {what}; build it anew with: isnad seed --from seed --database {}", path.display(), path.display())]
    NotASnapshot {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// A stored value is not what the schema promises.
    #[error("the database holds {0}")]
    Corrupt(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::OperationInterrupted) => Self::Late,
            _ => Self::Database(error),
        }
    }
}
