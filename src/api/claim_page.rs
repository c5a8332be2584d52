//! Reading a page of claims: for the list of claims and for agents.

use super::highlights::add_highlights;
use crate::domain::vocabulary::OffsetUnit;
use crate::http::facets::{FacetParams, Facets};
use crate::http::problem::ApiError;
use crate::http::query_summary::{AppliedQuery, describe_query};
use crate::query::claim_params::{FilterParams, HighlightParams, PageParams, SortParams};
use crate::query::cursor::{self, CursorPosition};
use crate::query::facets::FacetRequest;
use crate::query::params::Params;
use crate::query::{AbsentClaims, ClaimQuery};
use crate::store::{Cost, Dataset, DatasetReader, Document};

/// The parameters of a list of claims.
pub type ListParams = (FilterParams, HighlightParams, SortParams, PageParams, FacetParams);

/// A page of claims as asked for.
#[derive(Debug, Clone)]
pub struct PageQuery {
    pub query: ClaimQuery,
    /// The position after which the page begins.
    pub after: Option<CursorPosition>,
    pub limit: u32,
    pub highlight: Option<OffsetUnit>,
    pub facets: Option<FacetRequest>,
}

/// A page of claims as found.
pub struct FoundPage {
    pub documents: Vec<Document>,
    pub total: u64,
    pub undated_excluded: u64,
    pub absent: AbsentClaims,
    pub facets: Option<Facets>,
    pub query: AppliedQuery,
    pub next_cursor: Option<String>,
}

impl PageQuery {
    pub fn resolve(params: Params<ListParams>, dataset: &Dataset) -> Result<Self, ApiError> {
        let (query, highlight, page, facets) = params.resolve(|(filter, highlight, sort, page, facets), errors| {
            let filter = filter.resolve(dataset.query_context(), errors);
            let query = ClaimQuery { sort: sort.resolve(&filter, errors), filter };
            (query, highlight.resolve(errors), page.resolve(errors), facets.resolve(errors))
        })?;
        let after = page.position(&query)?;
        Ok(Self { query, after, limit: page.limit, highlight, facets })
    }

    pub fn cost(&self, dataset: &Dataset) -> Cost {
        dataset.query_cost(&self.query, self.facets.as_ref())
    }

    pub fn read(&self, reader: &DatasetReader) -> Result<FoundPage, ApiError> {
        let Self { query, after, limit, highlight, facets } = self;
        let mut found = reader.page(query, after.as_ref(), *limit)?;
        if let (Some(text), Some(unit)) = (query.filter.text(), *highlight) {
            found.documents =
                found.documents.iter().map(|claim| add_highlights(claim, text, unit)).collect::<Result<_, _>>()?;
        }
        let facets = match facets {
            Some(request) => {
                let counts = reader.facets(&query.filter, request)?;
                Some(Facets::new(&request.dimensions, counts, reader.catalogue()))
            }
            None => None,
        };
        let did_you_mean = match query.filter.text() {
            Some(text) if found.total == 0 => reader.suggest_spelling(text)?,
            _ => None,
        };
        Ok(FoundPage {
            next_cursor: found.next.take().map(|position| cursor::encode(position, query)),
            query: describe_query(query, found.ranking, did_you_mean, reader.catalogue()),
            documents: found.documents,
            total: found.total,
            undated_excluded: found.undated_excluded,
            absent: found.absent,
            facets,
        })
    }
}
