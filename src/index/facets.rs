//! Counting matches by value: the most frequent values of a facet, and all stretches of time.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;

use super::{Bitmaps, ClaimIndex};
use crate::domain::catalogue::{Catalogue, HasId, Table};
use crate::domain::claim_date::DaySpan;
use crate::domain::period::{Bucket, FacetCount, Period};
use crate::domain::text::LanguageMap;
use crate::domain::vocabulary::{
    Certainty, ClaimKind, DateField, FacetDimension, Role, TimelineInterval, VocabularyTerm,
};
use crate::i18n::period_label;
use crate::index::forward_index::ForwardIndex;

/// Above this share of all claims (one in so many), intersecting bitmaps beats walking the matches' lists.
const FREQUENT: u64 = 12;

impl ClaimIndex {
    /// The `limit` most frequent values of a facet among the matches, equally frequent ones by identifier. Years and
    /// months are those of the date that `field` names.
    pub fn facet(
        &self,
        catalogue: &Catalogue,
        matches: &RoaringBitmap,
        dimension: FacetDimension,
        field: DateField,
        limit: usize,
    ) -> Vec<FacetCount> {
        let asserters = &self.roles[Role::Asserter as usize];
        match dimension {
            FacetDimension::Actor => {
                let found =
                    self.most_frequent(matches, &self.actors, &self.actor_lists, &self.by_frequency.actors, limit);
                named(found, &catalogue.actors, |actor| &actor.name)
            }
            FacetDimension::AssertedBy => {
                let found =
                    self.most_frequent(matches, asserters, &self.asserter_lists, &self.by_frequency.asserters, limit);
                named(found, &catalogue.actors, |actor| &actor.name)
            }
            FacetDimension::Topic => {
                let found =
                    self.most_frequent(matches, &self.topics, &self.topic_lists, &self.by_frequency.topics, limit);
                named(found, &catalogue.topics, |topic| &topic.label)
            }
            FacetDimension::Article => {
                let found = self.most_frequent(
                    matches,
                    &self.articles,
                    &self.article_lists,
                    &self.by_frequency.articles,
                    limit,
                );
                named(found, &catalogue.articles, |article| &article.title)
            }
            FacetDimension::Kind => terms(matches, ClaimKind::ALL, &self.kinds, limit),
            FacetDimension::Certainty => terms(matches, Certainty::ALL, &self.certainties, limit),
            FacetDimension::Year => self.most_touched(matches, TimelineInterval::Year, field, limit),
            FacetDimension::Month => self.most_touched(matches, TimelineInterval::Month, field, limit),
        }
    }

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
