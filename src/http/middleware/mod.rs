//! Middleware, one file each. [`for_api`] in `stack.rs` wraps every route in them in this order, outermost first:
//!
//! | middleware | before the handler | after the handler |
//! |---|---|---|
//! | [`request_context`] | assigns the request id and the dataset; turns HEAD into GET | takes the body off a HEAD response; times the connection |
//! | [`base_path`] | takes the base path off | |
//! | [`access_log`] | opens the trace span | metrics, one log line |
//! | [`common_headers`] | | headers of every response |
//! | [`errors`] | | renders errors as problem documents or HTML pages |
//! | [`admission`] | refuses long addresses, clients over the rate limit, readiness while shutting down | rate limit headers |
//! | [`negotiation`] | refuses clients that do not accept the JSON of a route | |
//! | [`response_cache`] | answers from memory | stores complete responses |
//! | `Cors` (actix-cors) | answers preflight requests | |
//! | `Compress` (actix-web) | refuses clients that accept no encoding | compresses other bodies: large or streamed ones |
//! | [`compress()`] | | compresses complete bodies of up to 1 MiB |
//!
//! All but the last three are functions that call each other directly, as one middleware of actix: separate ones
//! would each allocate a future for a request.

mod access_log;
mod admission;
mod base_path;
mod common_headers;
mod compress;
mod errors;
pub mod negotiation;
pub mod rate_limit;
mod request_context;
mod response_cache;
mod stack;

pub use compress::compress;
pub use stack::{MiddlewareConfig, for_api, for_metrics};

use actix_web::dev::ServiceResponse;

/// What a middleware returns.
type MiddlewareResult = Result<ServiceResponse, actix_web::Error>;
