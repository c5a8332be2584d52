//! Words of a text and where they stand, in code points of the text as it is.

use std::ops::Range;

/// A word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'t> {
    /// As it is written.
    pub text: &'t str,
    /// Where it stands, in code points.
    pub range: Range<usize>,
}

/// What a character does to a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Letters of the Arabic script.
    Arabic,
    /// Letters of other scripts, and digits.
    Other,
    /// Goes with whatever stands before it: vowel marks, tatweel, invisible marks.
    Attached,
    /// Joins two letters of other scripts: an apostrophe.
    Joining,
    /// Ends a word.
    Outside,
}

fn class(c: char) -> Class {
    match c {
        // The letters of nearly every text, before the tables of Unicode are asked.
        'a'..='z' | 'A'..='Z' | '0'..='9' | '٠'..='٩' | '۰'..='۹' => Class::Other,
        'ء'..='غ' | 'ف'..='ي' => Class::Arabic,
        ' ' | '.' | ',' | '،' => Class::Outside,
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
        | '\u{0300}'..='\u{036F}' => Class::Attached,
        '\u{0600}'..='\u{06FF}'
        | '\u{0750}'..='\u{077F}'
        | '\u{08A0}'..='\u{08FF}'
        | '\u{FB50}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFC}'
            if c.is_alphanumeric() =>
        {
            Class::Arabic
        }
        '\'' | '\u{2019}' | '\u{02BC}' => Class::Joining,
        _ if c.is_alphanumeric() => Class::Other,
        _ => Class::Outside,
    }
}

/// The words of a text, in order. Arabic and other letters written together are words apart; letters with full stops
/// between them, such as `U.S.`, are one.
pub fn words(text: &str) -> Vec<Word<'_>> {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let byte = |at: usize| characters.get(at).map_or(text.len(), |&(byte, _)| byte);
    let class_at = |at: usize| characters.get(at).map_or(Class::Outside, |&(_, c)| class(c));
    let mut found = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let kind = class_at(at);
        if !matches!(kind, Class::Arabic | Class::Other) {
            at += 1;
            continue;
        }
        let start = at;
        let mut end = at + 1;
        loop {
            let next = class_at(end);
            let joined = next == Class::Joining && kind == Class::Other && class_at(end + 1) == Class::Other;
            if next != kind && next != Class::Attached && !joined {
                break;
            }
            end += 1;
        }
        if let Some(behind) = initials(&characters, start, end) {
            end = behind;
        }
        found.push(Word { text: &text[byte(start)..byte(end)], range: start..end });
        at = end;
    }
    found
}

/// Where initials such as `U.S.` end: single letters, each with a full stop behind it, at least two of them.
fn initials(characters: &[(usize, char)], start: usize, end: usize) -> Option<usize> {
    let letter = |at: usize| characters.get(at).is_some_and(|(_, c)| c.is_alphabetic() && class(*c) == Class::Other);
    let stop = |at: usize| characters.get(at).is_some_and(|(_, c)| *c == '.');
    if end != start + 1 {
        return None;
    }
    let mut at = start;
    while letter(at) && stop(at + 1) {
        at += 2;
    }
    // A last letter may stand without its full stop, but not begin another word.
    if at > start && letter(at) && !letter(at + 1) {
        at += 1;
    }
    (at >= start + 3).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::words;
    use rstest::rstest;

    #[rstest]
    #[case("الرقائق، وB200s!", &["الرقائق", "و", "B200s"])]
    #[case("الـAI", &["الـ", "AI"])]
    #[case("China's U.S. plan (U.S) a.b", &["China's", "U.S.", "plan", "U.S", "a.b"])]
    #[case("والذكاءُ الاصطناعيّ", &["والذكاءُ", "الاصطناعيّ"])]
    #[case("'quoted' - ... ", &["quoted"])]
    #[case("a\u{200F}b \u{64E}", &["a\u{200F}b"])]
    fn words_are_found(#[case] text: &str, #[case] expected: &[&str]) {
        let found = words(text);
        assert_eq!(found.iter().map(|word| word.text).collect::<Vec<_>>(), expected);
        for word in found {
            let slice: String = text.chars().skip(word.range.start).take(word.range.len()).collect();
            assert_eq!(slice, word.text);
        }
    }
}
