//! Finds records by identifier; a missing one is a 404 that suggests the nearest identifier.

use crate::domain::catalogue::{HasId, Table};
use crate::domain::did_you_mean::{SuggestionBudget, nearest};
use crate::domain::identifier::ClaimId;
use crate::http::problem::{ApiError, ErrorCode};
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
