//! Validates seed files and builds a dataset from them.
//!
//! ```text
//! Source -> JSON Lines -> raw records -> domain types -> Corpus -> dataset
//! ```
//!
//! Validation reports the diagnostics of all files at once; nothing is written unless there are none. Valid claims are
//! stored in a temporary file until they can be sorted, so memory grows only with the identifiers and the search index.

mod actors;
mod article_files;
mod article_records;
mod article_text;
mod articles;
mod claim_files;
mod claims;
mod corpus;
mod dataset;
mod diagnostics;
mod encoding;
mod error;
mod fault;
mod graphemes;
mod hierarchy;
mod jsonl;
mod parallel_map;
mod progress;
mod raw;
mod record_files;
mod releases;
mod schema;
mod snapshot;
mod source;
mod temp_record_file;
mod text_fragment;
mod text_variants;
mod topics;
mod unchanged;
mod withdrawals;

pub use actors::name_key;
pub use article_files::{ArticleFiles, RecordedClaim};
pub use article_records::ArticleRecords;
pub use article_text::{ArticleText, Places};
pub use corpus::Corpus;
pub use diagnostics::{Diagnostic, Diagnostics, Severity};
pub use error::SeedError;
pub use fault::FaultCode;
pub use graphemes::is_inside_cluster;
pub use jsonl::record_from_json;
pub use parallel_map::parallel_map;
pub use progress::progress_bar;
pub use raw::{
    RawActor, RawArticle, RawAttributionLink, RawClaim, RawClaimActor, RawClaimDate, RawEvidence, RawRelation,
    RawTextFingerprint, RawTopic, RawTranslationNote,
};
pub use releases::{DEFAULT_KEPT_RELEASES, ReleaseOptions, changed_fields};
pub use schema::{SCHEMA_FIELD, schemas};
pub use snapshot::{SeedSummary, seed, seed_files};
pub use source::{Source, draft_path, read_file};
