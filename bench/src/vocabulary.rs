//! Words for generated texts: those of the built-in corpus, the most frequent first, then a long tail of words composed by
//! rules of each language.

use std::collections::HashMap;

use rand::Rng;
use rand_distr::{Distribution, Zipf};

/// The source of the frequent words.
const CLAIMS: &str = include_str!("../../seed/articles/us-china-ai-dominance-2025/claims.jsonl");

/// Words per language.
const SIZE: usize = 20_000;

/// Words of one language, by descending frequency.
pub struct Vocabulary {
    words: Vec<String>,
    ranks: Zipf<f64>,
}

impl Vocabulary {
    pub fn english() -> Self {
        Self::with_tail("en", english_tail())
    }

    pub fn arabic() -> Self {
        Self::with_tail("ar", arabic_tail())
    }

    /// The word of a rank; 0 is the most frequent.
    pub fn word(&self, rank: usize) -> &str {
        &self.words[rank]
    }

    pub fn size(&self) -> usize {
        self.words.len()
    }

    /// A random text; words have Zipf frequencies.
    pub fn text(&self, words: usize, random: &mut impl Rng) -> String {
        let mut text = String::with_capacity(words * 12);
        for i in 0..words {
            if i > 0 {
                text.push(' ');
            }
            // Zipf ranks start at 1.
            let rank = self.ranks.sample(random) as usize - 1;
            text.push_str(&self.words[rank.min(self.words.len() - 1)]);
        }
        text
    }

    fn with_tail(language: &str, tail: impl Iterator<Item = String>) -> Self {
        let mut words = frequent_words(language);
        words.extend(tail.take(4 * SIZE));
        let mut seen = std::collections::HashSet::new();
        words.retain(|word| seen.insert(word.clone()));
        words.truncate(SIZE);
        let ranks = Zipf::new(words.len() as f64, 1.0).expect("there are words");
        Self { words, ranks }
    }
}

/// The words of the built-in statements, by descending frequency.
fn frequent_words(language: &str) -> Vec<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for line in CLAIMS.lines() {
        let claim: serde_json::Value = serde_json::from_str(line).expect("the built-in corpus is JSON");
        let statement = claim["statement"][language].as_str().unwrap_or_default();
        for word in statement.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
            *counts.entry(word.to_owned()).or_default() += 1;
        }
    }
    let mut words: Vec<(String, usize)> = counts.into_iter().collect();
    words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    words.into_iter().map(|(word, _)| word).collect()
}

/// Words of two syllables and an ending.
fn english_tail() -> impl Iterator<Item = String> {
    const ONSETS: [&str; 16] = ["b", "br", "c", "cr", "d", "f", "g", "gr", "l", "m", "n", "p", "pr", "s", "t", "v"];
    const RIMES: [&str; 12] = ["ab", "al", "an", "ar", "el", "en", "il", "in", "ol", "on", "or", "un"];
    const ENDINGS: [&str; 7] = ["", "s", "ing", "ed", "er", "ation", "ity"];
    (0..).map(|n: usize| {
        let ending = ENDINGS[n % ENDINGS.len()];
        let mut rest = n / ENDINGS.len();
        let mut word = String::new();
        for _ in 0..2 {
            word.push_str(ONSETS[rest % ONSETS.len()]);
            rest /= ONSETS.len();
            word.push_str(RIMES[rest % RIMES.len()]);
            rest /= RIMES.len();
        }
        word + ending
    })
}

/// Roots of three letters in patterns (1, 2 and 3 stand for the letters), with and without the article.
fn arabic_tail() -> impl Iterator<Item = String> {
    const ROOT: [char; 20] =
        ['ب', 'ت', 'ج', 'ح', 'خ', 'د', 'ر', 'ز', 'س', 'ش', 'ص', 'ط', 'ع', 'ف', 'ق', 'ك', 'ل', 'م', 'ن', 'ه'];
    const PATTERNS: [&str; 8] = ["123", "1ا23", "م12و3", "ت12ي3", "است123", "1233ة", "م1ا23ة", "ان12ا3"];
    (0..).map(|n: usize| {
        let (pattern, article) = (PATTERNS[n % PATTERNS.len()], n / PATTERNS.len() % 2 == 1);
        let root = n / PATTERNS.len() / 2;
        let letter = |position: usize| {
            ROOT[(root / ROOT.len().pow(u32::try_from(position).unwrap_or(0)) + 7 * position) % ROOT.len()]
        };
        let word: String =
            pattern.chars().map(|c| c.to_digit(10).map_or(c, |position| letter(position as usize - 1))).collect();
        if article { format!("ال{word}") } else { word }
    })
}
