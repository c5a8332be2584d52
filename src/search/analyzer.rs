//! The analyzer: turns text into the terms that are indexed and searched.
//!
//! A text is analyzed by its language, word by word: a word in the script of the language by the rules of the language, a
//! word in another script by the rules usual for that script. So Arabic text that mentions English names needs no markup.

use std::ops::Range;

use rust_stemmers::{Algorithm, Stemmer};

use crate::domain::language_map::primary_subtag;
use crate::search::arabic;
use crate::search::normalize::normalize;
use crate::search::script::Script;
use crate::search::stopwords::{Stopwords, is_stopword};
use crate::search::tokenizer::tokenize;

/// Must be raised when the terms of any text change: datasets indexed by another version are rejected.
pub const ANALYZER_VERSION: u32 = 2;

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
    /// Whether these are the rules of German.
    pub fn is_german(self) -> bool {
        matches!(self, Self::Snowball(position) if SNOWBALL[usize::from(position)].0 == "de")
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

/// Separates the parts of a word, such as a Persian plural and its ending.
const NON_JOINER: char = '\u{200C}';

/// An analyzed word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Consists of letters, digits and marks only.
    pub term: String,
    /// The term of the word without marks on its letters, as people type it; often the same.
    pub unmarked: String,
    /// The term of the whole word, if this is its first part before a zero-width non-joiner.
    pub joined: Option<String>,
    /// Position of the word in the original text, in code points.
    pub range: Range<usize>,
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

    /// Returns the tokens of a text in order, without stop words.
    pub fn analyze(self, text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        for word in tokenize(text) {
            let terms = analyze_word(word.text, self.rules_for(word.text));
            tokens.extend(terms.into_iter().map(|WordTerms { term, unmarked, joined }| Token {
                term,
                unmarked,
                joined,
                range: word.range.clone(),
            }));
        }
        tokens
    }

    /// Concatenates the terms of a name of several words into one term, which matches the whole name but not its words.
    pub fn join_terms(self, name: &str) -> String {
        self.analyze(name).into_iter().map(|token| token.term).collect()
    }
}

/// The terms of a word.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WordTerms {
    pub term: String,
    /// The term of the word without marks on its letters.
    pub unmarked: String,
    /// The term of the whole word, if this is its first part before a zero-width non-joiner: Persian words are typed with it,
    /// with a space in its place, or joined.
    pub joined: Option<String>,
}

impl WordTerms {
    fn plain(term: String) -> Self {
        Self { unmarked: term.clone(), term, joined: None }
    }
}

