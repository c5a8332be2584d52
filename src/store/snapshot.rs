//! An open snapshot: the catalogue and the index in memory, the documents in the file.

use std::cmp::Ordering;
use std::fs::File;
use std::ops::Range;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use roaring::RoaringBitmap;
use rusqlite::{Connection, OptionalExtension};

use super::block::Block;
use super::claim_store::{
    ActorCounts, ClaimStore, Document, Extent, FacetRequest, Page, Place, Related, Timeline, TimelineRequest,
    TopicCounts,
};
use super::connections::Connections;
use super::search::Search;
use super::{APPLICATION_ID, SCHEMA_VERSION, StoreError, catalogue};
use crate::domain::catalogue::Catalogue;
use crate::domain::count::{FacetCount, Stretch};
use crate::domain::dataset::DatasetDescription;
use crate::domain::filter::{ClaimFilter, ClaimQuery};
use crate::domain::identifier::ClaimId;
use crate::domain::text_query::TextQuery;
use crate::domain::vocabulary::{ClaimSort, DateField, FacetDimension, FacetMode, Ranking, RelationKind, Role};
use crate::index::{ClaimIndex, Matches, Position};
use crate::search::ANALYZER_VERSION;

/// How many identifiers on each side are those around a place.
const NEIGHBOURS: u32 = 50;

/// One immutable dataset, open for reading.
pub struct Snapshot {
    file: File,
    path: PathBuf,
    version: String,
    description: Option<DatasetDescription>,
    catalogue: Arc<Catalogue>,
    block: Block,
    index: ClaimIndex,
    search: Search,
    connections: Connections,
}

