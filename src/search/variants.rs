//! Other ways to write a word of a query: letters and digits apart, names joined or apart, compounds.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::search::analyzer::Analyzer;
use crate::search::arabic;
use crate::search::fold::is_apostrophe;
use crate::search::normalize::normalize;
use crate::search::rules::Rules;
use crate::search::script::Script;
use crate::search::stopwords;
use crate::search::text_query::{Alternatives, Lookup, Position};
use crate::search::tokenizer::Word;
use crate::search::words::{PARTICLE, UNSTEMMED_SUFFIX, analyze_word, query_terms};

/// Maximum number of parts that a word is split into.
const MAX_SPLIT: usize = 4;

/// Longer words are looked up as they are.
const MAX_VARIED_LETTERS: usize = 40;

/// First parts of names, written joined or apart.
const LATIN_FIRST_PARTS: [&str; 13] =
    ["abdul", "abdel", "abdal", "abd", "abu", "abou", "ibn", "bin", "ben", "umm", "al", "el", "mac"];

/// Spellings of the first part that means "servant of", with the article of the second part or without.
const ABD_SPELLINGS: [&str; 6] = ["abd", "abdul", "abdel", "abdal", "abdol", "abdoul"];

/// Romanised forms of the Arabic article before a hyphen.
const ROMANISED_ARTICLES: [&str; 10] = ["al", "el", "ul", "ad", "an", "ar", "as", "ash", "at", "az"];

const ARABIC_FIRST_PARTS: [&str; 13] =
    ["عبد", "ابو", "ابا", "ابي", "بو", "ابن", "بن", "بنت", "ام", "ذو", "بني", "محمد", "غلام"];

/// Letters that must follow a first part.
const MIN_LETTERS_AFTER_FIRST_PART: usize = 2;

/// Looks up words as every language of a dataset analyzes them.
#[derive(Clone, Copy)]
pub struct WordLookup<'a>(pub &'a [Analyzer]);

/// A word of a query as languages analyze it.
pub struct QueryWord {
    /// Usually one; several for a compatibility form of several words.
    pub positions: Vec<Position>,
    /// Whether any language has it as a particle.
    pub is_particle: bool,
    /// Whether every language has it as a particle.
    pub is_always_particle: bool,
}

