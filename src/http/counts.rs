//! Headers that count the claims of a response without pages, so that nothing is left out silently.

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderName, HeaderValue};

/// Number of matches.
const TOTAL_COUNT: HeaderName = HeaderName::from_static("total-count");

/// Number of claims that match everything but the date window, because they have no date.
const UNDATED_EXCLUDED: HeaderName = HeaderName::from_static("undated-excluded");

/// Adds the numbers to a response.
pub fn add_counts(response: &mut HttpResponse, total: u64, undated_excluded: u64) {
    response.headers_mut().insert(TOTAL_COUNT, HeaderValue::from(total));
    response.headers_mut().insert(UNDATED_EXCLUDED, HeaderValue::from(undated_excluded));
}
