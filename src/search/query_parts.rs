//! The parts of a query: what its words, phrases, prefixes and compounds are looked up as.

use crate::search::analyzer::Analyzer;
use crate::search::arabic;
use crate::search::clauses::Clause;
use crate::search::normalize::normalize;
use crate::search::script::Script;
use crate::search::text_query::{Alternatives, Lookup, Position};
use crate::search::tokenizer::{Word, compounds};
use crate::search::variants::{WordLookup, abd_spellings, add_phrase, is_abd, is_romanised_article};

/// Maximum number of terms in a query, including the terms of phrases.
pub const MAX_QUERY_TERMS: usize = 32;

/// Maximum number of words of a clause and of parts of a query that are read; more are an error anyway.
pub const MAX_CLAUSE_WORDS: usize = 4 * MAX_QUERY_TERMS;

/// The longest phrase, in words, that is also looked up with other ways to write its words.
const MAX_VARIED_PHRASE: usize = 8;

/// Endings that complete the beginning of a word to one that a stemmer shortens, as the index has stems.
const ENDINGS: [&str; 17] =
    ["", "e", "s", "t", "n", "on", "ion", "ing", "ng", "ed", "d", "es", "ly", "y", "ment", "ness", "er"];

/// A word or phrase of a query.
pub struct Part<'t> {
    pub typed: &'t str,
    pub alternatives: Alternatives,
    /// Whether it is left out beside other words.
    pub is_particle: bool,
    /// Whether it can be joined with the next word.
    pub is_word: bool,
    /// Particles of a phrase, which it passes over.
    pub passed_over: Vec<&'t str>,
}

/// Builds the parts of a query.
pub struct PartBuilder<'a> {
    lookup: WordLookup<'a>,
    /// Whether the query has no small letters.
    in_capitals: bool,
}

impl<'a> PartBuilder<'a> {
    pub fn new(typed: &str, analyzers: &'a [Analyzer]) -> Self {
        let builder = Self { lookup: WordLookup(analyzers), in_capitals: false };
        let is_capital = |word: &Word| {
            word.text.contains(char::is_uppercase) && !builder.lookup.word(&word.text.to_lowercase()).is_particle
        };
        let in_capitals = !typed.contains(char::is_lowercase)
            && Analyzer::words(typed).iter().filter(|word| is_capital(word)).nth(1).is_some();
        Self { in_capitals, ..builder }
    }