impl WordLookup<'_> {
    fn rules(self, word: &str) -> BTreeSet<Rules> {
        self.0.iter().map(|analyzer| analyzer.rules_for(word)).collect()
    }

    /// Returns the terms of a word.
    pub fn word(self, word: &str) -> QueryWord {
        let analyzed: Vec<_> = self.rules(word).into_iter().map(|rules| query_terms(word, rules)).collect();
        let count = analyzed.iter().map(Vec::len).min().unwrap_or_default();
        let mut positions: Vec<Position> = vec![vec![]; count];
        let (mut is_particle, mut is_always_particle) = (false, true);
        for (position, (terms, particle)) in
            analyzed.into_iter().flat_map(|parts| parts.into_iter().take(count).enumerate())
        {
            is_particle |= particle;
            is_always_particle &= particle;
            for term in terms {
                add(&mut positions[position], term);
            }
        }
        QueryWord { positions, is_particle, is_always_particle: is_particle && is_always_particle }
    }

    /// Returns the positions of a sequence of words.
    pub fn sequence<'w>(self, words: impl IntoIterator<Item = &'w str>) -> Vec<Position> {
        words.into_iter().flat_map(|word| self.word(word).positions).collect()
    }

    /// Returns all ways in which a word can be written, its own spelling first.
    pub fn alternatives(self, word: &str) -> Alternatives {
        let mut found = Vec::new();
        if let Some(persian) = self.persian_parts(word) {
            return persian;
        }
        add_phrase(&mut found, self.word(word).positions);
        if word.chars().count() > MAX_VARIED_LETTERS {
            return found;
        }
        for parts in splits(word) {
            add_phrase(&mut found, self.sequence(parts.iter().map(String::as_str)));
        }
        if let Some((first, rest)) = first_part(word) {
            for phrase in self.name_phrases(&first, &rest) {
                add_phrase(&mut found, phrase);
            }
        }
        if let Some((stem, plural)) = self.persian_plural(word) {
            add_phrase(&mut found, self.word(stem).positions);
            add_phrase(&mut found, self.sequence([stem, plural]));
        }
        found
    }

    /// Splits a word from the ending of a Persian plural that is joined to it, if it is read as Persian or the like.
    fn persian_plural(self, word: &str) -> Option<(&str, &str)> {
        if Script::of(word) != Script::Arabic || !self.rules(word).contains(&Rules::Plain) {
            return None;
        }
        let start = word.find("ها").filter(|&at| word[..at].chars().count() >= MIN_LETTERS_AFTER_FIRST_PART)?;
        let (stem, ending) = word.split_at(start);
        PERSIAN_ENDINGS[..3].contains(&normalize(ending).as_str()).then_some((stem, ending))
    }

    /// Returns the ways to write a compound with a digit, such as `F-16`: its parts joined or apart.
    pub fn compound(self, words: &[Word]) -> Alternatives {
        let parts: Vec<String> = words.iter().flat_map(|word| letter_and_digit_parts(word.text)).collect();
        let mut found = Vec::new();
        add_phrase(&mut found, self.sequence(words.iter().map(|word| word.text)));
        for joined in compositions(&parts) {
            add_phrase(&mut found, self.sequence(joined.iter().map(String::as_str)));
        }
        found
    }

    /// Returns what two words that are typed apart can be when joined.
    pub fn joined(self, first: &str, second: &str) -> Alternatives {
        let mut found = Vec::new();
        if kind(first) != kind(second) || kind(first) == Script::Unspaced {
            return found;
        }
        let is_abd = is_one_of(&ABD_SPELLINGS, first);
        let firsts = std::iter::once(first).chain(ABD_SPELLINGS[1..].iter().copied().filter(|_| is_abd));
        for first in firsts {
            let positions = self.word(&format!("{first}{second}")).positions;
            if positions.len() == 1 {
                add_phrase(&mut found, positions);
            }
        }
        found
    }

    /// Returns what a word of parts with zero-width non-joiners can be: its parts, the joined word, or the word without an
    /// ending.
    fn persian_parts(self, word: &str) -> Option<Alternatives> {
        let mut found = Vec::new();
        let analyzed = self.rules(word).into_iter().map(|rules| analyze_word(word, rules));
        for parts in analyzed.filter(|parts| parts.iter().any(|part| part.joined.is_some())) {
            let phrase: Vec<Position> = parts.iter().map(|part| vec![part.term.clone()]).collect();
            let endings = phrase
                .iter()
                .rev()
                .take_while(|part| PERSIAN_ENDINGS.contains(&part[0].trim_end_matches(UNSTEMMED_SUFFIX)))
                .count();
            let stem = phrase[..phrase.len().saturating_sub(endings)].to_vec();
            add_phrase(&mut found, phrase);
            parts
                .into_iter()
                .filter_map(|part| part.joined)
                .for_each(|joined| add_phrase(&mut found, vec![vec![joined]]));
            add_phrase(&mut found, stem);
        }
        if found.is_empty() {
            return None;
        }
        // The word as languages without the non-joiner read it.
        for rules in self.rules(word).into_iter().filter(|rules| *rules != Rules::Plain) {
            add_phrase(&mut found, query_terms(word, rules).into_iter().map(|(terms, _)| terms).collect());
        }
        Some(found)
    }

    /// Returns the ways to write a name apart. The article in `abdul` is also written by itself.
    fn name_phrases(self, first: &str, rest: &str) -> Vec<Vec<Position>> {
        if !is_one_of(&ABD_SPELLINGS, first) {
            return vec![self.sequence([first, rest])];
        }
        let terms = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Position>();
        let name = || self.word(rest).positions;
        let apart = [vec![terms(&ABD_SPELLINGS)], name()].concat();
        vec![apart, [vec![terms(&ABD_SPELLINGS[..1]), terms(&ROMANISED_ARTICLES)], name()].concat()]
    }
}

/// Persian endings that are written after a zero-width non-joiner, in normalized form: plurals and comparatives.
const PERSIAN_ENDINGS: [&str; 6] = ["ها", "هاي", "هايي", "تر", "ترين", "اي"];

/// Whether a word is a spelling of the Arabic "servant of", the first part of many names.
pub fn is_abd(word: &str) -> bool {
    is_one_of(&ABD_SPELLINGS, word)
}

/// The spellings of [`is_abd`].
pub fn abd_spellings() -> impl Iterator<Item = String> {
    ABD_SPELLINGS.iter().map(ToString::to_string)
}

