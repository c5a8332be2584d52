//! Queries on a dataset: the index finds, sorts and counts the matches; the backend supplies their documents.

use std::cmp::Ordering;
use std::ops::{Deref, Range};

use jiff::civil::Date;
use roaring::RoaringBitmap;

use super::backend::{Relation, SeekResult};
use super::dataset::Dataset;
use super::deadline::Deadline;
use super::error::{StoreError, corrupt};
use super::results::{Document, Page, Related, Timeline, TimelineRequest};
use super::text_search::TextSearch;
use crate::domain::base_path;
use crate::domain::claim::QuoteContext;
use crate::domain::identifier::ClaimId;
use crate::domain::period::{FacetCount, Period};
use crate::domain::vocabulary::Ranking;
use crate::index::{FacetCounter, Place, Position};
use crate::query::cursor::CursorPosition;
use crate::query::facets::{FacetDef, FacetRequest};
use crate::query::sorts::RELEVANCE;
use crate::query::{AbsentClaims, ClaimFilter, ClaimQuery, Lookups, Matches, QueryContext, find_matches};
use crate::search::TextQuery;

/// Identifiers on each side of an unknown one that are candidates for a suggestion.
const NEIGHBOURS: u32 = 50;

/// A dataset with a deadline. After it, methods that use the backend fail with [`StoreError::DeadlineExceeded`].
#[derive(Clone, Copy)]
pub struct DatasetReader<'d> {
    dataset: &'d Dataset,
    deadline: Deadline,
}

impl Deref for DatasetReader<'_> {
    type Target = Dataset;

    fn deref(&self) -> &Dataset {
        self.dataset
    }
}

impl Dataset {
    /// Reads the dataset until the deadline.
    pub fn reader(&self, deadline: Deadline) -> DatasetReader<'_> {
        DatasetReader { dataset: self, deadline }
    }
}

impl<'d> DatasetReader<'d> {
    pub(super) fn deadline(&self) -> Deadline {
        self.deadline
    }

    pub fn claim(&self, id: &ClaimId) -> Result<Option<Document>, StoreError> {
        match self.ordinal(id)? {
            Some(ordinal) => Ok(self.documents(&[ordinal])?.pop()),
            None => Ok(None),
        }
    }

    /// The documents of claims, in the order of `ordinals`.
    pub fn documents(&self, ordinals: &[u32]) -> Result<Vec<Document>, StoreError> {
        let mut documents = self.backend.documents(ordinals, self.deadline)?;
        for document in &mut documents {
            if let Some(linked) = base_path::link_claim(document) {
                *document = linked.into();
            }
        }
        Ok(documents)
    }

    /// The identifiers close to one that does not exist, in ascending order.
    pub fn neighbours(&self, id: &ClaimId) -> Result<Vec<String>, StoreError> {
        let rank = self.rank_by_id(self.backend.seek(id, &self.index, self.deadline)?);
        let around = rank.saturating_sub(NEIGHBOURS)..rank.saturating_add(NEIGHBOURS);
        let ordinals: Vec<u32> = around.filter_map(|rank| self.index.ordinal_by_id(rank)).collect();
        self.backend.identifiers(&ordinals, self.deadline)
    }

    /// The claims that a claim has relations to or from.
    pub fn related(&self, id: &ClaimId) -> Result<Vec<Related>, StoreError> {
        let Some(claim) = self.ordinal(id)? else { return Ok(vec![]) };
        let relations = self.backend.relations(claim, self.deadline)?;
        let others: Vec<u32> = relations.iter().map(|relation| relation.other).collect();
        let documents = self.documents(&others)?;
        let related = |(Relation { kind, incoming, other: _ }, document)| Related { kind, incoming, document };
        Ok(relations.into_iter().zip(documents).map(related).collect())
    }

    /// The words around each of a claim's quotes, by evidence position, where they are known.
    pub fn quote_contexts(&self, id: &ClaimId) -> Result<Vec<Option<QuoteContext>>, StoreError> {
        let Some(claim) = self.ordinal(id)? else { return Ok(vec![]) };
        let mut contexts = Vec::new();
        for (position, context) in self.backend.quote_contexts(claim, self.deadline)? {
            contexts.resize(contexts.len().max(position + 1), None);
            contexts[position] = Some(context);
        }
        Ok(contexts)
    }

