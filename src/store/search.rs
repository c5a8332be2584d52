//! Words to claims: by the list that each word has; by the full-text index of the database where positions or weights count.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use roaring::RoaringBitmap;

use super::StoreError;
use crate::domain::catalogue::Catalogue;
use crate::query::text_query::TextQuery;
use crate::search::{corrected, nearest_word, tokens, variants, whole_name};
use crate::store::backend::Backend;
use crate::store::deadline::is_late;

/// The most matches that are weighed one by one.
const MAX_RANKED: u64 = 50_000;

/// Names of more words than this are not looked for as a whole.
const MAX_NAME: usize = 5;

/// Words of one query that are corrected.
const MAX_CORRECTED: usize = 4;

/// Answers kept for the pages, facets and chunks that ask the same again.
const KEPT: usize = 32;

/// The most claims in rankings that are kept, in all.
const KEPT_CLAIMS: usize = 250_000;

/// Tokens that stand side by side; a list of one is a word.
pub type PhraseTerms = Vec<String>;

/// A claim and its weight; smaller is better.
pub type ScoredDocs = Arc<Vec<(f64, u32)>>;

/// The search side of a dataset.
pub struct Search {
    /// Names of several words that stand in the index as one token.
    whole_names: HashSet<String>,
    matches: Recent<Arc<RoaringBitmap>>,
    ranked: Recent<ScoredDocs>,
}

impl Search {
    /// Learns the names of several words.
    pub fn new(catalogue: &Catalogue) -> Self {
        let aliases = catalogue.actors.all().iter().flat_map(|actor| actor.aliases.each());
        let several = aliases.filter(|(_, alias)| tokens(alias).len() > 1);
        Self {
            whole_names: several.map(|(_, alias)| whole_name(alias)).collect(),
            matches: Recent::default(),
            ranked: Recent::default(),
        }
    }

    /// The claims that a query finds, of `all` there are.
    pub async fn matches(
        &self,
        records: &impl Backend,
        query: &TextQuery,
        all: &RoaringBitmap,
    ) -> Result<Arc<RoaringBitmap>, StoreError> {
        let required = self.required(query);
        let excluded: Vec<PhraseTerms> = query.excluded.iter().flat_map(|phrase| self.alternatives(phrase)).collect();
        let key = format!("{required:?} NOT {excluded:?}");
        if let Some(known) = self.matches.known(&key) {
            return Ok(known);
        }
        let mut tokens: Vec<&str> = required.iter().flatten().chain(&excluded).flatten().map(String::as_str).collect();
        tokens.sort_unstable();
        tokens.dedup();
        let postings = records.postings(&tokens).await?;
        let mut found = all.clone();
        for alternatives in &required {
            found &= holding(records, &postings, alternatives).await?;
        }
        if !excluded.is_empty() {
            found -= holding(records, &postings, &excluded).await?;
        }
        Ok(self.matches.keep(key, Arc::new(found)))
    }

    /// Every claim with the required words and its weight, the best first; `None` where there are too many to weigh.
    pub async fn ranked(
        &self,
        records: &impl Backend,
        query: &TextQuery,
        all: &RoaringBitmap,
    ) -> Result<Option<ScoredDocs>, StoreError> {
        let required = TextQuery { excluded: vec![], ..query.clone() };
        if required.required.is_empty() || self.matches(records, &required, all).await?.len() > MAX_RANKED {
            return Ok(None);
        }
        let required = self.required(query);
        let key = format!("{required:?}");
        if let Some(known) = self.ranked.known(&key) {
            return Ok(Some(known));
        }
        let mut ranked = records.weighed(&required).await?;
        ranked.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        Ok(Some(self.ranked.keep(key, Arc::new(ranked))))
    }

