//! An open dataset: catalogue and index in memory, everything else read through a [`Backend`].

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use super::backend::Backend;
use super::deadline::Deadline;
use super::error::StoreError;
use super::history::DatasetStamp;
use super::record_orders::RecordOrders;
use super::results::{ActorCounts, DatasetStats, TopicCounts};
use super::snapshot_file::SnapshotFile;
use super::text_search::TextSearch;
use crate::domain::base_path;
use crate::domain::catalogue::{Catalogue, CatalogueRecord};
use crate::domain::checksum::Checksum;
use crate::domain::dataset::DatasetDescription;
use crate::domain::language_map::order_languages;
use crate::domain::release::Release;
use crate::domain::vocabulary::{Resource, Role};
use crate::index::{ClaimIndex, Constants};
use crate::query::facets::FacetRequest;
use crate::query::sorts::{OLDEST, POSITION};
use crate::query::{ClaimFilter, ClaimQuery, QueryContext, estimate_visits, max_matches};
use crate::search::{Analyzer, Lookup, Suggester, TextQuery};

/// The claims that a query may visit on the thread that serves the request: about three milliseconds.
const MAX_INLINE_VISITS: u64 = 300_000;

/// The names among which a text is looked up on the thread that serves the request: it can match most of them, which takes
/// about a millisecond.
const MAX_INLINE_NAMES: usize = 20_000;

/// Claims that are read at once for their checksum.
const CHECKSUM_CHUNK: usize = 1_000;

/// The cost of a read, which decides where it runs; the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cost {
    /// Takes microseconds: on the thread that serves the request.
    Inline,
    /// Waits for another host: on the blocking pool.
    Remote,
    /// May need much processor time: on the blocking pool, a limited number at a time.
    Expensive,
}

impl Cost {
    /// The cost of a read whose documents are also parsed and rendered, up to a thousand of them.
    #[must_use]
    pub const fn with_many_documents(self) -> Self {
        match self {
            Self::Inline => Self::Expensive,
            other => other,
        }
    }
}

/// One immutable dataset, open for reading.
pub struct Dataset {
    stamp: DatasetStamp,
    /// All releases, oldest first.
    releases: Vec<Release>,
    description: Option<DatasetDescription>,
    catalogue: Arc<Catalogue>,
    pub(super) index: ClaimIndex,
    constants: Constants,
    pub(super) search: TextSearch,
    /// Those of the languages of its texts.
    pub(super) analyzers: Vec<Analyzer>,
    suggester: Suggester,
    /// By resource, made when they are first needed.
    orders: [OnceLock<RecordOrders>; 3],
    pub(super) backend: Box<dyn Backend>,
}

impl Dataset {
    pub(super) fn new(
        stamp: DatasetStamp,
        releases: Vec<Release>,
        description: Option<DatasetDescription>,
        mut catalogue: Arc<Catalogue>,
        index: ClaimIndex,
        backend: impl Backend,
    ) -> Self {
        let declared = description.as_ref().map_or(&[][..], |about| &about.languages);
        let articles = catalogue.articles.all().iter().map(|article| article.language.as_str());
        let mut languages = order_languages(declared, articles);
        let known: BTreeSet<&str> = index.statement_languages().collect();
        let unordered = known.iter().filter(|tag| !languages.iter().any(|known| known == *tag));
        let unordered: Vec<String> = unordered.map(|tag| (*tag).to_owned()).collect();
        languages.retain(|tag| known.contains(tag.as_str()));
        languages.extend(unordered);
        let known_texts = catalogue.languages_of_texts();
        let others = known_texts.into_iter().filter(|tag| languages.iter().all(|known| known != tag));
        let text_languages = languages.iter().cloned().chain(others.map(str::to_owned)).collect();
        let known = Arc::make_mut(&mut catalogue);
        (known.languages, known.text_languages) = (languages, text_languages);
        let (search, suggester) = (TextSearch::new(&catalogue), Suggester::new(&catalogue));
        let analyzers = analyzers(&catalogue, &index);
        Self {
            stamp,
            releases,
            description,
            catalogue,
            constants: index.constants(),
            index,
            search,
            analyzers,
            suggester,
            orders: Default::default(),
            backend: Box::new(backend),
        }
    }

