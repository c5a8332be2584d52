//! The index over the claims of one dataset, and its construction.

use std::collections::BTreeMap;

use jiff::civil::Date;
use roaring::RoaringBitmap;
use serde::{Deserialize, Serialize};

use crate::domain::catalogue::Catalogue;
use crate::domain::claim_date::{DaySpan, Days, EdtfDate};
use crate::domain::date_window::DateWindow;
use crate::domain::release::Release;
use crate::domain::vocabulary::{
    ActorKind, Certainty, ClaimKind, DateField, EvidenceStatus, RelationKind, Role, Speech, VocabularyTerm,
};
use crate::index::date_index::DateIndex;
use crate::index::forward_index::ForwardIndex;
use crate::index::permutation::Permutation;
use crate::index::release_index::ReleaseIndex;
use crate::index::span_index::SpanIndex;

const MAX_SALIENCE: usize = 3;

/// The indexed values of a claim. Actors, topics and articles are ordinals of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexRow {
    /// From [`crate::index::hash_identifier`].
    pub id_hash: u32,
    pub date: Option<Days>,
    pub asserted: Option<Days>,
    pub speech: Option<Speech>,
    pub has_note: bool,
    pub has_review: bool,
    /// The source that it was imported from.
    pub origin: Option<String>,
    /// The kinds of its relations, in either direction.
    pub relations: Vec<RelationKind>,
    pub article: u32,
    pub kind: ClaimKind,
    pub certainty: Certainty,
    /// 1 to 3.
    pub salience: u8,
    pub actors: Vec<(u32, Role)>,
    /// Without broader topics.
    pub topics: Vec<u32>,
    pub evidence: Vec<EvidenceStatus>,
    /// Where the quote that states it begins; the largest number if that is not known.
    pub start: u32,
    /// The languages of its statement, as BCP 47 tags.
    pub statement_languages: Vec<String>,
    /// The release that added it.
    pub created: u32,
    /// The release that changed it last, or added it.
    pub modified: u32,
    /// The number of its terms in the full-text index.
    pub length: u32,
}

/// Where the quote that states a claim begins: claims sort by article, then by place in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Ordinal of the catalogue.
    pub article: u32,
    /// In code points.
    pub start: u32,
}

/// Distinguishes dates of assertion: first and last day, and the number of runs, which differs where holes do.
type AssertedKey = Option<(Date, Date, usize)>;

/// The posting bitmaps of one field, by value.
pub(super) type Bitmaps = Vec<RoaringBitmap>;

/// Serializable, because reading an index from a file is faster than building it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct ClaimIndex {
    pub(super) len: u32,
    pub(super) all: RoaringBitmap,
    pub(crate) actors: Bitmaps,
    pub(crate) roles: [Bitmaps; Role::ALL.len()],
    pub(crate) actor_kinds: Bitmaps,
    /// Without the claims of narrower topics.
    pub(super) topics_direct: Bitmaps,
    pub(crate) topics: Bitmaps,
    pub(crate) articles: Bitmaps,
    pub(crate) published: SpanIndex,
    pub(crate) asserted: SpanIndex,
    pub(crate) speeches: Bitmaps,
    pub(crate) relations: Bitmaps,
    /// Claims without and with a translation note.
    pub(crate) with_note: Bitmaps,
    /// Claims without and with a review.
    pub(crate) reviewed: Bitmaps,
    pub(crate) origins: BTreeMap<String, RoaringBitmap>,
    pub(crate) publishers: BTreeMap<String, RoaringBitmap>,
    pub(crate) languages: BTreeMap<String, RoaringBitmap>,
    pub(crate) statement_languages: BTreeMap<String, RoaringBitmap>,
    pub(crate) kinds: Bitmaps,
    pub(crate) certainties: Bitmaps,
    /// By salience minus one.
    pub(crate) saliences: Bitmaps,
    /// By status, the last for claims without evidence.
    pub(crate) evidence: Bitmaps,
    pub(crate) releases: ReleaseIndex,
    pub(crate) dates: DateIndex,
    pub(super) by_id: Permutation,
    pub(super) by_place: Permutation,
    pub(super) places: Vec<Place>,
    pub(super) id_hashes: Vec<u32>,
    lengths: Vec<u32>,
    total_length: u64,
    pub(super) actor_values: ForwardIndex,
    pub(super) asserter_values: ForwardIndex,
    pub(super) topic_values: ForwardIndex,
    pub(super) article_values: ForwardIndex,
    pub(super) by_frequency: ByFrequency,
}

/// The values that occur, by descending number of claims.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct ByFrequency {
    pub(super) actors: Vec<u32>,
    pub(super) asserters: Vec<u32>,
    pub(super) topics: Vec<u32>,
    pub(super) articles: Vec<u32>,
}

fn by_frequency(bitmaps: &Bitmaps) -> Vec<u32> {
    let mut values: Vec<u32> =
        (0u32..).zip(bitmaps).filter(|(_, claims)| !claims.is_empty()).map(|(at, _)| at).collect();
    values.sort_by_key(|&value| std::cmp::Reverse(bitmaps[value as usize].len()));
    values
}

