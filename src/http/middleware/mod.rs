//! Middleware, one file a concern.

pub mod accompany;
pub mod rate_limit;
pub mod response_cache;
