//! Permanent redirects, whose `Location` is short enough for the buffers of proxies.

use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;

use super::url::local_path;
use crate::domain::base_path;

/// The longest `Location`, in bytes. Headers stay under 4 KiB.
pub const MAX_LOCATION_BYTES: usize = 2048;

/// Redirects to a path with the same query, unless they are too long together.
pub fn permanent_redirect(path: &str, query: &str) -> Option<HttpResponse> {
    let location = [base_path::get(), &*local_path(path), if query.is_empty() { "" } else { "?" }, query].concat();
    let is_short = location.len() <= MAX_LOCATION_BYTES;
    is_short.then(|| HttpResponse::PermanentRedirect().insert_header((LOCATION, location)).finish())
}