impl ClaimIndex {
    /// Builds the index from the claims in the default order.
    pub fn build<E>(
        catalogue: &Catalogue,
        releases: &[Release],
        claims: impl Iterator<Item = Result<IndexRow, E>>,
        by_id: Permutation,
    ) -> Result<Self, E> {
        let bitmaps = |values| vec![RoaringBitmap::new(); values];
        let actors = catalogue.actors.all().len();
        let topics = catalogue.topics.all().len();
        let articles = catalogue.articles.all().len();
        let mut index = Self {
            actors: bitmaps(actors),
            roles: std::array::from_fn(|_| bitmaps(actors)),
            topics_direct: bitmaps(topics),
            topics: bitmaps(topics),
            articles: bitmaps(articles),
            speeches: bitmaps(Speech::ALL.len()),
            relations: bitmaps(RelationKind::ALL.len()),
            kinds: bitmaps(ClaimKind::ALL.len()),
            certainties: bitmaps(Certainty::ALL.len()),
            saliences: bitmaps(MAX_SALIENCE),
            evidence: bitmaps(EvidenceStatus::ALL.len() + 1),
            with_note: bitmaps(2),
            reviewed: bitmaps(2),
            actor_values: ForwardIndex::new(actors),
            asserter_values: ForwardIndex::new(actors),
            topic_values: ForwardIndex::new(topics),
            article_values: ForwardIndex::new(articles),
            releases: ReleaseIndex::new(releases),
            by_id,
            ..Self::default()
        };
        let with_broader: Vec<_> = (0..topics).map(|topic| catalogue.with_broader(topic)).collect();
        let mut asserted: BTreeMap<AssertedKey, (Option<Days>, RoaringBitmap)> = BTreeMap::new();
        for claim in claims {
            let claim = claim?;
            let key = claim.asserted.as_ref().map(|days| (days.span.earliest, days.span.latest, days.runs.len()));
            asserted.entry(key).or_insert_with(|| (claim.asserted.clone(), RoaringBitmap::new())).1.insert(index.len);
            index.push(&claim, &with_broader);
        }
        index.asserted = SpanIndex::build(asserted.into_values());
        index.finish(catalogue);
        Ok(index)
    }

    fn push(&mut self, claim: &IndexRow, with_broader: &[Vec<usize>]) {
        let IndexRow {
            id_hash,
            date,
            asserted: _,
            speech,
            has_note,
            has_review,
            origin,
            relations,
            article,
            kind,
            certainty,
            salience,
            actors,
            topics,
            evidence,
            start,
            statement_languages,
            created,
            modified,
            length,
        } = claim;
        let ordinal = self.len;
        self.releases.push(ordinal, *created, *modified);
        for &(actor, role) in actors {
            self.actors[actor as usize].insert(ordinal);
            self.roles[role as usize][actor as usize].insert(ordinal);
        }
        for &topic in topics {
            self.topics_direct[topic as usize].insert(ordinal);
            for &broader in &with_broader[topic as usize] {
                self.topics[broader].insert(ordinal);
            }
        }
        self.articles[*article as usize].insert(ordinal);
        self.kinds[*kind as usize].insert(ordinal);
        self.certainties[*certainty as usize].insert(ordinal);
        self.saliences[usize::from(*salience).clamp(1, MAX_SALIENCE) - 1].insert(ordinal);
        for &status in evidence {
            self.evidence[status as usize].insert(ordinal);
        }
        if evidence.is_empty() {
            self.evidence[EvidenceStatus::ALL.len()].insert(ordinal);
        }
        if let Some(speech) = speech {
            self.speeches[*speech as usize].insert(ordinal);
        }
        for &kind in relations {
            self.relations[kind as usize].insert(ordinal);
        }
        self.with_note[usize::from(*has_note)].insert(ordinal);
        self.reviewed[usize::from(*has_review)].insert(ordinal);
        for (bitmaps, values) in
            [(&mut self.statement_languages, statement_languages.as_slice()), (&mut self.origins, origin.as_slice())]
        {
            for value in values {
                match bitmaps.get_mut(value) {
                    Some(claims) => claims.insert(ordinal),
                    None => bitmaps.entry(value.clone()).or_default().insert(ordinal),
                };
            }
        }
        self.dates.push(date.as_ref());
        self.places.push(Place { article: *article, start: *start });
        self.id_hashes.push(*id_hash);
        self.lengths.push(*length);
        self.total_length += u64::from(*length);
        self.actor_values.push(actors.iter().map(|&(actor, _)| actor));
        self.asserter_values.push(actors.iter().filter(|(_, role)| *role == Role::Asserter).map(|&(actor, _)| actor));
        let with_broader = topics.iter().flat_map(|&topic| &with_broader[topic as usize]);
        self.topic_values.push(with_broader.map(|&topic| u32::try_from(topic).expect("ordinals are 32 bits wide")));
        self.article_values.push([*article]);
        self.len += 1;
    }

    /// An index of claims about which only their number is known.
    #[cfg(test)]
    pub fn with_claims(len: u32) -> Self {
        Self { len, ..Self::default() }
    }

