//! Version checks and dates, which the layouts of both databases share.

use jiff::civil::Date;

use super::error::{StoreError, corrupt};
use crate::domain::claim_date::DaySpan;
use crate::search::ANALYZER_VERSION;

/// Returns what is wrong with a dataset of another layout or of another analyzer.
pub fn check_versions(layout: i32, supported: i32, analyzer: &str) -> Result<(), String> {
    if layout != supported {
        return Err(format!("has layout version {layout}, but this program reads version {supported}"));
    }
    if analyzer != ANALYZER_VERSION.to_string() {
        return Err(format!(
            "was indexed by analyzer version {analyzer}, but this program searches with version {ANALYZER_VERSION}"
        ));
    }
    Ok(())
}

/// Reads the days of a claim; an undated claim has none.
pub fn parse_span(earliest: Option<&str>, latest: Option<&str>) -> Result<Option<DaySpan>, StoreError> {
    let Some((earliest, latest)) = earliest.zip(latest) else { return Ok(None) };
    let day = |text: &str| text.parse::<Date>().map_err(|error| corrupt("day", error));
    Ok(Some(DaySpan { earliest: day(earliest)?, latest: day(latest)? }))
}