    /// What was probably meant by a query that finds nothing. Only the first few words that occur nowhere are looked at.
    pub async fn spelling(records: &impl Backend, query: &TextQuery) -> Result<Option<String>, StoreError> {
        let typed: Vec<&str> = query.required.iter().flatten().map(String::as_str).collect();
        let known = records.postings(&typed).await?;
        let mut near: HashMap<&str, String> = HashMap::new();
        let mut looked_at = 0;
        for token in typed {
            if known.contains_key(token) || near.contains_key(token) || looked_at == MAX_CORRECTED {
                continue;
            }
            looked_at += 1;
            let words = records.words_of_length(token.chars().count()).await?;
            // Once the deadline has passed there is nothing left to compare.
            let each = words
                .iter()
                .take_while(|_| !is_late())
                .map(|known| (known.token.as_str(), known.word.as_str(), known.claims));
            if let Some(word) = nearest_word(token, each) {
                near.insert(token, word.to_owned());
            }
        }
        Ok(corrected(&query.typed, |token| near.get(token).cloned()))
    }

    /// The required words, each with what may stand for it: itself, or a name that stands in the query as a whole.
    fn required(&self, query: &TextQuery) -> Vec<Vec<PhraseTerms>> {
        let required = &query.required;
        let name = |from: usize, to: usize| -> Option<PhraseTerms> {
            let run = &required[from..to];
            let joined: String = run.iter().flatten().map(String::as_str).collect();
            let is_name = run.iter().all(|tokens| tokens.len() == 1) && self.whole_names.contains(&joined);
            is_name.then(|| vec![joined])
        };
        let word = |at: usize| {
            let mut alternatives = self.alternatives(&required[at]);
            for from in at.saturating_sub(MAX_NAME - 1)..=at {
                let runs = at.max(from + 1) + 1..=required.len().min(from + MAX_NAME);
                alternatives.extend(runs.filter_map(|to| name(from, to)));
            }
            alternatives
        };
        (0..required.len()).map(word).collect()
    }

    /// What may stand for a word or phrase: itself, the same with another preposition before its first word, or a name
    /// that stands in the index as a whole.
    fn alternatives(&self, tokens: &[String]) -> Vec<PhraseTerms> {
        let mut alternatives = vec![tokens.to_vec()];
        if let Some((first, rest)) = tokens.split_first() {
            let others = variants(first).into_iter();
            alternatives.extend(others.map(|first| [&[first], rest].concat()));
        }
        let joined = tokens.concat();
        if tokens.len() > 1 && self.whole_names.contains(&joined) {
            alternatives.push(vec![joined]);
        }
        alternatives
    }
}

/// The claims that hold any of the phrases.
async fn holding(
    records: &impl Backend,
    postings: &HashMap<String, RoaringBitmap>,
    alternatives: &[PhraseTerms],
) -> Result<RoaringBitmap, StoreError> {
    let mut found = RoaringBitmap::new();
    for phrase in alternatives {
        let mut lists = phrase.iter().map(|token| postings.get(token));
        // A token that occurs nowhere leaves nothing.
        let Some(Some(first)) = lists.next() else { continue };
        let with_all = lists.try_fold(first.clone(), |all, list| list.map(|list| all & list)).unwrap_or_default();
        // Lists do not know positions.
        if phrase.len() > 1 && !with_all.is_empty() {
            found |= records.side_by_side(phrase).await?;
        } else {
            found |= with_all;
        }
    }
    Ok(found)
}

/// What an answer takes up, in claims.
trait Size {
    fn claims(&self) -> usize;
}

impl Size for ScoredDocs {
    fn claims(&self) -> usize {
        self.len()
    }
}

impl Size for Arc<RoaringBitmap> {
    fn claims(&self) -> usize {
        // A claim takes two bytes at the most, sixteen in a ranking.
        usize::try_from(self.len() / 8).unwrap_or(usize::MAX)
    }
}

/// The latest answers, for a dataset that never changes.
struct Recent<T>(Mutex<VecDeque<(String, T)>>);

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self(Mutex::new(VecDeque::with_capacity(KEPT)))
    }
}

impl<T: Clone + Size> Recent<T> {
    fn known(&self, key: &str) -> Option<T> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(known, _)| known == key).map(|(_, answer)| answer.clone())
    }

    fn keep(&self, key: String, answer: T) -> T {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_back((key, answer.clone()));
        while kept.len() > KEPT || (kept.len() > 1 && kept.iter().map(|(_, a)| a.claims()).sum::<usize>() > KEPT_CLAIMS)
        {
            kept.pop_front();
        }
        answer
    }
}
