//! The methods that paths accept.

/// The paths whose POST reads a body.
const BODY_PATHS: [&str; 2] = ["/v1/quotes/verify", "/verify"];

/// The methods that a path accepts, as `Allow` has them.
pub fn allowed_methods(path: &str) -> &'static str {
    if BODY_PATHS.contains(&path) { "GET, HEAD, POST" } else { "GET, HEAD" }
}
