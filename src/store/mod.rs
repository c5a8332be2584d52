//! The only room that knows databases. A dataset is written once, then read; its index is kept in memory, and what the
//! index does not hold is asked of the database.
//!
//! | file | what it does |
//! |---|---|
//! | `claim_store.rs` | what the API asks of a store, whichever it is |
//! | `indexed.rs` | answers it from an index and from records |
//! | `records.rs` | what a database has to give |
//! | `search.rs` | words to claims |
//! | `search_text.rs` | claims to searchable words |
//! | `deadline.rs` | until when a question may take |
//! | `writer.rs` | what a database has to do to take in a dataset |
//! | `database.rs` | where datasets lie: a file or a cluster |
//! | `sqlite/` | a dataset in a file |
//! | `postgres/` | datasets in a PostgreSQL cluster |

mod backend;
mod claim_stream;
mod database;
mod dataset;
mod deadline;
mod index_writer;
mod postgres;
mod reader;
mod results;
mod sqlite;
mod text_search;
mod writer;

use std::path::PathBuf;

pub use claim_stream::ClaimStream;
pub use database::{Database, DatasetRevision};
pub use dataset::{Cost, Dataset};
pub use deadline::Deadline;
pub use index_writer::{IndexedClaim, NameTokens, TermDictionary, TextIndexer, merge};
pub use reader::DatasetReader;
pub use results::{ActorCounts, DatasetStats, Document, Page, Related, Timeline, TimelineRequest, TopicCounts};
pub use sqlite::SCHEMA_VERSION;
pub use writer::{ClaimSink, ContentHash, DatasetWriter};

/// Why a dataset could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused.
    #[error("the database: {0}")]
    Database(String),
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
    /// The cluster holds no dataset that this program can serve.
    #[error("{address} {what}; load one with: isnad seed --from seed --database {address}")]
    NotADataset {
        /// The cluster.
        address: String,
        /// What is wrong with it.
        what: String,
    },
    /// No host of the database answered in time.
    #[error("no host of the database answers: {0}")]
    Unreachable(String),
    /// A stored value is not what the schema promises.
    #[error("the database holds {0}")]
    Corrupt(String),
}

/// Turns whatever a stored value failed to parse with into an error that names it.
fn corrupt(what: &str, error: impl std::fmt::Debug) -> StoreError {
    StoreError::Corrupt(format!("an unreadable {what}: {error:?}"))
}
