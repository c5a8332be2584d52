//! The analyzer: turns text into the terms that are indexed and searched.
//!
//! A text is analyzed by its language, word by word: a word in the script of the language by the rules of the language, a
//! word in another script by the rules usual for that script. So Arabic text that mentions English names needs no markup.

use std::ops::Range;

use rust_stemmers::Algorithm;

use crate::domain::language_map::primary_subtag;
use crate::search::script::Script;
use crate::search::stopwords;
use crate::search::tokenizer::{Gap, Word, compounds, tokenize};
use crate::search::words::{Terms, WordTerms, analyze_word};

/// Must be raised when the terms of any text change: datasets indexed by another version are rejected.
pub const ANALYZER_VERSION: u32 = 3;

/// The rules for the words of a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rules {
    /// Light stemming and broken plurals.
    Arabic,
    /// Snowball's English stemmer on normalized words.
    English,
    /// A stemmer of Snowball, by its position in [`SNOWBALL`]; letters are normalized after stemming.
    Snowball(u8),
    /// Normalized letters only.
    Plain,
}

impl Rules {
    /// The stemmer of Snowball, if these rules have one.
    pub fn snowball(self) -> Option<Algorithm> {
        match self {
            Self::Snowball(position) => Some(SNOWBALL[usize::from(position)].2),
            Self::Arabic | Self::English | Self::Plain => None,
        }
    }
}

/// The languages with a stemmer of Snowball, besides Arabic and English.
const SNOWBALL: [(&str, Script, Algorithm); 16] = [
    ("da", Script::Latin, Algorithm::Danish),
    ("nl", Script::Latin, Algorithm::Dutch),
    ("fi", Script::Latin, Algorithm::Finnish),
    ("fr", Script::Latin, Algorithm::French),
    ("de", Script::Latin, Algorithm::German),
    ("el", Script::Greek, Algorithm::Greek),
    ("hu", Script::Latin, Algorithm::Hungarian),
    ("it", Script::Latin, Algorithm::Italian),
    ("no", Script::Latin, Algorithm::Norwegian),
    ("pt", Script::Latin, Algorithm::Portuguese),
    ("ro", Script::Latin, Algorithm::Romanian),
    ("ru", Script::Cyrillic, Algorithm::Russian),
    ("es", Script::Latin, Algorithm::Spanish),
    ("sv", Script::Latin, Algorithm::Swedish),
    ("ta", Script::Tamil, Algorithm::Tamil),
    ("tr", Script::Latin, Algorithm::Turkish),
];

/// Languages without a stemmer that are written in a script which other languages have rules for.
const UNSTEMMED: [(&str, Script); 10] = [
    ("fa", Script::Arabic),
    ("ur", Script::Arabic),
    ("ckb", Script::Arabic),
    ("ku", Script::Arabic),
    ("ps", Script::Arabic),
    ("sd", Script::Arabic),
    ("ug", Script::Arabic),
    ("uk", Script::Cyrillic),
    ("bg", Script::Cyrillic),
    ("sr", Script::Cyrillic),
];

/// An analyzed word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub terms: WordTerms,
    /// Position of the word in the original text, in code points.
    pub range: Range<usize>,
}

/// An analyzed text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Analysis {
    pub tokens: Vec<Token>,
    /// Terms that stand for several tokens or for another spelling of one.
    pub extras: Vec<(String, Range<usize>)>,
}

/// The terms of the words of a text, in any form of `T`.
#[derive(Debug, Clone)]
pub struct TextTerms<T> {
    /// Each with the position of its word.
    words: Vec<(Terms<T>, usize)>,
    /// The terms of compounds without their hyphens, each with the positions of its parts in `words`.
    compounds: Vec<(T, Range<usize>)>,
}

impl<T: Clone + PartialEq> TextTerms<T> {
    /// Analyzes words by `analyze`.
    pub fn new(words: &[Word], mut analyze: impl FnMut(&str) -> Vec<Terms<T>>) -> Self {
        let mut terms = Vec::with_capacity(words.len());
        let mut starts = Vec::with_capacity(words.len() + 1);
        for (at, word) in words.iter().enumerate() {
            starts.push(terms.len());
            terms.extend(analyze(word.text).into_iter().map(|terms| (terms, at)));
        }
        starts.push(terms.len());
        // A letter before a number, as in `A 320`.
        for (at, word) in words.windows(2).enumerate() {
            if word[0].text.chars().count() == 1 && word[1].text.starts_with(char::is_numeric) {
                terms[starts[at]..starts[at + 1]].iter_mut().for_each(|(terms, _)| terms.is_particle = false);
            }
        }
        let is_word = |at: usize| terms[starts[at]..starts[at + 1]].iter().all(|(terms, _)| !terms.is_particle);
        let pairs =
            (1..words.len()).filter(|&at| is_joined(&words[at - 1], &words[at]) && is_word(at - 1) && is_word(at));
        let mut joined = Vec::new();
        for parts in compounds(words).into_iter().chain(pairs.map(|at| at - 1..at + 1)) {
            let whole: String = words[parts.clone()].iter().map(|word| word.text).collect();
            // A compound of several words, such as letters and digits, has no term of its own.
            if let [terms] = analyze(&whole).as_slice() {
                joined.push((terms.term.clone(), starts[parts.start]..starts[parts.end]));
            }
        }
        Self { words: terms, compounds: joined }
    }

