//! Counts matches by facet value and by period.

use std::borrow::Borrow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use roaring::{MultiOps, RoaringBitmap};

use crate::domain::catalogue::{Catalogue, CatalogueRecord, Table};
use crate::domain::claim_date::DaySpan;
use crate::domain::date_window::DateWindow;
use crate::domain::language_map::LanguageMap;
use crate::domain::period::{Bucket, FacetCount, Period};
use crate::domain::vocabulary::{Certainty, ClaimKind, DateField, Role, Speech, TimelineInterval, VocabularyTerm};
use crate::i18n::{language_label, period_label};
use crate::index::claim_index::{Bitmaps, ClaimIndex};
use crate::index::date_index::extent;
use crate::index::forward_index::ForwardIndex;
use crate::index::span_index::SpanIndex;

/// Above this selectivity (1/N of all claims), intersecting posting bitmaps is faster than reading the forward index.
pub const DENSE_FRACTION: u64 = 12;

/// Intersecting the bitmap of a value takes as long as reading the forward index of one in this many of all claims.
pub const VALUE_FRACTION: u64 = 2_000;

/// Counts matches by the values of a dimension. Every method returns the `limit` most frequent values; equal counts are
/// ordered by identifier.
pub struct FacetCounter<'i> {
    pub index: &'i ClaimIndex,
    pub catalogue: &'i Catalogue,
    pub matches: &'i RoaringBitmap,
    /// The date of periods.
    pub field: DateField,
    pub limit: usize,
    /// The window of the query on that date. A period that it selects is always among the periods.
    pub window: Option<DateWindow>,
    /// Whether the parts of an actor count as the actor.
    pub include_parts: bool,
}

impl FacetCounter<'_> {
    pub fn actors(&self) -> Vec<FacetCount> {
        let index = self.index;
        let counts = self.top_actors(&index.actors, &index.actor_values, &index.by_frequency.actors);
        facet_counts(counts, &self.catalogue.actors, |actor| &actor.name)
    }

    pub fn asserters(&self) -> Vec<FacetCount> {
        let (index, asserters) = (self.index, &self.index.roles[Role::Asserter as usize]);
        let counts = self.top_actors(asserters, &index.asserter_values, &index.by_frequency.asserters);
        facet_counts(counts, &self.catalogue.actors, |actor| &actor.name)
    }

    pub fn topics(&self) -> Vec<FacetCount> {
        let index = self.index;
        let counts = self.top(&index.topics, &index.topic_values, &index.by_frequency.topics);
        facet_counts(counts, &self.catalogue.topics, |topic| &topic.label)
    }

    pub fn articles(&self) -> Vec<FacetCount> {
        let index = self.index;
        let counts = self.top(&index.articles, &index.article_values, &index.by_frequency.articles);
        facet_counts(counts, &self.catalogue.articles, |article| &article.title)
    }

    pub fn kinds(&self) -> Vec<FacetCount> {
        count_terms(self.matches, ClaimKind::ALL, &self.index.kinds, self.limit)
    }

    pub fn certainties(&self) -> Vec<FacetCount> {
        count_terms(self.matches, Certainty::ALL, &self.index.certainties, self.limit)
    }

    pub fn speeches(&self) -> Vec<FacetCount> {
        count_terms(self.matches, Speech::ALL, &self.index.speeches, self.limit)
    }

    /// By the language of the evidence.
    pub fn languages(&self) -> Vec<FacetCount> {
        self.known(&self.index.languages, language_label)
    }

    pub fn publishers(&self) -> Vec<FacetCount> {
        self.known(&self.index.publishers, |name| LanguageMap::interface(name, name))
    }

    fn known(&self, bitmaps: &BTreeMap<String, RoaringBitmap>, label: impl Fn(&str) -> LanguageMap) -> Vec<FacetCount> {
        let counts = bitmaps.iter().map(|(value, claims)| (value, claims.intersection_len(self.matches)));
        let mut counts: Vec<_> = counts.filter(|&(_, count)| count > 0).collect();
        counts.sort_by_key(|&(value, count)| (Reverse(count), value));
        counts.truncate(self.limit);
        let facet_count = |(value, count): (&String, u64)| FacetCount { id: value.clone(), label: label(value), count };
        counts.into_iter().map(facet_count).collect()
    }

    pub fn periods(&self, interval: TimelineInterval) -> Vec<FacetCount> {
        let counts = self.index.count_periods(self.matches, interval, self.field);
        let mut buckets = counts.bounds().map_or(vec![], |bounds| counts.buckets(bounds));
        buckets.retain(|bucket| bucket.count > 0);
        buckets.sort_by_key(|bucket| (Reverse(bucket.count), bucket.period));
        buckets.truncate(self.limit);
        if let Some(selected) = self.window.and_then(|window| window.period(interval))
            && buckets.iter().all(|bucket| bucket.period != selected)
        {
            buckets.extend(counts.buckets((selected, selected)));
        }
        let facet_count = |Bucket { period, count }| FacetCount { id: period.id(), label: period_label(period), count };
        buckets.into_iter().map(facet_count).collect()
    }

    fn top_actors(&self, bitmaps: &Bitmaps, forward: &ForwardIndex, by_frequency: &[u32]) -> Vec<(usize, u64)> {
        if !self.include_parts {
            return self.top(bitmaps, forward, by_frequency);
        }
        let mut counts = forward.count(self.matches, bitmaps.len());
        for (whole, parts) in self.catalogue.actor_parts() {
            let claims = parts.into_iter().map(|part| &bitmaps[part]).union();
            counts[whole] = claims.intersection_len(self.matches);
        }
        top_counts(counts.into_iter().enumerate(), self.limit)
    }

    fn top(&self, bitmaps: &Bitmaps, forward: &ForwardIndex, by_frequency: &[u32]) -> Vec<(usize, u64)> {
        self.index.most_frequent(self.matches, bitmaps, forward, by_frequency, self.limit)
    }
}

