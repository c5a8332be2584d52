//! Counting matches by value: the most frequent values of a facet, and all stretches of time.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;

use super::{Bitmaps, ClaimIndex};
use crate::domain::catalogue::{Catalogue, HasId, Table};
use crate::domain::claim_date::DaySpan;
use crate::domain::period::{Bucket, FacetCount, Period};
use crate::domain::text::LanguageMap;
use crate::domain::vocabulary::{Certainty, ClaimKind, DateField, Role, TimelineInterval, VocabularyTerm};
use crate::i18n::period_label;
use crate::index::forward_index::ForwardIndex;

/// Above this share of all claims (one in so many), intersecting bitmaps beats walking the matches' lists.
const FREQUENT: u64 = 12;

/// Counts matches by the values of a dimension. Every method returns the `limit` most frequent values; equal counts are
/// ordered by identifier.
pub struct FacetCounter<'i> {
    pub index: &'i ClaimIndex,
    pub catalogue: &'i Catalogue,
    pub matches: &'i RoaringBitmap,
    /// The date of periods.
    pub field: DateField,
    pub limit: usize,
}

impl FacetCounter<'_> {
    pub fn actors(&self) -> Vec<FacetCount> {
        let index = self.index;
        let counts = self.top(&index.actors, &index.actor_lists, &index.by_frequency.actors);
        named(counts, &self.catalogue.actors, |actor| &actor.name)
    }

    pub fn asserters(&self) -> Vec<FacetCount> {
        let (index, asserters) = (self.index, &self.index.roles[Role::Asserter as usize]);
        let counts = self.top(asserters, &index.asserter_lists, &index.by_frequency.asserters);
        named(counts, &self.catalogue.actors, |actor| &actor.name)
    }

    pub fn topics(&self) -> Vec<FacetCount> {
        let index = self.index;
        let counts = self.top(&index.topics, &index.topic_lists, &index.by_frequency.topics);
        named(counts, &self.catalogue.topics, |topic| &topic.label)
    }

    pub fn articles(&self) -> Vec<FacetCount> {
        let index = self.index;
        let counts = self.top(&index.articles, &index.article_lists, &index.by_frequency.articles);
        named(counts, &self.catalogue.articles, |article| &article.title)
    }

    pub fn kinds(&self) -> Vec<FacetCount> {
        terms(self.matches, ClaimKind::ALL, &self.index.kinds, self.limit)
    }

    pub fn certainties(&self) -> Vec<FacetCount> {
        terms(self.matches, Certainty::ALL, &self.index.certainties, self.limit)
    }

    pub fn periods(&self, interval: TimelineInterval) -> Vec<FacetCount> {
        self.index.most_touched(self.matches, interval, self.field, self.limit)
    }

    fn top(&self, bitmaps: &Bitmaps, lists: &ForwardIndex, by_frequency: &[u32]) -> Vec<(usize, u64)> {
        self.index.most_frequent(self.matches, bitmaps, lists, by_frequency, self.limit)
    }
}

impl ClaimIndex {
    fn most_frequent(
        &self,
        matches: &RoaringBitmap,
        bitmaps: &Bitmaps,
        lists: &ForwardIndex,
        by_frequency: &[u32],
        limit: usize,
    ) -> Vec<(usize, u64)> {
        if matches.len() * FREQUENT < u64::from(self.len) {
            let mut counts = vec![0; bitmaps.len()];
            lists.count(matches, &mut counts);
            return ranked(counts.into_iter().enumerate().collect(), limit);
        }
        // From the value that is most frequent overall downwards, until no later one can be among the best.
        let mut best: Vec<(usize, u64)> = Vec::new();
        for &value in by_frequency {
            let value = value as usize;
            let reach = bitmaps[value].len();
            let full = best.len() >= limit;
            if full && best.last().is_none_or(|&(_, least)| reach < least) {
                break;
            }
            let count = bitmaps[value].intersection_len(matches);
            if !full || best.last().is_some_and(|&(_, least)| count >= least) {
                best.push((value, count));
                best = ranked(best, limit);
            }
        }
        best
    }

