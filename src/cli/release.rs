//! The options that say how a seeding records its release.

use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::ingest::{DEFAULT_KEPT_RELEASES, ReleaseOptions};

/// How a release is recorded.
#[derive(Debug, Clone, Args)]
pub struct ReleaseArgs {
    /// When the release is made: a day, or a time such as `2026-11-27T08:00:00Z` [default: now].
    #[arg(long, env = "ISNAD_RELEASE_DATE", value_name = "DAY|TIME", value_parser = parse_time)]
    release_date: Option<Timestamp>,
    /// Number of releases since which changes can be asked for.
    #[arg(
        long,
        env = "ISNAD_KEEP_RELEASES",
        value_name = "N",
        default_value_t = DEFAULT_KEPT_RELEASES,
        value_parser = clap::value_parser!(u32).range(1..=100_000)
    )]
    keep_releases: u32,
}

impl ReleaseArgs {
    pub fn options(&self) -> ReleaseOptions {
        ReleaseOptions { time: self.release_date.unwrap_or_else(Timestamp::now), keep: self.keep_releases }
    }
}

/// Reads a day as its beginning in UTC.
fn parse_time(typed: &str) -> Result<Timestamp, String> {
    if let Ok(time) = typed.parse() {
        return Ok(time);
    }
    // `Date::from_str` accepts a time without a zone too, and drops the time.
    let day = Date::strptime("%F", typed);
    let day =
        day.map_err(|_| "accepted: a day such as 2026-11-27, or a time with its zone, such as 2026-11-27T08:00:00Z")?;
    TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).map_err(|error| error.to_string())
}