    /// The identifiers that a filter asks for and no claim has.
    pub fn absent(&self, filter: &ClaimFilter) -> Result<AbsentClaims, StoreError> {
        filter.ids().map_or(Ok(AbsentClaims::default()), |ids| Ok(self.claims_with(ids)?.1))
    }

    /// The number of matches.
    pub fn count(&self, filter: &ClaimFilter) -> Result<u64, StoreError> {
        Ok(self.matches(filter)?.total())
    }

    /// A page of matches from the first one, or after a position. A limit of 0 gives the totals alone.
    pub fn page(&self, query: &ClaimQuery, after: Option<&CursorPosition>, limit: u32) -> Result<Page, StoreError> {
        self.page_from(query, after, 0, limit)
    }

    /// A page of matches after the first `skipped` ones.
    pub fn page_at(&self, query: &ClaimQuery, skipped: usize, limit: u32) -> Result<Page, StoreError> {
        self.page_from(query, None, skipped, limit)
    }

    fn page_from(
        &self,
        query: &ClaimQuery,
        after: Option<&CursorPosition>,
        skipped: usize,
        limit: u32,
    ) -> Result<Page, StoreError> {
        let matches = self.matches(&query.filter)?;
        let position = after.map(|cursor| self.position(cursor)).transpose()?;
        let limit = limit as usize;
        let by_relevance = *query.sort == RELEVANCE && limit > 0;
        // If the first page was ordered by salience, later pages are too, even if all matches could be scored now.
        let scored = if by_relevance && after.is_none_or(|cursor| cursor.score.is_some()) {
            let after = after.and_then(|cursor| cursor.score).zip(position);
            self.by_relevance(&query.filter, &matches.ordinals, after)?
        } else {
            None
        };
        let ranking = by_relevance.then(|| if scored.is_some() { Ranking::Bm25 } else { Ranking::Salience });
        let mut chosen: Vec<(Option<f64>, u32)> = if let Some(scored) = scored {
            scored.into_iter().skip(skipped).take(limit + 1).map(|(score, at)| (Some(score), at)).collect()
        } else {
            let sorted = (query.sort.order)(&self.index, &matches.ordinals, position);
            // Collecting directly would ask the bitmap's iterator for its length, which counts all matches.
            let mut page = Vec::with_capacity(limit + 1);
            page.extend(sorted.skip(skipped).take(limit + 1).map(|at| (None, at)));
            page
        };
        let has_more = chosen.len() > limit;
        chosen.truncate(limit);
        let ordinals: Vec<u32> = chosen.iter().map(|&(_, ordinal)| ordinal).collect();
        let last = chosen.last().filter(|_| has_more);
        Ok(Page {
            documents: self.documents(&ordinals)?,
            total: matches.total(),
            undated_excluded: matches.undated_excluded,
            absent: matches.absent,
            ranking,
            next: last.map(|&(score, ordinal)| self.cursor_position(ordinal, score)).transpose()?,
        })
    }

    /// The most frequent values of each dimension among the matches, and after them those that the query selects.
    pub fn facets(&self, filter: &ClaimFilter, request: &FacetRequest) -> Result<Vec<Vec<FacetCount>>, StoreError> {
        let context = self.query_context();
        let count = |facet: &FacetDef, matches: &Matches| {
            let matches = &matches.ordinals;
            let counter =
                FacetCounter { window: filter.window(), ..self.facet_counter(filter, matches, request.limit) };
            let mut counts = (facet.count)(&counter);
            let selected = facet.selected(context, filter, matches, &counts);
            counts.extend(selected);
            counts
        };
        // Dimensions whose filter is not set share their matches, and with them their sample.
        let mut found: Vec<(ClaimFilter, Matches)> = Vec::new();
        let mut counts = Vec::with_capacity(request.dimensions.len());
        for facet in &request.dimensions {
            let filter = request.filter(facet, filter);
            let known = found.iter().position(|(other, _)| *other == filter);
            let at = if let Some(at) = known {
                at
            } else {
                let matches = self.matches(&filter)?;
                found.push((filter, matches));
                found.len() - 1
            };
            counts.push(count(facet, &found[at].1));
            self.check_deadline()?;
        }
        Ok(counts)
    }

