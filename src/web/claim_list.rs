//! Lists that the pages of actors and topics share: a preview of claims, frequent values, names with counts.

use crate::domain::claim::Claim;
use crate::domain::period::FacetCount;
use crate::domain::vocabulary::FacetMode;
use crate::http::problem::ApiError;
use crate::query::facets::{Facet, FacetRequest};
use crate::query::sorts::MOST_SALIENT;
use crate::query::{ClaimFilter, ClaimQuery};
use crate::store::{Dataset, DatasetReader, Document};
use crate::web::card::{Card, LangText, Name};
use crate::web::context::PageContext;
use crate::web::url::Address;

/// The most important claims of a filter, and a link to all of them.
pub struct ClaimPreview {
    pub cards: Vec<Card>,
    /// The number of matches: "12 claims".
    pub found: String,
    pub href: String,
    /// Whether there are more matches than cards.
    pub more: bool,
}

impl ClaimPreview {
    /// At most `max` claims of a filter; `view` is the search page of the same filter.
    pub fn new(
        context: &PageContext,
        dataset: &DatasetReader,
        filter: ClaimFilter,
        view: &Address,
        max: u32,
    ) -> Result<Self, ApiError> {
        let query = ClaimQuery { filter, sort: &MOST_SALIENT };
        let found = dataset.page(&query, None, max)?;
        let card = |document: &Document| Ok(card(context, dataset, &serde_json::from_slice(document)?));
        Ok(Self {
            cards: found.documents.iter().map(card).collect::<Result<_, serde_json::Error>>()?,
            found: context.locale.claim_count(found.total),
            href: context.link(view),
            more: found.next.is_some(),
        })
    }
}

/// The card of a claim outside of a search.
pub fn card(context: &PageContext, dataset: &Dataset, claim: &Claim) -> Card {
    Card::new(context, dataset, claim, None)
}

/// The most frequent values of a dimension among the matching claims.
pub fn frequent_values(
    dataset: &DatasetReader,
    filter: &ClaimFilter,
    facet: Facet,
    limit: usize,
) -> Result<Vec<FacetCount>, ApiError> {
    let request = FacetRequest { dimensions: vec![facet], limit, mode: FacetMode::AllFilters };
    Ok(dataset.facets(filter, &request)?.into_iter().next().unwrap_or_default())
}

/// Values with their counts, each with a link to `view` narrowed by it.
pub fn linked(context: &PageContext, values: &[FacetCount], view: &Address, parameter: &str) -> Vec<Entry> {
    let entry = |found: &FacetCount| Entry {
        name: Name::picked(context.locale, &found.label),
        href: context.link(&view.clone().with(parameter, &found.id)),
        kind: String::new(),
        about: None,
        count: context.locale.claim_count(found.count),
    };
    values.iter().map(entry).collect()
}

/// An entry of a list of names; `kind` and `about` may be empty.
pub struct Entry {
    pub name: Name,
    pub href: String,
    pub kind: String,
    pub about: Option<LangText>,
    pub count: String,
}
