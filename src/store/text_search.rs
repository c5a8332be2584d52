//! Full-text search: words through posting lists, phrases and relevance through the database's full-text index.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use roaring::RoaringBitmap;

use super::backend::{Backend, PhraseTerms};
use super::deadline::Deadline;
use super::error::StoreError;
use crate::domain::catalogue::Catalogue;
use crate::search::{Analyzer, TextQuery, correct_query, find_nearest_word, preposition_variants};

/// A query with more matches is not ranked by relevance.
const MAX_SCORED: u64 = 50_000;

/// The longest name, in words, that is indexed as a single term.
const MAX_NAME_WORDS: usize = 5;

/// Maximum number of unknown words of a query that get a spelling suggestion.
const MAX_CORRECTED: usize = 4;

/// Bytes of cached results, which the pages, facets and exports of one query share.
const CACHE_BYTES: u64 = 4 << 20;

/// The expected number of cached results.
const EXPECTED_RESULTS: usize = 64;

/// Claims with their scores, best first. A smaller score is better.
pub type ScoredClaims = Arc<Vec<(f64, u32)>>;

/// Alternatives for each required word, all of which must match.
type RequiredTerms = Vec<Vec<PhraseTerms>>;

/// Finds and ranks the claims that match a text query.
pub struct TextSearch {
    /// Names of several words that are also indexed as a single term.
    whole_names: HashSet<String>,
    matches: Cache<(RequiredTerms, Vec<PhraseTerms>), Arc<RoaringBitmap>, ByBytes>,
    scored: Cache<RequiredTerms, ScoredClaims, ByBytes>,
}

/// Weighs cached results by their memory.
#[derive(Clone)]
struct ByBytes;

impl<K: Hash + Eq> Weighter<K, Arc<RoaringBitmap>> for ByBytes {
    fn weight(&self, _: &K, claims: &Arc<RoaringBitmap>) -> u64 {
        claims.serialized_size() as u64
    }
}

impl<K: Hash + Eq> Weighter<K, ScoredClaims> for ByBytes {
    fn weight(&self, _: &K, scored: &ScoredClaims) -> u64 {
        size_of_val(scored.as_slice()) as u64
    }
}

impl TextSearch {
    pub fn new(catalogue: &Catalogue) -> Self {
        let aliases = catalogue.actors.all().iter().flat_map(|actor| actor.aliases.texts());
        let whole_name = |(language, alias): (&str, &str)| {
            let analyzer = Analyzer::for_language(language);
            (analyzer.analyze(alias).len() > 1).then(|| analyzer.join_terms(alias))
        };
        Self {
            whole_names: aliases.filter_map(whole_name).collect(),
            matches: Cache::with_weighter(EXPECTED_RESULTS, CACHE_BYTES, ByBytes),
            scored: Cache::with_weighter(EXPECTED_RESULTS, CACHE_BYTES, ByBytes),
        }
    }

    /// The claims among `all` that match a query.
    pub fn matches(
        &self,
        backend: &dyn Backend,
        query: &TextQuery,
        all: &RoaringBitmap,
        deadline: Deadline,
    ) -> Result<Arc<RoaringBitmap>, StoreError> {
        let excluded = query.excluded.iter().flatten().flat_map(|phrase| self.alternatives(phrase));
        let excluded: Vec<PhraseTerms> = excluded.collect();
        let key = (self.required(query), excluded);
        if let Some(cached) = self.matches.get(&key) {
            return Ok(cached);
        }
        let (required, excluded) = &key;
        let mut terms: Vec<&str> = required.iter().flatten().chain(excluded).flatten().map(String::as_str).collect();
        terms.sort_unstable();
        terms.dedup();
        let postings = backend.postings(&terms, deadline)?;
        let mut found = all.clone();
        for alternatives in required {
            found &= containing_any(backend, &postings, alternatives, deadline)?;
        }
        if !excluded.is_empty() {
            found -= containing_any(backend, &postings, excluded, deadline)?;
        }
        let found = Arc::new(found);
        self.matches.insert(key, Arc::clone(&found));
        Ok(found)
    }

    /// The claims with the required words and their scores, best first; `None` if there are too many to score.
    pub fn scored(
        &self,
        backend: &dyn Backend,
        query: &TextQuery,
        all: &RoaringBitmap,
        deadline: Deadline,
    ) -> Result<Option<ScoredClaims>, StoreError> {
        let without_exclusions = TextQuery { excluded: vec![], ..query.clone() };
        if query.required.is_empty() || self.matches(backend, &without_exclusions, all, deadline)?.len() > MAX_SCORED {
            return Ok(None);
        }
        let required = self.required(query);
        if let Some(cached) = self.scored.get(&required) {
            return Ok(Some(cached));
        }
        let mut scored = backend.score(&required, deadline)?;
        scored.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let scored = Arc::new(scored);
        self.scored.insert(required, Arc::clone(&scored));
        Ok(Some(scored))
    }

