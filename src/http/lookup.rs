//! Finds records by identifier; a missing one is a 404 that suggests the nearest identifier.

use std::borrow::Borrow;

use actix_web::{HttpRequest, HttpResponse};

use crate::domain::catalogue::{CatalogueRecord, Table};
use crate::domain::did_you_mean::{SuggestionBudget, nearest};
use crate::domain::identifier::ClaimId;
use crate::domain::vocabulary::{Resource, VocabularyTerm};
use crate::http::problem::{ApiError, ErrorCode};
use crate::http::redirect::permanent_redirect;
use crate::store::{Dataset, DatasetReader, Document};

/// Digits of the longest number at the end of a claim's identifier that a suggestion pads.
const MAX_NUMBER_DIGITS: usize = 6;

/// The ordinal of the record with this identifier.
pub fn find_record<T: CatalogueRecord>(dataset: &Dataset, id: &str) -> Result<usize, ApiError> {
    let table = T::table(dataset.catalogue());
    table.ordinal(id).ok_or_else(|| {
        let nearest = dataset.suggester().nearest_record(id, table, &SuggestionBudget::default()).map(str::to_owned);
        let code = match T::RESOURCE {
            Resource::Actor => ErrorCode::ActorNotFound,
            Resource::Topic => ErrorCode::TopicNotFound,
            Resource::Article => ErrorCode::ArticleNotFound,
        };
        ApiError::NotFound { code, what: T::RESOURCE.as_str(), id: id.to_owned(), nearest }
    })
}

/// The response to a request for a record that was merged into another: its new address below `path`.
pub fn redirect_if_merged<T: CatalogueRecord>(
    request: &HttpRequest,
    table: &Table<T>,
    id: &str,
    path: &str,
) -> Option<HttpResponse> {
    table.get(id)?.merged_into()?;
    let target: &str = table.all()[table.resolve(id)?].id().borrow();
    permanent_redirect(&format!("{path}/{target}"), request.query_string())
}

/// The claim with this identifier, and its document. A withdrawn claim is a 410.
pub fn find_claim(reader: &DatasetReader, id: &str) -> Result<(ClaimId, Document), ApiError> {
    let missing =
        |nearest| ApiError::NotFound { code: ErrorCode::ClaimNotFound, what: "claim", id: id.to_owned(), nearest };
    let parsed = ClaimId::parse(id);
    if let Ok(claim_id) = &parsed
        && let Some(document) = reader.claim(claim_id)?
    {
        return Ok((claim_id.clone(), document));
    }
    if let Ok(claim_id) = &parsed
        && let Some(withdrawal) = reader.withdrawal(claim_id)?
    {
        return Err(ApiError::Withdrawn(Box::new(withdrawal)));
    }
    for spelling in other_spellings(id) {
        if reader.claim(&spelling)?.is_some() {
            return Err(missing(Some(spelling.to_string())));
        }
    }
    let claim_id = parsed.map_err(|_| missing(None))?;
    let neighbours = reader.neighbours(&claim_id)?;
    Err(missing(nearest(id, neighbours.iter().map(String::as_str)).map(str::to_owned)))
}

/// The identifier in lower case with hyphens, and with its number padded with zeros to other lengths.
fn other_spellings(id: &str) -> Vec<ClaimId> {
    let plain = id.to_lowercase().replace(['_', ' '], "-");
    let stem = plain.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = plain[stem.len()..].trim_start_matches('0');
    let padded = (number.len()..=MAX_NUMBER_DIGITS).map(|width| format!("{stem}{number:0>width$}"));
    let has_number = stem.len() < plain.len();
    let spellings = std::iter::once(plain.clone()).chain(padded.filter(|_| has_number));
    spellings.filter(|spelling| spelling != id).filter_map(|spelling| ClaimId::parse(&spelling).ok()).collect()
}