    /// The number of matches per period.
    pub fn timeline(&self, filter: &ClaimFilter, request: TimelineRequest) -> Result<Timeline, StoreError> {
        let TimelineRequest { interval, field, max_buckets } = request;
        let matches = self.matches(filter)?;
        let counts = self.index.count_periods(&matches.ordinals, interval, field);
        // The ends of a window on the same date field bound the timeline.
        let window = filter.window_on(field);
        let end = |day: Option<Date>| day.map(|day| Period::from_day(interval, day));
        let (from, to) = (end(window.and_then(|window| window.from)), end(window.and_then(|window| window.to)));
        let bounds = counts.bounds().map(|(first, last)| (from.unwrap_or(first), to.unwrap_or(last)));
        let bounds = bounds.or(from.zip(to)).filter(|(first, last)| first <= last);
        let width = bounds.map_or(0, |(first, last)| last.number.abs_diff(first.number) + 1);
        let undated = self.index.count_undated(&matches.ordinals, field);
        Ok(Timeline {
            buckets: (width <= max_buckets).then(|| bounds.map_or(vec![], |bounds| counts.buckets(bounds))),
            total: matches.total(),
            undated,
            undated_excluded: matches.undated_excluded,
            absent: matches.absent,
        })
    }

    /// Counts the values of facets among matches, without those that only the query selects.
    pub(super) fn facet_counter<'m>(
        &'m self,
        filter: &ClaimFilter,
        matches: &'m RoaringBitmap,
        limit: usize,
    ) -> FacetCounter<'m> {
        let QueryContext { index, catalogue, .. } = self.query_context();
        let (field, include_parts) = (filter.date_field(), filter.includes_parts());
        FacetCounter { index, catalogue, matches, field, window: None, limit, include_parts }
    }

    pub(super) fn check_deadline(&self) -> Result<(), StoreError> {
        if self.deadline.is_past() { Err(StoreError::DeadlineExceeded) } else { Ok(()) }
    }

    /// Suggests another spelling of a text query without results.
    pub fn suggest_spelling(&self, query: &TextQuery) -> Result<Option<String>, StoreError> {
        TextSearch::suggest_spelling(self.backend.as_ref(), query, &self.analyzers, self.deadline)
    }

    pub(super) fn matches(&self, filter: &ClaimFilter) -> Result<Matches<'d>, StoreError> {
        let Self { dataset, deadline } = self;
        let text = filter
            .text()
            .map(|text| dataset.search.matches(dataset.backend.as_ref(), text, dataset.index.all(), *deadline))
            .transpose()?;
        let (ids, absent) = match filter.ids() {
            Some(ids) => self.claims_with(ids).map(|(claims, absent)| (Some(claims), absent))?,
            None => (None, AbsentClaims::default()),
        };
        Ok(find_matches(dataset.query_context(), filter, Lookups { text, ids, absent }))
    }

    /// The claims with these identifiers, and the identifiers that no claim has.
    fn claims_with(&self, ids: &[String]) -> Result<(RoaringBitmap, AbsentClaims), StoreError> {
        let found = self.backend.ordinals(ids, &self.index, self.deadline)?;
        let absent = ids.iter().zip(&found).filter(|(_, found)| found.is_none()).map(|(id, _)| id.clone());
        let absent: Vec<String> = absent.collect();
        let gone = if absent.is_empty() { vec![] } else { self.backend.withdrawn_among(&absent, self.deadline)? };
        let (withdrawn, missing) = absent.into_iter().partition(|id| gone.contains(id));
        Ok((found.into_iter().flatten().collect(), AbsentClaims { missing, withdrawn }))
    }

    /// The matches after a position by relevance, with their scores; `None` if there are too many to score.
    fn by_relevance(
        &self,
        filter: &ClaimFilter,
        matches: &RoaringBitmap,
        after: Option<(f64, Position)>,
    ) -> Result<Option<Vec<(f64, u32)>>, StoreError> {
        let scored = self.search.scored(self.backend.as_ref(), filter, matches, &self.index, self.deadline)?;
        let Some(scored) = scored else { return Ok(None) };
        let is_after = |score: f64, ordinal: u32| {
            after.is_none_or(|(last, position)| match score.total_cmp(&last) {
                Ordering::Less => false,
                Ordering::Equal => ordinal >= position.rank,
                Ordering::Greater => true,
            })
        };
        Ok(Some(scored.iter().copied().filter(|&(score, at)| is_after(score, at)).collect()))
    }

    /// The position of a cursor, which may come from another dataset.
    pub(super) fn position(&self, cursor: &CursorPosition) -> Result<Position, StoreError> {
        let CursorPosition {
            dataset_version,
            ordinal,
            id,
            span,
            asserted,
            published,
            salience,
            modified,
            article,
            start,
            score: _,
        } = cursor;
        if *dataset_version == self.version() && *ordinal < self.index.claim_count() {
            // The same content may have another history.
            return Ok(Position { modified: *modified, ..self.index.position_after(*ordinal) });
        }
        // Claims with the same days are ordered by identifier.
        let rank =
            partition_point(self.index.ordinals_with(*span), |at| Ok(self.identifier(at)?.as_str() <= id.as_str()))?;
        let by_place = partition_point(0..self.index.claim_count(), |rank| {
            let at = self.index.ordinal_by_place(rank).expect("ranks are below the number of claims");
            let place = self.index.place(at);
            let article_id = self.catalogue().articles.all()[place.article as usize].id.as_str();
            Ok(match (article_id, place.start).cmp(&(article.as_str(), *start)) {
                Ordering::Equal => self.identifier(at)?.as_str() <= id.as_str(),
                order => order.is_lt(),
            })
        })?;
        let found = self.backend.seek(id, &self.index, self.deadline)?;
        let by_id = self.rank_by_id(found) + u32::from(found.is_some_and(|found| found.exact));
        let (asserted, published, salience, modified) = (*asserted, *published, *salience, *modified);
        Ok(Position { span: *span, asserted, published, salience, modified, rank, by_id, by_place })
    }

    pub(super) fn cursor_position(&self, ordinal: u32, score: Option<f64>) -> Result<CursorPosition, StoreError> {
        let Position { span, asserted, published, salience, modified, .. } = self.index.position_after(ordinal);
        let Place { article, start } = self.index.place(ordinal);
        let article = self.catalogue().articles.all()[article as usize].id.clone();
        let id = ClaimId::parse(&self.identifier(ordinal)?).map_err(|error| corrupt("claim identifier", error))?;
        let dataset_version = self.version().to_owned();
        Ok(CursorPosition {
            dataset_version,
            ordinal,
            id,
            span,
            asserted,
            published,
            salience,
            modified,
            article,
            start,
            score,
        })
    }

    fn identifier(&self, ordinal: u32) -> Result<String, StoreError> {
        let found = self.backend.identifiers(&[ordinal], self.deadline)?.pop();
        found.ok_or_else(|| StoreError::Corrupt(format!("no identifier of claim {ordinal}")))
    }

    /// The number of claims with an identifier smaller than the one passed to `seek`.
    fn rank_by_id(&self, found: Option<SeekResult>) -> u32 {
        found.map_or(self.index.claim_count(), |found| self.index.position_after(found.ordinal).by_id - 1)
    }

    pub(super) fn ordinal(&self, id: &ClaimId) -> Result<Option<u32>, StoreError> {
        let found = self.backend.seek(id, &self.index, self.deadline)?;
        Ok(found.filter(|found| found.exact).map(|found| found.ordinal))
    }
}

/// The first number of a sorted range that is not before a point.
fn partition_point(
    mut range: Range<u32>,
    is_before: impl Fn(u32) -> Result<bool, StoreError>,
) -> Result<u32, StoreError> {
    while range.start < range.end {
        let middle = range.start + (range.end - range.start) / 2;
        if is_before(middle)? {
            range.start = middle + 1;
        } else {
            range.end = middle;
        }
    }
    Ok(range.start)
}
