//! Finds where quotes stand: candidates from the posting list of the rarest pair of words, compared word by word.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use super::deadline::Deadline;
use super::error::{StoreError, corrupt};
use super::quote_index::{EvidencePlace, Passage};
use super::reader::DatasetReader;
use crate::domain::vocabulary::EvidencePart;
use crate::quotes::{HashedText, QuotedClaim};

/// Candidates that are compared, for each quote.
const MAX_CANDIDATES: usize = 400;

/// A list of candidates of this length is not shortened by further posting lists.
const FEW_CANDIDATES: usize = 32;

/// The largest number of places that are returned for a quote.
pub const MAX_PLACES: usize = 100;

/// Where the longest run of a quote's words stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundQuote {
    /// The words of the quote that were found: all, or at least four fifths.
    pub words: Range<usize>,
    /// Exact ones first, then by article and place.
    pub places: Vec<FoundPlace>,
    /// Whether there are more places.
    pub has_more: bool,
}

/// A place at which words of a quote stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundPlace {
    /// The ordinal of the article.
    pub article: u32,
    /// In code points of the article's text; absent if the place of the evidence is not known.
    pub span: Option<(u32, u32)>,
    /// Whether the whole quote stands there as written.
    pub is_exact: bool,
    /// The claim whose evidence it is, if its place is not known.
    unlocated: Option<u32>,
    /// The claims whose evidence overlaps the place, the one that fits best first.
    pub claims: Vec<PlacedClaim>,
}

/// A claim whose evidence overlaps a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedClaim {
    pub claim: Arc<QuotedClaim>,
    /// Whether its evidence contains the whole place.
    pub contains: bool,
}

/// How well the evidence of a claim fits a place; the best comes first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    is_partial: bool,
    is_attribution: bool,
    length: u32,
    /// Of claims on the same words, the one that somebody makes inside the article comes first.
    speakers: Reverse<usize>,
}

/// The least number of words of a quote that are a partial match.
pub fn least_run(words: usize) -> usize {
    (words * 4).div_ceil(5)
}

impl DatasetReader<'_> {
    /// Finds each quote; `None` for those of which not even four fifths stand anywhere.
    pub fn find_quotes(&self, quotes: &[HashedText]) -> Result<Vec<Option<FoundQuote>>, StoreError> {
        let deadline = self.deadline();
        let mut keys: Vec<u32> = quotes.iter().flat_map(|quote| quote.keys().map(|(_, key)| key)).collect();
        keys.sort_unstable();
        keys.dedup();
        let sizes = self.backend.quote_posting_sizes(&keys, deadline)?;
        let mut search =
            QuoteSearch { reader: self, deadline, sizes, claims: HashMap::new(), articles: HashMap::new() };
        quotes.iter().map(|quote| search.find(quote)).collect()
    }
}

/// A word of the quote and the number of the word at which it may stand.
type Candidate = (usize, u32);

/// A run of words in a passage.
struct Hit {
    passage: Passage,
    run: Range<usize>,
    /// In code points of the passage.
    place: Range<u32>,
    is_exact: bool,
}

/// What identifies a place: its article and span, or a claim whose evidence has no known place.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum PlaceKey {
    Located(u32, u32, u32),
    Unlocated(u32, u32),
}

/// One search for several quotes, which share what they read.
struct QuoteSearch<'r> {
    reader: &'r DatasetReader<'r>,
    deadline: Deadline,
    /// Bytes of the posting lists of all keys.
    sizes: HashMap<u32, u32>,
    claims: HashMap<u32, Arc<QuotedClaim>>,
    articles: HashMap<u32, Arc<HashedText>>,
}