    /// The dataset with the checksum of its claims as they are served below the base path.
    pub(super) fn below_base_path(mut self) -> Result<Self, StoreError> {
        if base_path::get().is_empty() {
            return Ok(self);
        }
        let mut checksum = Checksum::default();
        let ordinals: Vec<u32> = (0..self.index.claim_count()).collect();
        for chunk in ordinals.chunks(CHECKSUM_CHUNK) {
            for document in self.reader(Deadline::NONE).documents(chunk)? {
                checksum.add(Checksum::of(&document));
            }
        }
        self.stamp.checksum = checksum.to_string();
        Ok(self)
    }

    /// The `dataset_version`: the hash of its content.
    pub fn version(&self) -> &str {
        &self.stamp.version
    }

    /// Number of the release.
    pub fn release(&self) -> u32 {
        self.stamp.release
    }

    /// The sum modulo 2^256 of the SHA-256 of every claim as served.
    pub fn checksum(&self) -> &str {
        &self.stamp.checksum
    }

    /// A name for the dataset together with its history.
    pub fn fingerprint(&self) -> &str {
        &self.stamp.fingerprint
    }

    /// The first release since which changes can be listed.
    pub fn oldest_release(&self) -> u32 {
        self.stamp.oldest_release
    }

    /// All releases, oldest first.
    pub fn releases(&self) -> &[Release] {
        &self.releases
    }

