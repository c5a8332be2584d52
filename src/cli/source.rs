//! The options that name seed files, and the errors in these.

use std::path::PathBuf;

use clap::Args;

use super::output::print;
use crate::ingest::SeedError;

/// The seed files to read.
#[derive(Debug, Clone, Args)]
pub struct SourceArgs {
    /// Directory of the seed files, laid out like `seed/`.
    #[arg(long, value_name = "DIR", allow_hyphen_values = true)]
    pub from: PathBuf,
    /// Directory with the article texts, `<article id>.txt`, against which quotes are verified. Without it, texts are read
    /// from `articles/<article id>/text.txt`. The database keeps a few words around each quote.
    #[arg(long, value_name = "DIR", allow_hyphen_values = true)]
    pub texts: Option<PathBuf>,
}

/// Prints the diagnostics of seed files to standard output, one a line, so that they can be piped. The error counts them.
pub fn print_diagnostics(error: SeedError) -> SeedError {
    if let SeedError::Diagnostics(diagnostics) = &error {
        // If they cannot be printed, the error still counts them.
        let _ = print(&diagnostics.to_string());
    }
    error
}
