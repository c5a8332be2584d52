//! Builds the index of a dataset, or that of the next release from it.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::mem;
use std::panic::resume_unwind;
use std::thread;

use jiff::civil::Date;
use roaring::RoaringBitmap;

use crate::domain::catalogue::Catalogue;
use crate::domain::claim_date::{Days, EdtfDate};
use crate::domain::release::Release;
use crate::domain::vocabulary::{
    ActorKind, Certainty, ClaimKind, EvidenceStatus, RelationKind, Role, Speech, VocabularyTerm,
};
use crate::index::claim_index::{Bitmaps, ByFrequency, ClaimIndex, Place};
use crate::index::forward_index::ForwardIndex;
use crate::index::index_row::IndexRow;
use crate::index::permutation::Permutation;
use crate::index::release_index::ReleaseIndex;
use crate::index::renumbering::Renumbering;
use crate::index::span_index::SpanIndex;

const MAX_SALIENCE: usize = 3;

/// What a release keeps of the dataset before it.
pub struct KeptClaims<'a> {
    pub index: &'a ClaimIndex,
    pub renumbering: &'a Renumbering,
    /// The new ordinal of each record of the previous catalogue; `None` if it is gone.
    pub actors: Vec<Option<u32>>,
    pub topics: Vec<Option<u32>>,
    pub articles: Vec<Option<u32>>,
}

/// The values of a claim that are stored by ordinal.
struct Columns {
    date: Option<Days>,
    place: Place,
    id_hash: u32,
    length: u32,
}

impl From<&IndexRow> for Columns {
    fn from(row: &IndexRow) -> Self {
        let place = Place { article: row.article, start: row.start };
        Self { date: row.date.clone(), place, id_hash: row.id_hash, length: row.length }
    }
}

/// Distinguishes dates of assertion: first and last day, and those of each run.
type AssertedKey = Option<(Date, Date, Vec<(Date, Date)>)>;

/// Collects the claims of an index.
struct IndexBuilder {
    index: ClaimIndex,
    asserted: BTreeMap<AssertedKey, (Option<Days>, RoaringBitmap)>,
}

impl ClaimIndex {
    /// Builds the index from the claims in the default order.
    pub fn build<E>(
        catalogue: &Catalogue,
        releases: &[Release],
        claims: impl Iterator<Item = Result<IndexRow, E>>,
        by_id: Permutation,
    ) -> Result<Self, E> {
        let mut builder = IndexBuilder::new(catalogue, releases);
        for (ordinal, claim) in (0..).zip(claims) {
            let claim = claim?;
            builder.add_postings(ordinal, &claim);
            builder.push_columns((&claim).into());
        }
        Ok(builder.finish(catalogue, by_id))
    }

    /// Builds the index of the next release from that before and the new claims with their ordinals. The relations of a claim
    /// that is kept may change with other claims, so `read` reads those of all claims, by kind, and the order of the
    /// identifiers, while another thread renumbers the rest.
    pub fn build_next<E>(
        catalogue: &Catalogue,
        releases: &[Release],
        kept: &KeptClaims,
        new: &[(u32, IndexRow)],
        read: impl FnOnce() -> Result<(Bitmaps, Permutation), E>,
    ) -> Result<Self, E> {
        let (mut builder, read) = thread::scope(|scope| {
            let builder = scope.spawn(|| IndexBuilder::for_release(catalogue, releases, kept, new));
            let read = read();
            (builder.join().unwrap_or_else(|panic| resume_unwind(panic)), read)
        });
        let (relations, by_id) = read?;
        builder.index.relations = relations;
        Ok(builder.finish(catalogue, by_id))
    }
}

impl KeptClaims<'_> {
    fn columns(&self, ordinal: u32) -> Columns {
        let at = ordinal as usize;
        let Place { article, start } = self.index.places[at];
        let article = self.articles[article as usize].expect("a claim that is kept has its article");
        let (id_hash, length) = (self.index.id_hashes[at], self.index.lengths[at]);
        Columns { date: self.index.dates.days(ordinal), place: Place { article, start }, id_hash, length }
    }
}

