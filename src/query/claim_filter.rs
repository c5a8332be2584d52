//! The filters of a query, validated, and its sort order.

use std::collections::BTreeMap;

use super::filter_def::{Condition, FilterDef};
use super::filters::{
    DATE_FIELD, DATE_FROM, DATE_MATCH, DATE_TO, FILTERS, ID, INCLUDE_PARTS, INCLUDE_UNDATED, Q, SAMPLE, SAMPLE_SEED,
};
use super::sorts::Sort;
use super::values::Values;
use crate::domain::claim_date::DaySpan;
use crate::domain::date_window::DateWindow;
use crate::domain::vocabulary::{DateField, DateMatch};
use crate::search::TextQuery;

/// The filters of a query that have a value. Values of one filter are alternatives; all filters must match.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ClaimFilter(BTreeMap<&'static FilterDef, Values>);

/// A filter and a sort order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClaimQuery {
    pub filter: ClaimFilter,
    pub sort: Sort,
}

impl ClaimFilter {
    #[must_use]
    pub fn with(mut self, filter: &'static FilterDef, values: Values) -> Self {
        self.0.insert(filter, values);
        self
    }

    /// Sets the window of one date, or removes the window.
    #[must_use]
    pub fn with_window(mut self, field: DateField, window: Option<DateWindow>) -> Self {
        self.0.retain(|filter, _| !matches!(filter.condition, Condition::Window));
        if let Some(DateWindow { relation, from, to }) = window {
            let days = |day| Values::Days(DaySpan { earliest: day, latest: day });
            self.0.extend(from.map(|day| (&DATE_FROM, days(day))));
            self.0.extend(to.map(|day| (&DATE_TO, days(day))));
            self.0.insert(&DATE_MATCH, Values::terms([relation]));
            self.0.insert(&DATE_FIELD, Values::terms([field]));
        }
        self
    }

    /// Removes a filter and those that form one condition with it.
    #[must_use]
    pub fn without(&self, filter: &FilterDef) -> Self {
        let mut rest = self.clone();
        rest.0.retain(|other, _| !other.shares_condition_with(filter));
        rest
    }

    /// Keeps a filter and those that form one condition with it.
    #[must_use]
    pub fn only(&self, filter: &FilterDef) -> Self {
        let mut condition = self.clone();
        condition.0.retain(|other, _| other.shares_condition_with(filter));
        condition
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn get(&self, filter: &FilterDef) -> Option<&Values> {
        self.0.get(filter)
    }

    /// The filters with their values, in no documented order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static FilterDef, &Values)> {
        self.0.iter().map(|(filter, values)| (*filter, values))
    }

    /// The filters with their values, in the order of the documentation.
    pub fn documented(&self) -> impl Iterator<Item = (&'static FilterDef, &Values)> {
        FILTERS.iter().filter_map(|filter| Some((*filter, self.get(filter)?)))
    }

    /// The conditions in the order of the documentation, each as the filters that form it.
    pub fn conditions(&self) -> Vec<Vec<&'static FilterDef>> {
        let mut conditions: Vec<Vec<&FilterDef>> = Vec::new();
        for (filter, _) in self.documented() {
            match conditions.last_mut() {
                Some(filters) if filters[0].shares_condition_with(filter) => filters.push(filter),
                _ => conditions.push(vec![filter]),
            }
        }
        conditions
    }

    pub fn text(&self) -> Option<&TextQuery> {
        match self.get(&Q) {
            Some(Values::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The identifiers that the claims must have.
    pub fn ids(&self) -> Option<&[String]> {
        match self.get(&ID) {
            Some(Values::Ids(ids)) => Some(ids),
            _ => None,
        }
    }

    /// The date that the window applies to; the claim date without a window.
    pub fn date_field(&self) -> DateField {
        self.get(&DATE_FIELD).and_then(Values::term).unwrap_or(DateField::Event)
    }

    /// The window, on either date.
    pub fn window(&self) -> Option<DateWindow> {
        let days = |filter| match self.get(filter) {
            Some(Values::Days(span)) => Some(*span),
            _ => None,
        };
        let relation = self.get(&DATE_MATCH).and_then(Values::term).unwrap_or(DateMatch::Overlap);
        DateWindow::new(relation, days(&DATE_FROM), days(&DATE_TO))
    }

    /// The window, if it applies to this date.
    pub fn window_on(&self, field: DateField) -> Option<DateWindow> {
        self.window().filter(|_| self.date_field() == field)
    }

    /// Whether claims without the date are excluded: by default with a window on it.
    pub fn excludes_undated(&self) -> bool {
        match self.get(&INCLUDE_UNDATED) {
            Some(Values::Flag(include)) => !include,
            _ => self.window().is_some(),
        }
    }

    /// Whether filters on actors count parts as the actor.
    pub fn includes_parts(&self) -> bool {
        matches!(self.get(&INCLUDE_PARTS), Some(Values::Flag(true)))
    }

    /// The size and the seed of the sample.
    pub fn sample(&self) -> Option<(u32, u32)> {
        let number = |filter| match self.get(filter) {
            Some(Values::Number(number)) => Some(*number),
            _ => None,
        };
        Some((number(&SAMPLE)?, number(&SAMPLE_SEED).unwrap_or(0)))
    }

    /// Returns the canonical form, so that equal queries have equal filters: dates become days, defaults become
    /// explicit, and filters without effect are removed.
    #[must_use]
    pub fn normalized(mut self) -> Self {
        let (field, window) = (self.date_field(), self.window());
        self = self.with_window(field, window);
        match self.sample() {
            Some((_, seed)) => self.with(&SAMPLE_SEED, Values::Number(seed)),
            None => self.without(&SAMPLE_SEED),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn july_2025(field: DateField) -> ClaimFilter {
        let july = DaySpan::parse_level_zero("2025-07").ok();
        ClaimFilter::default().with_window(field, DateWindow::new(DateMatch::Overlap, july, None))
    }

    #[test]
    fn a_window_excludes_claims_without_its_date() {
        let include = |filter: ClaimFilter, include| filter.with(&INCLUDE_UNDATED, Values::Flag(include));
        assert!(july_2025(DateField::Event).excludes_undated());
        assert!(!include(july_2025(DateField::Event), true).excludes_undated());
        assert!(july_2025(DateField::Published).excludes_undated());
        assert!(include(july_2025(DateField::Published), false).excludes_undated());
        assert!(!ClaimFilter::default().excludes_undated());
    }

    #[test]
    fn parameters_of_one_condition_are_removed_and_retained_together() {
        let filter = july_2025(DateField::Event).with(&INCLUDE_UNDATED, Values::Flag(true));
        assert_eq!(filter.without(&DATE_TO), ClaimFilter::default().with(&INCLUDE_UNDATED, Values::Flag(true)));
        assert_eq!(filter.only(&DATE_MATCH), july_2025(DateField::Event));
    }

    #[test]
    fn normalizing_removes_filters_without_effect() {
        let ineffective = ClaimFilter::default()
            .with(&DATE_FIELD, Values::terms([DateField::Published]))
            .with(&SAMPLE_SEED, Values::Number(7));
        assert!(ineffective.normalized().is_empty());
    }
}
