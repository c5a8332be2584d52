//! Words to claims, by FTS5. Tokens are letters and digits only and stand in quotation marks, so that nothing typed is
//! ever syntax.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use roaring::RoaringBitmap;
use rusqlite::Connection;

use super::StoreError;
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

/// A claim and its BM25; smaller is better.
pub type Ranked = Arc<Vec<(f64, u32)>>;

/// The search side of a snapshot.
pub struct Search {
    /// Names of several words that stand in the index as one token.
    whole_names: HashSet<String>,
    matches: Recent<Arc<RoaringBitmap>>,
    ranked: Recent<Option<Ranked>>,
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
        let excluded: Vec<String> = query.excluded.iter().map(|phrase| self.phrase(phrase)).collect();
        let required = self.required(query);
        let key = format!("{} NOT {}", required.as_deref().unwrap_or_default(), excluded.join(" OR "));
        self.matches.get(&key, || {
            let mut found = match &required {
                Some(required) => claims(connection, required)?,
                None => all.clone(),
            };
            if !excluded.is_empty() {
                found -= claims(connection, &excluded.join(" OR "))?;
            }
            Ok(Arc::new(found))
        })
    }

    /// Every claim with the required words and its BM25, the best first; `None` where there are too many to weigh.
    pub fn ranked(&self, connection: &Connection, query: &TextQuery) -> Result<Option<Ranked>, StoreError> {
        let Some(required) = self.required(query) else { return Ok(None) };
        self.ranked.get(&required, || {
            let mut count = connection.prepare_cached(
                "SELECT count(*) FROM (SELECT 1 FROM claim_search WHERE claim_search MATCH ?1 LIMIT ?2)",
            )?;
            let most = i64::try_from(MAX_RANKED + 1).unwrap_or(i64::MAX);
            if count.query_row((&required, most), |row| row.get::<_, i64>(0))? == most {
                return Ok(None);
            }
            let sql =
                format!("SELECT bm25(claim_search, {WEIGHTS}), rowid FROM claim_search WHERE claim_search MATCH ?1");
            let mut statement = connection.prepare_cached(&sql)?;
            let rows = statement.query_map([&required], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let mut ranked = rows.collect::<Result<Vec<(f64, u32)>, _>>()?;
            ranked.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            Ok(Some(Arc::new(ranked)))
        })
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

    /// The required words as an FTS5 expression: each by itself, or within a name that stands in the query as a whole.
    fn required(&self, query: &TextQuery) -> Option<String> {
        let TextQuery { typed: _, required, excluded: _ } = query;
        let name = |from: usize, to: usize| -> Option<String> {
            let run = &required[from..to];
            let joined: String = run.iter().flatten().map(String::as_str).collect();
            let is_name = run.iter().all(|tokens| tokens.len() == 1) && self.whole_names.contains(&joined);
            is_name.then_some(joined)
        };
        let word = |at: usize| {
            let mut alternatives = vec![self.phrase(&required[at])];
            for from in at.saturating_sub(MAX_NAME - 1)..=at {
                for to in at.max(from + 1) + 1..=required.len().min(from + MAX_NAME) {
                    alternatives.extend(name(from, to).map(|name| format!("\"{name}\"")));
                }
            }
            format!("({})", alternatives.join(" OR "))
        };
        let words: Vec<String> = (0..required.len()).map(word).collect();
        (!words.is_empty()).then(|| words.join(" AND "))
    }

    /// A word or phrase as an FTS5 expression: as it is, with another preposition before its first word, or as a name
    /// that stands in the index as a whole.
    fn phrase(&self, tokens: &[String]) -> String {
        let mut alternatives = vec![tokens.join(" ")];
        if let Some((first, rest)) = tokens.split_first() {
            let others = variants(first).into_iter();
            alternatives.extend(others.map(|first| [&[first], rest].concat().join(" ")));
        }
        let joined = tokens.concat();
        if tokens.len() > 1 && self.whole_names.contains(&joined) {
            alternatives.push(joined);
        }
        format!("(\"{}\")", alternatives.join("\" OR \""))
    }
}

fn claims(connection: &Connection, expression: &str) -> Result<RoaringBitmap, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT rowid FROM claim_search WHERE claim_search MATCH ?1 ORDER BY rowid")?;
    let rows = statement.query_map([expression], |row| row.get::<_, u32>(0))?;
    Ok(rows.collect::<Result<RoaringBitmap, _>>()?)
}

/// The latest answers, for a dataset that never changes.
struct Recent<T>(Mutex<VecDeque<(String, T)>>);

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self(Mutex::new(VecDeque::with_capacity(KEPT)))
    }
}

impl<T: Clone> Recent<T> {
    fn get(&self, key: &str, answer: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().find(|(k, _)| k == key).cloned();
        if let Some((_, known)) = known {
            return Ok(known);
        }
        let found = answer()?;
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back((key.to_owned(), found.clone()));
        Ok(found)
    }
}