impl IndexBuilder {
    fn new(catalogue: &Catalogue, releases: &[Release]) -> Self {
        let bitmaps = |values| vec![RoaringBitmap::new(); values];
        let actors = catalogue.actors.all().len();
        let index = ClaimIndex {
            roles: std::array::from_fn(|_| bitmaps(actors)),
            topics_direct: bitmaps(catalogue.topics.all().len()),
            articles: bitmaps(catalogue.articles.all().len()),
            speeches: bitmaps(Speech::ALL.len()),
            relations: bitmaps(RelationKind::ALL.len()),
            kinds: bitmaps(ClaimKind::ALL.len()),
            certainties: bitmaps(Certainty::ALL.len()),
            saliences: bitmaps(MAX_SALIENCE),
            evidence: bitmaps(EvidenceStatus::ALL.len() + 1),
            with_note: bitmaps(2),
            reviewed: bitmaps(2),
            releases: ReleaseIndex::new(releases),
            ..ClaimIndex::default()
        };
        Self { index, asserted: BTreeMap::new() }
    }

    /// With the postings and columns of all claims of a release.
    fn for_release(catalogue: &Catalogue, releases: &[Release], kept: &KeptClaims, new: &[(u32, IndexRow)]) -> Self {
        let mut builder = Self::new(catalogue, releases);
        builder.add_kept_postings(kept);
        for (ordinal, claim) in new {
            builder.add_postings(*ordinal, claim);
        }
        let mut new = new.iter().peekable();
        let mut push_new = |builder: &mut Self| {
            while let Some((_, claim)) = new.next_if(|(ordinal, _)| *ordinal == builder.index.len) {
                builder.push_columns(claim.into());
            }
        };
        for before in kept.renumbering.kept() {
            push_new(&mut builder);
            builder.push_columns(kept.columns(before));
        }
        push_new(&mut builder);
        builder
    }

    fn add_postings(&mut self, ordinal: u32, claim: &IndexRow) {
        let IndexRow {
            id_hash: _,
            date: _,
            asserted,
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
            start: _,
            statement_languages,
            created,
            modified,
            length: _,
        } = claim;
        self.asserted(asserted.as_ref()).insert(ordinal);
        let index = &mut self.index;
        index.releases.add(ordinal, *created, *modified);
        for &(actor, role) in actors {
            index.roles[role as usize][actor as usize].insert(ordinal);
        }
        for &topic in topics {
            index.topics_direct[topic as usize].insert(ordinal);
        }
        index.articles[*article as usize].insert(ordinal);
        index.kinds[*kind as usize].insert(ordinal);
        index.certainties[*certainty as usize].insert(ordinal);
        index.saliences[usize::from(*salience).clamp(1, MAX_SALIENCE) - 1].insert(ordinal);
        for &status in evidence {
            index.evidence[status as usize].insert(ordinal);
        }
        if evidence.is_empty() {
            index.evidence[EvidenceStatus::ALL.len()].insert(ordinal);
        }
        if let Some(speech) = speech {
            index.speeches[*speech as usize].insert(ordinal);
        }
        for &kind in relations {
            index.relations[kind as usize].insert(ordinal);
        }
        index.with_note[usize::from(*has_note)].insert(ordinal);
        index.reviewed[usize::from(*has_review)].insert(ordinal);
        for (bitmaps, values) in
            [(&mut index.statement_languages, statement_languages.as_slice()), (&mut index.origins, origin.as_slice())]
        {
            for value in values {
                match bitmaps.get_mut(value) {
                    Some(claims) => claims.insert(ordinal),
                    None => bitmaps.entry(value.clone()).or_default().insert(ordinal),
                };
            }
        }
    }