    /// Suggests another spelling of a query without results; only its first unknown words are considered.
    pub fn suggest_spelling(
        backend: &dyn Backend,
        query: &TextQuery,
        analyzers: &[Analyzer],
        deadline: Deadline,
    ) -> Result<Option<String>, StoreError> {
        let typed: Vec<&str> = query.required.iter().flatten().flatten().map(String::as_str).collect();
        let postings = backend.postings(&typed, deadline)?;
        // A word is known if any language knows it.
        let is_unknown = |word: &&Vec<PhraseTerms>| !word.iter().flatten().any(|term| postings.contains_key(term));
        let unknown = query.required.iter().filter(is_unknown).flatten().flatten();
        let mut unknown: Vec<&str> = unknown.map(String::as_str).collect();
        unknown.dedup();
        let mut near: HashMap<&str, String> = HashMap::new();
        for term in unknown.into_iter().take(MAX_CORRECTED) {
            let terms = backend.terms_of_length(term.chars().count(), deadline)?;
            let candidates = terms.iter().map(|entry| (entry.term.as_str(), entry.word.as_str(), entry.claims));
            // After the deadline the query fails anyway.
            if let Some(word) = find_nearest_word(term, candidates.take_while(|_| !deadline.is_past())) {
                near.insert(term, word.to_owned());
            }
        }
        Ok(correct_query(&query.typed, analyzers, |term| near.get(term).cloned()))
    }

    /// The alternatives for each required word: the word, or a whole name that contains it.
    fn required(&self, query: &TextQuery) -> RequiredTerms {
        let required = &query.required;
        // A name in the first language that knows it; names are mostly spelt alike.
        let name = |from: usize, to: usize| -> Option<PhraseTerms> {
            let run = &required[from..to];
            if run.iter().any(|word| word.iter().any(|terms| terms.len() != 1)) {
                return None;
            }
            let ways = run.iter().map(Vec::len).max().unwrap_or_default();
            let joined = |way: usize| -> String {
                run.iter().flat_map(|word| &word[way.min(word.len() - 1)]).map(String::as_str).collect()
            };
            (0..ways).map(joined).find(|joined| self.whole_names.contains(joined)).map(|joined| vec![joined])
        };
        let word = |at: usize| {
            let mut alternatives: Vec<_> = required[at].iter().flat_map(|phrase| self.alternatives(phrase)).collect();
            for from in at.saturating_sub(MAX_NAME_WORDS - 1)..=at {
                let runs = at.max(from + 1) + 1..=required.len().min(from + MAX_NAME_WORDS);
                alternatives.extend(runs.filter_map(|to| name(from, to)));
            }
            alternatives
        };
        (0..required.len()).map(word).collect()
    }

    /// The alternatives for a word or phrase: itself, its first word with another attached preposition, or the whole as a name
    /// that is indexed as a single term.
    fn alternatives(&self, terms: &[String]) -> Vec<PhraseTerms> {
        let mut alternatives = vec![terms.to_vec()];
        if let Some((first, rest)) = terms.split_first() {
            let others = preposition_variants(first).into_iter();
            alternatives.extend(others.map(|first| [&[first], rest].concat()));
        }
        let joined = terms.concat();
        if terms.len() > 1 && self.whole_names.contains(&joined) {
            alternatives.push(vec![joined]);
        }
        alternatives
    }
}

/// The claims that contain any of the phrases.
fn containing_any(
    backend: &dyn Backend,
    postings: &HashMap<String, RoaringBitmap>,
    alternatives: &[PhraseTerms],
    deadline: Deadline,
) -> Result<RoaringBitmap, StoreError> {
    let mut found = RoaringBitmap::new();
    for phrase in alternatives {
        let mut lists = phrase.iter().map(|term| postings.get(term));
        // A phrase with an unknown term has no matches.
        let Some(Some(first)) = lists.next() else { continue };
        let with_all = lists.try_fold(first.clone(), |all, list| list.map(|list| all & list)).unwrap_or_default();
        // Posting lists have no positions, which a phrase needs.
        if phrase.len() > 1 && !with_all.is_empty() {
            found |= backend.phrase_claims(phrase, deadline)?;
        } else {
            found |= with_all;
        }
    }
    Ok(found)
}
