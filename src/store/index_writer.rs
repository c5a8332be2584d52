//! Analyzes the text of claims and builds the full-text index: the term dictionary, with posting lists and positions.
//!
//! Names of actors and topics are analyzed once and shared by all threads. Each thread analyzes its claims with a cache of
//! words, and the dictionaries of the threads are merged at the end.

use std::collections::HashMap;
use std::sync::Arc;

use roaring::RoaringBitmap;

use super::error::{StoreError, corrupt};
use super::history::ClaimRevision;
use super::positions::{PositionStream, merge_streams, place};
use super::quote_index::QuoteKeys;
use super::term_words::TermWords;
use crate::domain::actor::Actor;
use crate::domain::article::Article;
use crate::domain::claim::Claim;
use crate::domain::identifier::{ActorId, ArticleId, TopicId};
use crate::domain::json_line::to_json_line;
use crate::domain::release::Revision;
use crate::domain::topic::Topic;
use crate::search::{Analyzer, Rules, Terms, TextTerms, analyze_word};

/// Number of ordinals buffered per term before they are added to its bitmap, which is much cheaper than one at a time.
const FLUSH_THRESHOLD: usize = 64;

/// Maximum number of words whose terms a thread caches, for each set of rules.
const MAX_CACHED_WORDS: usize = 500_000;

pub type TermDictionary = HashMap<String, TermInfo>;

/// The dictionary's entry for a term.
#[derive(Debug, Default)]
pub struct TermInfo {
    pub words: TermWords,
    /// The posting list: the ordinals of the claims that contain the term.
    pub claims: RoaringBitmap,
    /// Where it stands in them, as a stream of `positions.rs`.
    pub positions: Vec<u8>,
}

/// A posting list as it is stored: in the portable format of Roaring bitmaps.
pub fn serialize_posting(mut claims: RoaringBitmap) -> Result<Vec<u8>, StoreError> {
    claims.optimize();
    let mut posting = Vec::with_capacity(claims.serialized_size());
    claims.serialize_into(&mut posting).map_err(|error| corrupt("posting list", error))?;
    Ok(posting)
}

/// Merges the dictionaries of two threads.
pub fn merge_dictionaries(mut all: TermDictionary, more: TermDictionary) -> TermDictionary {
    if all.is_empty() {
        return more;
    }
    for (term, TermInfo { words, claims, positions }) in more {
        let info = all.entry(term).or_default();
        info.words.add_all(&words);
        info.positions = merge_streams((&info.claims, &info.positions), (&claims, &positions));
        info.claims |= claims;
    }
    all
}

/// The analyzed names of actors and topics, and the voices of articles.
#[derive(Debug, Default, Clone)]
pub struct NameTokens {
    actors: HashMap<ActorId, Vec<String>>,
    topics: HashMap<TopicId, Vec<String>>,
    voices: HashMap<ArticleId, ActorId>,
    /// Every term with the word it comes from.
    words: Vec<(String, String)>,
}

impl NameTokens {
    /// Adds an actor's names. An alias of several words becomes a single term, so that "Chinese government" as an alias of
    /// China does not make every claim about China match "government".
    pub fn add_actor(&mut self, actor: &Actor) {
        let mut terms = self.analyze(actor.name.texts());
        for (language, alias) in actor.aliases.texts() {
            match Analyzer::for_language(language).join_terms(alias) {
                Some(whole) => {
                    self.words.push((whole.clone(), alias.to_owned()));
                    terms.push(whole);
                }
                None => terms.extend(self.analyze([(language, alias)])),
            }
        }
        self.actors.insert(actor.id.clone(), terms);
    }

    pub fn add_topic(&mut self, topic: &Topic) {
        let terms = self.analyze(topic.label.texts());
        self.topics.insert(topic.id.clone(), terms);
    }

    /// Adds the voice of an article, whose name is not searched in the article's own claims.
    pub fn add_article(&mut self, article: &Article) {
        self.voices.insert(article.id.clone(), article.voice.clone());
    }

