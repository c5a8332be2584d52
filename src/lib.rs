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
//! | [`seed`] | seed files to a validated corpus: every fault told with its place |

pub mod api;
pub mod config;
pub mod domain;
pub mod export;
pub mod index;
pub mod represent;
pub mod search;
pub mod seed;
pub mod server;
pub mod store;
pub mod telemetry;
