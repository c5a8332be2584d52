//! Seed files through the library: which are valid, and the diagnostic of every kind of error.

#[path = "../support/mod.rs"]
mod support;

mod diagnostics;
mod schemas;
