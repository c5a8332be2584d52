//! Names of actors and labels of topics in a text, under the analyzer's fold.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use crate::domain::language_map::{LanguageMap, LanguageMapList, primary_subtag};
use crate::drafting::lexicon::Lexicon;
use crate::drafting::tokens::{Token, fold_words};
use crate::search::{Analyzer, query_terms, tokenize};

/// Words of the text that may stand between two words of a name.
const MAX_SKIPPED: usize = 2;

/// Languages whose nouns follow the words that qualify them.
const HEAD_LAST: [&str; 7] = ["en", "de", "nl", "da", "sv", "no", "zh"];

/// Maximum length of an acronym, in letters. Such a name is found in capitals only, because it could be a word.
const MAX_ACRONYM: usize = 4;

/// All names of the actors, or labels of the topics, for a text in one language.
pub struct Names {
    all: Vec<Name>,
    by_term: HashMap<String, Vec<usize>>,
    lexicon: &'static Lexicon,
}

/// One name.
pub struct Name {
    /// Position of its owner in the list that the names were made from.
    pub owner: usize,
    /// The terms that each of its content words can have in the text.
    pub words: Vec<Vec<String>>,
    /// The content words, folded.
    folded: Vec<String>,
    /// Whether it is in the text's language, so that its words can stand for it.
    pub is_native: bool,
    /// Position of the noun that the other words qualify: "ministry" in "ministry of finance".
    pub head: usize,
    /// Whether its one word is found in capitals, or with a capital, only.
    case: Case,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Any,
    Capital,
    AllCapitals,
}

impl Name {
    /// Whether a token is its head, in this form, with the Arabic article or without.
    pub fn has_head(&self, token: &Token) -> bool {
        let bare = |word: &'_ str| word.strip_prefix("ال").unwrap_or(word).to_owned();
        let head = bare(&self.folded[self.head]);
        token.forms.iter().any(|form| bare(form) == head)
    }

    /// Whether a token is a form of the name's only word other than the plural. Arabic words are compared by their stems alone,
    /// so that the names of countries are also found as adjectives.
    fn differs_in_form(&self, token: &Token) -> bool {
        let singular = |word: &str| word.trim_end_matches(['s', 'x']).to_owned();
        let is_latin = token.folded().starts_with(|c: char| c.is_ascii_alphabetic());
        is_latin && self.folded.first().is_some_and(|word| singular(word) != singular(token.folded()))
    }

    /// How many of its words stand in the tokens in their own form.
    fn exact_words(&self, tokens: &[Token]) -> usize {
        self.folded.iter().filter(|word| tokens.iter().any(|token| token.is(word))).count()
    }
}

/// A name in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameMatch {
    pub owner: usize,
    pub tokens: Range<usize>,
    /// Content words of the name.
    pub words: usize,
    /// Content words that stand in the text in their own form.
    pub exact: usize,
}

