//! The posting lists of a query's terms, the phrases that its words stand for, and where these stand.

use std::collections::{BTreeSet, HashMap};

use roaring::RoaringBitmap;

use super::backend::Backend;
use super::deadline::Deadline;
use super::error::{StoreError, corrupt};
use super::positions::Occurrences;
use crate::search::{Alternatives, Lookup, PARTICLE, Position};

/// The terms of a phrase, in order; a phrase of one term is a word.
pub type PhraseTerms = Vec<String>;

/// Maximum number of words that a prefix stands for.
const MAX_PREFIX_WORDS: usize = 1_000;

/// Maximum number of phrases that the spellings of the words of one phrase make.
const MAX_SPELT_PHRASES: usize = 32;

/// What the index has for the words of a query.
pub struct QueryIndex<'b> {
    backend: &'b dyn Backend,
    deadline: Deadline,
    postings: HashMap<String, RoaringBitmap>,
    /// The terms with each beginning of a prefix.
    expansions: HashMap<String, Vec<String>>,
}

impl<'b> QueryIndex<'b> {
    /// Reads the posting lists of all terms.
    pub fn read<'q>(
        backend: &'b dyn Backend,
        parts: impl IntoIterator<Item = &'q Alternatives>,
        deadline: Deadline,
    ) -> Result<Self, StoreError> {
        let (mut terms, mut expansions) = (BTreeSet::new(), HashMap::new());
        for lookup in parts.into_iter().flatten() {
            match lookup {
                Lookup::Phrase(positions) => terms.extend(positions.iter().flatten().cloned()),
                Lookup::Prefix { typed, beginnings, terms: completed } => {
                    terms.extend(completed.iter().cloned());
                    for (at, beginning) in beginnings.iter().enumerate() {
                        let mut words = backend.terms_with_prefix(beginning, MAX_PREFIX_WORDS + 1, deadline)?;
                        if words.len() > MAX_PREFIX_WORDS {
                            // Other forms than the typed one are left out.
                            if at > 0 {
                                continue;
                            }
                            return Err(StoreError::PrefixTooShort { prefix: typed.clone(), most: MAX_PREFIX_WORDS });
                        }
                        words.retain(|word| !word.ends_with(PARTICLE));
                        terms.extend(words.iter().cloned());
                        expansions.insert(beginning.clone(), words);
                    }
                }
            }
        }
        let terms: Vec<&str> = terms.iter().map(String::as_str).collect();
        Ok(Self { backend, deadline, postings: backend.postings(&terms, deadline)?, expansions })
    }

    /// The claims that contain any of the alternatives.
    pub fn containing_any(&self, alternatives: &Alternatives) -> Result<RoaringBitmap, StoreError> {
        let mut found = RoaringBitmap::new();
        for phrase in self.phrases(alternatives) {
            let mut lists = phrase.iter().filter_map(|term| self.postings.get(term));
            let Some(first) = lists.next() else { continue };
            let with_all = lists.fold(first.clone(), |all, list| all & list);
            found |= if phrase.len() > 1 { self.places(&phrase, &with_all)?.claims() } else { with_all };
        }
        Ok(found)
    }

    /// Where a phrase of known terms stands in the claims of `among`, and the number of all claims that contain it.
    pub fn occurrences(&self, phrase: &PhraseTerms, among: &RoaringBitmap) -> Result<(Occurrences, u64), StoreError> {
        if let [term] = phrase.as_slice() {
            return Ok((self.places(phrase, among)?, self.postings[term].len()));
        }
        let with_all = phrase.iter().map(|term| &self.postings[term]).cloned().reduce(|all, list| all & list);
        let everywhere = self.places(phrase, &with_all.unwrap_or_default())?;
        Ok((everywhere.within(among), everywhere.claims().len()))
    }

    /// Where a phrase of known terms begins in the claims of `among`, which have all of its terms.
    fn places(&self, phrase: &PhraseTerms, among: &RoaringBitmap) -> Result<Occurrences, StoreError> {
        if among.is_empty() {
            return Ok(Occurrences::default());
        }
        let terms: Vec<&str> = phrase.iter().map(String::as_str).collect();
        let positions = self.backend.positions(&terms, self.deadline)?;
        let read = |term: &str, among: &RoaringBitmap| {
            let list = positions.get(term).ok_or_else(|| corrupt("positions", term))?;
            Occurrences::read(list, &self.postings[term], among)
        };
        let (first, rest) = terms.split_first().ok_or_else(|| corrupt("phrase", "it has no terms"))?;
        let mut found = read(first, among)?;
        for (distance, term) in (1..).zip(rest) {
            found = found.followed_by(&read(term, &found.claims())?, distance);
        }
        Ok(found)
    }

    /// The phrases of known terms that alternatives stand for, each once.
    pub fn phrases(&self, alternatives: &Alternatives) -> Vec<PhraseTerms> {
        let mut found: Vec<PhraseTerms> = Vec::new();
        let known = |terms: &Position| -> Vec<String> {
            terms.iter().filter(|term| self.postings.contains_key(*term)).cloned().collect()
        };
        for lookup in alternatives {
            match lookup {
                Lookup::Phrase(positions) => {
                    let mut phrases: Vec<PhraseTerms> = vec![vec![]];
                    for position in positions {
                        let terms = known(position);
                        let longer = |phrase: PhraseTerms| {
                            terms
                                .iter()
                                .map(move |term| [&phrase[..], std::slice::from_ref(term)].concat())
                                .collect::<Vec<_>>()
                        };
                        phrases = phrases.into_iter().flat_map(longer).take(MAX_SPELT_PHRASES).collect();
                    }
                    found.extend(phrases);
                }
                Lookup::Prefix { beginnings, terms, .. } => {
                    let expanded = beginnings.iter().filter_map(|beginning| self.expansions.get(beginning)).flatten();
                    found.extend(expanded.cloned().chain(known(terms)).map(|term| vec![term]));
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}
