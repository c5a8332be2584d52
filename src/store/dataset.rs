//! A dataset with its index in memory and everything else in a database: what every store has in common.

use std::cmp::Ordering;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::try_join;
use jiff::civil::Date;
use roaring::RoaringBitmap;

use super::{StoreError, corrupt};
use crate::domain::catalogue::Catalogue;
use crate::domain::claim::QuoteContext;
use crate::domain::dataset::DatasetDescription;
use crate::domain::identifier::ClaimId;
use crate::domain::period::{FacetCount, Period};
use crate::domain::vocabulary::{ClaimSort, DateField, FacetMode, Ranking, Role};
use crate::index::{ClaimIndex, Matches, Position};
use crate::query::filter::{ClaimFilter, ClaimQuery};
use crate::query::text_query::TextQuery;
use crate::store::backend::{Backend, Relation, SeekResult};
use crate::store::results::{
    ActorCounts, ClaimStore, CursorPosition, DatasetStats, Document, FacetRequest, Page, Related, Timeline,
    TimelineRequest, TopicCounts,
};
use crate::store::search::Search;

/// How many identifiers on each side are those around a place.
const NEIGHBOURS: u32 = 50;

/// One immutable dataset, open for reading.
pub struct IndexedDataset<R> {
    version: String,
    description: Option<DatasetDescription>,
    catalogue: Arc<Catalogue>,
    index: ClaimIndex,
    search: Search,
    records: R,
}

impl<R: Backend> IndexedDataset<R> {
    /// Puts an index over records.
    pub(super) fn new(
        version: String,
        description: Option<DatasetDescription>,
        catalogue: Arc<Catalogue>,
        index: ClaimIndex,
        records: R,
    ) -> Self {
        let search = Search::new(&catalogue);
        Self { version, description, catalogue, index, search, records }
    }

    /// What the filter keeps.
    async fn matches(&self, filter: &ClaimFilter) -> Result<Matches<'_>, StoreError> {
        let text = match &filter.text {
            Some(text) => Some(self.search.matches(&self.records, text, self.index.all()).await?),
            None => None,
        };
        Ok(self.index.matches(&self.catalogue, filter, text.as_deref()))
    }

    /// The matches by relevance behind a place, each with its score; `None` where there are too many to weigh.
    async fn by_relevance(
        &self,
        filter: &ClaimFilter,
        matches: &RoaringBitmap,
        after: Option<(f64, Position)>,
    ) -> Result<Option<Vec<(f64, u32)>>, StoreError> {
        let Some(text) = &filter.text else { return Ok(None) };
        let Some(ranked) = self.search.ranked(&self.records, text, self.index.all()).await? else {
            return Ok(None);
        };
        let is_behind = |score: f64, ordinal: u32| {
            after.is_none_or(|(last, position)| match score.total_cmp(&last) {
                Ordering::Less => false,
                Ordering::Equal => ordinal >= position.rank,
                Ordering::Greater => true,
            })
        };
        let found = ranked.iter().copied();
        Ok(Some(found.filter(|&(score, at)| matches.contains(at) && is_behind(score, at)).collect()))
    }

    /// Where a place of this or another dataset is in this one.
    async fn position(&self, place: &CursorPosition) -> Result<Position, StoreError> {
        let CursorPosition { dataset_version, ordinal, id, span, salience, score: _ } = place;
        if *dataset_version == self.version && *ordinal < self.index.len() {
            return Ok(self.index.position_of(*ordinal));
        }
        // Claims of the same days stand in the order of their identifiers.
        let mut same_days = self.index.ordinals_with(*span);
        while same_days.start < same_days.end {
            let middle = same_days.start + (same_days.end - same_days.start) / 2;
            if self.identifier(middle).await?.as_str() <= id.as_str() {
                same_days.start = middle + 1;
            } else {
                same_days.end = middle;
            }
        }
        let found = self.records.seek(id, &self.index).await?;
        let by_id = self.place_by_id(found) + u32::from(found.is_some_and(|found| found.exact));
        Ok(Position { span: *span, salience: *salience, rank: same_days.start, by_id })
    }

    /// The place of one of this dataset's claims.
    async fn place(&self, ordinal: u32, score: Option<f64>) -> Result<CursorPosition, StoreError> {
        let Position { span, salience, .. } = self.index.position_of(ordinal);
        let id =
            ClaimId::parse(&self.identifier(ordinal).await?).map_err(|error| corrupt("claim identifier", error))?;
        Ok(CursorPosition { dataset_version: self.version.clone(), ordinal, id, span, salience, score })
    }

    async fn identifier(&self, ordinal: u32) -> Result<String, StoreError> {
        let found = self.records.identifiers(&[ordinal]).await?.pop();
        found.ok_or_else(|| corrupt("claim", format!("none at {ordinal}")))
    }

    /// How many claims have a smaller identifier than what was looked for.
    fn place_by_id(&self, found: Option<SeekResult>) -> u32 {
        found.map_or(self.index.len(), |found| self.index.position_of(found.ordinal).by_id - 1)
    }

    async fn ordinal(&self, id: &ClaimId) -> Result<Option<u32>, StoreError> {
        let found = self.records.seek(id, &self.index).await?;
        Ok(found.filter(|found| found.exact).map(|found| found.ordinal))
    }
}