impl Names {
    /// Collects names for a text in a language. `preferred` and `others` are the names of each owner, in any language.
    pub fn new<'n>(owners: impl Iterator<Item = (&'n LanguageMap, &'n LanguageMapList)>, language: &str) -> Self {
        let lexicon = Lexicon::for_language(language);
        let mut names = Self { all: vec![], by_term: HashMap::new(), lexicon };
        for (owner, (preferred, others)) in owners.enumerate() {
            for (tag, text) in preferred.texts().chain(others.texts()) {
                names.add(owner, text, language, primary_subtag(tag) == primary_subtag(language));
            }
        }
        names
    }

    fn add(&mut self, owner: usize, text: &str, language: &str, is_native: bool) {
        let whole = fold_words(text, language);
        // A pronoun is no name, even if an import made it one.
        if whole.len() == 1 && self.lexicon.pronouns.contain(&whole[0]) {
            return;
        }
        let analyzer = Analyzer::for_language(language);
        let (mut words, mut folded, mut before_preposition): (Vec<Vec<String>>, Vec<String>, _) =
            (vec![], vec![], None);
        for word in tokenize(text) {
            let forms = fold_words(word.text, language);
            if self.is_function_word(&forms) {
                before_preposition = before_preposition.or(words.len().checked_sub(1));
                continue;
            }
            let terms = query_terms(word.text, analyzer.rules_for(word.text)).into_iter();
            words.extend(terms.filter_map(|(terms, is_particle)| (!is_particle).then_some(terms)));
            // A word of several parts has the same folded form for each.
            folded.resize(words.len(), forms.last().cloned().unwrap_or_default());
        }
        let Some(first) = words.first() else { return };
        let last = before_preposition.unwrap_or(words.len() - 1);
        let head = if HEAD_LAST.contains(&primary_subtag(language)) { last } else { 0 };
        for term in first.iter().collect::<BTreeSet<_>>() {
            self.by_term.entry(term.clone()).or_default().push(self.all.len());
        }
        let letters = || text.chars().filter(|c| c.is_alphabetic());
        let case = if words.len() > 1 {
            Case::Any
        } else if letters().count() <= MAX_ACRONYM && letters().all(char::is_uppercase) {
            Case::AllCapitals
        } else if letters().next().is_some_and(char::is_uppercase) {
            Case::Capital
        } else {
            Case::Any
        };
        self.all.push(Name { owner, words, folded, is_native, head, case });
    }

    fn is_function_word(&self, folded: &[String]) -> bool {
        let lists = [&self.lexicon.articles, &self.lexicon.prepositions];
        folded.iter().all(|word| lists.iter().any(|list| list.contain(word)))
    }

    pub fn all(&self) -> &[Name] {
        &self.all
    }

    /// Whether a token is no content word.
    pub fn is_function_token(&self, token: &Token) -> bool {
        let lists = [&self.lexicon.articles, &self.lexicon.prepositions];
        token.is_particle || lists.iter().any(|list| list.contain(token.folded()))
    }

    /// Returns the names that begin with a term.
    pub fn beginning_with(&self, term: &str) -> impl Iterator<Item = &Name> {
        self.by_term.get(term).into_iter().flatten().map(|&at| &self.all[at])
    }

    /// Returns the names in the tokens, which are those of a sentence, in order. A name inside a longer one is left out,
    /// unless `keeps` the inner owner beside the outer one.
    pub fn find(&self, tokens: &[Token], keeps: impl Fn(usize, usize) -> bool) -> Vec<NameMatch> {
        let mut all: Vec<NameMatch> = (0..tokens.len()).flat_map(|at| self.at(tokens, at)).collect();
        all.sort_by_key(|found| (Reverse((found.words, found.exact)), found.tokens.start));
        let mut kept: Vec<NameMatch> = Vec::new();
        for found in all {
            let overlaps =
                |other: &&NameMatch| other.tokens.start < found.tokens.end && found.tokens.start < other.tokens.end;
            let is_allowed = |other: &NameMatch| {
                other.owner != found.owner && other.words > found.words && keeps(found.owner, other.owner)
            };
            if kept.iter().filter(overlaps).all(is_allowed) {
                kept.push(found);
            }
        }
        kept.sort_by_key(|found| (found.tokens.start, found.owner));
        kept
    }

    /// Returns the names that begin at a token, one for each owner.
    fn at(&self, tokens: &[Token], at: usize) -> Vec<NameMatch> {
        let mut found: Vec<NameMatch> = Vec::new();
        for name in tokens[at].terms.iter().flat_map(|term| self.beginning_with(term)) {
            let fits = match name.case {
                Case::Any => true,
                Case::Capital => tokens[at].is_capital,
                Case::AllCapitals => tokens[at].is_all_capitals,
            };
            let fits = fits && (name.words.len() > 1 || !name.differs_in_form(&tokens[at]));
            let Some(end) = self.end_of(name, tokens, at).filter(|_| fits) else { continue };
            let exact = name.exact_words(&tokens[at..end]);
            let name = NameMatch { owner: name.owner, tokens: at..end, words: name.words.len(), exact };
            match found.iter_mut().find(|other| other.owner == name.owner) {
                Some(other) if (other.words, other.exact) < (name.words, name.exact) => *other = name,
                Some(_) => {}
                None => found.push(name),
            }
        }
        found
    }

    /// Returns where a name ends that begins at a token.
    fn end_of(&self, name: &Name, tokens: &[Token], at: usize) -> Option<usize> {
        let mut end = at + 1;
        for word in &name.words[1..] {
            let mut skipped = 0;
            while !has_term(tokens.get(end)?, word) {
                if skipped == MAX_SKIPPED || !self.is_function_token(&tokens[end]) {
                    return None;
                }
                (end, skipped) = (end + 1, skipped + 1);
            }
            end += 1;
        }
        Some(end)
    }
}

/// Whether a token has one of the terms.
pub fn has_term(token: &Token, terms: &[String]) -> bool {
    token.terms.iter().any(|term| terms.contains(term))
}
