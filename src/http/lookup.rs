//! Finds records by identifier; a missing one is a 404 that suggests the nearest identifier.

use std::borrow::Borrow;

use actix_web::{HttpRequest, HttpResponse};

use crate::domain::catalogue::{HasId, Table};
use crate::domain::did_you_mean::{SuggestionBudget, nearest};
use crate::domain::identifier::ClaimId;
use crate::http::problem::{ApiError, ErrorCode};
use crate::http::redirect::permanent_redirect;
use crate::store::{DatasetReader, Document};

/// The ordinal of the record with this identifier.
pub fn find_record<T: HasId>(
    table: &Table<T>,
    id: &str,
    code: ErrorCode,
    what: &'static str,
) -> Result<usize, ApiError> {
    table.ordinal(id).ok_or_else(|| {
        let nearest = table.nearest(id, &SuggestionBudget::default()).map(str::to_owned);
        ApiError::NotFound { code, what, id: id.to_owned(), nearest }
    })
}

/// The response to a request for a record that was merged into another: its new address below `path`.
pub fn redirect_if_merged<T: HasId>(
    request: &HttpRequest,
    table: &Table<T>,
    id: &str,
    path: &str,
) -> Option<HttpResponse> {
    table.get(id)?.merged_into()?;
    let target: &str = table.all()[table.resolve(id)?].id().borrow();
    permanent_redirect(&format!("{path}/{target}"), request.query_string())
}

/// The claim with this identifier, and its document.
pub fn find_claim(reader: &DatasetReader, id: &str) -> Result<(ClaimId, Document), ApiError> {
    let missing =
        |nearest| ApiError::NotFound { code: ErrorCode::ClaimNotFound, what: "claim", id: id.to_owned(), nearest };
    let claim_id = ClaimId::parse(id).map_err(|_| missing(None))?;
    if let Some(document) = reader.claim(&claim_id)? {
        return Ok((claim_id, document));
    }
    let neighbours = reader.neighbours(&claim_id)?;
    Err(missing(nearest(id, neighbours.iter().map(String::as_str)).map(str::to_owned)))
}
