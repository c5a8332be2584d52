//! What pages of actors, topics and articles share: the claims to begin with, who is named most, lists of names.

use crate::domain::claim::Claim;
use crate::domain::period::FacetCount;
use crate::domain::vocabulary::{ClaimSort, FacetDimension, FacetMode};
use crate::http::problem::ApiError;
use crate::query::filter::{ClaimFilter, ClaimQuery};
use crate::store::{DatasetReader, FacetRequest};
use crate::web::card::Card;
use crate::web::layout::PageContext;
use crate::web::url::Address;

/// The first claims of a filter, and the way to all of them.
pub struct ClaimPreview {
    /// The claims, the most central first.
    pub cards: Vec<Card>,
    /// How many there are, in words.
    pub found: String,
    /// The search page with all of them.
    pub href: String,
    /// Whether there are more.
    pub more: bool,
}

impl ClaimPreview {
    /// At most so many claims of a filter, which the address names too.
    pub fn new(
        reader: &PageContext,
        dataset: &DatasetReader,
        filter: ClaimFilter,
        view: &Address,
        most: u32,
    ) -> Result<Self, ApiError> {
        let query = ClaimQuery { filter, sort: ClaimSort::SalienceDescending };
        let found = dataset.page(&query, None, most)?;
        let card = |document: &crate::store::Document| {
            let claim: Claim = serde_json::from_slice(document)?;
            Ok(Card::new(reader, &claim, None))
        };
        Ok(Self {
            cards: found.documents.iter().map(card).collect::<Result<_, serde_json::Error>>()?,
            found: reader.language.claims(found.total),
            href: reader.link(view),
            more: found.next.is_some(),
        })
    }
}

/// The actors that a filter's claims involve, the most frequent first.
pub fn frequent_actors(
    dataset: &DatasetReader,
    filter: &ClaimFilter,
    limit: usize,
) -> Result<Vec<FacetCount>, ApiError> {
    let request = FacetRequest { dimensions: vec![FacetDimension::Actor], limit, mode: FacetMode::AllFilters };
    Ok(dataset.facets(filter, &request)?.into_iter().next().unwrap_or_default())
}

/// A name in a list, with how many claims it has.
pub struct Entry {
    /// The name in the reader's language.
    pub name: String,
    /// Its page.
    pub href: String,
    /// What it is, where the list is mixed.
    pub kind: String,
    /// A sentence about it.
    pub about: String,
    /// How many claims.
    pub count: String,
}
