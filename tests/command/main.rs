//! The command line: files, output and exit codes.

#[path = "../support/mod.rs"]
mod support;

mod check;
mod seed;
mod serve;
