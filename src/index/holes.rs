//! The claims whose dates do not contain all days of their span, such as `2025-X1`, which is January or November. They are
//! few, so each is checked by itself.

use std::collections::BTreeMap;

use jiff::civil::Date;
use roaring::RoaringBitmap;
use serde::{Deserialize, Serialize};

use crate::domain::claim_date::DaySpan;
use crate::domain::date_window::DateWindow;

type Run = (i16, i8, i8);

/// The runs of days of each such claim, by ordinal.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Holes {
    claims: RoaringBitmap,
    runs: BTreeMap<u32, Vec<(Run, Run)>>,
}

impl Holes {
    pub fn add(&mut self, ordinal: u32, runs: &[DaySpan]) {
        let day = |day: Date| (day.year(), day.month(), day.day());
        self.claims.insert(ordinal);
        self.runs.insert(ordinal, runs.iter().map(|run| (day(run.earliest), day(run.latest))).collect());
    }

    /// Removes the claims that match a window by their span but not by their days.
    pub fn retain_in_window(&self, matches: &mut RoaringBitmap, window: &DateWindow) {
        for ordinal in &*matches & &self.claims {
            if !window.matches_runs(&self.runs(ordinal)) {
                matches.remove(ordinal);
            }
        }
    }

    /// The claims that have holes.
    pub fn claims(&self) -> &RoaringBitmap {
        &self.claims
    }

    /// Returns the matches that have holes, each with its runs.
    pub fn among(&self, matches: &RoaringBitmap) -> Vec<(u32, Vec<DaySpan>)> {
        (matches & &self.claims).iter().map(|ordinal| (ordinal, self.runs(ordinal))).collect()
    }

    /// The runs of a claim; none if it has no holes.
    pub fn runs(&self, ordinal: u32) -> Vec<DaySpan> {
        let day = |(year, month, day): Run| Date::new(year, month, day).expect("days of the calendar");
        let runs = self.runs.get(&ordinal).into_iter().flatten();
        runs.map(|&(earliest, latest)| DaySpan { earliest: day(earliest), latest: day(latest) }).collect()
    }
}