    /// Terms that stand for several words or for another spelling of one, with the positions of the words.
    fn extras(&self) -> Vec<(&T, Range<usize>)> {
        let mut extras = Vec::new();
        for (at, (terms, word)) in self.words.iter().enumerate() {
            extras.extend(terms.spelt_out.as_ref().map(|term| (term, at..at + 1)));
            if let Some(term) = &terms.joined {
                let parts = self.words[at..].iter().take_while(|(_, other)| other == word).count();
                extras.push((term, at..at + parts));
            }
        }
        extras.extend(self.compounds.iter().map(|(term, parts)| (term, parts.clone())));
        extras
    }

    /// All terms in the order in which they are indexed: the words; the words without marks if any has some; each extra term
    /// between its neighbours, so that it is part of phrases too; each particle once, outside of phrases.
    pub fn in_index_order(&self) -> Vec<&T> {
        let words = || self.words.iter().map(|(terms, _)| terms).filter(|terms| !terms.is_particle);
        let mut ordered: Vec<&T> = words().map(|terms| &terms.term).collect();
        if words().any(|terms| terms.term != terms.unmarked) {
            ordered.extend(words().map(|terms| &terms.unmarked));
        }
        let is_word = |(terms, _): &&(Terms<T>, usize)| !terms.is_particle;
        for (term, parts) in self.extras() {
            let before = self.words[..parts.start].iter().rfind(is_word).map(|(terms, _)| &terms.term);
            let after = self.words[parts.end..].iter().find(is_word).map(|(terms, _)| &terms.term);
            ordered.extend([before, Some(term), after].into_iter().flatten());
        }
        let words = ordered.len();
        for (particle, _) in self.words.iter().filter(|(terms, _)| terms.is_particle) {
            if !ordered[words..].contains(&&particle.term) {
                ordered.push(&particle.term);
            }
        }
        ordered
    }
}

/// Whether two words are often written as one, such as `x ray`, `Wi Fi` and `F 16`: one of them is a letter, or two of which the
/// first is a capital.
fn is_joined(first: &Word, second: &Word) -> bool {
    let is_short = |word: &Word| {
        let mut letters = word.text.chars();
        match (letters.next(), letters.next(), letters.next()) {
            (Some(letter), None, _) => letter.is_alphabetic(),
            (Some(capital), Some(letter), None) => capital.is_uppercase() && letter.is_alphabetic(),
            _ => false,
        }
    };
    let is_other = |word: &Word| matches!(Script::of(word.text), Script::Arabic | Script::Unspaced);
    first.gap == Gap::Space && (is_short(first) || is_short(second)) && !is_other(first) && !is_other(second)
}

/// The analyzer of texts in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Analyzer {
    rules: Rules,
    /// The script whose words the rules apply to; `None` if every script has its usual rules.
    script: Option<Script>,
}

impl Analyzer {
    /// Returns the analyzer of a language, by its BCP 47 tag.
    pub fn for_language(tag: &str) -> Self {
        let language = match primary_subtag(tag) {
            "nb" | "nn" => "no",
            language => language,
        };
        if let Some(position) = SNOWBALL.iter().position(|(known, ..)| *known == language) {
            let rules = Rules::Snowball(u8::try_from(position).expect("fewer than 256 languages"));
            return Self { rules, script: Some(SNOWBALL[position].1) };
        }
        if let Some((_, script)) = UNSTEMMED.iter().find(|(known, _)| *known == language) {
            return Self { rules: Rules::Plain, script: Some(*script) };
        }
        match language {
            "ar" => Self { rules: Rules::Arabic, script: Some(Script::Arabic) },
            "en" => Self { rules: Rules::English, script: Some(Script::Latin) },
            "zh" | "ja" | "ko" | "th" | "he" | "hi" | "bn" | "und" => Self { rules: Rules::Plain, script: None },
            // Another language is probably in Latin script, and English rules would be wrong.
            _ => Self { rules: Rules::Plain, script: Some(Script::Latin) },
        }
    }

    /// Returns the rules for a word: those of the language, or the usual ones for another script.
    pub fn rules_for(self, word: &str) -> Rules {
        match Script::of(word) {
            script if self.script == Some(script) => self.rules,
            Script::Arabic => Rules::Arabic,
            Script::Latin => Rules::English,
            _ => Rules::Plain,
        }
    }

