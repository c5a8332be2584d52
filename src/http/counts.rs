//! Headers that count the claims of a response without pages, so that nothing is left out silently.

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderName, HeaderValue};

use crate::query::AbsentClaims;
use crate::store::Page;

/// Number of matches.
const TOTAL_COUNT: HeaderName = HeaderName::from_static("total-count");

/// Number of claims that match everything but the date window, because they have no date.
const UNDATED_EXCLUDED: HeaderName = HeaderName::from_static("undated-excluded");

/// Number of values of `id` that no claim has or had; left out if there are none.
const MISSING_COUNT: HeaderName = HeaderName::from_static("missing-count");

/// Number of values of `id` that are withdrawn claims; left out if there are none.
const WITHDRAWN_COUNT: HeaderName = HeaderName::from_static("withdrawn-count");

/// Number of matches without a date, which are in no period of a timeline.
const UNDATED_COUNT: HeaderName = HeaderName::from_static("undated-count");

/// The numbers of the matches of a query, and of what it leaves out.
pub struct Counts {
    pub total: u64,
    pub undated_excluded: u64,
    /// Values of `id` that no claim has or had.
    pub missing: usize,
    /// Values of `id` that are withdrawn claims.
    pub withdrawn: usize,
}

impl Counts {
    pub fn of(page: &Page) -> Self {
        let Page { total, undated_excluded, absent: AbsentClaims { missing, withdrawn }, .. } = page;
        let (missing, withdrawn) = (missing.len(), withdrawn.len());
        Self { total: *total, undated_excluded: *undated_excluded, missing, withdrawn }
    }

    /// Those of all claims.
    pub const fn of_all(total: u64) -> Self {
        Self { total, undated_excluded: 0, missing: 0, withdrawn: 0 }
    }

    /// Adds the numbers to a response.
    pub fn add_to(&self, response: &mut HttpResponse) {
        add_total_count(response, self.total);
        response.headers_mut().insert(UNDATED_EXCLUDED, HeaderValue::from(self.undated_excluded));
        for (name, number) in [(MISSING_COUNT, self.missing), (WITHDRAWN_COUNT, self.withdrawn)] {
            if number > 0 {
                response.headers_mut().insert(name, HeaderValue::from(number));
            }
        }
    }
}

/// Adds the number of matches without a date.
pub fn add_undated_count(response: &mut HttpResponse, undated: u64) {
    response.headers_mut().insert(UNDATED_COUNT, HeaderValue::from(undated));
}

/// Adds the number of all entries, for exports of lists, which have no dates to leave out.
pub fn add_total_count(response: &mut HttpResponse, total: u64) {
    response.headers_mut().insert(TOTAL_COUNT, HeaderValue::from(total));
}