impl ClaimIndex {
    fn most_frequent(
        &self,
        matches: &RoaringBitmap,
        bitmaps: &Bitmaps,
        forward: &ForwardIndex,
        by_frequency: &[u32],
        limit: usize,
    ) -> Vec<(usize, u64)> {
        let count_all = || top_counts(forward.count(matches, bitmaps.len()).into_iter().enumerate(), limit);
        if matches.len() * DENSE_FRACTION < u64::from(self.len) {
            return count_all();
        }
        let is_all = matches.len() == u64::from(self.len);
        // Starts with the most frequent value overall and stops when no later one can be among the top. The least of the top is
        // at the top of the heap.
        let mut top: BinaryHeap<Reverse<(u64, Reverse<usize>)>> = BinaryHeap::new();
        for (visited, &value) in by_frequency.iter().enumerate() {
            let value = value as usize;
            let least = top.peek().filter(|_| top.len() >= limit).map(|Reverse((count, _))| *count);
            if least.is_some_and(|least| bitmaps[value].len() < least) {
                break;
            }
            // By now the least is near its final value. Where it is small, as among the claims of one actor, most values remain.
            if visited == limit.saturating_mul(2) {
                let is_possible = |&value: &u32| least.is_none_or(|least| bitmaps[value as usize].len() >= least);
                let remaining = by_frequency[visited..].partition_point(is_possible) as u64;
                if remaining * u64::from(self.len) > matches.len() * VALUE_FRACTION {
                    return count_all();
                }
            }
            let count = if is_all { bitmaps[value].len() } else { bitmaps[value].intersection_len(matches) };
            if least.is_none_or(|least| count >= least) {
                top.push(Reverse((count, Reverse(value))));
                if top.len() > limit {
                    top.pop();
                }
            }
        }
        top_counts(top.into_iter().map(|Reverse((count, Reverse(value)))| (value, count)), limit)
    }

    /// Counts the matches that overlap each period.
    pub fn count_periods(&self, matches: &RoaringBitmap, interval: TimelineInterval, field: DateField) -> PeriodCounts {
        let spans = self.span_index(field);
        let extent = spans.map_or_else(|| self.dates.coverage(), |spans| extent(spans.iter().map(|(span, _)| span)));
        let mut counts = PeriodCounts { interval, extent, changes: BTreeMap::new() };
        match spans {
            None if matches.len() == u64::from(self.len) => {
                for run in self.dates.runs() {
                    let count = i64::from(run.end - run.start);
                    counts.add(self.dates.span(run.start).expect("dated claims have a span"), count);
                }
            }
            None => {
                let mut dated = matches.range(..self.dates.dated()).peekable();
                while let Some(&ordinal) = dated.peek() {
                    let run = self.dates.run_of(ordinal);
                    let mut count = 0;
                    while dated.next_if(|&next| next < run.end).is_some() {
                        count += 1;
                    }
                    counts.add(self.dates.span(ordinal).expect("dated claims have a span"), count);
                }
            }
            Some(spans) => {
                for (span, claims) in spans.iter() {
                    counts.add(span, claims.intersection_len(matches).cast_signed());
                }
            }
        }
        for (ordinal, runs) in spans.map_or(self.dates.holes(), SpanIndex::holes).among(matches) {
            let span = spans.map_or_else(|| self.dates.span(ordinal), |spans| spans.span(ordinal));
            counts.replace(span.expect("a date with holes has a span"), &runs);
        }
        counts
    }
}