    /// The claims with a date of assertion.
    fn asserted(&mut self, days: Option<&Days>) -> &mut RoaringBitmap {
        let key = days.map(|Days { span, runs }| {
            (span.earliest, span.latest, runs.iter().map(|run| (run.earliest, run.latest)).collect())
        });
        &mut self.asserted.entry(key).or_insert_with(|| (days.cloned(), RoaringBitmap::new())).1
    }

    /// Adds the claims that are kept, with their new ordinals.
    fn add_kept_postings(&mut self, KeptClaims { index: before, renumbering, actors, topics, articles }: &KeptClaims) {
        for (days, claims) in before.asserted.entries() {
            let kept = renumbering.apply(&claims);
            if !kept.is_empty() {
                *self.asserted(days.as_ref()) |= kept;
            }
        }
        let index = &mut self.index;
        index.releases.add_kept(&before.releases, renumbering);
        let add_records = |bitmaps: &mut Bitmaps, before: &Bitmaps, new: &[Option<u32>]| {
            for (claims, new) in before.iter().zip(new) {
                if let Some(new) = new {
                    bitmaps[*new as usize] = renumbering.apply(claims);
                }
            }
        };
        for (bitmaps, before) in index.roles.iter_mut().zip(&before.roles) {
            add_records(bitmaps, before, actors);
        }
        add_records(&mut index.topics_direct, &before.topics_direct, topics);
        add_records(&mut index.articles, &before.articles, articles);
        for (bitmaps, before) in [
            (&mut index.kinds, &before.kinds),
            (&mut index.certainties, &before.certainties),
            (&mut index.saliences, &before.saliences),
            (&mut index.evidence, &before.evidence),
            (&mut index.speeches, &before.speeches),
            (&mut index.with_note, &before.with_note),
            (&mut index.reviewed, &before.reviewed),
        ] {
            *bitmaps = before.iter().map(|claims| renumbering.apply(claims)).collect();
        }
        for (bitmaps, before) in
            [(&mut index.statement_languages, &before.statement_languages), (&mut index.origins, &before.origins)]
        {
            let kept = before.iter().map(|(value, claims)| (value.clone(), renumbering.apply(claims)));
            bitmaps.extend(kept.filter(|(_, claims)| !claims.is_empty()));
        }
    }

    /// Adds the next claim in the default order.
    fn push_columns(&mut self, Columns { date, place, id_hash, length }: Columns) {
        let index = &mut self.index;
        index.dates.push(date.as_ref());
        index.places.push(place);
        index.id_hashes.push(id_hash);
        index.lengths.push(length);
        index.total_length += u64::from(length);
        index.len += 1;
    }

    /// Completes the index after the last claim.
    fn finish(self, catalogue: &Catalogue, by_id: Permutation) -> ClaimIndex {
        let Self { mut index, asserted } = self;
        let (mut dates, places) = (mem::take(&mut index.dates), mem::take(&mut index.places));
        let mut by_place = by_id.ordinals().to_vec();
        // Dates and orders take about as long as the rest.
        let by_place = thread::scope(|scope| {
            let orders = scope.spawn(|| {
                dates.finish();
                by_place.sort_by_key(|&ordinal| places[ordinal as usize]);
                Permutation::new(by_place)
            });
            index.asserted = SpanIndex::build(asserted.into_values());
            index.add_derived(catalogue);
            orders.join().unwrap_or_else(|panic| resume_unwind(panic))
        });
        ClaimIndex { dates, by_id, by_place, places, ..index }
    }
}

