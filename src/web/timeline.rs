//! A chart of matches over time, whose bars link to their claims.

use crate::domain::claim_date::DaySpan;
use crate::domain::date_window::DateWindow;
use crate::domain::period::{Bucket, Period};
use crate::domain::vocabulary::{DateField, TimelineInterval, VocabularyTerm};
use crate::http::problem::ApiError;
use crate::i18n::{self, Locale};
use crate::query::ClaimFilter;
use crate::query::filters::{DATE_FIELD, DATE_FROM, DATE_MATCH, DATE_TO};
use crate::store::{Cost, Dataset, DatasetReader, TimelineRequest};
use crate::web::charts::{Bar, Column, bars};
use crate::web::context::PageContext;
use crate::web::url::Address;

const MAX_BARS: u32 = 72;

pub struct TimelineChart {
    /// Oldest first.
    pub bars: Vec<Bar>,
    pub counts: Vec<String>,
    /// The first and the last period.
    pub ends: (String, String),
    /// A link that removes the date filter, if there is one.
    pub reset: Option<String>,
    /// Whether it counts by the articles' dates of publication, because no match has a date of its own.
    pub by_publication: bool,
}

impl TimelineChart {
    /// The cost of a chart of this filter's matches.
    pub fn cost(dataset: &Dataset, filter: &ClaimFilter) -> Cost {
        dataset.timeline_cost(&filter.without(&DATE_FROM))
    }

    /// Charts the matches of a filter without its date window, by their own dates or, if none has one, by the dates of
    /// publication. Bars link to `view` with their own dates; `None` if there are no dates either way.
    pub fn new(
        context: &PageContext,
        dataset: &DatasetReader,
        filter: &ClaimFilter,
        view: &Address,
    ) -> Result<Option<Self>, ApiError> {
        for field in [DateField::Event, DateField::Published] {
            if let Some(chart) = Self::by_date(context, dataset, filter, view, field)? {
                return Ok(Some(chart).filter(|chart| !chart.bars.is_empty()));
            }
        }
        Ok(None)
    }

    /// `None` if no match has the date; without bars if the dates are too far apart.
    fn by_date(
        context: &PageContext,
        dataset: &DatasetReader,
        filter: &ClaimFilter,
        view: &Address,
        field: DateField,
    ) -> Result<Option<Self>, ApiError> {
        let window = filter.window_on(field);
        // A window on another date still applies.
        let all = if window.is_some() { filter.without(&DATE_FROM) } else { filter.clone() };
        for interval in [TimelineInterval::Month, TimelineInterval::Year] {
            let request = TimelineRequest { interval, field, max_buckets: MAX_BARS };
            let Some(buckets) = dataset.timeline(&all, request)?.buckets else { continue };
            let (Some(first), Some(last)) = (buckets.first(), buckets.last()) else { return Ok(None) };
            let ends =
                (i18n::format_period(context.locale, first.period), i18n::format_period(context.locale, last.period));
            let counts = buckets.iter().map(|bucket| context.locale.number(bucket.count)).collect();
            let bare = view.clone().without(&[DATE_FROM.name, DATE_TO.name, DATE_MATCH.name, DATE_FIELD.name]);
            let dated = if field == DateField::Event {
                bare.clone()
            } else {
                bare.clone().with(DATE_FIELD.name, field.as_str())
            };
            let columns = buckets.into_iter().map(|Bucket { period, count }| {
                let selected = window.is_some_and(|window| overlaps(&window, period));
                let id = period.id();
                Column {
                    count,
                    href: context.link(&dated.clone().with(DATE_FROM.name, &id).with(DATE_TO.name, &id)),
                    label: bar_label(context.locale, period, count),
                    selected,
                }
            });
            return Ok(Some(Self {
                counts,
                bars: bars(context.locale, columns.collect()),
                ends,
                reset: window.map(|_| context.link(&bare)),
                by_publication: field == DateField::Published,
            }));
        }
        Ok(Some(Self { bars: vec![], counts: vec![], ends: Default::default(), reset: None, by_publication: false }))
    }
}

pub fn bar_label(locale: Locale, period: Period, count: u64) -> String {
    let values = [("period", i18n::format_period(locale, period).into()), ("claims", locale.claim_count(count).into())];
    locale.format("timeline-bar", &values).into_owned()
}

fn overlaps(window: &DateWindow, period: Period) -> bool {
    let days = DaySpan { earliest: period.first_day(), latest: period.last_day() };
    window.from.is_none_or(|from| days.latest >= from) && window.to.is_none_or(|to| days.earliest <= to)
}
