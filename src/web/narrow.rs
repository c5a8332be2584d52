//! Addresses of the claims of a query that also have a value of a dimension.

use crate::domain::catalogue::Catalogue;
use crate::domain::claim_date::DaySpan;
use crate::domain::vocabulary::{DateMatch, VocabularyTerm};
use crate::query::facets::{Facet, MONTH, YEAR};
use crate::query::filters::{ACTOR, ALL_ACTORS, DATE_FROM, DATE_MATCH, DATE_TO, INCLUDE_UNDATED, TOPIC};
use crate::web::url::Address;

/// Adds a value of a dimension to a query; `None` if no address has exactly these claims.
pub fn narrow(query: &Address, facet: Facet, value: &str, catalogue: &Catalogue) -> Option<Address> {
    if facet == &YEAR || facet == &MONTH {
        return narrow_dates(query, value);
    }
    let name = facet.filter.name;
    // Values of a parameter are alternatives.
    let mut alternatives = query.values(name).peekable();
    if alternatives.peek().is_none() {
        return Some(query.clone().with(name, value));
    }
    let is_topic = facet.filter == &TOPIC;
    if alternatives.any(|known| known == value || is_topic && is_narrower(value, known, catalogue)) {
        return Some(query.clone().set(name, value));
    }
    (facet.filter == &ACTOR).then(|| query.clone().with(ALL_ACTORS.name, value))
}

/// Replaces the dates of a query with a period inside them.
fn narrow_dates(query: &Address, period: &str) -> Option<Address> {
    let span = |value: &str| DaySpan::parse_level_zero(value).ok();
    let inner = span(period)?;
    let (from, to) = (query.values(DATE_FROM.name).next(), query.values(DATE_TO.name).next());
    let is_inside = from.is_none_or(|from| span(from).is_some_and(|from| from.earliest <= inner.earliest))
        && to.is_none_or(|to| span(to).is_some_and(|to| inner.latest <= to.latest));
    let overlaps = query.values(DATE_MATCH.name).all(|how| how == DateMatch::Overlap.as_str());
    let narrowed = query.clone().set(DATE_FROM.name, period).set(DATE_TO.name, period);
    (is_inside && overlaps).then(|| narrowed.without(&[INCLUDE_UNDATED.name]))
}

/// Whether a topic lies below another one.
fn is_narrower(topic: &str, other: &str, catalogue: &Catalogue) -> bool {
    let broader = catalogue.topics.get(topic).map_or(&[][..], |topic| &topic.broader);
    broader.iter().any(|above| above.as_str() == other || is_narrower(above.as_str(), other, catalogue))
}
