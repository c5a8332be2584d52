//! Words to claims: by the list that each word has, and by FTS5 where positions or weights count. Tokens are letters and
//! digits only and stand in quotation marks, so that nothing typed is ever syntax.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use roaring::RoaringBitmap;
use rusqlite::Connection;

use super::StoreError;
use super::catalogue::corrupt;
use crate::domain::catalogue::Catalogue;
use crate::domain::text_query::TextQuery;
use crate::search::{corrected, nearest_word, tokens, variants, whole_name};

/// How much a match counts by column: statements in both languages, evidence, actors, topics. `DESIGN.md` says why.
const WEIGHTS: &str = "10.0, 10.0, 4.0, 6.0, 2.0";

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
type Phrase = Vec<String>;

/// A claim and its BM25; smaller is better.
pub type Ranked = Arc<Vec<(f64, u32)>>;

/// The search side of a snapshot.
pub struct Search {
    /// Names of several words that stand in the index as one token.
    whole_names: HashSet<String>,
    matches: Recent<Arc<RoaringBitmap>>,
    ranked: Recent<Ranked>,
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
    pub fn matches(
        &self,
        connection: &Connection,
        query: &TextQuery,
        all: &RoaringBitmap,
    ) -> Result<Arc<RoaringBitmap>, StoreError> {
        let required = self.required(query);
        let excluded: Vec<Phrase> = query.excluded.iter().flat_map(|phrase| self.alternatives(phrase)).collect();
        let key = format!("{} NOT {}", expression(&required), any_of(&excluded));
        self.matches.get(&key, || {
            let mut found = all.clone();
            for alternatives in &required {
                found &= holding(connection, alternatives)?;
            }
            if !excluded.is_empty() {
                found -= holding(connection, &excluded)?;
            }
            Ok(Arc::new(found))
        })
    }

    /// Every claim with the required words and its BM25, the best first; `None` where there are too many to weigh.
    pub fn ranked(
        &self,
        connection: &Connection,
        query: &TextQuery,
        all: &RoaringBitmap,
    ) -> Result<Option<Ranked>, StoreError> {
        let required = TextQuery { excluded: vec![], ..query.clone() };
        if required.required.is_empty() || self.matches(connection, &required, all)?.len() > MAX_RANKED {
            return Ok(None);
        }
        let expression = expression(&self.required(query));
        let ranked = self.ranked.get(&expression, || {
            let sql =
                format!("SELECT bm25(claim_search, {WEIGHTS}), rowid FROM claim_search WHERE claim_search MATCH ?1");
            let mut statement = connection.prepare_cached(&sql)?;
            let rows = statement.query_map([&expression], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let mut ranked = rows.collect::<Result<Vec<(f64, u32)>, _>>()?;
            ranked.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            Ok(Arc::new(ranked))
        });
        ranked.map(Some)
    }

    /// What was probably meant by a query that finds nothing. Only the first few words that occur nowhere are looked at.
    pub fn spelling(connection: &Connection, query: &TextQuery) -> Result<Option<String>, StoreError> {
        let mut unknown: Vec<&String> = Vec::new();
        let mut known = connection.prepare_cached("SELECT 1 FROM search_word WHERE token = ?1")?;
        for token in query.required.iter().flatten() {
            if unknown.len() < MAX_CORRECTED && !unknown.contains(&token) && !known.exists([token])? {
                unknown.push(token);
            }
        }
        let mut near: HashMap<&String, String> = HashMap::new();
        let mut of_length = connection.prepare_cached(
            "SELECT token, word, claims FROM search_word WHERE length(token) BETWEEN ?1 - 2 AND ?1 + 2",
        )?;
        for token in unknown {
            let length = i64::try_from(token.chars().count()).unwrap_or(i64::MAX);
            let rows = of_length.query_map([length], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            let words = rows.collect::<Result<Vec<(String, String, u32)>, _>>()?;
            let each = words.iter().map(|(token, word, claims)| (token.as_str(), word.as_str(), u64::from(*claims)));
            if let Some(word) = nearest_word(token, each) {
                near.insert(token, word.to_owned());
            }
        }
        Ok(corrected(&query.typed, |token| near.get(&token.to_owned()).cloned()))
    }

    /// The required words, each with what may stand for it: itself, or a name that stands in the query as a whole.
    fn required(&self, query: &TextQuery) -> Vec<Vec<Phrase>> {
        let required = &query.required;
        let name = |from: usize, to: usize| -> Option<Phrase> {
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
    fn alternatives(&self, tokens: &[String]) -> Vec<Phrase> {
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

/// All of the words, each in one of its forms, as an FTS5 expression.
fn expression(required: &[Vec<Phrase>]) -> String {
    required.iter().map(|alternatives| any_of(alternatives)).collect::<Vec<_>>().join(" AND ")
}

fn any_of(alternatives: &[Phrase]) -> String {
    let quoted: Vec<String> = alternatives.iter().map(|phrase| quoted(phrase)).collect();
    format!("({})", quoted.join(" OR "))
}

fn quoted(phrase: &[String]) -> String {
    format!("\"{}\"", phrase.join(" "))
}

/// The claims that hold any of the phrases.
fn holding(connection: &Connection, alternatives: &[Phrase]) -> Result<RoaringBitmap, StoreError> {
    let mut found = RoaringBitmap::new();
    for phrase in alternatives {
        found |= with_phrase(connection, phrase)?;
    }
    Ok(found)
}

/// The claims that hold the phrase: a word by its list, several words side by side by FTS5, which knows the positions.
fn with_phrase(connection: &Connection, phrase: &[String]) -> Result<RoaringBitmap, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT search_posting.claims FROM search_word JOIN search_posting ON search_posting.word = search_word.key
         WHERE token = ?1",
    )?;
    let mut with_all: Option<RoaringBitmap> = None;
    for token in phrase {
        let mut rows = statement.query([token])?;
        let Some(row) = rows.next()? else { return Ok(RoaringBitmap::new()) };
        let bytes = row.get_ref(0)?.as_blob().map_err(|error| corrupt("list of claims", error))?;
        let claims = RoaringBitmap::deserialize_from(bytes).map_err(|error| corrupt("list of claims", error))?;
        with_all = Some(with_all.map_or_else(|| claims.clone(), |all| all & &claims));
    }
    let with_all = with_all.unwrap_or_default();
    if phrase.len() < 2 || with_all.is_empty() {
        return Ok(with_all);
    }
    let mut statement =
        connection.prepare_cached("SELECT rowid FROM claim_search WHERE claim_search MATCH ?1 ORDER BY rowid")?;
    let rows = statement.query_map([quoted(phrase)], |row| row.get::<_, u32>(0))?;
    Ok(rows.collect::<Result<RoaringBitmap, _>>()?)
}

/// What an answer takes up, in claims.
trait Size {
    fn claims(&self) -> usize;
}

impl Size for Ranked {
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
    fn get(&self, key: &str, answer: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().find(|(k, _)| k == key).cloned();
        if let Some((_, known)) = known {
            return Ok(known);
        }
        let found = answer()?;
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_back((key.to_owned(), found.clone()));
        while kept.len() > KEPT || (kept.len() > 1 && kept.iter().map(|(_, a)| a.claims()).sum::<usize>() > KEPT_CLAIMS)
        {
            kept.pop_front();
        }
        Ok(found)
    }
}
