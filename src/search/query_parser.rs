//! The query parser: words, `"phrases"`, `-exclusions`, `prefix*` and `one OR other`. There is no invalid syntax.
//!
//! The language of a query is not known, so each word is looked up as every language of the dataset would analyze it.

use crate::search::analyzer::Analyzer;
use crate::search::arabic;
use crate::search::clauses::{Clause, split_clauses};
use crate::search::normalize::normalize;
use crate::search::script::Script;
use crate::search::text_query::{Alternatives, Lookup, Position, TextQuery};
use crate::search::tokenizer::{Word, compounds};
use crate::search::variants::{WordLookup, abd_spellings, add_phrase, is_abd, is_romanised_article, particle_typed_as};

/// Maximum number of terms in a query, including the terms of phrases.
pub const MAX_QUERY_TERMS: usize = 32;

/// Parts of a query after which nothing is read, as it has too many words anyway.
const MAX_CLAUSE_WORDS: usize = 4 * MAX_QUERY_TERMS;

/// The longest phrase, in words, that is also looked up with other ways to write its words.
const MAX_VARIED_PHRASE: usize = 8;

/// Letters that a prefix must have, except in scripts without spaces between words.
pub const MIN_PREFIX_LETTERS: usize = 2;

/// Endings that complete the beginning of a word to one that a stemmer shortens, as the index has stems.
const ENDINGS: [&str; 17] =
    ["", "e", "s", "t", "n", "on", "ion", "ing", "ng", "ed", "d", "es", "ly", "y", "ment", "ness", "er"];

/// A word or phrase of a query.
struct Part<'t> {
    typed: &'t str,
    alternatives: Alternatives,
    /// Whether it is left out beside other words.
    is_particle: bool,
    /// Whether it can be joined with the next word.
    is_word: bool,
    /// Particles of a phrase, which it passes over.
    passed_over: Vec<&'t str>,
}

/// Parses a query for a dataset with these languages. Returns `None` if it contains no term.
pub fn parse_query(typed: &str, analyzers: &[Analyzer]) -> Option<TextQuery> {
    let parser = Parser::new(typed, analyzers);
    let (mut required, mut excluded) = (Vec::new(), Vec::new());
    let mut or_follows = false;
    let clauses = split_clauses(typed);
    for clause in &clauses {
        if required.len() + excluded.len() > MAX_CLAUSE_WORDS {
            break;
        }
        if clause.is_or() && clauses.len() > 1 {
            or_follows = !required.is_empty();
            continue;
        }
        if clause.is_excluded {
            excluded.extend(parser.excluded(clause));
        } else if std::mem::take(&mut or_follows) {
            let other = parser.operand(clause).into_iter().flat_map(|part| part.alternatives);
            if let Some(Part { alternatives, is_particle, is_word, .. }) = required.last_mut() {
                alternatives.extend(other);
                (*is_particle, *is_word) = (false, false);
            }
        } else {
            required.extend(parser.parts(clause));
        }
    }
    parser.join_neighbours(&mut required);
    required.retain(|part| !part.alternatives.is_empty());
    excluded.retain(|part| !part.alternatives.is_empty());
    let mut query = TextQuery { typed: typed.to_owned(), ..TextQuery::default() };
    let words = required.iter().filter(|part| !part.is_particle).count();
    for part in required {
        require(part, words, &mut query);
    }
    for part in excluded {
        if part.is_particle && !query.required.is_empty() {
            query.ignore(part.typed);
        } else if !query.excluded.contains(&part.alternatives) {
            query.excluded.push(part.alternatives);
        }
    }
    (!query.required.is_empty() || !query.excluded.is_empty()).then_some(query)
}

/// Adds a required part to the query of so many words, unless it is a particle beside words.
fn require(mut part: Part, words: usize, query: &mut TextQuery) {
    if part.is_particle && words > 0 {
        query.ignore(part.typed);
        return;
    }
    part.passed_over.iter().for_each(|particle| query.ignore(particle));
    // A name such as علي is also typed like the particle على, which would match too much by itself.
    if part.is_word
        && words > 1
        && let Some(particle) = particle_typed_as(part.typed)
        && let Some(Lookup::Phrase(positions)) = part.alternatives.first_mut()
        && let [position] = positions.as_mut_slice()
        && !position.contains(&particle)
    {
        position.push(particle);
    }
    if !query.required.contains(&part.alternatives) {
        query.required.push(part.alternatives);
    }
}

struct Parser<'a> {
    lookup: WordLookup<'a>,
    /// Whether the query has no small letters.
    in_capitals: bool,
}

impl<'a> Parser<'a> {
    fn new(typed: &str, analyzers: &'a [Analyzer]) -> Self {
        let parser = Self { lookup: WordLookup(analyzers), in_capitals: false };
        let is_capital = |word: &Word| {
            word.text.contains(char::is_uppercase) && !parser.lookup.word(&word.text.to_lowercase()).is_particle
        };
        let in_capitals = !typed.contains(char::is_lowercase)
            && Analyzer::words(typed).iter().filter(|word| is_capital(word)).nth(1).is_some();
        Self { in_capitals, ..parser }
    }

