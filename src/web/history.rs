//! When a claim was added and what changed since, for its page.

use crate::domain::claim::Claim;
use crate::domain::release::{FieldChange, Release};
use crate::i18n::{Locale, format_day};
use crate::store::DatasetReader;

/// The history of a claim, newest first.
pub struct ClaimHistory {
    /// The last change, if there was one.
    pub last_change: Option<String>,
    pub entries: Vec<String>,
}

impl ClaimHistory {
    pub fn new(locale: Locale, dataset: &DatasetReader, claim: &Claim, changes: &[FieldChange]) -> Self {
        let describe = |change: &FieldChange| describe_change(locale, dataset.releases(), change);
        let added = claim.revision.map(|revision| {
            let date = format_day(locale, revision.created);
            locale.format("history-added", &[("date", date.into())]).into_owned()
        });
        Self {
            last_change: changes.last().map(describe),
            entries: changes.iter().rev().map(describe).chain(added).collect(),
        }
    }
}

fn describe_change(locale: Locale, releases: &[Release], FieldChange { release, fields }: &FieldChange) -> String {
    let day = releases.iter().find(|known| known.number == *release).map(|known| known.date);
    let date = day.map(|day| format_day(locale, day)).unwrap_or_default();
    let fields = field_names(locale, fields);
    locale.format("history-changed", &[("date", date.into()), ("fields", fields.into())]).into_owned()
}

/// The names of a claim's fields in the language of the page.
pub fn field_names(locale: Locale, fields: &[String]) -> String {
    let name = |field: &String| locale.find(&format!("field-{field}")).unwrap_or(field).to_owned();
    fields.iter().map(name).collect::<Vec<_>>().join(&locale.format("summary-separator", &[]))
}
