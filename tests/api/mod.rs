//! The API, tested over HTTP against the real binary.

mod catalogue;
mod claim_query;
mod claims;
mod client_generators;
mod compatibility;
mod counts;
mod documentation;
mod errors;
mod facets;
mod http;
mod identifiers;
mod proxies;
mod quotes;
mod real_corpus;
