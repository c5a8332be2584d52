//! What of a claim is searched: its texts, analysed, in the columns of `claim_search`; and for every token a word that
//! gives it and the claims that hold it.
//!
//! Names are analysed once and shared by all threads. Each thread analyses the claims it prepares, with a memory of the
//! words it has met; what the threads have learnt is put together at the end.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use roaring::RoaringBitmap;

use super::{StoreError, corrupt};
use crate::domain::actor::Actor;
use crate::domain::article::Article;
use crate::domain::claim::Claim;
use crate::domain::identifier::{ActorId, ArticleId, TopicId};
use crate::domain::topic::Topic;
use crate::search::{analyze, analyze_word, join_terms, tokenize};

/// Claims that are gathered for a token before they go into its bitmap, which takes many at once far more cheaply.
const GATHERED: usize = 64;

/// The most words that a thread remembers the tokens of.
const MOST_REMEMBERED: usize = 500_000;

/// Every token with what is known of it.
pub type TermDictionary = HashMap<String, TermInfo>;

/// What is known of a token.
#[derive(Debug, Default)]
pub struct TermInfo {
    /// The shortest word that gives it; of equally short ones the last in the order of code points, where small letters
    /// come behind capitals.
    pub word: String,
    /// The claims that hold it.
    pub claims: RoaringBitmap,
}

impl TermInfo {
    /// Learns that a word gives the token.
    fn learn(&mut self, word: &str) {
        let better = match word.chars().count().cmp(&self.word.chars().count()) {
            Ordering::Less => true,
            Ordering::Equal => word > self.word.as_str(),
            Ordering::Greater => self.word.is_empty(),
        };
        if better {
            word.clone_into(&mut self.word);
        }
    }
}

/// Puts what two threads have learnt together.
pub fn merge(mut all: TermDictionary, more: TermDictionary) -> TermDictionary {
    if all.is_empty() {
        return more;
    }
    for (token, TermInfo { word, claims }) in more {
        let entry = all.entry(token).or_default();
        entry.learn(&word);
        entry.claims |= claims;
    }
    all
}

/// Names of everything that claims refer to, analysed.
#[derive(Debug, Default, Clone)]
pub struct NameTokens {
    actors: HashMap<ActorId, Vec<String>>,
    topics: HashMap<TopicId, Vec<String>>,
    voices: HashMap<ArticleId, ActorId>,
    words: Vec<(String, String)>,
}

impl NameTokens {
    /// Takes an actor's names. An alias of several words counts as a whole, so that "Chinese government" as a name of
    /// China does not make every claim about China one about governments.
    pub fn actor(&mut self, actor: &Actor) {
        let mut found = self.analysed(actor.name.tagged_texts().map(|(_, name)| name));
        for (_, alias) in actor.aliases.tagged_texts() {
            let whole = join_terms(alias);
            if !whole.is_empty() {
                self.words.push((whole.clone(), alias.to_owned()));
                found.push(whole);
            }
        }
        self.actors.insert(actor.id.clone(), found);
    }

    /// Takes a topic's labels.
    pub fn topic(&mut self, topic: &Topic) {
        let found = self.analysed(topic.label.tagged_texts().map(|(_, label)| label));
        self.topics.insert(topic.id.clone(), found);
    }

    /// Takes an article's own voice, whose name says nothing about a claim.
    pub fn article(&mut self, article: &Article) {
        self.voices.insert(article.id.clone(), article.voice.clone());
    }

    fn analysed<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) -> Vec<String> {
        let mut found = Vec::new();
        for text in texts {
            let characters: Vec<char> = text.chars().collect();
            for token in analyze(text) {
                self.words.push((token.term.clone(), characters[token.range].iter().collect()));
                found.push(token.term);
            }
        }
        found
    }
}

/// A claim with everything that is written of it.
#[derive(Debug)]
pub struct IndexedClaim {
    /// Its place in the order of rank.
    pub ordinal: u32,
    /// The claim.
    pub claim: Claim,
    /// The claim as JSON.
    pub document: String,
    /// Its analysed texts, by the columns of `claim_search`.
    pub columns: [String; 5],
}

/// A token with what a thread has learnt of it.
#[derive(Debug)]
struct InternedTerm {
    token: String,
    entry: TermInfo,
    /// The last claims that hold it, not in the entry yet.
    gathered: Vec<u32>,
}

impl InternedTerm {
    /// Notes that a claim holds the token; the same one again changes nothing.
    fn occurs(&mut self, ordinal: u32, shadow: &mut String) {
        if self.gathered.last() != Some(&ordinal) {
            if self.gathered.len() == GATHERED {
                self.entry.claims.extend(self.gathered.drain(..));
            }
            self.gathered.push(ordinal);
        }
        if !shadow.is_empty() {
            shadow.push(' ');
        }
        shadow.push_str(&self.token);
    }

