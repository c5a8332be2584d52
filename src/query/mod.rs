//! Queries: parameters as typed, the filters and sort orders they are parsed to, and the claims that match. Pure.
//!
//! ```text
//! query string -> Params (as typed) -> ClaimFilter (validated) -> plan (bitmaps) -> Matches
//! ```

pub mod change_cursor;
mod claim_filter;
pub mod claim_params;
mod cost;
pub mod cursor;
pub mod export_params;
pub mod facets;
mod filter_def;
pub mod filters;
mod parameter_errors;
mod parameter_names;
pub mod params;
mod plan;
pub mod sorts;
mod value_hints;
mod values;

pub use claim_filter::{ClaimFilter, ClaimQuery};
pub use cost::{estimate_matrix, estimate_visits, max_matches};
pub use filter_def::{Condition, FilterDef, FilterKind, QueryContext};
pub use parameter_errors::{ParameterError, ParameterErrors};
pub use plan::{AbsentClaims, Lookups, Matches, find_matches};
pub use values::{Values, Vocabulary};