    /// The terms of texts, each of which comes after its language.
    fn analyze<'t>(&mut self, texts: impl IntoIterator<Item = (&'t str, &'t str)>) -> Vec<String> {
        let mut terms = Vec::new();
        for (language, text) in texts {
            let analyzer = Analyzer::for_language(language);
            let words = Analyzer::words(text);
            let text_terms = TextTerms::new(&words, |word| {
                let word_terms = analyze_word(word, analyzer.rules_for(word));
                self.words.extend(word_terms.iter().flat_map(Terms::all).map(|term| (term.clone(), word.to_owned())));
                word_terms
            });
            terms.extend(text_terms.in_index_order().into_iter().cloned());
        }
        terms
    }
}

/// A claim as it is written to a database.
#[derive(Debug)]
pub struct IndexedClaim {
    pub ordinal: u32,
    pub claim: Claim,
    /// The claim as JSON.
    pub document: String,
    /// The number of its terms.
    pub length: u32,
    /// The keys of each quote.
    pub quotes: Vec<QuoteKeys>,
    pub revision: ClaimRevision,
}

/// A term with its position in [`TextIndexer::terms`].
#[derive(Debug)]
struct InternedTerm {
    term: String,
    info: TermInfo,
    /// The latest claims, not yet in `info`.
    pending: Vec<u32>,
    positions: PositionStream,
}

impl InternedTerm {
    /// Adds the next position of a column, and the claim to the posting list, once.
    fn add_occurrence(&mut self, ordinal: u32, column: &mut Column) {
        let begins_claim = self.pending.last() != Some(&ordinal);
        if begins_claim {
            if self.pending.len() == FLUSH_THRESHOLD {
                self.info.claims.extend(self.pending.drain(..));
            }
            self.pending.push(ordinal);
        }
        self.positions.add(begins_claim, place(column.number, column.length));
        column.length += 1;
    }

    fn finish(mut self) -> (String, TermInfo) {
        self.info.claims.extend(self.pending);
        self.info.positions = self.positions.into_bytes();
        (self.term, self.info)
    }
}

/// A column of a claim: statements, quotes, actors or topics.
struct Column {
    number: usize,
    /// The number of its terms.
    length: usize,
}

/// Analyzes claims on one thread.
pub struct TextIndexer {
    names: Arc<NameTokens>,
    terms: Vec<InternedTerm>,
    /// Positions in `terms`, by term.
    positions: HashMap<String, usize>,
    /// Words that were analyzed, by rules and word.
    cache: HashMap<Rules, HashMap<String, CachedWord>>,
}

struct CachedWord {
    /// The positions of its terms in [`TextIndexer::terms`].
    terms: Vec<Terms<usize>>,
    /// Occurrences that are not yet counted in the words of the terms.
    occurrences: u32,
}

impl TextIndexer {
    pub fn new(names: Arc<NameTokens>) -> Self {
        let (terms, positions, cache) = (Vec::new(), HashMap::new(), HashMap::new());
        let mut indexer = Self { names, terms, positions, cache };
        for (term, word) in &Arc::clone(&indexer.names).words {
            let position = indexer.intern(term);
            indexer.terms[position].info.words.add(word, 0);
        }
        indexer
    }

    /// Analyzes a claim, given as JSON without its revision.
    pub fn index(
        &mut self,
        ordinal: u32,
        content: &[u8],
        revision: ClaimRevision,
        served: Revision,
    ) -> Result<IndexedClaim, StoreError> {
        let mut claim: Claim = serde_json::from_slice(content).map_err(|error| corrupt("claim", error))?;
        let length = self.index_columns(ordinal, &claim);
        claim.revision = Some(served);
        let document = to_json_line(&claim).map_err(|error| corrupt("claim", error))?;
        let document = String::from_utf8(document).map_err(|error| corrupt("claim", error))?;
        let quotes = QuoteKeys::of_claim(&claim);
        Ok(IndexedClaim { ordinal, claim, document, length, quotes, revision })
    }