/// Counts of claims by period, stored as the differences between consecutive periods.
pub struct PeriodCounts {
    interval: TimelineInterval,
    /// The first and the last day of all dates, at which open ends are cut off.
    extent: Option<DaySpan>,
    changes: BTreeMap<i32, i64>,
}

impl PeriodCounts {
    fn add(&mut self, span: DaySpan, count: i64) {
        let (first, last) = self.periods(span);
        self.add_periods(first, last, count);
    }

    /// Counts a claim, which was added with its span, in the periods of its runs only.
    fn replace(&mut self, span: DaySpan, runs: &[DaySpan]) {
        self.add(span, -1);
        let mut counted = i32::MIN;
        for &run in runs {
            let (first, last) = self.periods(run);
            // Two runs can be in the same period.
            self.add_periods(first.max(counted.saturating_add(1)), last, 1);
            counted = last;
        }
    }

    /// The numbers of the first and the last period of a span.
    fn periods(&self, span: DaySpan) -> (i32, i32) {
        let number = |day| Period::from_day(self.interval, day).number;
        let DaySpan { earliest, latest } = self.extent.unwrap_or(span);
        (number(span.earliest.max(earliest)), number(span.latest.min(latest)))
    }

    fn add_periods(&mut self, first: i32, last: i32, count: i64) {
        if count != 0 && first <= last {
            *self.changes.entry(first).or_default() += count;
            *self.changes.entry(last + 1).or_default() -= count;
        }
    }

    /// Returns the first and the last period with a claim.
    pub fn bounds(&self) -> Option<(Period, Period)> {
        let period = |number| Period { interval: self.interval, number };
        let (first, after) = (self.changes.first_key_value()?.0, self.changes.last_key_value()?.0);
        Some((period(*first), period(*after - 1)))
    }

    /// Returns all periods between two, including empty ones.
    pub fn buckets(&self, (first, last): (Period, Period)) -> Vec<Bucket> {
        let mut count: i64 = self.changes.range(..first.number).map(|(_, change)| change).sum();
        let bucket = |number| {
            count += self.changes.get(&number).unwrap_or(&0);
            Bucket { period: Period { interval: self.interval, number }, count: count.cast_unsigned() }
        };
        (first.number..=last.number).map(bucket).collect()
    }
}

/// Returns the values that occur by descending count, then by ordinal.
fn top_counts(counts: impl Iterator<Item = (usize, u64)>, limit: usize) -> Vec<(usize, u64)> {
    let mut counts: Vec<_> = counts.filter(|&(_, count)| count > 0).collect();
    counts.sort_by_key(|&(value, count)| (Reverse(count), value));
    counts.truncate(limit);
    counts
}

fn facet_counts<T: CatalogueRecord>(
    counts: Vec<(usize, u64)>,
    table: &Table<T>,
    label: impl Fn(&T) -> &LanguageMap,
) -> Vec<FacetCount> {
    let facet_count = |(ordinal, count): (usize, u64)| {
        let record = &table.all()[ordinal];
        let id: &str = record.id().borrow();
        FacetCount { id: id.to_owned(), label: label(record).clone(), count }
    };
    counts.into_iter().map(facet_count).collect()
}

fn count_terms<T: VocabularyTerm>(
    matches: &RoaringBitmap,
    all: &[T],
    bitmaps: &Bitmaps,
    limit: usize,
) -> Vec<FacetCount> {
    let counts = all.iter().zip(bitmaps).map(|(term, claims)| (claims.intersection_len(matches), term.as_str(), term));
    let mut counts: Vec<_> = counts.filter(|&(count, ..)| count > 0).collect();
    counts.sort_by_key(|&(count, code, _)| (Reverse(count), code));
    counts.truncate(limit);
    let facet_count =
        |(count, code, term): (u64, &str, &T)| FacetCount { id: code.to_owned(), label: term.label(), count };
    counts.into_iter().map(facet_count).collect()
}
