//! The in-memory index: a posting bitmap of claims for every value that filters can name, and forward indexes that list
//! the values of each claim. Pure.
//!
//! An ordinal is a claim's number in the default order ([`crate::domain::default_order`]), so the claims of a bitmap are
//! already sorted. The index is built from one [`IndexRow`] per claim, independently of the database.

mod builder;
mod claim_index;
mod constants;
mod cross_counts;
mod date_index;
mod date_serde;
mod facets;
mod forward_index;
mod holes;
mod index_row;
mod order;
mod permutation;
mod release_index;
mod renumbering;
mod sample;
mod span_index;
mod words;

pub use builder::KeptClaims;
pub use claim_index::{ClaimIndex, Place};
pub use constants::Constants;
pub use cross_counts::{CrossCounts, count_crossings};
pub use facets::{DENSE_FRACTION, FacetCounter, PeriodCounts, VALUE_FRACTION};
pub use index_row::IndexRow;
pub use order::{Ordinals, Position};
pub use permutation::Permutation;
pub use release_index::ReleaseIndex;
pub use renumbering::{Renumbering, Run};
pub use sample::hash_identifier;

/// The version of a serialized index. Databases rebuild one of another version.
pub const INDEX_VERSION: u64 = 2;
