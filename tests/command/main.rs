//! The command line: what it writes, what it says, how it exits.

#[path = "../support/mod.rs"]
mod support;

mod check;
mod seed;
mod serve;
