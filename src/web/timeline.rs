//! Matches over time as a picture whose bars lead to the claims they count.

use crate::domain::claim_date::DaySpan;
use crate::domain::period::{Bucket, Period};
use crate::domain::vocabulary::{DateField, FacetDimension, TimelineInterval};
use crate::http::problem::ApiError;
use crate::query::filter::{ClaimFilter, DateWindow};
use crate::store::{DatasetReader, TimelineRequest};
use crate::web::charts::{Bar, Column, bars};
use crate::web::dates;
use crate::web::layout::PageContext;
use crate::web::url::Address;

/// The most bars of a picture.
const MOST: u32 = 72;

/// A picture of matches over time.
pub struct TimelineChart {
    /// Its bars, oldest first.
    pub bars: Vec<Bar>,
    /// How much each bar stands for.
    pub counts: Vec<String>,
    /// Where it begins and ends.
    pub ends: (String, String),
    /// Leads to all dates, where some are chosen.
    pub back: Option<String>,
}

impl TimelineChart {
    /// The matches of a filter, whatever its window; `view` is where a bar leads, once its days are added. Nothing where no
    /// match has a date.
    pub fn new(
        reader: &PageContext,
        dataset: &DatasetReader,
        filter: &ClaimFilter,
        view: &Address,
    ) -> Result<Option<Self>, ApiError> {
        let window = filter.window.filter(|window| window.field == DateField::Event);
        let all = filter.without(FacetDimension::Month);
        for interval in [TimelineInterval::Month, TimelineInterval::Year] {
            let asked = TimelineRequest { interval, field: DateField::Event, most: MOST };
            let Some(buckets) = dataset.timeline(&all, asked)?.buckets else { continue };
            let (Some(first), Some(last)) = (buckets.first(), buckets.last()) else { return Ok(None) };
            let ends =
                (dates::say_stretch(reader.language, first.period), dates::say_stretch(reader.language, last.period));
            let counts = buckets.iter().map(|bucket| reader.language.number(bucket.count)).collect();
            let bare = view.clone().without(&["date_from", "date_to", "date_match", "cursor"]);
            let columns = buckets.into_iter().map(|Bucket { period: stretch, count }| {
                let selected = window.is_some_and(|window| overlaps(&window, stretch));
                let id = stretch.id();
                Column {
                    count,
                    href: reader.link(&bare.clone().with("date_from", &id).with("date_to", &id)),
                    label: format!(
                        "{}: {}",
                        dates::say_stretch(reader.language, stretch),
                        reader.language.claims(count)
                    ),
                    selected,
                }
            });
            return Ok(Some(Self {
                counts,
                bars: bars(reader.language, columns.collect()),
                ends,
                back: window.map(|_| reader.link(&bare)),
            }));
        }
        Ok(None)
    }
}

fn overlaps(window: &DateWindow, stretch: Period) -> bool {
    let days = DaySpan { earliest: stretch.first_day(), latest: stretch.last_day() };
    window.from.is_none_or(|from| days.latest >= from) && window.to.is_none_or(|to| days.earliest <= to)
}
