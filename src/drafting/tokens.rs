//! The words of a text: as written, folded for the word lists, and as the analyzer of the language reads them.

use std::ops::Range;

use crate::domain::language_map::primary_subtag;
use crate::search::{Analyzer, analyze_word, normalize, tokenize};

/// Languages that join an elided word to the next one: l'État, qu'il.
const ELIDING: [&str; 3] = ["fr", "it", "ca"];

/// Arabic particles that are written as part of the next word, and what they become. Longer ones come first.
const ATTACHED: [(&str, &str); 10] = [
    ("وبال", "ال"),
    ("ولل", "ال"),
    ("بال", "ال"),
    ("كال", "ال"),
    ("فال", "ال"),
    ("وال", "ال"),
    ("لل", "ال"),
    ("و", ""),
    ("ف", ""),
    ("ل", ""),
];

/// Letters that must remain without a particle.
const MIN_LETTERS: usize = 2;

/// Letters that must remain without a preposition, with which many words begin.
const MIN_LETTERS_AFTER_PREPOSITION: usize = 4;

/// A word of a text.
#[derive(Debug, Clone)]
pub struct Token {
    /// Place in the text, in code points.
    pub range: Range<usize>,
    /// Folded, and for Arabic what is left without attached particles.
    pub forms: Vec<String>,
    /// Its terms by the rules of the text's language.
    pub terms: Vec<String>,
    /// Whether its first letter is a capital.
    pub is_capital: bool,
    /// Whether all its letters are capitals.
    pub is_all_capitals: bool,
    /// Whether it is only a particle for the analyzer.
    pub is_particle: bool,
}

impl Token {
    /// Whether it is this folded word, with attached particles or without.
    pub fn is(&self, word: &str) -> bool {
        self.forms.iter().any(|form| form == word)
    }

    /// The folded word.
    pub fn folded(&self) -> &str {
        &self.forms[0]
    }

    /// Whether it has the Arabic article.
    pub fn has_arabic_article(&self) -> bool {
        self.forms.iter().any(|form| form.strip_prefix("ال").is_some_and(|rest| rest.chars().count() >= MIN_LETTERS))
    }
}

/// Returns the words of a text in a language.
pub fn tokens(text: &str, language: &str) -> Vec<Token> {
    let analyzer = Analyzer::for_language(language);
    let is_eliding = ELIDING.contains(&primary_subtag(language));
    let mut tokens = Vec::new();
    for word in tokenize(text) {
        let mut start = word.range.start;
        for part in parts(word.text, is_eliding) {
            let length = part.chars().count();
            let letters = part.trim_end_matches(is_apostrophe);
            let parsed = analyze_word(letters, analyzer.rules_for(letters));
            let is_particle = parsed.first().is_none_or(|terms| terms.is_particle);
            let mut terms: Vec<String> =
                parsed.into_iter().flat_map(|terms| terms.all().cloned().collect::<Vec<_>>()).collect();
            terms.dedup();
            tokens.push(Token {
                range: start..start + length,
                forms: forms(letters),
                terms,
                is_capital: letters.starts_with(char::is_uppercase),
                is_all_capitals: letters.chars().all(|c| c.is_uppercase() || !c.is_alphabetic()),
                is_particle,
            });
            start += length;
        }
    }
    tokens
}

/// Returns the folded words of a phrase of a word list; `{names}` of patterns stay as they are.
pub fn fold_words(phrase: &str, language: &str) -> Vec<String> {
    let is_eliding = ELIDING.contains(&language);
    let word = |word: &str| {
        let words = tokenize(word).into_iter();
        let parts = words.flat_map(|word| {
            parts(word.text, is_eliding).map(|part| fold(part.trim_end_matches(is_apostrophe))).collect::<Vec<_>>()
        });
        parts.collect::<Vec<_>>()
    };
    phrase
        .split_whitespace()
        .flat_map(|part| if part.starts_with('{') { vec![part.to_owned()] } else { word(part) })
        .collect()
}

/// Splits a word after an elided part.
fn parts(word: &str, is_eliding: bool) -> impl Iterator<Item = &str> {
    let at = word.find(is_apostrophe).filter(|_| is_eliding);
    let after = at.and_then(|at| Some(at + word[at..].chars().next()?.len_utf8()));
    let (first, rest) = word.split_at(after.unwrap_or(word.len()));
    [first, rest].into_iter().filter(|part| !part.is_empty())
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

fn fold(word: &str) -> String {
    let folded = normalize(word);
    folded.strip_suffix("'s").unwrap_or(&folded).to_owned()
}

fn forms(word: &str) -> Vec<String> {
    let mut forms = vec![fold(word)];
    if !forms[0].starts_with(['و', 'ف', 'ل', 'ب', 'ك']) {
        return forms;
    }
    for (particle, rest) in ATTACHED {
        let least = if particle == "ل" { MIN_LETTERS_AFTER_PREPOSITION } else { MIN_LETTERS };
        if let Some(word) = forms[0].strip_prefix(particle).filter(|word| word.chars().count() >= least) {
            forms.push(format!("{rest}{word}"));
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("fr", "qu’elle s’emporte, l’État", "qu elle s emporte l etat")]
    #[case("en", "Trump's won't U.S. (may)", "trump won't us may")]
    #[case("ar", "وقال الرئيسُ", "وقال الرييس")]
    fn words_are_folded(#[case] language: &str, #[case] text: &str, #[case] expected: &str) {
        let folded: Vec<_> = tokens(text, language).iter().map(|token| token.folded().replace('.', "")).collect();
        assert_eq!(folded.join(" "), expected);
    }

    #[rstest]
    #[case("وقال", "قال")]
    #[case("للأسبوع", "الاسبوع")]
    #[case("وبالصين", "الصين")]
    #[case("فقد", "قد")]
    fn attached_particles_are_left_out(#[case] word: &str, #[case] form: &str) {
        assert!(tokens(word, "ar")[0].is(form));
    }

    #[test]
    fn ranges_count_code_points() {
        let text = "🚢 l’État dit";
        let characters: Vec<char> = text.chars().collect();
        let words: Vec<String> =
            tokens(text, "fr").iter().map(|token| characters[token.range.clone()].iter().collect()).collect();
        assert_eq!(words, ["l’", "État", "dit"]);
    }
}