#[async_trait]
impl<R: Backend> ClaimStore for IndexedDataset<R> {
    fn version(&self) -> &str {
        &self.version
    }

    fn description(&self) -> Option<&DatasetDescription> {
        self.description.as_ref()
    }

    fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    fn extent(&self) -> DatasetStats {
        let (coverage, dated_claims) = self.index.coverage();
        let languages = self.index.languages().map(str::to_owned).collect();
        DatasetStats { claims: self.index.len(), dated_claims, coverage, languages }
    }

    fn actor_counts(&self, actor: usize) -> ActorCounts {
        let count = |role| self.index.claims_of_actor_as(actor, role);
        ActorCounts {
            total: self.index.claims_of_actor(actor),
            asserter: count(Role::Asserter),
            subject: count(Role::Subject),
            target: count(Role::Target),
            mentioned: count(Role::Mentioned),
        }
    }

    fn topic_counts(&self, topic: usize) -> TopicCounts {
        let (direct, with_narrower) = self.index.claims_of_topic(topic);
        TopicCounts { direct, with_narrower }
    }

    fn article_count(&self, article: usize) -> u64 {
        self.index.claims_of_article(article)
    }

    async fn get(&self, id: &ClaimId) -> Result<Option<Document>, StoreError> {
        match self.ordinal(id).await? {
            Some(ordinal) => Ok(self.records.documents(&[ordinal]).await?.pop()),
            None => Ok(None),
        }
    }

    async fn neighbours(&self, id: &ClaimId) -> Result<Vec<String>, StoreError> {
        let place = self.place_by_id(self.records.seek(id, &self.index).await?);
        let around = place.saturating_sub(NEIGHBOURS)..place.saturating_add(NEIGHBOURS);
        let ordinals: Vec<u32> = around.filter_map(|place| self.index.ordinal_by_id(place)).collect();
        self.records.identifiers(&ordinals).await
    }

    async fn related(&self, id: &ClaimId) -> Result<Vec<Related>, StoreError> {
        let Some(claim) = self.ordinal(id).await? else { return Ok(vec![]) };
        let relations = self.records.relations(claim).await?;
        let others: Vec<u32> = relations.iter().map(|relation| relation.other).collect();
        let documents = self.records.documents(&others).await?;
        let related = |(Relation { kind, incoming, other: _ }, document)| Related { kind, incoming, document };
        Ok(relations.into_iter().zip(documents).map(related).collect())
    }

    async fn context(&self, id: &ClaimId) -> Result<Vec<Option<QuoteContext>>, StoreError> {
        let Some(claim) = self.ordinal(id).await? else { return Ok(vec![]) };
        let mut contexts = Vec::new();
        for (position, context) in self.records.contexts(claim).await? {
            contexts.resize(contexts.len().max(position + 1), None);
            contexts[position] = Some(context);
        }
        Ok(contexts)
    }

    fn takes_long(&self, query: &ClaimQuery) -> bool {
        self.records.takes_long(query)
    }

    async fn prepare(&self, query: &ClaimQuery) -> Result<(), StoreError> {
        let matches = self.matches(&query.filter).await?;
        if query.sort == ClaimSort::Relevance {
            self.by_relevance(&query.filter, &matches.ordinals, None).await?;
        }
        Ok(())
    }

