//! From a filter to the claims that satisfy it: one bitmap expression.

use std::borrow::Cow;

use roaring::{MultiOps, RoaringBitmap};

use crate::domain::catalogue::{Catalogue, HasId, Table};
use crate::domain::vocabulary::{DateField, Role};
use crate::index::claim_index::{Bitmaps, ClaimIndex};
use crate::query::filter::ClaimFilter;

/// The claims that satisfy a filter.
#[derive(Debug, Clone)]
pub struct Matches<'a> {
    /// Their ordinals.
    pub ordinals: Cow<'a, RoaringBitmap>,
    /// How many claims satisfy everything else but have no date, and were left out for that.
    pub undated_excluded: u64,
}

impl Matches<'_> {
    /// How many there are.
    pub fn total(&self) -> u64 {
        self.ordinals.len()
    }
}

impl ClaimIndex {
    /// The claims that satisfy the filter. Identifiers that the catalogue does not know match nothing.
    ///
    /// `text` is what the filter's text query finds, if it has one: the index knows no words.
    pub fn matches<'i>(
        &'i self,
        catalogue: &Catalogue,
        filter: &ClaimFilter,
        text: Option<&RoaringBitmap>,
    ) -> Matches<'i> {
        let mut sets = self.required(catalogue, filter);
        // The smallest first: each intersection is then no larger than that.
        sets.sort_by_key(|set| set.len());
        let mut sets = sets.into_iter();
        let first = sets.next().unwrap_or(Cow::Borrowed(&self.all));
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
        if let Some(text) = text {
            found = Cow::Owned(found.as_ref() & text);
        }
        for set in self.excluded(catalogue, filter) {
            *found.to_mut() -= set;
        }
        let undated = self.dates.dated()..self.len;
        let mut undated_excluded = 0;
        if filter.leaves_out_undated() {
            undated_excluded = found.range_cardinality(undated.clone());
            if undated_excluded > 0 {
                found.to_mut().remove_range(undated.clone());
            }
        }
        if let Some(window) = filter.window.as_ref().filter(|window| window.field == DateField::Event) {
            let kept: Vec<u32> = found.range(undated.clone()).collect();
            found.to_mut().remove_range(undated);
            self.dates.retain_in_window(found.to_mut(), window);
            found.to_mut().extend(kept);
        }
        if let Some(sample) = filter.sample {
            found = Cow::Owned(self.sample(&found, sample));
        }
        Matches { ordinals: found, undated_excluded }
    }

    /// One set for every condition that has to hold, the claim date aside.
    fn required<'i>(&'i self, catalogue: &Catalogue, filter: &ClaimFilter) -> Vec<Cow<'i, RoaringBitmap>> {
        let ClaimFilter {
            actor,
            asserted_by,
            about,
            all_actors,
            topic,
            article,
            kind,
            certainty,
            actor_kind,
            language,
            evidence_status,
            salience_min,
            not_actor: _,
            not_topic: _,
            not_kind: _,
            text: _,
            window,
            include_undated: _,
            sample: _,
        } = filter;
        let actors = &catalogue.actors;
        let as_role = |role: Role| &self.roles[role as usize];
        let mut sets = Vec::new();
        let mut require = |any: Vec<&'i RoaringBitmap>, asked: bool| {
            if asked {
                sets.push(union(any));
            }
        };
        require(chosen(actors, actor, &self.actors).collect(), !actor.is_empty());
        require(chosen(actors, asserted_by, as_role(Role::Asserter)).collect(), !asserted_by.is_empty());
        let subjects = chosen(actors, about, as_role(Role::Subject));
        require(subjects.chain(chosen(actors, about, as_role(Role::Target))).collect(), !about.is_empty());
        for one in all_actors {
            require(chosen(actors, std::slice::from_ref(one), &self.actors).collect(), true);
        }
        require(chosen(&catalogue.topics, topic, &self.topics).collect(), !topic.is_empty());
        require(chosen(&catalogue.articles, article, &self.articles).collect(), !article.is_empty());
        require(kind.iter().map(|&term| &self.kinds[term as usize]).collect(), !kind.is_empty());
        require(certainty.iter().map(|&term| &self.certainties[term as usize]).collect(), !certainty.is_empty());
        require(actor_kind.iter().map(|&term| &self.actor_kinds[term as usize]).collect(), !actor_kind.is_empty());
        require(language.iter().filter_map(|tag| self.languages.get(tag)).collect(), !language.is_empty());
        let statuses = evidence_status.iter().map(|&term| &self.evidence[term as usize]);
        require(statuses.collect(), !evidence_status.is_empty());
        if let Some(least) = salience_min.filter(|&least| least > 1) {
            require(self.saliences.iter().skip(usize::from(least) - 1).collect(), true);
        }
        if let Some(window) = window.as_ref().filter(|window| window.field == DateField::Published) {
            let published = self.published.iter().zip(&self.articles);
            require(published.filter(|(span, _)| window.admits(**span)).map(|(_, set)| set).collect(), true);
        }
        sets
    }

    fn excluded<'i>(
        &'i self,
        catalogue: &'i Catalogue,
        filter: &'i ClaimFilter,
    ) -> impl Iterator<Item = &'i RoaringBitmap> {
        let actors = chosen(&catalogue.actors, &filter.not_actor, &self.actors);
        let topics = chosen(&catalogue.topics, &filter.not_topic, &self.topics);
        let kinds = filter.not_kind.iter().map(|&kind| &self.kinds[kind as usize]);
        actors.chain(topics).chain(kinds)
    }
}

/// The bitmaps of the records with these identifiers.
fn chosen<'a, T: HasId>(
    register: &Table<T>,
    ids: &[T::Id],
    bitmaps: &'a Bitmaps,
) -> impl Iterator<Item = &'a RoaringBitmap> {
    ids.iter().filter_map(|id| register.ordinal(std::borrow::Borrow::borrow(id))).map(|ordinal| &bitmaps[ordinal])
}

fn union(sets: Vec<&RoaringBitmap>) -> Cow<'_, RoaringBitmap> {
    match sets.as_slice() {
        [one] => Cow::Borrowed(*one),
        _ => Cow::Owned(sets.union()),
    }
}
