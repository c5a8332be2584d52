//! The tokenizer: splits text into words and records their positions in code points.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::search::fold::{is_apostrophe, is_hyphen, is_ignorable, is_omitted_mark};
use crate::search::script::Script;
use crate::search::segmenter::segment;

/// A word as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'t> {
    pub text: &'t str,
    /// Position in the text, in code points.
    pub range: Range<usize>,
    /// What follows the word.
    pub gap: Gap,
}

/// What stands between a word and the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// Nothing: the script changes.
    None,
    /// One hyphen.
    Hyphen,
    /// One space.
    Space,
    /// Anything else.
    Other,
}

/// How a character affects word boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// A letter of the Arabic script.
    Arabic,
    /// A letter of a script without spaces between words.
    Unspaced,
    /// A letter of another script, or a digit.
    Other,
    /// Extends the preceding word: marks on letters and ignorable characters.
    Extend,
    /// Joins two letters that are not Arabic: an apostrophe.
    Join,
    /// Ends a word.
    Break,
}

fn class(c: char) -> Class {
    match c {
        // A fast path for the most frequent characters.
        'a'..='z' | 'A'..='Z' | '0'..='9' | '٠'..='٩' | '۰'..='۹' => Class::Other,
        'ء'..='غ' | 'ف'..='ي' => Class::Arabic,
        ' ' | '.' | ',' | '،' => Class::Break,
        _ if is_ignorable(c) || is_omitted_mark(c) => Class::Extend,
        '\u{0600}'..='\u{06FF}'
        | '\u{0750}'..='\u{077F}'
        | '\u{0870}'..='\u{08FF}'
        | '\u{FB50}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFC}'
            if c.is_alphanumeric() =>
        {
            Class::Arabic
        }
        // Geresh and gershayim too, which Hebrew writes in foreign sounds and initials.
        _ if is_apostrophe(c) => Class::Join,
        _ if Script::of_letter(c) == Script::Unspaced && (c.is_alphanumeric() || is_combining_mark(c)) => {
            Class::Unspaced
        }
        _ if c.is_alphanumeric() => Class::Other,
        _ if is_combining_mark(c) => Class::Extend,
        _ => Class::Break,
    }
}

/// Returns the words of a text in order. A change between Arabic and another script ends a word. Initials such as
/// `U.S.` are one word. Runs of letters without spaces are split by a dictionary.
pub fn tokenize(text: &str) -> Vec<Word<'_>> {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let byte = |at: usize| characters.get(at).map_or(text.len(), |&(byte, _)| byte);
    let class_at = |at: usize| characters.get(at).map_or(Class::Break, |&(_, c)| class(c));
    let mut words = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let kind = class_at(at);
        if !is_letter(kind) {
            at += 1;
            continue;
        }
        let start = at;
        let mut end = at + 1;
        loop {
            let next = class_at(end);
            let joined = next == Class::Join && kind == Class::Other && class_at(end + 1) == Class::Other;
            if next != kind && next != Class::Extend && !joined {
                break;
            }
            end += 1;
        }
        end = end_of_initials(&characters, start, end).unwrap_or(end);
        let follows = is_letter(class_at(end + 1));
        let gap = match characters.get(end) {
            Some(&(_, c)) if follows && is_hyphen(c) => Gap::Hyphen,
            Some((_, ' ')) if follows => Gap::Space,
            Some(&(_, c)) if is_letter(class(c)) => Gap::None,
            _ => Gap::Other,
        };
        let run = Word { text: &text[byte(start)..byte(end)], range: start..end, gap };
        if kind == Class::Unspaced {
            split_run(&run, &mut words);
        } else {
            words.push(run);
        }
        at = end;
    }
    words
}

/// A longer sequence of words with hyphens is no compound.
const MAX_COMPOUND_WORDS: usize = 6;

/// Returns the positions of words that hyphens join to a compound. Compounds are of one kind of script.
pub fn compounds(words: &[Word]) -> Vec<Range<usize>> {
    let is_arabic = |word: &Word| Script::of(word.text) == Script::Arabic;
    let mut found = Vec::new();
    let mut start = 0;
    for at in 0..words.len() {
        let continues = words[at].gap == Gap::Hyphen
            && words.get(at + 1).is_some_and(|next| is_arabic(next) == is_arabic(&words[at]));
        if !continues {
            if (1..MAX_COMPOUND_WORDS).contains(&(at - start)) {
                found.push(start..at + 1);
            }
            start = at + 1;
        }
    }
    found
}

/// Whether a character can begin a word.
fn is_letter(class: Class) -> bool {
    matches!(class, Class::Arabic | Class::Other | Class::Unspaced)
}

/// Splits a run of letters without spaces.
fn split_run<'t>(run: &Word<'t>, words: &mut Vec<Word<'t>>) {
    let mut start = run.range.start;
    for range in segment(run.text) {
        let text = &run.text[range];
        let end = start + text.chars().count();
        let gap = if end == run.range.end { run.gap } else { Gap::Other };
        words.push(Word { text, range: start..end, gap });
        start = end;
    }
}

/// Returns the end of initials such as `U.S.` at `start`: at least two single letters, each followed by a full stop.
fn end_of_initials(characters: &[(usize, char)], start: usize, end: usize) -> Option<usize> {
    let letter = |at: usize| characters.get(at).is_some_and(|(_, c)| c.is_alphabetic() && class(*c) == Class::Other);
    let stop = |at: usize| characters.get(at).is_some_and(|(_, c)| *c == '.');
    if end != start + 1 {
        return None;
    }
    let mut at = start;
    while letter(at) && stop(at + 1) {
        at += 2;
    }
    // The full stop after the last letter is optional, unless that letter begins another word.
    if at > start && letter(at) && !letter(at + 1) {
        at += 1;
    }
    (at >= start + 3).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::{Gap, tokenize};
    use rstest::rstest;

    #[rstest]
    #[case("الرقائق، وB200s!", &["الرقائق", "و", "B200s"])]
    #[case("الـAI", &["الـ", "AI"])]
    #[case("China's U.S. plan (U.S) a.b", &["China's", "U.S.", "plan", "U.S", "a.b"])]
    #[case("والذكاءُ الاصطناعيّ", &["والذكاءُ", "الاصطناعيّ"])]
    #[case("'quoted' - ... ", &["quoted"])]
    #[case("a\u{200F}b \u{64E}", &["a\u{200F}b"])]
    #[case("sanc\u{AD}tions a\u{FE0F}b مح\u{FC60}مد", &["sanc\u{AD}tions", "a\u{FE0F}b", "مح\u{FC60}مد"])]
    #[case("‘Rabi‘a’ ʿAbd O´Neill", &["Rabi‘a", "Abd", "O´Neill"])]
    fn texts_are_split_into_words(#[case] text: &str, #[case] expected: &[&str]) {
        let words = tokenize(text);
        assert_eq!(words.iter().map(|word| word.text).collect::<Vec<_>>(), expected);
        for word in words {
            let slice: String = text.chars().skip(word.range.start).take(word.range.len()).collect();
            assert_eq!(slice, word.text);
        }
    }

    #[test]
    fn a_word_says_what_follows_it() {
        let gaps: Vec<_> = tokenize("F-16 a - b كوفيد19").into_iter().map(|word| word.gap).collect();
        assert_eq!(gaps, [Gap::Hyphen, Gap::Space, Gap::Other, Gap::Space, Gap::None, Gap::Other]);
    }
}