    /// Completes the index after the last claim.
    fn finish(&mut self, catalogue: &Catalogue) {
        self.all.insert_range(0..self.len);
        self.dates.finish();
        let mut by_place = self.by_id.ordinals().to_vec();
        by_place.sort_by_key(|&ordinal| self.places[ordinal as usize]);
        self.by_place = Permutation::new(by_place);
        self.by_frequency = ByFrequency {
            actors: by_frequency(&self.actors),
            asserters: by_frequency(&self.roles[Role::Asserter as usize]),
            topics: by_frequency(&self.topics),
            articles: by_frequency(&self.articles),
        };
        self.actor_kinds = vec![RoaringBitmap::new(); ActorKind::ALL.len()];
        for (actor, bitmap) in catalogue.actors.all().iter().zip(&self.actors) {
            self.actor_kinds[actor.kind as usize] |= bitmap;
        }
        // A quote is in the language of its article.
        for (article, bitmap) in catalogue.articles.all().iter().zip(&self.articles) {
            let quoted = bitmap - &self.evidence[EvidenceStatus::ALL.len()];
            if !quoted.is_empty() {
                *self.languages.entry(article.language.clone()).or_default() |= quoted;
            }
        }
        for (article, bitmap) in catalogue.articles.all().iter().zip(&self.articles) {
            if let Some(publisher) = article.publisher.clone().filter(|_| !bitmap.is_empty()) {
                *self.publishers.entry(publisher).or_default() |= bitmap;
            }
        }
        let articles = catalogue.articles.all().iter().zip(&self.articles);
        self.published = SpanIndex::build(
            articles.map(|(article, claims)| (article.published.as_ref().map(EdtfDate::days), claims.clone())),
        );
    }

    pub fn claim_count(&self) -> u32 {
        self.len
    }

    /// Returns the number of a claim's terms.
    pub fn length(&self, ordinal: u32) -> u32 {
        self.lengths[ordinal as usize]
    }

    /// Returns the mean number of the terms of a claim.
    pub fn mean_length(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a mean")]
        let total = self.total_length as f64;
        total / f64::from(self.len)
    }

    /// Returns the ordinals of all claims.
    pub fn all(&self) -> &RoaringBitmap {
        &self.all
    }

    pub fn count_actor_claims(&self, actor: usize) -> u64 {
        self.actors[actor].len()
    }

    pub fn count_actor_claims_in_role(&self, actor: usize, role: Role) -> u64 {
        self.roles[role as usize][actor].len()
    }

    /// Returns the number of claims without and with those of narrower topics.
    pub fn count_topic_claims(&self, topic: usize) -> (u64, u64) {
        (self.topics_direct[topic].len(), self.topics[topic].len())
    }

    pub fn count_article_claims(&self, article: usize) -> u64 {
        self.articles[article].len()
    }

    /// Returns the languages of the evidence, as BCP 47 tags.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.languages.keys().map(String::as_str)
    }

    /// Returns the languages of the statements, as BCP 47 tags.
    pub fn statement_languages(&self) -> impl Iterator<Item = &str> {
        self.statement_languages.keys().map(String::as_str)
    }

    /// Returns the first and the last day of a claim's date.
    pub fn claim_span(&self, ordinal: u32) -> Option<DaySpan> {
        self.dates.span(ordinal)
    }

    /// Removes the claims without a date.
    pub fn remove_undated(&self, matches: &mut RoaringBitmap, field: DateField) {
        match self.span_index(field) {
            None => _ = matches.remove_range(self.dates.dated()..),
            Some(index) => *matches -= index.undated(),
        }
    }

    /// Returns the matches without a date.
    pub fn undated(&self, matches: &RoaringBitmap, field: DateField) -> RoaringBitmap {
        let Some(index) = self.span_index(field) else {
            let mut undated = matches.clone();
            undated.remove_range(..self.dates.dated());
            return undated;
        };
        matches & index.undated()
    }

    pub fn count_undated(&self, matches: &RoaringBitmap, field: DateField) -> u64 {
        match self.span_index(field) {
            None => matches.range_cardinality(self.dates.dated()..),
            Some(index) => matches.intersection_len(index.undated()),
        }
    }

    /// Removes the claims outside a window. `matches` must have the date.
    pub fn retain_in_window(&self, matches: &mut RoaringBitmap, field: DateField, window: &DateWindow) {
        match self.span_index(field) {
            None => self.dates.retain_in_window(matches, window),
            Some(index) => *matches &= index.in_window(window),
        }
    }

    /// The index of a date other than the claim date, by which the ordinals are sorted.
    pub(super) fn span_index(&self, field: DateField) -> Option<&SpanIndex> {
        match field {
            DateField::Event => None,
            DateField::Asserted => Some(&self.asserted),
            DateField::Published => Some(&self.published),
        }
    }

    /// Returns the span from the first to the last day of all claim dates, and the number of dated claims.
    pub fn coverage(&self) -> (Option<DaySpan>, u32) {
        (self.dates.coverage(), self.dates.dated())
    }
}
