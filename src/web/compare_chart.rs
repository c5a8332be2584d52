//! Two timelines above each other, with the same periods and the same scale.

use std::collections::BTreeMap;

use crate::domain::period::{Bucket, Period};
use crate::domain::vocabulary::{DateField, TimelineInterval, VocabularyTerm};
use crate::http::problem::ApiError;
use crate::i18n;
use crate::query::ClaimFilter;
use crate::store::{DatasetReader, TimelineRequest};
use crate::web::charts::{Bar, Column, bars_up_to};
use crate::web::context::PageContext;
use crate::web::timeline::bar_label;
use crate::web::url::Address;

const MAX_BARS: u32 = 72;

pub struct PairChart {
    /// Of each actor, oldest first.
    pub bars: [Vec<Bar>; 2],
    /// The first and the last period.
    pub ends: (String, String),
    /// Whether it counts by the articles' dates of publication, because no claim has a date of its own.
    pub by_publication: bool,
    /// Whether it counts what the actors say; otherwise all claims that involve them.
    pub says: bool,
}

impl PairChart {
    /// Charts the claims of two filters, each with its search page. `None` if they have no dates, or all in one period.
    pub fn new(
        context: &PageContext,
        dataset: &DatasetReader,
        sides: [(&ClaimFilter, &Address); 2],
        says: bool,
    ) -> Result<Option<Self>, ApiError> {
        for field in [DateField::Event, DateField::Published] {
            for interval in [TimelineInterval::Month, TimelineInterval::Year] {
                let request = TimelineRequest { interval, field, max_buckets: MAX_BARS };
                let [first, second] = sides;
                let first_buckets = dataset.timeline(first.0, request)?.buckets;
                let second_buckets = dataset.timeline(second.0, request)?.buckets;
                let Some(buckets) = first_buckets.zip(second_buckets).map(|(first, second)| [first, second]) else {
                    continue;
                };
                let chart = Self::draw(context, &buckets, sides.map(|side| side.1), field, interval);
                match chart {
                    Some(chart) if chart.bars[0].len() > MAX_BARS as usize => {}
                    Some(chart) => return Ok((chart.bars[0].len() > 1).then_some(Self { says, ..chart })),
                    None => break,
                }
            }
        }
        Ok(None)
    }

    /// `None` if there are no dates.
    fn draw(
        context: &PageContext,
        buckets: &[Vec<Bucket>; 2],
        views: [&Address; 2],
        field: DateField,
        interval: TimelineInterval,
    ) -> Option<Self> {
        let numbers = || buckets.iter().flatten().map(|bucket| bucket.period.number);
        let (first, last) = (numbers().min()?, numbers().max()?);
        let max = buckets.iter().flatten().map(|bucket| bucket.count).max()?;
        let side = |at: usize| {
            let counts: BTreeMap<i32, u64> =
                buckets[at].iter().map(|bucket| (bucket.period.number, bucket.count)).collect();
            let column = |number: i32| {
                let period = Period { interval, number };
                let count = counts.get(&number).copied().unwrap_or(0);
                let id = period.id();
                let view = views[at].clone().with("date_from", &id).with("date_to", &id);
                let view = if field == DateField::Event { view } else { view.with("date_field", field.as_str()) };
                Column {
                    count,
                    href: context.link(&view),
                    label: bar_label(context.locale, period, count),
                    selected: false,
                }
            };
            bars_up_to(context.locale, (first..=last).map(column).collect(), max)
        };
        let end = |number: i32| i18n::format_period(context.locale, Period { interval, number });
        Some(Self {
            bars: [side(0), side(1)],
            ends: (end(first), end(last)),
            by_publication: field == DateField::Published,
            says: false,
        })
    }
}
