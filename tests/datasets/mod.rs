//! Routes, formats and pages of several datasets, so that nothing depends on the built-in corpus.

mod hostile;
mod list_exports;
mod lists;
mod one_claim;
mod routes;

use std::path::Path;

use tempfile::TempDir;

use crate::conformance::corpus;
use crate::support::{Server, seed};

/// Servers of the built-in corpus, of the example, and of a synthetic dataset in eight languages, many of whose claims have
/// no evidence, topic or date.
fn servers() -> Vec<Server> {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/estuaire");
    let example = ["--from".to_owned(), example.display().to_string()];
    let synthetic = TempDir::new().unwrap();
    corpus::write(synthetic.path(), 60, |_| true);
    seed(synthetic.path(), None, &synthetic.path().join("isnad.db"));
    vec![
        Server::built_in(),
        Server::start_with(TempDir::new().unwrap(), &example.each_ref().map(String::as_str)),
        Server::start(synthetic),
    ]
}
