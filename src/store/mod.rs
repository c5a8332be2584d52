//! The only module that knows databases. A dataset is written once and never changed; its catalogue and index are in
//! memory, and a [`backend::Backend`] reads everything else from the database.
//!
//! | file | content |
//! |---|---|
//! | `database.rs` | the address of a database: a file or a PostgreSQL cluster |
//! | `dataset.rs` | an open dataset |
//! | `reader.rs`, `claim_stream.rs` | queries on a dataset: pages, facets, timelines, exports |
//! | `record_orders.rs` | orders of lists of actors, topics and articles |
//! | `history.rs`, `releases.rs`, `changes.rs` | earlier releases, and the changes since them |
//! | `text_search.rs`, `query_index.rs`, `positions.rs`, `bm25.rs` | full-text search |
//! | `quote_index.rs`, `quote_search.rs` | where the words of quotes stand |
//! | `results.rs` | the results of queries |
//! | `backend.rs` | the trait by which a dataset is read |
//! | `writer.rs`, `index_writer.rs`, `term_words.rs` | the trait by which a dataset is written, and the analysis of its text |
//! | `seeded.rs` | what is known of the seed files, so that a seeding reads only those that changed |
//! | `term_update.rs`, `quote_update.rs` | how incremental seeding changes the posting lists of the text and the quote index |
//! | `catalogue.rs`, `layout.rs` | what the layouts of both databases share |
//! | `file.rs` | whether a file exists, and how it is opened |
//! | `snapshot_file.rs` | the file of a dataset, for downloads |
//! | `sqlite/` | a dataset in a file |
//! | `postgres/` | datasets in a PostgreSQL cluster (feature `postgres`; without it `postgres_disabled.rs`) |

mod backend;
mod bm25;
mod catalogue;
mod changes;
mod claim_stream;
mod database;
mod dataset;
mod deadline;
mod error;
mod file;
mod history;
mod index_writer;
mod layout;
mod matrix;
mod network;
mod positions;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(not(feature = "postgres"))]
#[path = "postgres_disabled.rs"]
mod postgres;
mod query_index;
mod quote_index;
mod quote_search;
mod quote_update;
mod reader;
mod record_orders;
mod releases;
mod results;
mod seeded;
mod snapshot_file;
mod sqlite;
mod term_update;
mod term_words;
mod text_search;
mod writer;

pub use changes::{ChangesPage, ChangesRequest, ClaimChange};
pub use claim_stream::ClaimStream;
pub use database::{Database, DatasetRevision};
pub use dataset::{Cost, Dataset};
pub use deadline::Deadline;
pub use error::StoreError;
pub use file::{file_exists, open_regular_file};
pub use history::{ClaimHash, ClaimRevision, DatasetStamp, History, PreviousClaim};
pub use index_writer::{IndexedClaim, NameTokens, TermDictionary, TextIndexer, merge_dictionaries};
pub use matrix::{Matrix, MatrixAxis};
pub use network::{Network, NetworkEdge, NetworkNode, NetworkRequest};
pub use quote_search::{FoundPlace, FoundQuote, MAX_PLACES, PlacedClaim};
pub use reader::DatasetReader;
pub use record_orders::RecordOrders;
pub use results::{ActorCounts, DatasetStats, Document, Page, Related, Timeline, TimelineRequest, TopicCounts};
pub use seeded::{KeptArticles, QuoteCounts, SeededArticle, SeededClaims, SeededDataset};
pub use snapshot_file::SnapshotFile;
pub use sqlite::SCHEMA_VERSION;
pub use writer::{ContentHash, DatasetScope, DatasetSize, DatasetWriter};
