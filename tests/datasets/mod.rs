//! Routes, formats and pages of several datasets, so that nothing depends on the built-in corpus.

mod hostile;
mod list_exports;
mod lists;
mod one_claim;
mod research;
mod routes;

use std::path::Path;

use tempfile::TempDir;

use crate::conformance::corpus;
use crate::support::{Server, seed};

/// A server of the example.
fn example() -> Server {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/estuaire");
    Server::start_with(TempDir::new().unwrap(), &["--from", example.to_str().unwrap()])
}

/// Servers of the built-in corpus, of the example, and of a synthetic dataset in eight languages, many of whose claims have
/// no evidence, topic or date.
fn servers() -> Vec<Server> {
    let synthetic = TempDir::new().unwrap();
    corpus::write(synthetic.path(), 60, |_| true);
    seed(synthetic.path(), None, &synthetic.path().join("isnad.db"));
    vec![Server::built_in(), example(), Server::start(synthetic)]
}
