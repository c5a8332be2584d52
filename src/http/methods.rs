//! The methods that paths accept.

use actix_web::http::Method;

/// A query whose parameters are in the body; it is safe, as GET is.
pub const QUERY: &str = "QUERY";

/// The methods that a path accepts, as `Allow` has them.
pub fn allowed_methods(path: &str) -> &'static str {
    match path {
        "/v1/quotes/verify" | "/verify" => "GET, HEAD, POST",
        "/v1/claims" => "GET, HEAD, QUERY",
        "/v1/claims/query" | "/mcp" => "POST",
        _ => "GET, HEAD",
    }
}

/// The methods that pages of other origins may use.
pub fn cross_origin_methods() -> Vec<Method> {
    [Method::GET, Method::HEAD, Method::POST].into_iter().chain(Method::from_bytes(QUERY.as_bytes())).collect()
}