    async fn page(&self, query: &ClaimQuery, after: Option<&CursorPosition>, limit: u32) -> Result<Page, StoreError> {
        let matches = self.matches(&query.filter).await?;
        let position = match after {
            Some(place) => Some(self.position(place).await?),
            None => None,
        };
        let limit = limit as usize;
        let ranked = match query.sort {
            // A walk that began by salience goes on by salience, also where every match could be weighed now.
            ClaimSort::Relevance if after.is_none_or(|place| place.score.is_some()) => {
                let behind = after.and_then(|place| place.score).zip(position);
                self.by_relevance(&query.filter, &matches.ordinals, behind).await?
            }
            _ => None,
        };
        let ranking = (query.sort == ClaimSort::Relevance).then_some(if ranked.is_some() {
            R::RANKING
        } else {
            Ranking::Salience
        });
        let mut chosen: Vec<(Option<f64>, u32)> = if let Some(ranked) = ranked {
            ranked.into_iter().take(limit + 1).map(|(score, at)| (Some(score), at)).collect()
        } else {
            let walk = self.index.walk(&matches.ordinals, query.sort, position);
            // A bitmap would count itself to say how much room it needs.
            let mut walked = Vec::with_capacity(limit + 1);
            walked.extend(walk.take(limit + 1).map(|at| (None, at)));
            walked
        };
        let more = chosen.len() > limit;
        chosen.truncate(limit);
        let ordinals: Vec<u32> = chosen.iter().map(|&(_, ordinal)| ordinal).collect();
        let last = chosen.last().copied().filter(|_| more);
        let next = async {
            match last {
                Some((score, ordinal)) => self.place(ordinal, score).await.map(Some),
                None => Ok(None),
            }
        };
        let (documents, next) = try_join(self.records.documents(&ordinals), next).await?;
        Ok(Page { documents, total: matches.total(), undated_excluded: matches.undated_excluded, ranking, next })
    }

    async fn facets(&self, filter: &ClaimFilter, request: &FacetRequest) -> Result<Vec<Vec<FacetCount>>, StoreError> {
        let field = filter.window.map_or(DateField::Event, |window| window.field);
        let count = |matches: &Matches, dimension| {
            self.index.facet(&self.catalogue, &matches.ordinals, dimension, field, request.limit)
        };
        if request.mode == FacetMode::AllFilters {
            let matches = self.matches(filter).await?;
            return Ok(request.dimensions.iter().map(|&dimension| count(&matches, dimension)).collect());
        }
        let mut facets = Vec::with_capacity(request.dimensions.len());
        for &dimension in &request.dimensions {
            facets.push(count(&self.matches(&filter.without(dimension)).await?, dimension));
        }
        Ok(facets)
    }

    async fn timeline(&self, filter: &ClaimFilter, request: TimelineRequest) -> Result<Timeline, StoreError> {
        let TimelineRequest { interval, field, most } = request;
        let matches = self.matches(filter).await?;
        let touched = self.index.touched(&matches.ordinals, interval, field);
        // A window of the same date bounds the timeline, where it has an end.
        let window = filter.window.filter(|window| window.field == field);
        let end = |day: Option<Date>| day.map(|day| Period::of(interval, day));
        let (from, to) = (end(window.and_then(|window| window.from)), end(window.and_then(|window| window.to)));
        let bounds = touched.bounds().map(|(first, last)| (from.unwrap_or(first), to.unwrap_or(last)));
        let bounds = bounds.or(from.zip(to)).filter(|(first, last)| first <= last);
        let width = bounds.map_or(0, |(first, last)| last.number.abs_diff(first.number) + 1);
        let undated = match field {
            DateField::Event => self.index.undated_among(&matches.ordinals),
            DateField::Published => 0,
        };
        Ok(Timeline {
            buckets: (width <= most).then(|| bounds.map_or(vec![], |bounds| touched.buckets(bounds))),
            total: matches.total(),
            undated,
            undated_excluded: matches.undated_excluded,
        })
    }

    async fn spelling(&self, query: &TextQuery) -> Result<Option<String>, StoreError> {
        Search::spelling(&self.records, query).await
    }

    fn file(&self) -> Option<PathBuf> {
        self.records.file()
    }
}