    /// Returns the parts of a clause.
    fn parts<'t>(&self, clause: &Clause<'t>) -> Vec<Part<'t>> {
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
    fn excluded<'t>(&self, clause: &Clause<'t>) -> Vec<Part<'t>> {
        if clause.is_prefix() && Analyzer::words(clause.text).len() == 1 {
            self.parts(clause)
        } else {
            self.phrase(clause.text)
        }
    }

    /// The parts of a clause as one: its only word, or a phrase.
    fn operand<'t>(&self, clause: &Clause<'t>) -> Option<Part<'t>> {
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

    /// Adds to neighbouring words what they are when joined.
    fn join_neighbours(&self, parts: &mut Vec<Part>) {
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

/// Returns a prefix of the query that has too few letters to be searched.
pub fn too_short_prefix(query: &TextQuery) -> Option<&str> {
    query.lookups().find_map(|lookup| match lookup {
        Lookup::Prefix { typed, beginnings, .. } => beginnings
            .first()
            .filter(|first| Script::of(first) != Script::Unspaced && first.chars().count() < MIN_PREFIX_LETTERS)
            .map(|_| typed.as_str()),
        Lookup::Phrase(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn analyzers(languages: &[&str]) -> Vec<Analyzer> {
        languages.iter().map(|language| Analyzer::for_language(language)).collect()
    }

    fn phrases(typed: &str) -> (Vec<String>, Vec<String>) {
        let query = parse_query(typed, &analyzers(&["en", "ar"])).unwrap_or_default();
        let first = |alternatives: &Alternatives| match &alternatives[0] {
            Lookup::Phrase(positions) => positions.iter().map(|terms| terms[0].as_str()).collect::<Vec<_>>().join("+"),
            Lookup::Prefix { beginnings, .. } => format!("{}*", beginnings[0]),
        };
        (query.required.iter().map(first).collect(), query.excluded.iter().map(first).collect())
    }

    #[rstest]
    #[case("export chips", &["export", "chip"], &[])]
    #[case("\"export controls\" chips", &["export+control", "chip"], &[])]
    #[case("“ضوابط التصدير” -هواوي", &["ضابط+تصدير"], &["هواو"])]
    #[case("chips -\"black market\"", &["chip"], &["black+market"])]
    #[case("-china", &[], &["china"])]
    #[case("AI-powered", &["ai", "power"], &[])]
    #[case("\"never closed", &["never+close"], &[])]
    #[case("NEAR AND NOT * ^ : ( ) \"", &["near", "not"], &[])]
    #[case("Will Smith", &["will", "smith"], &[])]
    #[case("will smith in IT", &["smith", "it"], &[])]
    #[case("THE FINANCIAL TIMES", &["financ", "time"], &[])]
    #[case("على الصين", &["صين"], &[])]
    #[case("علي الصحافة", &["علي", "صحاف"], &[])]
    #[case("\"the Bank of England\"", &["bank+england"], &[])]
    #[case("F-16 jets", &["f+16", "jet"], &[])]
    #[case("nvid* chips", &["nvid*", "chip"], &[])]
    #[case("chips -nvid* x-nvid*", &["chip", "x", "nvid*"], &["nvid*"])]
    #[case("وزارة IT", &["وزار", "it"], &[])]
    #[case("Huawei OR Nvidia chips", &["huawei", "chip"], &[])]
    #[case("chip- - -", &["chip"], &[])]
    #[case("the of", &["theː", "ofː"], &[])]
    #[case("-\"the of\"", &[], &["theː", "ofː"])]
    #[case("\"the of\"", &["theː", "ofː"], &[])]
    #[case("chips -the", &["chip"], &[])]
    fn terms_phrases_and_exclusions_are_parsed(
        #[case] typed: &str,
        #[case] required: &[&str],
        #[case] excluded: &[&str],
    ) {
        let expected = |phrases: &[&str]| phrases.iter().map(ToString::to_string).collect();
        assert_eq!(phrases(typed), (expected(required), expected(excluded)));
    }

    #[test]
    fn a_word_has_a_term_for_each_language_of_its_script() {
        let query = parse_query("nationales الوطنية", &analyzers(&["en", "fr", "de", "ar"])).unwrap();
        let Lookup::Phrase(positions) = &query.required[0][0] else { panic!("{query:?}") };
        assert_eq!(positions[0], ["nation", "national"], "as English and French do, and as German does");
    }

    #[test]
    fn particles_beside_words_are_named() {
        let ignored = |typed| parse_query(typed, &analyzers(&["en", "ar"])).unwrap().ignored;
        assert_eq!(ignored("the chips of على Nvidia"), ["the", "of", "على"]);
        assert_eq!(ignored("\"the Bank of England\" in"), ["the", "of", "in"]);
        assert_eq!(ignored("the of"), [""; 0]);
        assert_eq!(ignored("علي Will IT"), [""; 0]);
    }

    proptest! {
        #[test]
        fn phrases_are_never_empty(typed in ".{0,80}") {
            let query = parse_query(&typed, &analyzers(&["en", "ar", "fr", "zh"])).unwrap_or_default();
            for lookup in query.lookups() {
                prop_assert!(!matches!(lookup, Lookup::Phrase(positions) if positions.is_empty() || positions.iter().any(Vec::is_empty)));
            }
        }
    }
}
