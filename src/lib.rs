//! Isnad: structured claims drawn from articles, each tied to its asserter and to the words it rests on.
//!
//! Two journeys run through this crate, each readable from top to bottom:
//!
//! ```text
//! ingest   seed files -> RawClaim -> Claim (validated, all faults told) -> snapshot
//! answer   query string -> ClaimParams (as typed) -> ClaimFilter (what it means) -> matches -> Claim -> representation
//! ```
//!
//! | room | what it is for |
//! |---|---|
//! | [`domain`] | claims, actors, topics, articles, dates, filters: pure, no input or output |
//! | [`index`] | one bitmap for everything a filter can name; orders, dates as intervals, counts: pure |
//! | [`search`] | reading text as people write it, in Arabic and English: pure |
//! | [`formats`] | claims as bytes in every format: pure |
//! | [`store`] | the only room that knows a database |
//! | [`ingest`] | seed files to a validated corpus: every fault told with its place |
//! | [`api`] | what programs ask over HTTP |
//! | [`web`] | the same for people: pages in two languages |
//! | [`server`] | binds, wraps every request, drains |
//! | [`export`] | the API's queries and writers without a server |
//! | [`config`], [`telemetry`] | options; log lines |

pub mod api;
pub mod cli;
pub mod domain;
pub mod formats;
pub mod http;
pub mod index;
pub mod ingest;
pub mod query;
pub mod search;
pub mod server;
pub mod store;
pub mod telemetry;
pub mod web;