impl Snapshot {
    /// Opens a snapshot file and builds its index.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let file =
            File::open(path).map_err(|cause| StoreError::File { doing: "open", path: path.to_owned(), cause })?;
        let connections = Connections::open(path)?;
        let refuse = |what: String| StoreError::NotASnapshot { path: path.to_owned(), what };
        let parts = connections.lend(|connection| {
            check_layout(connection).map_err(&refuse)?;
            let analyzer = dataset_value(connection, "analyzer_version")?.unwrap_or_default();
            if analyzer != ANALYZER_VERSION.to_string() {
                let what =
                    format!("was indexed by the analyzer {analyzer}, and this program searches by {ANALYZER_VERSION}");
                return Err(refuse(what));
            }
            let catalogue = Arc::new(catalogue::read(connection)?);
            let version = dataset_value(connection, "version")?.ok_or_else(|| refuse("has no version".to_owned()))?;
            let description = dataset_value(connection, "description")?
                .map(|json| serde_json::from_str(&json).map_err(|error| catalogue::corrupt("description", error)))
                .transpose()?;
            let block = Block::of(path, &version, &catalogue, connection)?;
            Ok((version, description, catalogue, block))
        });
        let (version, description, catalogue, block): (_, _, Arc<Catalogue>, _) = parts?;
        let index = block.index()?;
        let search = Search::new(&catalogue);
        Ok(Self { file, path: path.to_owned(), version, description, catalogue, block, index, search, connections })
    }

    /// What the filter keeps.
    fn matches(&self, filter: &ClaimFilter) -> Result<Matches<'_>, StoreError> {
        let search = |text| self.connections.lend(|connection| self.search.matches(connection, text, self.index.all()));
        let text = filter.text.as_ref().map(search).transpose()?;
        Ok(self.index.matches(&self.catalogue, filter, text.as_deref()))
    }

    /// The matches by relevance behind a place, each with its score; `None` where there are too many to weigh.
    fn by_relevance(
        &self,
        filter: &ClaimFilter,
        matches: &RoaringBitmap,
        after: Option<(f64, Position)>,
    ) -> Result<Option<Vec<(f64, u32)>>, StoreError> {
        let Some(text) = &filter.text else { return Ok(None) };
        let Some(ranked) =
            self.connections.lend(|connection| self.search.ranked(connection, text, self.index.all()))?
        else {
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
    fn position(&self, place: &Place) -> Position {
        let Place { dataset_version, ordinal, id, span, salience, score: _ } = place;
        if *dataset_version == self.version && *ordinal < self.index.len() {
            return self.index.position_of(*ordinal);
        }
        let not_behind = |ordinal: u32| self.block.id(ordinal) <= id.as_str();
        let same_days = self.index.ordinals_with(*span);
        let rank = partition_point(same_days, not_behind);
        Position { span: *span, salience: *salience, rank, by_id: self.place_by_id(id, true) }
    }

    /// The place of one of this snapshot's claims.
    fn place(&self, ordinal: u32, score: Option<f64>) -> Result<Place, StoreError> {
        let Position { span, salience, .. } = self.index.position_of(ordinal);
        let id =
            ClaimId::parse(self.block.id(ordinal)).map_err(|error| catalogue::corrupt("claim identifier", error))?;
        Ok(Place { dataset_version: self.version.clone(), ordinal, id, span, salience, score })
    }

    /// How many claims have a smaller identifier, or this one where `with_it`.
    fn place_by_id(&self, id: &ClaimId, with_it: bool) -> u32 {
        let before = |place| {
            let known = self.index.ordinal_by_id(place).map(|ordinal| self.block.id(ordinal));
            known.is_some_and(|known| known < id.as_str() || (with_it && known == id.as_str()))
        };
        partition_point(0..self.index.len(), before)
    }

    fn ordinal(&self, id: &ClaimId) -> Option<u32> {
        let found = self.index.ordinal_by_id(self.place_by_id(id, false))?;
        (self.block.id(found) == id.as_str()).then_some(found)
    }
}

impl ClaimStore for Snapshot {
    fn version(&self) -> &str {
        &self.version
    }

    fn description(&self) -> Option<&DatasetDescription> {
        self.description.as_ref()
    }

    fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    fn extent(&self) -> Extent {
        let (coverage, dated_claims) = self.index.coverage();
        let languages = self.index.languages().map(str::to_owned).collect();
        Extent { claims: self.index.len(), dated_claims, coverage, languages }
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

    fn get(&self, id: &ClaimId) -> Result<Option<Document>, StoreError> {
        Ok(self.ordinal(id).map(|ordinal| self.block.document(ordinal)))
    }

    fn neighbours(&self, id: &ClaimId) -> Result<Vec<String>, StoreError> {
        let place = self.place_by_id(id, false);
        let around = place.saturating_sub(NEIGHBOURS)..place.saturating_add(NEIGHBOURS);
        let ordinals = around.filter_map(|place| self.index.ordinal_by_id(place));
        Ok(ordinals.map(|ordinal| self.block.id(ordinal).to_owned()).collect())
    }

    fn related(&self, id: &ClaimId) -> Result<Vec<Related>, StoreError> {
        let Some(claim) = self.ordinal(id) else { return Ok(vec![]) };
        self.connections.lend(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT kind, 0 AS incoming, target AS other FROM relation WHERE claim = ?1
                 UNION ALL SELECT kind, 1, claim FROM relation WHERE target = ?1
                 ORDER BY incoming, other, kind",
            )?;
            let mut rows = statement.query([claim])?;
            let mut related = Vec::new();
            while let Some(row) = rows.next()? {
                let kind: String = row.get(0)?;
                let kind = RelationKind::parse(&kind).map_err(|error| catalogue::corrupt("relation", error))?;
                related.push(Related { kind, incoming: row.get(1)?, document: self.block.document(row.get(2)?) });
            }
            Ok(related)
        })
    }

    fn takes_long(&self, query: &ClaimQuery) -> bool {
        let ClaimQuery { filter, sort } = query;
        // Words have their lists; positions and weights do not.
        let has_phrase = |text: &TextQuery| text.required.iter().chain(&text.excluded).any(|tokens| tokens.len() > 1);
        filter.text.as_ref().is_some_and(|text| *sort == ClaimSort::Relevance || has_phrase(text))
    }

    fn prepare(&self, query: &ClaimQuery) -> Result<(), StoreError> {
        let matches = self.matches(&query.filter)?;
        if query.sort == ClaimSort::Relevance {
            self.by_relevance(&query.filter, &matches.ordinals, None)?;
        }
        Ok(())
    }

    fn page(&self, query: &ClaimQuery, after: Option<&Place>, limit: u32) -> Result<Page, StoreError> {
        let matches = self.matches(&query.filter)?;
        let position = after.map(|place| self.position(place));
        let limit = limit as usize;
        let ranked = match query.sort {
            // A walk that began by salience goes on by salience, also where every match could be weighed now.
            ClaimSort::Relevance if after.is_none_or(|place| place.score.is_some()) => {
                let behind = after.and_then(|place| place.score).zip(position);
                self.by_relevance(&query.filter, &matches.ordinals, behind)?
            }
            _ => None,
        };
        let ranking = (query.sort == ClaimSort::Relevance).then_some(if ranked.is_some() {
            Ranking::Bm25
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
        let documents = chosen.iter().map(|&(_, ordinal)| self.block.document(ordinal)).collect();
        let last = chosen.last().filter(|_| more);
        let next = last.map(|&(score, ordinal)| self.place(ordinal, score)).transpose()?;
        Ok(Page { documents, total: matches.total(), undated_excluded: matches.undated_excluded, ranking, next })
    }

    fn facets(&self, filter: &ClaimFilter, request: &FacetRequest) -> Result<Vec<Vec<FacetCount>>, StoreError> {
        let field = filter.window.map_or(DateField::Event, |window| window.field);
        let count = |matches: &Matches, dimension| {
            self.index.facet(&self.catalogue, &matches.ordinals, dimension, field, request.limit)
        };
        if request.mode == FacetMode::AllFilters {
            let matches = self.matches(filter)?;
            return Ok(request.dimensions.iter().map(|&dimension| count(&matches, dimension)).collect());
        }
        let facet = |&dimension: &FacetDimension| Ok(count(&self.matches(&filter.without(dimension))?, dimension));
        request.dimensions.iter().map(facet).collect()
    }

    fn timeline(&self, filter: &ClaimFilter, request: TimelineRequest) -> Result<Timeline, StoreError> {
        let TimelineRequest { interval, field, most } = request;
        let matches = self.matches(filter)?;
        let touched = self.index.touched(&matches.ordinals, interval, field);
        // A window of the same date bounds the timeline, where it has an end.
        let window = filter.window.filter(|window| window.field == field);
        let end = |day: Option<Date>| day.map(|day| Stretch::of(interval, day));
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

    fn spelling(&self, query: &TextQuery) -> Result<Option<String>, StoreError> {
        self.connections.lend(|connection| Search::spelling(connection, query))
    }

    fn file(&self) -> Option<PathBuf> {
        // The open file itself, whatever has been put in its place since; where the system has no such path, the place.
        let open = PathBuf::from(format!("/proc/self/fd/{}", self.file.as_raw_fd()));
        Some(if open.exists() { open } else { self.path.clone() })
    }
}

/// The first number of a range for which `holds` does not hold any more.
fn partition_point(mut range: Range<u32>, holds: impl Fn(u32) -> bool) -> u32 {
    while range.start < range.end {
        let middle = range.start + (range.end - range.start) / 2;
        if holds(middle) { range.start = middle + 1 } else { range.end = middle }
    }
    range.start
}

fn check_layout(connection: &Connection) -> Result<(), String> {
    let pragma = |name: &str| {
        let value: rusqlite::Result<i32> = connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0));
        value.map_err(|error| format!("is no readable SQLite database ({error})"))
    };
    if pragma("application_id")? != APPLICATION_ID {
        return Err("is no snapshot of Isnad".to_owned());
    }
    match pragma("user_version")? {
        SCHEMA_VERSION => Ok(()),
        other => Err(format!("has the layout {other}, and this program reads the layout {SCHEMA_VERSION}")),
    }
}

fn dataset_value(connection: &Connection, name: &str) -> Result<Option<String>, StoreError> {
    let value = connection.query_row("SELECT value FROM dataset WHERE name = ?1", [name], |row| row.get(0));
    Ok(value.optional()?)
}
