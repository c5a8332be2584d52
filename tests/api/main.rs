//! The API as a client meets it: the real binary on a port of its own.

#[path = "../support/mod.rs"]
mod support;

mod catalogue;
mod claims;
mod documentation;
mod errors;
mod http;
mod real_corpus;