    /// Returns the parts of a clause.
    pub fn parts<'t>(&self, clause: &Clause<'t>) -> Vec<Part<'t>> {
        if clause.is_phrase {
            return self.phrase(clause.text);
        }
        let mut words = Analyzer::words(clause.text);
        words.truncate(MAX_CLAUSE_WORDS);
        let prefix = words.pop_if(|_| clause.is_prefix()).map(|last| self.prefix(last.text));
        let mut compounds = compounds(&words).into_iter().peekable();
        let mut parts = Vec::new();
        let mut at = 0;
        while at < words.len() {
            if let Some(compound) = compounds.next_if(|compound| compound.start == at) {
                at = compound.end;
                parts.extend(self.compound(&words[compound]));
            } else {
                parts.push(self.word(words[at].text));
                at += 1;
            }
        }
        parts.extend(prefix);
        parts
    }

    /// The parts of a clause that excludes: `-word-word` excludes the phrase.
    pub fn excluded<'t>(&self, clause: &Clause<'t>) -> Vec<Part<'t>> {
        if clause.is_prefix() && Analyzer::words(clause.text).len() == 1 {
            self.parts(clause)
        } else {
            self.phrase(clause.text)
        }
    }

    /// The parts of a clause as one: its only word, or a phrase.
    pub fn operand<'t>(&self, clause: &Clause<'t>) -> Option<Part<'t>> {
        let mut parts = self.parts(clause);
        if parts.len() > 1 {
            parts = self.phrase(clause.text);
        }
        parts.into_iter().next()
    }

    fn word<'t>(&self, typed: &'t str) -> Part<'t> {
        let mut alternatives = self.lookup.alternatives(typed);
        if is_abd(typed)
            && let Some(Lookup::Phrase(positions)) = alternatives.first_mut()
        {
            positions[0].extend(abd_spellings());
        }
        Part { typed, alternatives, is_particle: self.is_particle(typed), is_word: true, passed_over: vec![] }
    }

    /// Whether a word is a particle. In a query without small letters, capitals do not make a name.
    fn is_particle(&self, word: &str) -> bool {
        self.lookup.word(word).is_particle || self.in_capitals && self.lookup.word(&word.to_lowercase()).is_particle
    }

    /// The parts of a compound: with digits, one; otherwise each of its words, or the compound without hyphens.
    fn compound<'t>(&self, words: &[Word<'t>]) -> Vec<Part<'t>> {
        let [first, .., last] = words else { return vec![] };
        if words.iter().any(|word| word.text.contains(char::is_numeric)) {
            let alternatives = self.lookup.compound(words);
            return vec![Part {
                typed: first.text,
                alternatives,
                is_particle: false,
                is_word: false,
                passed_over: vec![],
            }];
        }
        let whole: String = words.iter().map(|word| word.text).collect();
        let mut joined = vec![whole];
        if is_romanised_article(first.text) {
            joined.extend(
                ["al", "el"].map(|article| words[1..].iter().fold(article.to_owned(), |name, word| name + word.text)),
            );
        }
        let mut parts = Vec::new();
        for word in words.iter().filter(|word| word.range == last.range || !is_romanised_article(word.text)) {
            let mut part = self.word(word.text);
            for whole in &joined {
                add_phrase(&mut part.alternatives, self.lookup.word(whole).positions);
            }
            parts.push(part);
        }
        parts
    }

    /// Adds the joined form to neighbouring words.
    pub fn join_neighbours(&self, parts: &mut Vec<Part>) {
        // The article after "servant of" belongs to the name that follows it.
        let is_inner = |at: usize| {
            at > 0 && is_abd(parts[at - 1].typed) && at + 1 < parts.len() && is_romanised_article(parts[at].typed)
        };
        let inner: Vec<bool> = (0..parts.len()).map(is_inner).collect();
        let mut inner = inner.into_iter();
        parts.retain(|_| !inner.next().unwrap_or_default());
        for at in 1..parts.len() {
            let [first, second] = &mut parts[at - 1..=at] else { continue };
            if !first.is_word || !second.is_word {
                continue;
            }
            for joined in self.lookup.joined(first.typed, second.typed) {
                for part in [&mut *first, &mut *second] {
                    if !part.alternatives.contains(&joined) {
                        part.alternatives.push(joined.clone());
                    }
                }
            }
        }
    }

    /// A phrase, without its particles, which have no position in the index; its words if it has no others.
    fn phrase<'t>(&self, typed: &'t str) -> Vec<Part<'t>> {
        let words = Analyzer::words(typed);
        let words: Vec<&str> = words.iter().map(|word| word.text).take(MAX_CLAUSE_WORDS).collect();
        let not = |is_particle: &dyn Fn(&str) -> bool| -> Vec<&str> {
            words.iter().copied().filter(|word| !is_particle(word)).collect()
        };
        let without_particles = not(&|word| self.is_particle(word));
        if without_particles.is_empty() {
            return words.into_iter().map(|word| self.word(word)).collect();
        }
        // A particle of one language is a word in another.
        let with_words_of_any_language = not(&|word| self.lookup.word(word).is_always_particle);
        let mut alternatives = Vec::new();
        self.add_phrases(&without_particles, &mut alternatives);
        self.add_phrases(&with_words_of_any_language, &mut alternatives);
        let passed_over = words.into_iter().filter(|word| self.is_particle(word)).collect();
        vec![Part { typed, alternatives, is_particle: false, is_word: false, passed_over }]
    }

    /// Adds a phrase, with each of its words in turn as it can also be written.
    fn add_phrases(&self, words: &[&str], alternatives: &mut Alternatives) {
        let own: Vec<Vec<Position>> = words.iter().map(|word| self.lookup.word(word).positions).collect();
        add_phrase(alternatives, own.concat());
        if words.len() > MAX_VARIED_PHRASE {
            return;
        }
        for at in 0..words.len() {
            let mut add = |middle: Alternatives, end: usize| {
                for lookup in middle {
                    if let Lookup::Phrase(middle) = lookup {
                        add_phrase(alternatives, [own[..at].concat(), middle, own[end..].concat()].concat());
                    }
                }
            };
            add(self.lookup.alternatives(words[at]), at + 1);
            if let Some(next) = words.get(at + 1) {
                add(self.lookup.joined(words[at], next), at + 2);
            }
        }
    }

    /// The beginning of a word.
    fn prefix<'t>(&self, typed: &'t str) -> Part<'t> {
        let mut beginnings = vec![normalize(typed).replace('\'', "")];
        if Script::of(typed) == Script::Arabic {
            for beginning in arabic::beginnings(&arabic::letters(typed)) {
                if !beginnings.contains(&beginning) {
                    beginnings.push(beginning);
                }
            }
        }
        beginnings.retain(|beginning| !beginning.is_empty());
        let mut terms = Vec::new();
        if Script::of(typed) != Script::Unspaced {
            // Only stemmers of Latin letters shorten words to what a prefix does not begin with.
            let endings = if Script::of(typed) == Script::Latin { &ENDINGS[..] } else { &ENDINGS[..1] };
            let completed = endings.iter().map(|ending| self.lookup.word(&format!("{typed}{ending}")));
            let completed = completed.filter(|word| !word.is_particle && word.positions.len() == 1);
            terms.extend(completed.flat_map(|word| word.positions).flatten());
            terms.sort_unstable();
            terms.dedup();
        }
        let alternatives = vec![Lookup::Prefix { typed: typed.to_owned(), beginnings, terms }];
        Part { typed, alternatives, is_particle: false, is_word: false, passed_over: vec![] }
    }
}