    /// Returns the words of a text, without the Arabic particles attached to words of another script.
    pub fn words(text: &str) -> Vec<Word<'_>> {
        let mut words = tokenize(text);
        words.retain(|word| word.gap != Gap::None || !stopwords::is_attached(word.text));
        words
    }

    /// Returns the terms of a text.
    pub fn terms(self, text: &str) -> TextTerms<String> {
        TextTerms::new(&Self::words(text), |word| analyze_word(word, self.rules_for(word)))
    }

    /// Returns the tokens of a text in order.
    pub fn analyze(self, text: &str) -> Analysis {
        let words = Self::words(text);
        let terms = TextTerms::new(&words, |word| analyze_word(word, self.rules_for(word)));
        let extras = terms.extras().into_iter().map(|(term, parts)| (term.clone(), parts)).collect();
        let token = |(terms, word): (WordTerms, usize)| Token { terms, range: words[word].range.clone() };
        Analysis { tokens: terms.words.into_iter().map(token).collect(), extras }
    }

    /// Concatenates the terms of a name of several words, without particles, into one term, which matches the whole name but
    /// not its words. `None` for a name of one word.
    pub fn join_terms(self, name: &str) -> Option<String> {
        let tokens = self.analyze(name).tokens;
        let terms: Vec<String> =
            tokens.into_iter().filter(|token| !token.terms.is_particle).map(|token| token.terms.term).collect();
        (terms.len() > 1).then(|| terms.concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn terms(language: &str, text: &str) -> String {
        let tokens = Analyzer::for_language(language).analyze(text).tokens;
        tokens.into_iter().map(|token| token.terms.term).collect::<Vec<_>>().join(" ")
    }

    #[rstest]
    #[case("ar", "الذكاء الاصطناعى", "ذكاء اصطناع")]
    #[case("ar", "بالذكاء الإصطناعي", "ذكاء اصطناع")]
    #[case("ar", "والذكاءُ الاصطناعيّ", "ذكاء اصطناع")]
    #[case("en", "الذكاء الاصطناعي", "ذكاء اصطناع")]
    #[case("en", "Export controls on exported chips", "export control onː export chip")]
    #[case("ar", "China's B200s and the U.S.", "china b200 andː theː us")]
    #[case("ar", "الـAI وNVIDIA و NVIDIA", "ai nvidia و nvidia")]
    #[case("ar", "في الصين", "فيː صين")]
    #[case("ar", "علي على آلي إلى منى من", "علي عليː الي اليː مني منː")]
    #[case("en", "“...” -- !", "")]
    #[case("fr", "Les élections municipales", "le elect municipal")]
    #[case("de", "Die Häuser der Städte", "die haus der stadt")]
    #[case("ru", "новые законы", "нов закон")]
    #[case("tr", "İstanbul'da seçimler", "istanbul secim")]
    #[case("fr", "l'élection d’Aix", "elect aix")]
    #[case("fa", "کتاب‌ها و مدرسه", "كتابـ هاـ وـ مدرسهـ")]
    #[case("zh", "中国国家主席", "中国 国家 主席")]
    #[case("he", "הַמֶּמְשָׁלָה", "הממשלה")]
    #[case("th", "รัฐบาลไทย", "รัฐบาล ไทย")]
    fn texts_are_analyzed_by_their_language(#[case] language: &str, #[case] text: &str, #[case] expected: &str) {
        assert_eq!(terms(language, text), expected);
    }

    #[test]
    fn a_word_typed_without_marks_meets_the_marked_one() {
        for (language, marked, typed) in
            [("fr", "réélue", "reelue"), ("es", "camión", "camion"), ("de", "Müller", "muller")]
        {
            let analyzer = Analyzer::for_language(language);
            let (marked, typed) = (&analyzer.analyze(marked).tokens[0].terms, &analyzer.analyze(typed).tokens[0].terms);
            assert!([&marked.term, &marked.unmarked].contains(&&typed.term), "{marked:?} {typed:?}");
        }
    }

    #[test]
    fn spellings_and_compounds_are_indexed_between_their_neighbours() {
        let indexed = |language, text| {
            let terms = Analyzer::for_language(language).terms(text);
            terms.in_index_order().into_iter().map(String::as_str).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(indexed("en", "an F-16 jet and an A 320"), "f 16 jet aː 320 f16 jet jet a320 anː andː");
        assert_eq!(indexed("sv", "Selma Lagerlöf skrev"), "selm lagerlof skrev selm lagerloef skrev");
        assert_eq!(indexed("en", "COVID-19"), "covid 19 covid19");
        assert_eq!(indexed("ar", "كوفيد-19"), "كوفيد 19");
    }

    proptest! {
        #[test]
        fn terms_are_words_and_ranges_are_within_the_text(text in ".{0,60}", language in 0usize..8) {
            let length = text.chars().count();
            let language = ["en", "ar", "fr", "tr", "fa", "ru", "zh", "xx"][language];
            for token in Analyzer::for_language(language).analyze(&text).tokens {
                let term = &token.terms.term;
                prop_assert!(!term.is_empty() && !term.contains(char::is_whitespace), "{:?}", token);
                prop_assert!(token.range.start < token.range.end && token.range.end <= length);
            }
        }
    }
}
