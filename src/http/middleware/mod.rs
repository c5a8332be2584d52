//! Middleware, one file each. The server wraps every route in them in this order, outermost first:
//!
//! | middleware | before the handler | after the handler |
//! |---|---|---|
//! | [`request_context`] | assigns the request id and the dataset; turns HEAD into GET | takes the body off a HEAD response; times the connection |
//! | [`access_log`] | opens the trace span | metrics, one log line |
//! | [`common_headers`] | | headers of every response |
//! | [`errors`] | | renders errors as problem documents or HTML pages |
//! | [`admission`] | refuses long addresses, clients over the rate limit, readiness while shutting down | rate limit headers |
//! | [`response_cache`] | answers from memory | stores complete responses |
//! | `Cors` (actix-cors) | answers preflight requests | |
//! | `Compress` (actix-web) | | compresses the body |

pub mod access_log;
pub mod admission;
pub mod common_headers;
pub mod errors;
pub mod rate_limit;
pub mod request_context;
pub mod response_cache;

use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;

/// What a middleware returns.
type MiddlewareResult = Result<ServiceResponse<BoxBody>, actix_web::Error>;
