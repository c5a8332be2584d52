//! The in-memory index: claims numbered by rank, a bitmap for everything a filter can name.
//!
//! A claim's ordinal is its place in the default order (see [`crate::domain::default_order`]), so that a bitmap walked upwards
//! is already sorted. The index knows no database: it is built from [`ClaimFacts`] in that order, and answers with
//! ordinals.

mod date_index;
mod date_serde;
mod facets;
mod forward_index;
mod sample;
mod sort;

use std::collections::BTreeMap;

use roaring::RoaringBitmap;
use serde::{Deserialize, Serialize};

use crate::domain::catalogue::Catalogue;
use crate::domain::claim_date::DaySpan;
use crate::domain::vocabulary::{ActorKind, Certainty, ClaimKind, EvidenceStatus, Role};

use date_index::DateIndex;
pub use facets::{FacetCounter, PeriodCounts};
use forward_index::ForwardIndex;
pub use sample::hash_identifier;
pub use sort::{IdOrder, Position};

/// The largest salience.
const SALIENCES: usize = 3;

/// What the index needs to know of a claim. Actors, topics and the article are ordinals of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexRow {
    /// [`hash_identifier`] of its identifier.
    pub id_hash: u32,
    /// The claim's days, if it has a date.
    pub span: Option<DaySpan>,
    /// The article it is drawn from.
    pub article: u32,
    /// Its kind.
    pub kind: ClaimKind,
    /// Its certainty.
    pub certainty: Certainty,
    /// Its salience, 1 to 3.
    pub salience: u8,
    /// The actors involved, each in its role.
    pub actors: Vec<(u32, Role)>,
    /// Its topics, without broader ones.
    pub topics: Vec<u32>,
    /// The statuses of its evidence.
    pub evidence: Vec<EvidenceStatus>,
    /// The languages of its statement, as BCP 47 tags.
    pub statement_languages: Vec<String>,
}

/// One bitmap of claims for each value of something.
type Bitmaps = Vec<RoaringBitmap>;

/// The index over one snapshot. It can be kept in a file and read back, which is quicker than building it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct ClaimIndex {
    len: u32,
    all: RoaringBitmap,
    pub(crate) actors: Bitmaps,
    pub(crate) roles: [Bitmaps; Role::ALL.len()],
    pub(crate) actor_kinds: Bitmaps,
    topics_direct: Bitmaps,
    pub(crate) topics: Bitmaps,
    pub(crate) articles: Bitmaps,
    #[serde(with = "date_serde")]
    pub(crate) published: Vec<DaySpan>,
    pub(crate) languages: BTreeMap<String, RoaringBitmap>,
    pub(crate) statement_languages: BTreeMap<String, RoaringBitmap>,
    pub(crate) kinds: Bitmaps,
    pub(crate) certainties: Bitmaps,
    pub(crate) saliences: Bitmaps,
    pub(crate) evidence: Bitmaps,
    pub(crate) calendar: DateIndex,
    by_id: IdOrder,
    id_hashes: Vec<u32>,
    actor_lists: ForwardIndex,
    asserter_lists: ForwardIndex,
    topic_lists: ForwardIndex,
    article_lists: ForwardIndex,
    by_frequency: ByFrequency,
}

/// Values by the number of their claims, the most frequent first, without those that do not occur.
#[derive(Debug, Default, Serialize, Deserialize)]
struct ByFrequency {
    actors: Vec<u32>,
    asserters: Vec<u32>,
    topics: Vec<u32>,
    articles: Vec<u32>,
}

fn by_frequency(bitmaps: &Bitmaps) -> Vec<u32> {
    let mut values: Vec<u32> =
        (0u32..).zip(bitmaps).filter(|(_, claims)| !claims.is_empty()).map(|(at, _)| at).collect();
    values.sort_by_key(|&value| std::cmp::Reverse(bitmaps[value as usize].len()));
    values
}

