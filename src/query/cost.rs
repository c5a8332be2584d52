//! Estimates how much work a query is, before any of it is done.

use super::claim_filter::ClaimFilter;
use super::facets::FacetRequest;
use super::filter_def::{Condition, QueryContext};

/// A facet visits at most one in this many of all claims: above, it intersects bitmaps instead, which is faster.
const FACET_FRACTION: u64 = 12;

/// The number of claims that drawing the sample and counting the facets visits, at most.
pub fn estimate_visits(context: QueryContext, filter: &ClaimFilter, facets: Option<&FacetRequest>) -> u64 {
    let most_per_facet = u64::from(context.index.claim_count()) / FACET_FRACTION;
    let mut drawn = vec![filter.clone()];
    let mut visits = sample_visits(context, filter);
    for (facet, request) in facets.into_iter().flat_map(|request| request.dimensions.iter().map(move |f| (*f, request)))
    {
        let filter = request.filter(facet, filter);
        let matches = max_matches(context, &filter);
        visits += filter.sample().map_or(matches, |(size, _)| matches.min(size.into())).min(most_per_facet);
        if !drawn.contains(&filter) {
            visits += sample_visits(context, &filter);
            drawn.push(filter);
        }
    }
    visits
}

fn sample_visits(context: QueryContext, filter: &ClaimFilter) -> u64 {
    filter.sample().map_or(0, |_| max_matches(context, filter))
}

/// The largest number of claims that a filter can match, by its most selective list of values.
pub fn max_matches(QueryContext { catalogue, index, .. }: QueryContext, filter: &ClaimFilter) -> u64 {
    let all = u64::from(index.claim_count());
    if filter.includes_parts() {
        return all;
    }
    let lists = filter.iter().filter_map(|(definition, values)| {
        let (Condition::AnyOf(postings) | Condition::AllOf(postings)) = definition.condition else { return None };
        let mut found = Vec::new();
        values.for_each(|value| postings(index, catalogue, value, &mut found));
        Some(found.into_iter().map(roaring::RoaringBitmap::len).sum())
    });
    lists.min().unwrap_or(all).min(all)
}
