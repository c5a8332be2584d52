//! Why a page or an edit was refused.

use std::io;

use serde_json::Value;

use crate::ingest::{Diagnostics, SeedError};

#[derive(Debug, thiserror::Error)]
pub enum CurateError {
    #[error("not found")]
    NotFound,
    /// The request is not what the page sends.
    #[error("malformed request: {0}")]
    Malformed(String),
    /// The record has errors.
    #[error("the record has errors")]
    Refused(Diagnostics),
    /// The line has changed since the page was made; `current` is what it is now, if it is still there.
    #[error("the line was changed")]
    Conflict { current: Option<Value>, version: Option<String> },
    /// Other claims relate to the claim that was to be deleted.
    #[error("other claims relate to it")]
    InUse(Vec<String>),
    #[error(transparent)]
    Seed(#[from] SeedError),
    #[error(transparent)]
    Io(#[from] io::Error),
}