    /// Title, description and licence, if the seed files contain them.
    pub fn description(&self) -> Option<&DatasetDescription> {
        self.description.as_ref()
    }

    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    /// The context in which queries are parsed.
    pub fn query_context(&self) -> QueryContext<'_> {
        let Self { catalogue, index, analyzers, suggester, .. } = self;
        QueryContext { catalogue, index, analyzers, suggester }
    }

    /// Finds names of the catalogue.
    pub fn suggester(&self) -> &Suggester {
        &self.suggester
    }

    /// The values that all claims have in common.
    pub fn constants(&self) -> Constants {
        self.constants
    }

    /// The numbers of claims, their dates and languages.
    pub fn stats(&self) -> DatasetStats {
        let (coverage, dated_claims) = self.index.coverage();
        let languages = self.index.languages().map(str::to_owned).collect();
        DatasetStats { claims: self.index.claim_count(), dated_claims, coverage, languages }
    }

    /// The numbers of claims that involve the actor with this ordinal.
    pub fn actor_counts(&self, actor: usize) -> ActorCounts {
        let count = |role| self.index.count_actor_claims_in_role(actor, role);
        ActorCounts {
            total: self.index.count_actor_claims(actor),
            asserter: count(Role::Asserter),
            subject: count(Role::Subject),
            target: count(Role::Target),
            mentioned: count(Role::Mentioned),
        }
    }

    /// The numbers of claims under the topic with this ordinal.
    pub fn topic_counts(&self, topic: usize) -> TopicCounts {
        let (direct, with_narrower) = self.index.count_topic_claims(topic);
        TopicCounts { direct, with_narrower }
    }

    /// The number of claims drawn from the article with this ordinal.
    pub fn article_count(&self, article: usize) -> u64 {
        self.index.count_article_claims(article)
    }

    /// The ordinals of an article's claims in the order of their places.
    pub fn article_claims(&self, article: usize) -> Vec<u32> {
        (POSITION.order)(&self.index, &self.index.articles[article], None).collect()
    }

    /// Where the evidence of a claim begins in its article, in code points, if that is known.
    pub fn start_in_article(&self, claim: u32) -> Option<u32> {
        Some(self.index.place(claim).start).filter(|&start| start != u32::MAX)
    }

    /// The number of claims that involve an actor, are under a topic or a narrower one, or are drawn from an article.
    pub fn claim_count(&self, resource: Resource, ordinal: usize) -> u64 {
        match resource {
            Resource::Actor => self.index.count_actor_claims(ordinal),
            Resource::Topic => self.topic_counts(ordinal).with_narrower,
            Resource::Article => self.article_count(ordinal),
        }
    }

    /// The orders of a table of the catalogue.
    pub fn orders<T: CatalogueRecord>(&self) -> &RecordOrders {
        let sort = || {
            let language = self.catalogue.languages.first().map_or("", String::as_str);
            RecordOrders::new(T::table(&self.catalogue).all(), language, |ordinal| {
                self.claim_count(T::RESOURCE, ordinal)
            })
        };
        self.orders[T::RESOURCE as usize].get_or_init(sort)
    }

    /// The database file, if the dataset is in one.
    pub fn file(&self) -> Option<SnapshotFile> {
        self.backend.file()
    }

    /// The cost of reading a few claims by identifier.
    pub fn lookup_cost(&self) -> Cost {
        if self.backend.is_remote() { Cost::Remote } else { Cost::Inline }
    }

    /// The cost of a page of claims, with facets if they are requested.
    pub fn query_cost(&self, query: &ClaimQuery, facets: Option<&FacetRequest>) -> Cost {
        // Single words have posting lists. Phrases need positions, and relevance needs a score for each match.
        let has_phrase = |text: &TextQuery| {
            text.lookups().any(|lookup| !matches!(lookup, Lookup::Phrase(positions) if positions.len() == 1))
        };
        let scans = |text: &TextQuery| query.sort.needs_text || has_phrase(text);
        if query.filter.text().is_some_and(scans) {
            return self.cost_of_visits(u64::MAX);
        }
        self.cost_of_visits(estimate_visits(self.query_context(), &query.filter, facets))
    }

    /// The cost of a timeline.
    pub fn timeline_cost(&self, filter: &ClaimFilter) -> Cost {
        let query = ClaimQuery { filter: filter.clone(), sort: &OLDEST };
        let visits = max_matches(self.query_context(), filter);
        self.query_cost(&query, None).max(self.cost_of_visits(visits))
    }

    /// The cost of skipping the first matches of a query, which are visited one by one.
    pub fn skip_cost(&self, skipped: u64) -> Cost {
        self.cost_of_visits(skipped)
    }

    /// The cost of finding quotes: it depends on how frequent their words are.
    pub fn quotes_cost(&self) -> Cost {
        self.lookup_cost().with_many_documents()
    }

    /// The cost of finding names that match a text: a short one matches many.
    pub fn names_cost(&self) -> Cost {
        if self.suggester.len() > MAX_INLINE_NAMES { Cost::Expensive } else { Cost::Inline }
    }

    pub(super) fn cost_of_visits(&self, visits: u64) -> Cost {
        match self.lookup_cost() {
            Cost::Inline if visits > MAX_INLINE_VISITS => Cost::Expensive,
            cost => cost,
        }
    }
}

/// The analyzers of all languages that statements, quotes, names and labels are in, each once.
fn analyzers(catalogue: &Catalogue, index: &ClaimIndex) -> Vec<Analyzer> {
    let names = catalogue.actors.all().iter().flat_map(|actor| actor.name.texts().chain(actor.aliases.texts()));
    let labels = catalogue.topics.all().iter().flat_map(|topic| topic.label.texts());
    let tags: BTreeSet<&str> = names.chain(labels).map(|(tag, _)| tag).collect();
    let languages = index.statement_languages().chain(index.languages()).chain(tags);
    let analyzers: BTreeSet<Analyzer> = languages.map(Analyzer::for_language).collect();
    analyzers.into_iter().collect()
}
