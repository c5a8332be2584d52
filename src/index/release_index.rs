//! The claims by the releases that added and last changed them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use roaring::RoaringBitmap;
use serde::{Deserialize, Serialize};

use crate::domain::release::Release;
use crate::index::renumbering::Renumbering;

/// Releases are counted from 1.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct ReleaseIndex {
    /// The days of the releases.
    days: Vec<Date>,
    created: BTreeMap<u32, RoaringBitmap>,
    modified: BTreeMap<u32, RoaringBitmap>,
}

impl ReleaseIndex {
    pub fn new(releases: &[Release]) -> Self {
        Self { days: releases.iter().map(|release| release.date).collect(), ..Self::default() }
    }

    pub fn add(&mut self, ordinal: u32, created: u32, modified: u32) {
        self.created.entry(created).or_default().insert(ordinal);
        self.modified.entry(modified).or_default().insert(ordinal);
    }

    /// Adds the claims of the release before that are kept.
    pub fn add_kept(&mut self, before: &Self, renumbering: &Renumbering) {
        for (releases, before) in [(&mut self.created, &before.created), (&mut self.modified, &before.modified)] {
            let kept = before.iter().map(|(release, claims)| (*release, renumbering.apply(claims)));
            releases.extend(kept.filter(|(_, claims)| !claims.is_empty()));
        }
    }

    /// The number of the latest release.
    pub fn latest(&self) -> u32 {
        u32::try_from(self.days.len()).expect("fewer releases than ordinals")
    }

    /// The claims that were added or changed after a release, by release.
    pub fn changed_since(&self, release: u32) -> impl Iterator<Item = &RoaringBitmap> {
        self.modified.range(release.saturating_add(1)..).map(|(_, claims)| claims)
    }

    /// The claims that were added or changed in releases after a day.
    pub fn changed_after(&self, day: Date) -> impl Iterator<Item = &RoaringBitmap> {
        let is_after = move |release: u32| self.day(release).is_some_and(|date| date > day);
        self.modified.iter().filter(move |(release, _)| is_after(**release)).map(|(_, claims)| claims)
    }

    /// The releases that added a claim and changed it last.
    pub fn of(&self, ordinal: u32) -> (u32, u32) {
        let find = |releases: &BTreeMap<u32, RoaringBitmap>| {
            releases.iter().rev().find(|(_, claims)| claims.contains(ordinal)).map_or(0, |(release, _)| *release)
        };
        (find(&self.created), find(&self.modified))
    }

    /// The claims by the release that changed them last, or added them.
    pub fn by_last_change(&self) -> &BTreeMap<u32, RoaringBitmap> {
        &self.modified
    }

    fn day(&self, release: u32) -> Option<Date> {
        self.days.get(release.checked_sub(1)? as usize).copied()
    }
}