    fn most_touched(
        &self,
        matches: &RoaringBitmap,
        interval: TimelineInterval,
        field: DateField,
        limit: usize,
    ) -> Vec<FacetCount> {
        let buckets = self.touched(matches, interval, field);
        let mut buckets = buckets.bounds().map_or(vec![], |bounds| buckets.buckets(bounds));
        buckets.sort_by(|a, b| b.count.cmp(&a.count).then(a.stretch.cmp(&b.stretch)));
        buckets.truncate(limit);
        buckets
            .into_iter()
            .filter(|bucket| bucket.count > 0)
            .map(|Bucket { stretch, count }| FacetCount { id: stretch.id(), label: period_label(stretch), count })
            .collect()
    }

    /// How many matches touch each stretch of time.
    pub fn touched(&self, matches: &RoaringBitmap, interval: TimelineInterval, field: DateField) -> PeriodCounts {
        let mut touched = PeriodCounts { interval, changes: BTreeMap::new() };
        match field {
            DateField::Event => {
                let mut dated = matches.range(..self.calendar.dated()).peekable();
                while let Some(&ordinal) = dated.peek() {
                    let run = self.calendar.run_of(ordinal);
                    let mut count = 0;
                    while dated.next_if(|&next| next < run.end).is_some() {
                        count += 1;
                    }
                    touched.extend(self.calendar.span(ordinal), count);
                }
            }
            DateField::Published => {
                for (span, claims) in self.published.iter().zip(&self.articles) {
                    touched.extend(Some(*span), claims.intersection_len(matches));
                }
            }
        }
        touched
    }
}

/// Where the number of claims goes up and down, from one stretch of time to the next.
pub struct PeriodCounts {
    interval: TimelineInterval,
    changes: BTreeMap<i32, i64>,
}

impl PeriodCounts {
    fn extend(&mut self, span: Option<DaySpan>, count: u64) {
        let Some(span) = span.filter(|_| count > 0) else { return };
        let count = count.cast_signed();
        let number = |day| Period::of(self.interval, day).number;
        let (first, behind) = (number(span.earliest), number(span.latest) + 1);
        *self.changes.entry(first).or_default() += count;
        *self.changes.entry(behind).or_default() -= count;
    }

    /// The first and the last stretch that is touched.
    pub fn bounds(&self) -> Option<(Period, Period)> {
        let stretch = |number| Period { interval: self.interval, number };
        let (first, behind) = (self.changes.first_key_value()?.0, self.changes.last_key_value()?.0);
        Some((stretch(*first), stretch(*behind - 1)))
    }

    /// Every stretch from the first to the last of `bounds`, empty ones included.
    pub fn buckets(&self, (first, last): (Period, Period)) -> Vec<Bucket> {
        let mut count: i64 = self.changes.range(..first.number).map(|(_, change)| change).sum();
        let numbers = first.number..=last.number;
        numbers
            .map(|number| {
                count += self.changes.get(&number).copied().unwrap_or_default();
                Bucket { stretch: Period { interval: self.interval, number }, count: count.cast_unsigned() }
            })
            .collect()
    }
}

/// The most frequent first, equally frequent ones by ordinal, without those that do not occur.
fn ranked(mut counts: Vec<(usize, u64)>, limit: usize) -> Vec<(usize, u64)> {
    counts.retain(|&(_, count)| count > 0);
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    counts.truncate(limit);
    counts
}

fn named<T: HasId>(
    found: Vec<(usize, u64)>,
    register: &Table<T>,
    name: impl Fn(&T) -> &LanguageMap,
) -> Vec<FacetCount> {
    let entry = |(ordinal, count): (usize, u64)| {
        let record = &register.all()[ordinal];
        let id: &str = std::borrow::Borrow::borrow(record.id());
        FacetCount { id: id.to_owned(), label: name(record).clone(), count }
    };
    found.into_iter().map(entry).collect()
}

fn terms<T: VocabularyTerm>(matches: &RoaringBitmap, all: &[T], bitmaps: &Bitmaps, limit: usize) -> Vec<FacetCount> {
    let counts = bitmaps.iter().map(|claims| claims.intersection_len(matches)).enumerate().collect();
    let mut found: Vec<_> = ranked(counts, all.len())
        .into_iter()
        .map(|(term, count)| FacetCount { id: all[term].code().to_owned(), label: all[term].name(), count })
        .collect();
    found.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.id.cmp(&b.id)));
    found.truncate(limit);
    found
}
