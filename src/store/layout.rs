//! Version checks and dates, which the layouts of both databases share.

use jiff::civil::Date;

use super::error::{StoreError, corrupt};
use crate::domain::claim_date::{DaySpan, Days};
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

/// Reads the days of a date from its EDTF value, first and last day; without a value there is no date.
pub fn parse_days(
    edtf: Option<&str>,
    earliest: Option<&str>,
    latest: Option<&str>,
) -> Result<Option<Days>, StoreError> {
    let Some(edtf) = edtf else { return Ok(None) };
    let day = |text: &str| text.parse::<Date>().map_err(|error| corrupt("day", error));
    let span = DaySpan::new(earliest.map(day).transpose()?, latest.map(day).transpose()?);
    Ok(Some(Days::new(edtf, span)))
}