    /// Adds the terms of a claim. Returns their number.
    pub fn index_columns(&mut self, ordinal: u32, claim: &Claim) -> u32 {
        let statements = self.index_texts(ordinal, 0, claim.statement.texts());
        let quotes = claim.evidence.iter().map(|span| (span.language.as_str(), span.quote.as_str()));
        let quotes = self.index_texts(ordinal, 1, quotes);
        let names = Arc::clone(&self.names);
        let voice = names.voices.get(&claim.article.id);
        let involved = claim.actors.iter().map(|involved| &involved.actor.id);
        let asserters = claim.attribution.iter().map(|link| &link.actor.id);
        let mut ids: Vec<&ActorId> = involved.chain(asserters).filter(|id| Some(*id) != voice).collect();
        ids.sort_unstable();
        ids.dedup();
        let actors = self.index_names(ordinal, 2, ids.into_iter().filter_map(|id| names.actors.get(id)));
        let topics = self.index_names(ordinal, 3, claim.topics.iter().filter_map(|topic| names.topics.get(&topic.id)));
        let length = statements + quotes + actors + topics;
        u32::try_from(length).expect("texts are shorter than 4 GiB")
    }

    /// The terms of the claims, and those of names without claims.
    pub fn into_dictionary(mut self) -> TermDictionary {
        for (word, cached) in self.cache.drain().flat_map(|(_, words)| words) {
            count_occurrences(&mut self.terms, &word, &cached);
        }
        self.terms.into_iter().map(InternedTerm::finish).collect()
    }

    /// Indexes texts, each of which comes after its language, as a column. Returns the number of their terms.
    fn index_texts<'t>(
        &mut self,
        ordinal: u32,
        number: usize,
        texts: impl IntoIterator<Item = (&'t str, &'t str)>,
    ) -> usize {
        let mut column = Column { number, length: 0 };
        for (language, text) in texts {
            let analyzer = Analyzer::for_language(language);
            let words = Analyzer::words(text);
            let positions = TextTerms::new(&words, |word| self.positions(word, analyzer.rules_for(word)));
            for &position in positions.in_index_order() {
                self.terms[position].add_occurrence(ordinal, &mut column);
            }
        }
        column.length
    }

    /// Indexes analyzed names as a column. Returns the number of their terms.
    fn index_names<'n>(&mut self, ordinal: u32, number: usize, names: impl Iterator<Item = &'n Vec<String>>) -> usize {
        let mut column = Column { number, length: 0 };
        for term in names.flatten() {
            let position = self.intern(term);
            self.terms[position].add_occurrence(ordinal, &mut column);
        }
        column.length
    }

    /// Counts an occurrence of a word. Returns the positions of its terms, from the cache if it was analyzed before.
    fn positions(&mut self, word: &str, rules: Rules) -> Vec<Terms<usize>> {
        if let Some(cached) = self.cache.get_mut(&rules).and_then(|words| words.get_mut(word)) {
            cached.occurrences += 1;
            return cached.terms.clone();
        }
        let terms = analyze_word(word, rules).into_iter().map(|terms| terms.map(|term| self.intern(&term)));
        let terms: Vec<Terms<usize>> = terms.collect();
        let words = self.cache.entry(rules).or_default();
        if words.len() == MAX_CACHED_WORDS {
            for (word, cached) in words.drain() {
                count_occurrences(&mut self.terms, &word, &cached);
            }
        }
        words.insert(word.to_owned(), CachedWord { terms: terms.clone(), occurrences: 1 });
        terms
    }

    fn intern(&mut self, term: &str) -> usize {
        if let Some(&position) = self.positions.get(term) {
            return position;
        }
        let position = self.terms.len();
        self.positions.insert(term.to_owned(), position);
        let (term, info, pending, positions) =
            (term.to_owned(), TermInfo::default(), Vec::new(), PositionStream::default());
        self.terms.push(InternedTerm { term, info, pending, positions });
        position
    }
}

/// Adds the occurrences of a word to the words of its terms.
fn count_occurrences(terms: &mut [InternedTerm], word: &str, cached: &CachedWord) {
    for &position in cached.terms.iter().flat_map(Terms::all) {
        terms[position].info.words.add(word, cached.occurrences);
    }
}