impl ClaimIndex {
    /// Adds what follows from the postings and the catalogue.
    fn add_derived(&mut self, catalogue: &Catalogue) {
        self.all.insert_range(0..self.len);
        self.actors = vec![RoaringBitmap::new(); catalogue.actors.all().len()];
        for claims in &self.roles {
            self.actors.iter_mut().zip(claims).for_each(|(actor, claims)| *actor |= claims);
        }
        self.topics = vec![RoaringBitmap::new(); catalogue.topics.all().len()];
        for (topic, claims) in self.topics_direct.iter().enumerate() {
            catalogue.with_broader(topic).into_iter().for_each(|broader| self.topics[broader] |= claims);
        }
        let asserters = &self.roles[Role::Asserter as usize];
        self.actor_values = ForwardIndex::new(&self.actors, self.len);
        self.asserter_values = ForwardIndex::new(asserters, self.len);
        self.topic_values = ForwardIndex::new(&self.topics, self.len);
        self.article_values = ForwardIndex::new(&self.articles, self.len);
        self.by_frequency = ByFrequency {
            actors: by_frequency(&self.actors),
            asserters: by_frequency(asserters),
            topics: by_frequency(&self.topics),
            articles: by_frequency(&self.articles),
        };
        self.actor_kinds = vec![RoaringBitmap::new(); ActorKind::ALL.len()];
        for (actor, claims) in catalogue.actors.all().iter().zip(&self.actors) {
            self.actor_kinds[actor.kind as usize] |= claims;
        }
        let without_evidence = &self.evidence[EvidenceStatus::ALL.len()];
        for (article, claims) in catalogue.articles.all().iter().zip(&self.articles) {
            // A quote is in the language of its article.
            let quoted = claims - without_evidence;
            if !quoted.is_empty() {
                *self.languages.entry(article.language.clone()).or_default() |= quoted;
            }
            if let Some(publisher) = article.publisher.clone().filter(|_| !claims.is_empty()) {
                *self.publishers.entry(publisher).or_default() |= claims;
            }
        }
        let articles = catalogue.articles.all().iter().zip(&self.articles);
        self.published = SpanIndex::build(
            articles.map(|(article, claims)| (article.published.as_ref().map(EdtfDate::days), claims.clone())),
        );
    }
}

/// The values that occur, by descending number of claims.
fn by_frequency(bitmaps: &Bitmaps) -> Vec<u32> {
    let mut values: Vec<u32> =
        (0u32..).zip(bitmaps).filter(|(_, claims)| !claims.is_empty()).map(|(at, _)| at).collect();
    values.sort_by_key(|&value| Reverse(bitmaps[value as usize].len()));
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::claim_date::DaySpan;
    use crate::domain::date_window::DateWindow;
    use crate::domain::vocabulary::DateMatch;

    fn asserted(edtf: &str) -> IndexRow {
        IndexRow {
            id_hash: 0,
            date: None,
            asserted: Some(EdtfDate::parse(edtf).unwrap().days()),
            speech: None,
            has_note: false,
            has_review: false,
            origin: None,
            relations: vec![],
            article: 0,
            kind: ClaimKind::Event,
            certainty: Certainty::Asserted,
            salience: 1,
            actors: vec![],
            topics: vec![],
            evidence: vec![],
            start: 0,
            statement_languages: vec![],
            created: 1,
            modified: 1,
            length: 0,
        }
    }

    #[test]
    fn dates_of_assertion_differ_by_the_days_between_their_ends() {
        let dates = ["[2025-01-01,2025-01-05,2025-01-10]", "[2025-01-01,2025-01-07,2025-01-10]"];
        let mut builder = IndexBuilder::new(&Catalogue::default(), &[]);
        builder.index.articles = vec![RoaringBitmap::new()];
        for (ordinal, edtf) in (0..).zip(dates) {
            builder.add_postings(ordinal, &asserted(edtf));
        }
        let index = SpanIndex::build(builder.asserted.into_values());
        for (ordinal, day) in (0..).zip(["2025-01-05", "2025-01-07"]) {
            let day: Date = day.parse().unwrap();
            let span = DaySpan { earliest: day, latest: day };
            let window = DateWindow::new(DateMatch::Overlap, Some(span), Some(span)).unwrap();
            assert_eq!(index.in_window(&window), [ordinal].into(), "{day}");
        }
    }
}
