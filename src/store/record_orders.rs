//! The orders in which lists of actors, topics and articles are served.

use std::cmp::Reverse;

use crate::domain::catalogue::CatalogueRecord;
use crate::domain::vocabulary::ArticleSort;
use crate::search::normalize;

/// The ordinals of a table's records in each order. Records that are equal in an order keep that of their identifiers.
#[derive(Debug)]
pub struct RecordOrders {
    by_id: Vec<usize>,
    by_name: Vec<usize>,
    by_claims: Vec<usize>,
    by_published: Vec<usize>,
    newest_first: Vec<usize>,
}

impl RecordOrders {
    pub(super) fn new<T: CatalogueRecord>(records: &[T], language: &str, claims: impl Fn(usize) -> u64) -> Self {
        let by_id: Vec<usize> = (0..records.len()).collect();
        let published = |&ordinal: &usize| records[ordinal].published().and_then(|date| date.earliest.or(date.latest));
        let (mut by_name, mut by_claims) = (by_id.clone(), by_id.clone());
        by_name.sort_by_cached_key(|&ordinal| normalize(records[ordinal].name().pick(language).1));
        by_claims.sort_by_cached_key(|&ordinal| Reverse(claims(ordinal)));
        let (mut by_published, mut newest_first) = (by_id.clone(), by_id.clone());
        by_published.sort_by_key(|ordinal| published(ordinal).map_or((true, None), |day| (false, Some(day))));
        newest_first.sort_by_key(|ordinal| Reverse(published(ordinal)));
        Self { by_id, by_name, by_claims, by_published, newest_first }
    }

    /// The ordinals in an order other than by relevance, which depends on a query.
    pub fn get(&self, sort: ArticleSort) -> &[usize] {
        match sort {
            ArticleSort::Id | ArticleSort::Relevance => &self.by_id,
            ArticleSort::Name => &self.by_name,
            ArticleSort::Claims => &self.by_claims,
            ArticleSort::Published => &self.by_published,
            ArticleSort::NewestPublished => &self.newest_first,
        }
    }
}