impl ClaimIndex {
    /// Builds the index from every claim's facts in rank order, and the ordinals in the order of their identifiers.
    pub fn build<E>(
        catalogue: &Catalogue,
        claims: impl Iterator<Item = Result<IndexRow, E>>,
        by_id: IdOrder,
    ) -> Result<Self, E> {
        let bitmaps = |n| vec![RoaringBitmap::new(); n];
        let actors = catalogue.actors.all().len();
        let mut index = Self {
            actors: bitmaps(actors),
            roles: std::array::from_fn(|_| bitmaps(actors)),
            topics_direct: bitmaps(catalogue.topics.all().len()),
            topics: bitmaps(catalogue.topics.all().len()),
            articles: bitmaps(catalogue.articles.all().len()),
            published: catalogue.articles.all().iter().map(|article| article.published.span()).collect(),
            kinds: bitmaps(ClaimKind::ALL.len()),
            certainties: bitmaps(Certainty::ALL.len()),
            saliences: bitmaps(SALIENCES),
            evidence: bitmaps(EvidenceStatus::ALL.len()),
            actor_lists: ForwardIndex::of_numbers_below(actors),
            asserter_lists: ForwardIndex::of_numbers_below(actors),
            topic_lists: ForwardIndex::of_numbers_below(catalogue.topics.all().len()),
            article_lists: ForwardIndex::of_numbers_below(catalogue.articles.all().len()),
            by_id,
            ..Self::default()
        };
        let with_broader: Vec<_> = (0..catalogue.topics.all().len()).map(|t| catalogue.with_broader(t)).collect();
        for claim in claims {
            index.push(&claim?, &with_broader);
        }
        index.derive(catalogue);
        Ok(index)
    }

    fn push(&mut self, claim: &IndexRow, with_broader: &[Vec<usize>]) {
        let IndexRow {
            id_hash,
            span,
            article,
            kind,
            certainty,
            salience,
            actors,
            topics,
            evidence,
            statement_languages,
        } = claim;
        let ordinal = self.len;
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
        self.saliences[usize::from(*salience).clamp(1, SALIENCES) - 1].insert(ordinal);
        for &status in evidence {
            self.evidence[status as usize].insert(ordinal);
        }
        for language in statement_languages {
            match self.statement_languages.get_mut(language) {
                Some(claims) => claims.insert(ordinal),
                None => self.statement_languages.entry(language.clone()).or_default().insert(ordinal),
            };
        }
        self.calendar.push(*span);
        self.id_hashes.push(*id_hash);
        self.actor_lists.push(actors.iter().map(|&(actor, _)| actor));
        self.asserter_lists.push(actors.iter().filter(|(_, role)| *role == Role::Asserter).map(|&(actor, _)| actor));
        let rolled_up = topics.iter().flat_map(|&topic| &with_broader[topic as usize]);
        self.topic_lists.push(rolled_up.map(|&topic| u32::try_from(topic).unwrap_or(u32::MAX)));
        self.article_lists.push([*article]);
        self.len += 1;
    }

    /// What follows from other bitmaps once every claim is in.
    fn derive(&mut self, catalogue: &Catalogue) {
        self.all.insert_range(0..self.len);
        self.calendar.finish();
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
        for (article, bitmap) in catalogue.articles.all().iter().zip(&self.articles) {
            *self.languages.entry(article.language.clone()).or_default() |= bitmap;
        }
    }

    /// How many claims there are.
    pub fn len(&self) -> u32 {
        self.len
    }

    /// Every claim.
    pub fn all(&self) -> &RoaringBitmap {
        &self.all
    }

    /// Whether there is no claim.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many claims involve the actor in any role.
    pub fn claims_of_actor(&self, actor: usize) -> u64 {
        self.actors[actor].len()
    }

    /// How many claims involve the actor in this role.
    pub fn claims_of_actor_as(&self, actor: usize, role: Role) -> u64 {
        self.roles[role as usize][actor].len()
    }

    /// How many claims carry the topic itself, and how many it or a narrower one.
    pub fn claims_of_topic(&self, topic: usize) -> (u64, u64) {
        (self.topics_direct[topic].len(), self.topics[topic].len())
    }

    /// How many claims are drawn from the article.
    pub fn claims_of_article(&self, article: usize) -> u64 {
        self.articles[article].len()
    }

    /// The languages of the evidence, as BCP 47 tags.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.languages.keys().map(String::as_str)
    }

    /// How many of these claims have no date.
    pub fn undated_among(&self, matches: &RoaringBitmap) -> u64 {
        matches.range_cardinality(self.calendar.dated()..)
    }

    /// The first and the last day of all claim dates, and how many claims have one.
    pub fn coverage(&self) -> (Option<DaySpan>, u32) {
        (self.calendar.coverage(), self.calendar.dated())
    }
}
