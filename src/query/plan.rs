//! Combines the bitmaps of a filter into the set of its matches.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use roaring::{MultiOps, RoaringBitmap};

use super::claim_filter::ClaimFilter;
use super::filter_def::{Condition, FilterDef, FilterKind, Postings, QueryContext};
use super::values::Value;

/// The claims that match a filter.
#[derive(Debug, Clone)]
pub struct Matches<'i> {
    pub ordinals: Cow<'i, RoaringBitmap>,
    /// The number of claims that were excluded only because they have no date.
    pub undated_excluded: u64,
    pub absent: AbsentClaims,
}

/// The identifiers asked for that no claim has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AbsentClaims {
    /// Those that no claim has had.
    pub missing: Vec<String>,
    pub withdrawn: Vec<String>,
}

/// What the database has for a filter.
#[derive(Debug, Default)]
pub struct Lookups {
    /// The claims that match the full-text query.
    pub text: Option<Arc<RoaringBitmap>>,
    /// The claims with the identifiers asked for.
    pub ids: Option<RoaringBitmap>,
    pub absent: AbsentClaims,
}

impl Matches<'_> {
    pub fn total(&self) -> u64 {
        self.ordinals.len()
    }
}

/// Finds the claims that match a filter.
pub fn find_matches<'i>(
    context: QueryContext<'i>,
    filter: &ClaimFilter,
    Lookups { text, ids, absent }: Lookups,
) -> Matches<'i> {
    let QueryContext { catalogue, index, .. } = context;
    let mut required: Vec<Cow<'i, RoaringBitmap>> = Vec::new();
    let (mut excluded, mut found) = (Vec::new(), Vec::new());
    let lookup = ValueLookup::new(context, filter);
    for (definition, values) in filter.iter() {
        match definition.condition {
            Condition::AnyOf(postings) => {
                values.for_each(|value| lookup.find(definition, postings, value, &mut found));
                required.push(union(&mut found));
            }
            Condition::AllOf(postings) => values.for_each(|value| {
                lookup.find(definition, postings, value, &mut found);
                required.push(union(&mut found));
            }),
            Condition::NoneOf(postings) => {
                values.for_each(|value| postings(index, catalogue, value, &mut excluded));
            }
            Condition::Text
            | Condition::Ids
            | Condition::Window
            | Condition::Undated
            | Condition::Parts
            | Condition::Sample => {}
        }
    }
    let mut matches = intersect(required, index.all());
    for claims in text.as_deref().into_iter().chain(&ids) {
        matches = Cow::Owned(matches.as_ref() & claims);
    }
    for claims in excluded {
        *matches.to_mut() -= claims;
    }
    let (field, window) = (filter.date_field(), filter.window());
    let mut undated_excluded = 0;
    if window.is_some() || filter.excludes_undated() {
        let kept = if filter.excludes_undated() {
            undated_excluded = index.count_undated(&matches, field);
            RoaringBitmap::new()
        } else {
            index.undated(&matches, field)
        };
        index.remove_undated(matches.to_mut(), field);
        if let Some(window) = window {
            index.retain_in_window(matches.to_mut(), field, &window);
        }
        *matches.to_mut() |= kept;
    }
    if let Some((size, seed)) = filter.sample() {
        matches = Cow::Owned(index.sample(&matches, size, seed));
    }
    Matches { ordinals: matches, undated_excluded, absent }
}

/// Finds the bitmaps of values.
pub struct ValueLookup<'i> {
    context: QueryContext<'i>,
    /// Those of each actor, if they count as the actor.
    parts: BTreeMap<usize, Vec<usize>>,
}

impl<'i> ValueLookup<'i> {
    pub fn new(context: QueryContext<'i>, filter: &ClaimFilter) -> Self {
        let parts = if filter.includes_parts() { context.catalogue.actor_parts() } else { BTreeMap::new() };
        Self { context, parts }
    }

    /// Adds the bitmaps of a value, and of its parts if it is an actor and they count as the actor.
    fn find(&self, definition: &FilterDef, postings: Postings, value: Value, found: &mut Vec<&'i RoaringBitmap>) {
        let QueryContext { catalogue, index, .. } = self.context;
        postings(index, catalogue, value, found);
        if let (FilterKind::Actors, Value::Id(id)) = (&definition.kind, value) {
            let parts = catalogue.actors.resolve(id).and_then(|actor| self.parts.get(&actor));
            for &part in parts.into_iter().flatten().skip(1) {
                postings(index, catalogue, Value::Id(catalogue.actors.all()[part].id.as_str()), found);
            }
        }
    }

    /// The number of matches that have a value.
    pub fn count(&self, definition: &FilterDef, postings: Postings, value: Value, matches: &RoaringBitmap) -> u64 {
        let mut found = Vec::new();
        self.find(definition, postings, value, &mut found);
        union(&mut found).intersection_len(matches)
    }
}

/// Empties the list. A single bitmap is borrowed: those of frequent actors are large.
fn union<'i>(bitmaps: &mut Vec<&'i RoaringBitmap>) -> Cow<'i, RoaringBitmap> {
    match bitmaps.len() {
        1 => Cow::Borrowed(bitmaps.remove(0)),
        _ => Cow::Owned(bitmaps.drain(..).union()),
    }
}

/// The smallest set comes first, so that no intermediate result is larger.
fn intersect<'i>(mut sets: Vec<Cow<'i, RoaringBitmap>>, all: &'i RoaringBitmap) -> Cow<'i, RoaringBitmap> {
    sets.sort_by_key(|set| set.len());
    let mut sets = sets.into_iter();
    let first = sets.next().unwrap_or(Cow::Borrowed(all));
    let mut found = match (first, sets.next()) {
        (Cow::Borrowed(first), Some(second)) => Cow::Owned(first & second.as_ref()),
        (mut first, Some(second)) => {
            *first.to_mut() &= second.as_ref();
            first
        }
        (first, None) => first,
    };
    for set in sets {
        *found.to_mut() &= set.as_ref();
    }
    found
}
