//! A chart of matches over time, whose bars link to their claims.

use crate::domain::claim_date::DaySpan;
use crate::domain::date_window::DateWindow;
use crate::domain::period::{Bucket, Period};
use crate::domain::vocabulary::{DateField, TimelineInterval};
use crate::http::problem::ApiError;
use crate::i18n::{self, Locale};
use crate::query::{ClaimFilter, facets};
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
}

impl TimelineChart {
    /// The cost of a chart of this filter's matches.
    pub fn cost(dataset: &Dataset, filter: &ClaimFilter) -> Cost {
        dataset.timeline_cost(&facets::MONTH.other_filters(filter))
    }

    /// Charts the matches of a filter without its date window. Bars link to `view` with their own dates; `None` if no match
    /// has a date.
    pub fn new(
        context: &PageContext,
        dataset: &DatasetReader,
        filter: &ClaimFilter,
        view: &Address,
    ) -> Result<Option<Self>, ApiError> {
        let window = filter.window_on(DateField::Event);
        let all = facets::MONTH.other_filters(filter);
        for interval in [TimelineInterval::Month, TimelineInterval::Year] {
            let request = TimelineRequest { interval, field: DateField::Event, max_buckets: MAX_BARS };
            let Some(buckets) = dataset.timeline(&all, request)?.buckets else { continue };
            let (Some(first), Some(last)) = (buckets.first(), buckets.last()) else { return Ok(None) };
            let ends =
                (i18n::format_period(context.locale, first.period), i18n::format_period(context.locale, last.period));
            let counts = buckets.iter().map(|bucket| context.locale.number(bucket.count)).collect();
            let bare = view.clone().without(&["date_from", "date_to", "date_match", "cursor"]);
            let columns = buckets.into_iter().map(|Bucket { period, count }| {
                let selected = window.is_some_and(|window| overlaps(&window, period));
                let id = period.id();
                Column {
                    count,
                    href: context.link(&bare.clone().with("date_from", &id).with("date_to", &id)),
                    label: bar_label(context.locale, period, count),
                    selected,
                }
            });
            return Ok(Some(Self {
                counts,
                bars: bars(context.locale, columns.collect()),
                ends,
                reset: window.map(|_| context.link(&bare)),
            }));
        }
        Ok(None)
    }
}

fn bar_label(locale: Locale, period: Period, count: u64) -> String {
    let values = [("period", i18n::format_period(locale, period).into()), ("claims", locale.claim_count(count).into())];
    locale.format("timeline-bar", &values).into_owned()
}

fn overlaps(window: &DateWindow, period: Period) -> bool {
    let days = DaySpan { earliest: period.first_day(), latest: period.last_day() };
    window.from.is_none_or(|from| days.latest >= from) && window.to.is_none_or(|to| days.earliest <= to)
}
