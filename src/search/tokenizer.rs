//! The tokenizer: splits text into words and records their positions in code points.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::search::script::Script;
use crate::search::segmenter::segment;

/// A word as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'t> {
    pub text: &'t str,
    /// Position in the text, in code points.
    pub range: Range<usize>,
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
    /// Extends the preceding word: marks on letters, tatweel, invisible marks.
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
        '\u{0640}'
        | '\u{0610}'..='\u{061A}'
        | '\u{064B}'..='\u{065F}'
        | '\u{0670}'
        | '\u{06D6}'..='\u{06ED}'
        | '\u{061C}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FEFF}'
        | '\u{0300}'..='\u{036F}' => Class::Extend,
        '\u{0600}'..='\u{06FF}'
        | '\u{0750}'..='\u{077F}'
        | '\u{08A0}'..='\u{08FF}'
        | '\u{FB50}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFC}'
            if c.is_alphanumeric() =>
        {
            Class::Arabic
        }
        // Geresh and gershayim too, which Hebrew writes in foreign sounds and initials.
        '\'' | '\u{2019}' | '\u{02BC}' | '\u{05F3}' | '\u{05F4}' => Class::Join,
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
        if !matches!(kind, Class::Arabic | Class::Other | Class::Unspaced) {
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
        let run = Word { text: &text[byte(start)..byte(end)], range: start..end };
        if kind == Class::Unspaced {
            split_run(&run, &mut words);
        } else {
            words.push(run);
        }
        at = end;
    }
    words
}

/// Splits a run of letters without spaces.
fn split_run<'t>(run: &Word<'t>, words: &mut Vec<Word<'t>>) {
    let mut start = run.range.start;
    for range in segment(run.text) {
        let text = &run.text[range];
        let end = start + text.chars().count();
        words.push(Word { text, range: start..end });
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
    use super::tokenize;
    use rstest::rstest;

    #[rstest]
    #[case("الرقائق، وB200s!", &["الرقائق", "و", "B200s"])]
    #[case("الـAI", &["الـ", "AI"])]
    #[case("China's U.S. plan (U.S) a.b", &["China's", "U.S.", "plan", "U.S", "a.b"])]
    #[case("والذكاءُ الاصطناعيّ", &["والذكاءُ", "الاصطناعيّ"])]
    #[case("'quoted' - ... ", &["quoted"])]
    #[case("a\u{200F}b \u{64E}", &["a\u{200F}b"])]
    fn texts_are_split_into_words(#[case] text: &str, #[case] expected: &[&str]) {
        let words = tokenize(text);
        assert_eq!(words.iter().map(|word| word.text).collect::<Vec<_>>(), expected);
        for word in words {
            let slice: String = text.chars().skip(word.range.start).take(word.range.len()).collect();
            assert_eq!(slice, word.text);
        }
    }
}