/// Returns the terms of one word: usually one, several for a word of several parts, none for a stop word.
pub fn analyze_word(word: &str, rules: Rules) -> Vec<WordTerms> {
    if word.contains(NON_JOINER) {
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

fn analyze_part(word: &str, rules: Rules) -> Vec<WordTerms> {
    // Initials become one term: `U.S.` and `US` are the same.
    let word = word.replace(['\u{2019}', '\u{02BC}', '\u{05F3}', '\u{05F4}'], "'").replace('.', "");
    if let Rules::Snowball(position) = rules {
        let (_, _, algorithm) = SNOWBALL[usize::from(position)];
        return analyze_marked(&word, algorithm);
    }
    let script = Script::of(&word);
    // Hamza on a seat is a letter of its own in Arabic, a way of writing the seat in other languages.
    let seats = |c: char| match c {
        'ئ' => 'ی',
        'ؤ' => 'و',
        other => other,
    };
    let normalized =
        if rules == Rules::Plain { normalize(&word.chars().map(seats).collect::<String>()) } else { normalize(&word) };
    // Compatibility forms may normalize to several words: spaces, symbols, another script.
    let rules_of = |part: &str| match Script::of(part) {
        same if same == script => rules,
        Script::Arabic => Rules::Arabic,
        Script::Latin => Rules::English,
        _ => Rules::Plain,
    };
    let terms = tokenize(&normalized).into_iter().filter_map(|part| stem(part.text, rules_of(part.text)));
    terms.map(WordTerms::plain).collect()
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
    let composed: String = unicode_normalization::UnicodeNormalization::nfkc(lowercase.as_str()).collect();
    let (term, unmarked) = (stem(&composed), stem(&normalize(word)));
    // A compatibility form may contain other characters than letters and digits.
    let is_word = |term: &String| !term.is_empty() && term.chars().all(char::is_alphanumeric);
    match (is_word(&term), is_word(&unmarked)) {
        (true, true) => vec![WordTerms { term, unmarked, joined: None }],
        (true, false) => vec![WordTerms::plain(term)],
        _ => {
            let parts = normalize(word);
            let terms = tokenize(&parts).into_iter().map(|part| stem(part.text)).filter(is_word);
            terms.map(WordTerms::plain).collect()
        }
    }
}

/// Returns the stem of a normalized word, or `None` for a stop word.
fn stem(word: &str, rules: Rules) -> Option<String> {
    let stopwords = match rules {
        Rules::Arabic => Stopwords::Arabic,
        Rules::English => Stopwords::English,
        Rules::Snowball(_) | Rules::Plain => return Some(word.replace('\'', "")).filter(|term| !term.is_empty()),
    };
    if is_stopword(word, stopwords) {
        return None;
    }
    let stem = match stopwords {
        Stopwords::Arabic => arabic::stem(word),
        Stopwords::English => stem_english(word),
    };
    // A stem that is a stop word would disappear if the terms were analyzed again.
    (!stem.is_empty() && !is_stopword(&stem, stopwords)).then_some(stem)
}

/// Stems until the word no longer changes.
fn stem_english(word: &str) -> String {
    let english = Stemmer::create(Algorithm::English);
    // Porter's rules do not apply to digits: `B200s` is the plural of `B200`.
    let without_plural = word.strip_suffix('s').filter(|rest| rest.ends_with(|c: char| c.is_ascii_digit()));
    let mut stem = without_plural.unwrap_or(word).to_owned();
    loop {
        let shorter = english.stem(&stem).into_owned();
        if shorter == stem {
            return stem.replace('\'', "");
        }
        stem = shorter;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn terms(language: &str, text: &str) -> String {
        let tokens = Analyzer::for_language(language).analyze(text);
        tokens.into_iter().map(|token| token.term).collect::<Vec<_>>().join(" ")
    }

    #[rstest]
    #[case("ar", "الذكاء الاصطناعى", "ذكاء اصطناع")]
    #[case("ar", "بالذكاء الإصطناعي", "ذكاء اصطناع")]
    #[case("ar", "والذكاءُ الاصطناعيّ", "ذكاء اصطناع")]
    #[case("en", "الذكاء الاصطناعي", "ذكاء اصطناع")]
    #[case("en", "Export controls on exported chips", "export control export chip")]
    #[case("ar", "China's B200s and the U.S.", "china b200 us")]
    #[case("ar", "الـAI و NVIDIA", "ai nvidia")]
    #[case("ar", "في الصين", "صين")]
    #[case("en", "“...” -- !", "")]
    #[case("fr", "Les élections municipales", "le elect municipal")]
    #[case("de", "Die Häuser der Städte", "die haus der stadt")]
    #[case("ru", "новые законы", "нов закон")]
    #[case("tr", "İstanbul'da seçimler", "istanbul secim")]
    #[case("fr", "l'élection d’Aix", "elect aix")]
    #[case("fa", "کتاب‌ها و مدرسه", "كتاب ها و مدرسه")]
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
            let (marked, typed) = (&analyzer.analyze(marked)[0], &analyzer.analyze(typed)[0]);
            assert!([&marked.term, &marked.unmarked].contains(&&typed.term), "{marked:?} {typed:?}");
        }
    }

    proptest! {
        #[test]
        fn analyzing_twice_is_analyzing_once(text in "\\PC{0,60}") {
            let once = terms("en", &text);
            prop_assert_eq!(terms("en", &once), once);
        }

        #[test]
        fn terms_are_words_and_ranges_are_within_the_text(text in ".{0,60}", language in 0usize..8) {
            let length = text.chars().count();
            let language = ["en", "ar", "fr", "tr", "fa", "ru", "zh", "xx"][language];
            for token in Analyzer::for_language(language).analyze(&text) {
                prop_assert!(!token.term.is_empty() && !token.term.contains(char::is_whitespace), "{:?}", token);
                prop_assert!(token.range.start < token.range.end && token.range.end <= length);
            }
        }

        #[test]
        fn analyzing_arabic_twice_is_analyzing_once(text in "[ء-ي ]{0,40}") {
            let once = terms("ar", &text);
            prop_assert_eq!(terms("ar", &once), once);
        }
    }
}
