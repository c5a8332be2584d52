//! Seed files through the library: what is accepted, and how every kind of fault is told.

mod faults;
mod schemas;

use std::path::{Path, PathBuf};

/// The synthetic article of the tests, with its text.
fn fixture(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/harbour").join(folder)
}
