//! One suite for every store: random questions over a synthetic corpus, held against a naive reference.

#[path = "../support/mod.rs"]
mod support;

mod corpus;
mod formats;
mod questions;
mod reference;
mod search;
mod snapshots;
mod store;