    fn finish(mut self) -> (String, TermInfo) {
        self.entry.claims.extend(self.gathered);
        (self.token, self.entry)
    }
}

/// Analyses claims on one thread.
pub struct TextIndexer {
    names: Arc<NameTokens>,
    /// Tokens by number, with what is known of them.
    known: Vec<InternedTerm>,
    numbers: HashMap<String, usize>,
    /// The numbers of the tokens that a word gives.
    remembered: HashMap<String, Vec<usize>>,
}

impl TextIndexer {
    /// Begins with these names.
    pub fn new(names: Arc<NameTokens>) -> Self {
        let (known, numbers, remembered) = (Vec::new(), HashMap::new(), HashMap::new());
        let mut analysis = Self { names, known, numbers, remembered };
        for (token, word) in &Arc::clone(&analysis.names).words {
            let number = analysis.number(token);
            analysis.known[number].entry.learn(word);
        }
        analysis
    }

    /// Makes a claim, given as JSON, ready to be written at its place in the order of rank.
    pub fn prepare(&mut self, place: usize, document: Vec<u8>) -> Result<IndexedClaim, StoreError> {
        let ordinal = u32::try_from(place).map_err(|error| corrupt("more claims than can be numbered", error))?;
        let claim: Claim = serde_json::from_slice(&document).map_err(|error| corrupt("claim", error))?;
        let columns = self.columns(ordinal, &claim);
        let document = String::from_utf8(document).map_err(|error| corrupt("claim", error))?;
        Ok(IndexedClaim { ordinal, claim, document, columns })
    }

    /// A claim's texts: statements, quotes, names of actors, labels of topics.
    fn columns(&mut self, ordinal: u32, claim: &Claim) -> [String; 5] {
        let english = self.texts(ordinal, [claim.statement.en.as_str()]);
        let arabic = self.texts(ordinal, [claim.statement.ar.as_str()]);
        let quotes = self.texts(ordinal, claim.evidence.iter().map(|span| span.quote.as_str()));
        let all = Arc::clone(&self.names);
        let voice = all.voices.get(&claim.article.id);
        let involved = claim.actors.iter().map(|involved| &involved.actor.id);
        let passing_on = claim.attribution.iter().map(|link| &link.actor.id);
        let mut ids: Vec<&ActorId> = involved.chain(passing_on).filter(|id| Some(*id) != voice).collect();
        ids.sort_unstable();
        ids.dedup();
        let names = self.names(ordinal, ids.into_iter().filter_map(|id| all.actors.get(id)));
        let labels = self.names(ordinal, claim.topics.iter().filter_map(|topic| all.topics.get(&topic.id)));
        [english, arabic, quotes, names, labels]
    }

    /// What was learnt.
    pub fn into_lexicon(self) -> TermDictionary {
        self.known.into_iter().map(InternedTerm::finish).filter(|(_, entry)| !entry.claims.is_empty()).collect()
    }

    /// The tokens of texts with spaces between.
    fn texts<'t>(&mut self, ordinal: u32, texts: impl IntoIterator<Item = &'t str>) -> String {
        let mut shadow = String::new();
        for text in texts {
            for word in tokenize(text) {
                let Some(numbers) = self.remembered.get(word.text) else {
                    self.remember(word.text)
                        .into_iter()
                        .for_each(|number| self.known[number].occurs(ordinal, &mut shadow));
                    continue;
                };
                for &number in numbers {
                    self.known[number].occurs(ordinal, &mut shadow);
                }
            }
        }
        shadow
    }

    fn names<'n>(&mut self, ordinal: u32, names: impl Iterator<Item = &'n Vec<String>>) -> String {
        let mut shadow = String::new();
        for token in names.flatten() {
            let number = self.number(token);
            self.known[number].occurs(ordinal, &mut shadow);
        }
        shadow
    }

    /// Analyses a word that was not met before.
    fn remember(&mut self, word: &str) -> Vec<usize> {
        if self.remembered.len() == MOST_REMEMBERED {
            self.remembered.clear();
        }
        let mut numbers = Vec::new();
        for token in analyze_word(word) {
            let number = self.number(&token);
            self.known[number].entry.learn(word);
            numbers.push(number);
        }
        self.remembered.insert(word.to_owned(), numbers.clone());
        numbers
    }

    fn number(&mut self, token: &str) -> usize {
        if let Some(&number) = self.numbers.get(token) {
            return number;
        }
        self.numbers.insert(token.to_owned(), self.known.len());
        self.known.push(InternedTerm { token: token.to_owned(), entry: TermInfo::default(), gathered: Vec::new() });
        self.known.len() - 1
    }
}