impl QuoteSearch<'_> {
    fn find(&mut self, quote: &HashedText) -> Result<Option<FoundQuote>, StoreError> {
        if self.deadline.is_past() {
            return Err(StoreError::DeadlineExceeded);
        }
        let mut candidates = self.candidates(quote)?;
        let is_cut = candidates.len() > MAX_CANDIDATES;
        candidates.truncate(MAX_CANDIDATES);
        let hits = self.compare(quote, &candidates)?;
        let longest = hits.iter().map(|hit| hit.run.len()).max().unwrap_or(0);
        if longest < least_run(quote.len()).max(1) {
            return Ok(None);
        }
        let words = hits.iter().find(|hit| hit.run.len() == longest).map(|hit| hit.run.clone()).unwrap_or_default();
        let mut places: Vec<FoundPlace> = merge(hits.into_iter().filter(|hit| hit.run == words));
        places.sort_by_key(|place| (!place.is_exact, place.article, place.span));
        let has_more = is_cut || places.len() > MAX_PLACES;
        places.truncate(MAX_PLACES);
        self.add_claims(&mut places)?;
        Ok(Some(FoundQuote { words, places, has_more }))
    }

    /// The places at which a run of four fifths of the words may stand. Such a run always contains the middle pairs.
    fn candidates(&self, quote: &HashedText) -> Result<Vec<Candidate>, StoreError> {
        let (words, least) = (quote.len(), least_run(quote.len()));
        if words < 2 {
            let Some(key) = (words == 1).then(|| quote.word_key(0)).flatten() else { return Ok(vec![]) };
            return Ok(self.posting(key)?.into_iter().map(|number| (0, number)).collect());
        }
        let size = |pair: &usize| self.sizes.get(&quote.pair_key(*pair)).copied();
        let mut middle: Vec<usize> = (words - least..least - 1).collect();
        if !middle.iter().all(|pair| size(pair).is_some()) {
            return Ok(vec![]);
        }
        middle.sort_by_key(size);
        let rarest = middle[0];
        let mut numbers = self.posting(quote.pair_key(rarest))?;
        for &pair in &middle[1..] {
            if numbers.len() <= FEW_CANDIDATES {
                break;
            }
            self.keep_followed(&mut numbers, quote, rarest, pair)?;
        }
        if numbers.len() > FEW_CANDIDATES {
            // Those with all words come first.
            let mut whole = numbers.clone();
            for pair in (0..words - 1).filter(|pair| !middle.contains(pair)) {
                self.keep_followed(&mut whole, quote, rarest, pair)?;
            }
            if !whole.is_empty() {
                numbers = whole;
            }
        }
        Ok(numbers.into_iter().map(|number| (rarest, number)).collect())
    }

    /// Keeps the numbers of words `at` for which another pair of the quote stands at its distance.
    fn keep_followed(
        &self,
        numbers: &mut Vec<u32>,
        quote: &HashedText,
        at: usize,
        pair: usize,
    ) -> Result<(), StoreError> {
        let list = self.posting(quote.pair_key(pair))?;
        let distance = i64::try_from(pair).unwrap_or(0) - i64::try_from(at).unwrap_or(0);
        numbers.retain(|&number| {
            u32::try_from(i64::from(number) + distance).is_ok_and(|other| list.binary_search(&other).is_ok())
        });
        Ok(())
    }

    fn posting(&self, key: u32) -> Result<Vec<u32>, StoreError> {
        if !self.sizes.contains_key(&key) {
            return Ok(vec![]);
        }
        self.reader.backend.quote_posting(key, self.deadline)
    }

    /// The runs of the quote's words around the candidates.
    fn compare(&mut self, quote: &HashedText, candidates: &[Candidate]) -> Result<Vec<Hit>, StoreError> {
        let numbers: Vec<u32> = candidates.iter().map(|&(_, number)| number).collect();
        let passages = self.reader.backend.quote_passages(&numbers, self.deadline)?;
        self.read_claims(passages.iter().filter_map(|passage| Some(passage.evidence?.claim)))?;
        let mut hits = Vec::new();
        for (&(at, number), passage) in candidates.iter().zip(passages) {
            let text = self.text(&passage)?;
            let there = number.saturating_sub(passage.first_word) as usize;
            if there >= text.len() {
                return Err(corrupt("quote index", "a word after the end of its passage"));
            }
            let run = quote.common_run(at, &text, there);
            if run.is_empty() {
                continue;
            }
            let first = there + run.start - at;
            let is_exact = run.len() == quote.len() && quote.is_verbatim(&text, first);
            hits.push(Hit { passage, place: text.span(first..first + run.len()), run, is_exact });
        }
        Ok(hits)
    }

    /// The words of a passage.
    fn text(&mut self, passage: &Passage) -> Result<Arc<HashedText>, StoreError> {
        if let Some(EvidencePlace { claim, position, .. }) = passage.evidence {
            let span = self.claims.get(&claim).and_then(|claim| claim.evidence.get(position as usize));
            let quote = span.ok_or_else(|| corrupt("quote index", "a quote that its claim does not have"))?;
            return Ok(Arc::new(HashedText::new(&quote.quote)));
        }
        if let Some(text) = self.articles.get(&passage.article) {
            return Ok(Arc::clone(text));
        }
        let text = Arc::new(self.reader.backend.article_words(passage.article, self.deadline)?);
        self.articles.insert(passage.article, Arc::clone(&text));
        Ok(text)
    }

    /// Adds the claims whose evidence overlaps each place.
    fn add_claims(&mut self, places: &mut [FoundPlace]) -> Result<(), StoreError> {
        let located: Vec<(usize, (u32, u32, u32))> = places
            .iter()
            .enumerate()
            .filter_map(|(at, place)| place.span.map(|(start, end)| (at, (place.article, start, end))))
            .collect();
        let spans: Vec<(u32, u32, u32)> = located.iter().map(|&(_, span)| span).collect();
        let found = self.reader.backend.quotes_at(&spans, self.deadline)?;
        self.read_claims(found.iter().map(|(_, evidence)| evidence.claim))?;
        let mut ranked: Vec<(usize, Fit, u32)> = Vec::new();
        for (at, evidence) in found {
            let (place, (_, start, end)) = located[at];
            let claim = &self.claims[&evidence.claim];
            let span = claim.evidence.get(evidence.position as usize);
            let is_content = span.is_some_and(|span| span.part == EvidencePart::Content);
            let (from, to) = evidence.span.unwrap_or_default();
            let fit = Fit {
                is_partial: !(from <= start && end <= to),
                is_attribution: !is_content,
                length: to - from,
                speakers: Reverse(claim.attribution.len()),
            };
            ranked.push((place, fit, evidence.claim));
        }
        ranked.sort_unstable();
        for (place, fit, claim) in ranked {
            let claim = &self.claims[&claim];
            if !places[place].claims.iter().any(|known| known.claim.id == claim.id) {
                places[place].claims.push(PlacedClaim { claim: Arc::clone(claim), contains: !fit.is_partial });
            }
        }
        for place in places.iter_mut().filter(|place| place.claims.is_empty() && place.span.is_none()) {
            let claim = place.unlocated.map(|claim| Arc::clone(&self.claims[&claim]));
            place.claims.extend(claim.map(|claim| PlacedClaim { claim, contains: true }));
        }
        Ok(())
    }

    fn read_claims(&mut self, ordinals: impl Iterator<Item = u32>) -> Result<(), StoreError> {
        let mut unread: Vec<u32> = ordinals.filter(|ordinal| !self.claims.contains_key(ordinal)).collect();
        unread.sort_unstable();
        unread.dedup();
        let documents = self.reader.documents(&unread)?;
        for (ordinal, document) in unread.into_iter().zip(documents) {
            let claim = serde_json::from_slice(&document).map_err(|error| corrupt("claim", error))?;
            self.claims.insert(ordinal, Arc::new(claim));
        }
        Ok(())
    }
}

/// One place for all hits at the same place.
fn merge(hits: impl Iterator<Item = Hit>) -> Vec<FoundPlace> {
    let mut places: BTreeMap<PlaceKey, FoundPlace> = BTreeMap::new();
    for Hit { passage: Passage { article, evidence, .. }, place, is_exact, .. } in hits {
        // An article's own offsets count from its start.
        let start = evidence.map_or(Some(0), |evidence| evidence.span.map(|(start, _)| start));
        let span = start.map(|start| (start + place.start, start + place.end));
        let (key, unlocated) = match (span, evidence) {
            (None, Some(evidence)) => (PlaceKey::Unlocated(article, evidence.claim), Some(evidence.claim)),
            (span, _) => {
                let (start, end) = span.unwrap_or_default();
                (PlaceKey::Located(article, start, end), None)
            }
        };
        let known = places.entry(key).or_insert(FoundPlace { article, span, is_exact, unlocated, claims: vec![] });
        known.is_exact |= is_exact;
    }
    places.into_values().collect()
}
