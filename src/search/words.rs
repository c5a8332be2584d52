//! The terms of a word by the rules of its language, in a text and in a query.

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;

use crate::search::arabic;
use crate::search::fold::{NON_JOINER, is_apostrophe, is_ignorable, spell_out};
use crate::search::normalize::normalize;
use crate::search::rules::Rules;
use crate::search::script::Script;
use crate::search::stopwords;
use crate::search::tokenizer::tokenize;

/// Ends the terms of words in Arabic letters that are not stemmed, such as Persian ones, so that they are never equal to the
/// stem of an Arabic word. Normalized words do not contain it.
pub const UNSTEMMED_SUFFIX: char = '\u{0640}';

/// Ends the term of a particle, so that a name which is spelt or folds like one has another term.
pub const PARTICLE: char = '\u{02D0}';

/// The terms of a word in a text. A term consists of letters, digits and marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Terms<T> {
    pub term: T,
    /// The term of the word without marks on its letters, as people type it; often the same.
    pub unmarked: T,
    /// The term of the word with letters such as ö as two, if it has any.
    pub spelt_out: Option<T>,
    /// The term of the whole word, if this is its first part before a zero-width non-joiner: Persian words are typed with it,
    /// with a space in its place, or joined.
    pub joined: Option<T>,
    /// Whether the word is a particle, which a query leaves out beside other words.
    pub is_particle: bool,
}

pub type WordTerms = Terms<String>;

impl<T> Terms<T> {
    /// All terms, some of which may be equal.
    pub fn all(&self) -> impl Iterator<Item = &T> {
        [Some(&self.term), Some(&self.unmarked), self.spelt_out.as_ref(), self.joined.as_ref()].into_iter().flatten()
    }

    /// Replaces each term.
    pub fn map<U>(self, mut replace: impl FnMut(T) -> U) -> Terms<U> {
        Terms {
            term: replace(self.term),
            unmarked: replace(self.unmarked),
            spelt_out: self.spelt_out.map(&mut replace),
            joined: self.joined.map(&mut replace),
            is_particle: self.is_particle,
        }
    }
}

impl WordTerms {
    fn plain(term: String) -> Self {
        Self { unmarked: term.clone(), term, spelt_out: None, joined: None, is_particle: false }
    }

    fn particle(folded: &str) -> Self {
        Self { is_particle: true, ..Self::plain(format!("{folded}{PARTICLE}")) }
    }
}

/// Returns the terms of one word of a text: usually one, several for a word of several parts, none if it has no letter.
pub fn analyze_word(word: &str, rules: Rules) -> Vec<WordTerms> {
    // In other languages the non-joiner is only a hint for the shapes of letters.
    if rules == Rules::Plain && word.contains(NON_JOINER) && Script::of(word) == Script::Arabic {
        let parts = word.split(NON_JOINER).flat_map(|part| analyze_part(part, rules));
        let mut parts: Vec<WordTerms> = parts.collect();
        let joined = analyze_part(&word.replace(NON_JOINER, ""), rules).into_iter().map(|whole| whole.term).collect();
        if let [first, _, ..] = parts.as_mut_slice() {
            first.joined = Some(joined);
        }
        return parts;
    }
    analyze_part(word, rules)
}

/// Returns the terms that a word of a query can have in a text, its own first, for each of its parts, and whether the part is
/// a particle.
pub fn query_terms(word: &str, rules: Rules) -> Vec<(Vec<String>, bool)> {
    let analyzed = analyze_word(word, rules);
    if let ([WordTerms { is_particle: false, .. }], Script::Arabic) = (analyzed.as_slice(), Script::of(word))
        && rules == Rules::Arabic
    {
        return vec![(arabic::stems_in_texts(&arabic::letters(&composed(word))), false)];
    }
    let all_terms = |terms: WordTerms| {
        // A particle may also be a name that is typed like one.
        let name = terms.is_particle.then(|| terms.term.trim_end_matches(PARTICLE).to_owned());
        let mut found = vec![terms.term];
        for term in [Some(terms.unmarked), terms.spelt_out, name].into_iter().flatten() {
            if !found.contains(&term) {
                found.push(term);
            }
        }
        (found, terms.is_particle)
    };
    analyzed.into_iter().map(all_terms).collect()
}

/// The word in compatibility form without ignorable characters.
fn composed(word: &str) -> String {
    word.chars().filter(|&c| !is_ignorable(c)).nfkc().filter(|&c| !is_ignorable(c)).collect()
}

