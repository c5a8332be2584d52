//! One suite for every backend: random queries over a synthetic corpus, compared with a naive reference.

pub mod corpus;
mod counts;
mod dumps;
mod formats;
#[cfg(feature = "parquet")]
mod parquet;
mod queries;
mod quotes;
mod reference;
mod search;
mod seed_claims;
mod snapshots;
mod store;