/// Whether a word is a romanised form of the Arabic article.
pub fn is_romanised_article(word: &str) -> bool {
    is_one_of(&ROMANISED_ARTICLES, word)
}

pub fn add_phrase(alternatives: &mut Alternatives, positions: Vec<Position>) {
    let phrase = Lookup::Phrase(positions);
    let is_empty =
        matches!(&phrase, Lookup::Phrase(positions) if positions.is_empty() || positions.iter().any(Vec::is_empty));
    if !is_empty && !alternatives.contains(&phrase) {
        alternatives.push(phrase);
    }
}

fn add(position: &mut Position, term: String) {
    if !position.contains(&term) {
        position.push(term);
    }
}

fn is_one_of(words: &[&str], word: &str) -> bool {
    words.contains(&word.to_lowercase().as_str())
}

/// The kind of script; only words of one kind are joined.
fn kind(word: &str) -> Script {
    match Script::of(word) {
        script @ (Script::Arabic | Script::Unspaced) => script,
        _ => Script::Other,
    }
}

/// The ways to write a word apart: at the borders of letters and digits, at an apostrophe, before an Arabic article.
fn splits(word: &str) -> Vec<Vec<String>> {
    let mut found = compositions(&letter_and_digit_parts(word));
    if word.contains(is_apostrophe) {
        found.push(word.split(is_apostrophe).filter(|part| !part.is_empty()).map(str::to_owned).collect());
    }
    if Script::of(word) == Script::Arabic {
        let letters = arabic::letters(word);
        let articles = letters.match_indices("ال").map(|(at, _)| letters.split_at(at));
        let is_long = |part: &str| part.chars().count() >= MIN_LETTERS_AFTER_FIRST_PART;
        let apart = articles.filter(|(before, after)| is_long(before) && is_long(&after["ال".len()..]));
        found.extend(apart.map(|(before, after)| vec![before.to_owned(), after.to_owned()]));
    }
    found
}

/// Returns the first part of a joined name and the rest.
fn first_part(word: &str) -> Option<(String, String)> {
    let (folded, parts): (String, &[&str]) = match Script::of(word) {
        Script::Arabic => (arabic::letters(word), &ARABIC_FIRST_PARTS),
        Script::Latin => (word.to_lowercase(), &LATIN_FIRST_PARTS),
        _ => return None,
    };
    let plain: String = folded.chars().map(|c| if matches!(c, 'أ' | 'إ') { 'ا' } else { c }).collect();
    let is_long = |rest: &&str| rest.chars().count() >= MIN_LETTERS_AFTER_FIRST_PART;
    let rest =
        |first: &&str| plain.strip_prefix(*first).filter(is_long).map(|rest| rest.trim_start_matches(is_apostrophe));
    parts.iter().find_map(|first| rest(first).map(|rest| ((*first).to_owned(), rest.to_owned())))
}

/// The parts of a word between the borders of letters and digits; the word itself if there are too many.
fn letter_and_digit_parts(word: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut was_digit = None;
    for c in word.chars() {
        let is_digit = if c.is_alphanumeric() { Some(c.is_numeric()) } else { was_digit };
        match parts.last_mut() {
            Some(part) if is_digit == was_digit => part.push(c),
            _ => parts.push(c.to_string()),
        }
        was_digit = is_digit;
    }
    // `B200s` is a plural.
    if parts.len() > 2 && parts.last().is_some_and(|last| last == "s") {
        parts.pop();
    }
    if parts.len() > MAX_SPLIT { vec![word.to_owned()] } else { parts }
}

/// The ways to join neighbouring parts, except into one word if there is one part only.
fn compositions(parts: &[String]) -> Vec<Vec<String>> {
    if !(2..=MAX_SPLIT).contains(&parts.len()) {
        return vec![];
    }
    let borders: Range<u32> = 0..1 << (parts.len() - 1);
    let join = |joined: u32| {
        let mut words: Vec<String> = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            match words.last_mut() {
                Some(word) if joined & (1 << (at - 1)) != 0 => word.push_str(part),
                _ => words.push(part.clone()),
            }
        }
        words
    };
    borders.map(join).collect()
}

/// The term of the particle that an Arabic word may be a spelling of: علي is also typed for على.
pub fn particle_typed_as(word: &str) -> Option<String> {
    let folded = normalize(word);
    stopwords::is_like_arabic_particle(&folded).then(|| format!("{folded}{PARTICLE}"))
}
