//! Estimates how much work a query is, before any of it is done.

use super::claim_filter::ClaimFilter;
use super::facets::FacetRequest;
use super::filter_def::{Condition, QueryContext};
use super::values::Values;
use crate::index::{DENSE_FRACTION, VALUE_FRACTION};

/// The number of claims that drawing the sample and counting the facets visits, at most.
pub fn estimate_visits(context: QueryContext, filter: &ClaimFilter, facets: Option<&FacetRequest>) -> u64 {
    if facets.is_none() && filter.sample().is_none() {
        return 0;
    }
    let claims = u64::from(context.index.claim_count());
    let mut drawn = vec![filter.clone()];
    let mut visits = sample_visits(context, filter);
    for (facet, request) in facets.into_iter().flat_map(|request| request.dimensions.iter().map(move |f| (*f, request)))
    {
        let filter = request.filter(facet, filter);
        let matches = max_matches(context, &filter);
        let matches = filter.sample().map_or(matches, |(size, _)| matches.min(size.into()));
        visits += match facet.filter.condition {
            // Periods are counted claim by claim.
            Condition::Window => matches,
            _ => matches.min(claims / DENSE_FRACTION + request.limit as u64 * claims / VALUE_FRACTION),
        };
        if !drawn.contains(&filter) {
            visits += sample_visits(context, &filter);
            drawn.push(filter);
        }
    }
    visits
}

/// The number of claims that counting two dimensions and intersecting their values visits, at most.
pub fn estimate_matrix(context: QueryContext, filter: &ClaimFilter, facets: &FacetRequest, intersections: u64) -> u64 {
    let claims = u64::from(context.index.claim_count());
    estimate_visits(context, filter, Some(facets)) + intersections * claims / VALUE_FRACTION
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
        let (Condition::AnyOf(postings) | Condition::AllOf(postings)) = definition.condition else {
            return match values {
                Values::Ids(ids) if matches!(definition.condition, Condition::Ids) => Some(ids.len() as u64),
                _ => None,
            };
        };
        let mut found = Vec::new();
        values.for_each(|value| postings(index, catalogue, value, &mut found));
        Some(found.into_iter().map(roaring::RoaringBitmap::len).sum())
    });
    lists.min().unwrap_or(all).min(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::catalogue::Catalogue;
    use crate::domain::vocabulary::FacetMode;
    use crate::index::ClaimIndex;
    use crate::query::facets::{ACTOR, FACETS, KIND, YEAR};
    use crate::query::filters;
    use crate::search::Suggester;

    #[test]
    fn the_estimate_grows_with_samples_and_facets() {
        let (catalogue, index) = (Catalogue::default(), ClaimIndex::with_claims(1_000_000));
        let suggester = Suggester::new(&catalogue);
        let context = QueryContext { catalogue: &catalogue, index: &index, analyzers: &[], suggester: &suggester };
        let all = ClaimFilter::default();
        let sample = all.clone().with(&filters::SAMPLE, Values::Number(10_000));
        let request = |dimensions: &[_], limit| FacetRequest {
            dimensions: dimensions.to_vec(),
            limit,
            mode: FacetMode::OtherFilters,
        };
        let visits = |filter: &ClaimFilter, facets: Option<&FacetRequest>| estimate_visits(context, filter, facets);
        assert_eq!(visits(&all, None), 0);
        assert_eq!(visits(&sample, None), 1_000_000);
        assert_eq!(visits(&all, Some(&request(&[&YEAR], 10))), 1_000_000);
        assert!(visits(&all, Some(&request(&[&ACTOR, &KIND], 10))) < 200_000);
        // The sample is drawn once for all dimensions whose filters are not set.
        let everything = visits(&sample, Some(&request(FACETS, 200)));
        assert!((1_000_000..1_200_000).contains(&everything), "{everything}");
    }
}
