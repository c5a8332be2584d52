//! What every HTTP answer shares, whether JSON or HTML: parameters, errors, validators, pages, the state.

pub mod catalogue_list;
pub mod chunked_body;
pub mod claim_params;
pub mod conditional;
pub mod connections;
pub mod cursor;
pub mod facets;
pub mod metrics;
pub mod middleware;
pub mod pagination;
pub mod params;
pub mod problem;
pub mod query_summary;
pub mod run;
pub mod server_timing;
pub mod state;
