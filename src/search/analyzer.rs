//! The analyzer: turns text into the terms that are indexed and searched.
//!
//! A text is analyzed by its language, word by word: a word in the script of the language by the rules of the language, a
//! word in another script by the rules usual for that script. So Arabic text that mentions English names needs no markup.

use std::ops::Range;

use crate::domain::language_map::primary_subtag;
use crate::search::rules::{Rules, SNOWBALL};
use crate::search::script::Script;
use crate::search::stopwords;
use crate::search::text_terms::TextTerms;
use crate::search::tokenizer::{Gap, Word, tokenize};
use crate::search::words::{WordTerms, analyze_word};

/// Must be raised when the terms of any text change: datasets indexed by another version are rejected.
pub const ANALYZER_VERSION: u32 = 3;

/// Languages without a stemmer that are written in a script which other languages have rules for.
const LANGUAGES_WITHOUT_STEMMER: [(&str, Script); 10] = [
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
        if let Some((_, script)) = LANGUAGES_WITHOUT_STEMMER.iter().find(|(known, _)| *known == language) {
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