fn analyze_part(word: &str, rules: Rules) -> Vec<WordTerms> {
    // Initials become one term: `U.S.` and `US` are the same.
    let word: String =
        composed(word).chars().filter(|&c| c != '.').map(|c| if is_apostrophe(c) { '\'' } else { c }).collect();
    if let Some(algorithm) = rules.snowball() {
        return analyze_marked(&word, algorithm);
    }
    let script = Script::of(&word);
    // Compatibility forms may contain several words: spaces, symbols, another script.
    let rules_of = |part: &str| match Script::of(part) {
        same if same == script => rules,
        Script::Arabic => Rules::Arabic,
        Script::Latin => Rules::English,
        _ => Rules::Plain,
    };
    tokenize(&word).into_iter().flat_map(|part| stem(part.text, rules_of(part.text))).collect()
}

/// Stems a word with the marks on its letters, which the stemmer needs, and once more without, as people type it.
fn analyze_marked(word: &str, algorithm: Algorithm) -> Vec<WordTerms> {
    let word = match (algorithm, word.split_once('\'')) {
        // An elided article or preposition: l'élection, dell'acqua.
        (Algorithm::French | Algorithm::Italian, Some((_, rest))) if rest.chars().count() > 1 => rest,
        // The suffixes of a name: Ankara'da.
        (Algorithm::Turkish, Some((name, _))) => name,
        _ => word,
    };
    let stemmer = Stemmer::create(algorithm);
    let stem = |word: &str| normalize(&stemmer.stem(word)).replace('\'', "");
    let lowercase = if algorithm == Algorithm::Turkish {
        word.replace('İ', "i").replace('I', "ı").to_lowercase()
    } else {
        word.to_lowercase()
    };
    let (term, unmarked) = (stem(&lowercase), stem(&normalize(word)));
    // A compatibility form may contain other characters than letters and digits.
    let is_word = |term: &String| !term.is_empty() && term.chars().all(char::is_alphanumeric);
    let spelt_out = spell_out(&lowercase).map(|word| stem(&word)).filter(is_word);
    match (is_word(&term), is_word(&unmarked)) {
        (true, true) => vec![WordTerms { term, unmarked, spelt_out, joined: None, is_particle: false }],
        (true, false) => vec![WordTerms::plain(term)],
        _ => {
            let parts = normalize(word);
            let terms = tokenize(&parts).into_iter().map(|part| stem(part.text)).filter(is_word);
            terms.map(WordTerms::plain).collect()
        }
    }
}

/// Returns the terms of a word without compatibility forms.
fn stem(word: &str, rules: Rules) -> Vec<WordTerms> {
    if rules == Rules::Arabic {
        let letters = arabic::letters(word);
        return match stopwords::arabic_particle(&letters) {
            Some(folded) => vec![WordTerms::particle(&folded)],
            None => vec![WordTerms::plain(arabic::stem(&letters))],
        }
        .into_iter()
        .filter(|terms| !terms.term.is_empty())
        .collect();
    }
    let normalized = normalize(word);
    if rules == Rules::English && stopwords::is_english(&normalized) {
        let is_name = stopwords::is_english_name(word);
        return vec![if is_name { WordTerms::plain(normalized) } else { WordTerms::particle(&normalized) }];
    }
    let stem = |word: &str| match (rules, Script::of(word)) {
        (Rules::English, _) => stem_english(word),
        (_, Script::Arabic) => format!("{word}{UNSTEMMED_SUFFIX}"),
        _ => word.replace('\'', ""),
    };
    let spelt_out = spell_out(&word.to_lowercase()).map(|word| stem(&normalize(&word)));
    let parts = tokenize(&normalized);
    let spelt_out = if parts.len() == 1 { spelt_out } else { None };
    let terms = parts.into_iter().map(|part| stem(part.text)).filter(|term| !term.is_empty());
    terms.map(|term| WordTerms { spelt_out: spelt_out.clone(), ..WordTerms::plain(term) }).collect()
}

/// Stems until the word no longer changes, but not to a particle.
fn stem_english(word: &str) -> String {
    let word = word.strip_suffix("'s").unwrap_or(word).replace('\'', "");
    let english = Stemmer::create(Algorithm::English);
    // Porter's rules do not apply to digits: `B200s` is the plural of `B200`.
    let without_plural = word.strip_suffix('s').filter(|rest| rest.ends_with(|c: char| c.is_ascii_digit()));
    let mut stem = without_plural.unwrap_or(&word).to_owned();
    loop {
        let shorter = english.stem(&stem).into_owned();
        if shorter == stem || stopwords::is_english(&shorter) {
            return stem;
        }
        stem = shorter;
    }
}
