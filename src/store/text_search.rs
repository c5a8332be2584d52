//! Full-text search: words through posting lists, phrases and relevance through positions.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use roaring::RoaringBitmap;

use super::backend::Backend;
use super::bm25::Scores;
use super::deadline::Deadline;
use super::error::StoreError;
use super::query_index::QueryIndex;
use crate::domain::catalogue::Catalogue;
use crate::index::ClaimIndex;
use crate::query::ClaimFilter;
use crate::search::{Alternatives, Analyzer, Lookup, TextQuery, correct_query, find_nearest_word, typed_terms};

/// The matches of a text query with more claims are not ranked by relevance, whatever other filters leave of them: the lists of
/// its words take too long to read.
const MAX_SCORED: u64 = 50_000;

/// The longest name, in words, that is indexed as a single term.
const MAX_NAME_WORDS: usize = 5;

/// Maximum number of unknown words of a query that get a spelling suggestion.
const MAX_CORRECTED: usize = 4;

/// Bytes of cached results, which the pages, facets and exports of one query share.
const CACHE_BYTES: u64 = 4 << 20;

/// The bytes of a cached result besides its claims: its query and what the cache keeps of it.
const RESULT_OVERHEAD_BYTES: u64 = 1 << 10;

/// The expected number of cached results.
const EXPECTED_RESULTS: usize = 64;

/// Claims with their scores, best first. A smaller score is better.
pub type ScoredClaims = Arc<Vec<(f64, u32)>>;

/// Finds and ranks the claims that match a text query.
pub struct TextSearch {
    /// Names of several words that are also indexed as a single term.
    whole_names: BTreeSet<String>,
    matches: Cache<(Vec<Alternatives>, Vec<Alternatives>), Arc<RoaringBitmap>, ByBytes>,
    scored: Cache<ClaimFilter, ScoredClaims, ByBytes>,
}

/// Weighs cached results by their memory. The cache never evicts a result of weight 0, so that one without claims has a weight too.
#[derive(Clone)]
struct ByBytes;

impl<K: Hash + Eq> Weighter<K, Arc<RoaringBitmap>> for ByBytes {
    fn weight(&self, _: &K, claims: &Arc<RoaringBitmap>) -> u64 {
        RESULT_OVERHEAD_BYTES + claims.serialized_size() as u64
    }
}

impl<K: Hash + Eq> Weighter<K, ScoredClaims> for ByBytes {
    fn weight(&self, _: &K, scored: &ScoredClaims) -> u64 {
        RESULT_OVERHEAD_BYTES + size_of_val(scored.as_slice()) as u64
    }
}

impl TextSearch {
    pub fn new(catalogue: &Catalogue) -> Self {
        let aliases = catalogue.actors.all().iter().flat_map(|actor| actor.aliases.texts());
        let whole_name = |(language, alias): (&str, &str)| Analyzer::for_language(language).join_terms(alias);
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
        let key = (query.required.clone(), query.excluded.clone());
        if let Some(cached) = self.matches.get(&key) {
            return Ok(cached);
        }
        let (required, excluded) = (self.with_whole_names(&query.required), self.with_whole_names(&query.excluded));
        let index = QueryIndex::read(backend, required.iter().chain(&excluded), deadline)?;
        let mut found = all.clone();
        for alternatives in &required {
            found &= index.containing_any(alternatives)?;
        }
        for alternatives in &excluded {
            found -= index.containing_any(alternatives)?;
        }
        let found = Arc::new(found);
        self.matches.insert(key, Arc::clone(&found));
        Ok(found)
    }

    /// The matches of a filter with the scores of its required words, best first; `None` if it has no such words, or if too many
    /// claims have them.
    pub fn scored(
        &self,
        backend: &dyn Backend,
        filter: &ClaimFilter,
        matches: &RoaringBitmap,
        claims: &ClaimIndex,
        deadline: Deadline,
    ) -> Result<Option<ScoredClaims>, StoreError> {
        let Some(query) = filter.text().filter(|query| !query.required.is_empty()) else { return Ok(None) };
        if let Some(cached) = self.scored.get(filter) {
            return Ok(Some(cached));
        }
        let without_exclusions = TextQuery { excluded: vec![], ..query.clone() };
        if self.matches(backend, &without_exclusions, claims.all(), deadline)?.len() > MAX_SCORED {
            return Ok(None);
        }
        let mut relevance = Scores::new(claims, matches.iter());
        if !matches.is_empty() {
            let required = self.with_whole_names(&query.required);
            let index = QueryIndex::read(backend, &required, deadline)?;
            for phrase in required.iter().flat_map(|alternatives| index.phrases(alternatives)) {
                let (occurrences, frequency) = index.occurrences(&phrase, matches)?;
                relevance.add(&occurrences, frequency);
            }
        }
        let mut scored = relevance.finish();
        scored.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let scored = Arc::new(scored);
        self.scored.insert(filter.clone(), Arc::clone(&scored));
        Ok(Some(scored))
    }

    /// Suggests another spelling of a query without results; only its first unknown words are considered.
    pub fn suggest_spelling(
        backend: &dyn Backend,
        query: &TextQuery,
        analyzers: &[Analyzer],
        deadline: Deadline,
    ) -> Result<Option<String>, StoreError> {
        let typed = typed_terms(&query.typed, analyzers);
        let terms: Vec<&str> = typed.iter().flatten().map(String::as_str).collect();
        let postings = backend.postings(&terms, deadline)?;
        // A word is known if any language knows it.
        let is_unknown = |word: &&Vec<String>| !word.iter().any(|term| postings.contains_key(term));
        let mut unknown: Vec<&str> = typed.iter().filter(is_unknown).flatten().map(String::as_str).collect();
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

    /// The alternatives with the whole names that contain them.
    fn with_whole_names(&self, parts: &[Alternatives]) -> Vec<Alternatives> {
        let mut with_names = parts.to_vec();
        for from in 0..parts.len() {
            for (to, name) in self.names_from(&parts[from..]) {
                with_names[from..from + to]
                    .iter_mut()
                    .for_each(|part| part.push(Lookup::Phrase(vec![vec![name.clone()]])));
            }
        }
        with_names
    }

    /// The whole names that parts begin with, each with its number of parts.
    fn names_from(&self, parts: &[Alternatives]) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        let mut beginnings = vec![String::new()];
        for (at, part) in parts.iter().take(MAX_NAME_WORDS).enumerate() {
            let Some(Lookup::Phrase(positions)) = part.first() else { break };
            for position in positions {
                let longer =
                    |beginning: &String| position.iter().map(|term| format!("{beginning}{term}")).collect::<Vec<_>>();
                beginnings = beginnings.iter().flat_map(longer).filter(|name| self.begins_name(name)).collect();
            }
            let names = beginnings.iter().filter(|name| self.whole_names.contains(*name));
            found.extend(names.map(|name| (at + 1, name.clone())));
        }
        found
    }

    fn begins_name(&self, beginning: &str) -> bool {
        self.whole_names.range(beginning.to_owned()..).next().is_some_and(|name| name.starts_with(beginning))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_keeps_a_bounded_number_of_queries_without_results() {
        let cache: Cache<u32, ScoredClaims, ByBytes> = Cache::with_weighter(EXPECTED_RESULTS, CACHE_BYTES, ByBytes);
        for query in 0..20_000 {
            cache.insert(query, ScoredClaims::default());
        }
        let most = usize::try_from(CACHE_BYTES / RESULT_OVERHEAD_BYTES).unwrap();
        assert!((1..=most).contains(&cache.len()), "{} results", cache.len());
    }
}
