//! The characters of a text as comparison sees them: folded, each with its class and its place in the text.

use std::sync::LazyLock;

use unicode_normalization::char::is_combining_mark;

use crate::search::fold::{fold_letter, is_hyphen, is_ignorable, is_omitted_mark};
use crate::search::normalize::normalize;
use crate::search::script::Script;

/// What a folded character is to the words of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A letter of the Arabic script.
    Arabic,
    /// A letter of another script with spaces between words, or a sign such as `²`.
    Letter,
    Digit,
    /// A letter of a script without spaces between words: a word of its own.
    Unspaced,
    /// Stands before a digit, as `+` and `$`.
    Prefix,
    /// Stands after a digit, as `%`; currencies stand on either side.
    Suffix,
    Currency,
    /// Another sign that changes what is said: `=`, `&`, `/`.
    Sign,
    /// A minus that cannot be a hyphen.
    Minus,
    Hyphen,
    Apostrophe,
    /// A full stop, a comma or the like, which can stand inside a number.
    Stop,
    Space,
    /// Never compared: quotation marks, brackets, dashes.
    Punctuation,
}

/// A folded character.
#[derive(Debug, Clone, Copy)]
pub struct FoldedChar {
    pub folded: char,
    pub class: Class,
    /// Its place in the text, in code points, with the marks that follow it.
    pub start: u32,
    pub end: u32,
}

/// Folds the characters of a text. Ignorable characters and marks that readers leave out are part of what precedes them.
pub fn fold_chars(text: &str) -> Vec<FoldedChar> {
    let mut folded = Vec::with_capacity(text.len());
    let mut cluster = String::new();
    let mut chars = (0_u32..).zip(text.chars()).peekable();
    while let Some((start, c)) = chars.next() {
        let mut end = start + 1;
        cluster.clear();
        if !is_passed_over(c) {
            cluster.push(c);
        }
        while let Some((_, mark)) = chars.next_if(|&(_, next)| next >= '\u{AD}' && extends(next)) {
            end += 1;
            if !is_passed_over(mark) {
                cluster.push(mark);
            }
        }
        fold_cluster(&cluster, &mut |c| folded.push(FoldedChar { folded: c, class: class(c), start, end }));
    }
    folded
}

fn is_passed_over(c: char) -> bool {
    c >= '\u{AD}' && (is_ignorable(c) || is_omitted_mark(c))
}

/// Whether a character is part of what precedes it: a mark, an ignorable character, a vowel or final of a Korean syllable.
fn extends(c: char) -> bool {
    is_passed_over(c) || is_combining_mark(c) || matches!(c, '\u{1160}'..='\u{11FF}')
}

/// Folds a letter with its marks.
fn fold_cluster(cluster: &str, add: &mut impl FnMut(char)) {
    static FREQUENT: LazyLock<Vec<String>> =
        LazyLock::new(|| (0..0x700).map(|code| char::from_u32(code).map(fold_alone).unwrap_or_default()).collect());
    let mut chars = cluster.chars();
    match (chars.next(), chars.next()) {
        (None, _) => {}
        (Some(c), None) if c.is_ascii() => add(c.to_ascii_lowercase()),
        (Some(c), None) => match FREQUENT.get(c as usize) {
            Some(folded) => folded.chars().for_each(add),
            None => fold_alone(c).chars().for_each(add),
        },
        _ => normalize(cluster).chars().for_each(add),
    }
}

fn fold_alone(c: char) -> String {
    match c {
        '٪' | '\u{2052}' => "%".to_owned(),
        '؉' => "‰".to_owned(),
        '؊' => "‱".to_owned(),
        '™' | '℠' => "®".to_owned(),
        '\u{2212}' | '\u{66B}' | '\u{66C}' => c.to_string(),
        _ if is_hyphen(c) => "-".to_owned(),
        _ if is_number_sign(c) => c.to_string(),
        _ => normalize(c.encode_utf8(&mut [0; 4])),
    }
}

/// Whether a character is a number that is not a digit of its place, such as `²` or `½`: 10² is not 102.
fn is_number_sign(c: char) -> bool {
    let is_digit = matches!(c, '\u{FF10}'..='\u{FF19}' | '\u{1D7CE}'..='\u{1D7FF}' | '\u{1FBF0}'..='\u{1FBF9}')
        || fold_letter(c).is_ascii_digit();
    let has_digit = || normalize(c.encode_utf8(&mut [0; 4])).contains(|c: char| c.is_ascii_digit());
    c.is_numeric() && !is_digit && has_digit()
}

fn class(c: char) -> Class {
    match c {
        'a'..='z' => Class::Letter,
        '0'..='9' => Class::Digit,
        ' ' => Class::Space,
        '.' | ',' | ':' | '\u{60C}' | '\u{66B}' | '\u{66C}' => Class::Stop,
        '-' => Class::Hyphen,
        '\u{2212}' => Class::Minus,
        '\'' => Class::Apostrophe,
        '+' | '±' | '<' | '>' | '≤' | '≥' | '~' | '≈' | '#' => Class::Prefix,
        '%' | '‰' | '‱' | '°' => Class::Suffix,
        _ if is_currency(c) => Class::Currency,
        _ if c.is_whitespace() || c.is_control() => Class::Space,
        _ if c.is_alphanumeric() || is_combining_mark(c) => match Script::of_letter(c) {
            Script::Arabic => Class::Arabic,
            Script::Unspaced => Class::Unspaced,
            _ => Class::Letter,
        },
        _ if is_punctuation(c) => Class::Punctuation,
        _ => Class::Sign,
    }
}

fn is_currency(c: char) -> bool {
    matches!(
        c,
        '$' | '\u{A2}'..='\u{A5}' | '\u{58F}' | '\u{60B}' | '\u{7FE}' | '\u{7FF}' | '\u{9F2}' | '\u{9F3}' | '\u{AF1}' | '\u{BF9}'
            | '\u{E3F}' | '\u{17DB}' | '\u{20A0}'..='\u{20CF}' | '\u{A838}'
    )
}

fn is_punctuation(c: char) -> bool {
    matches!(
        c,
        '!' | '"' | '(' | ')' | '*' | ';' | '?' | '[' | ']' | '_' | '{' | '}'
            | '¡' | '«' | '»' | '¿' | '·' | '¶' | '©' | '®'
            | '\u{37E}' | '\u{387}' | '\u{55A}'..='\u{55F}' | '\u{589}' | '\u{58A}'
            | '\u{5BE}' | '\u{5C0}' | '\u{5C3}' | '\u{5C6}'
            | '\u{60D}' | '\u{61B}' | '\u{61D}'..='\u{61F}' | '\u{66D}' | '\u{6D4}'
            | '\u{964}' | '\u{965}' | '\u{E2F}' | '\u{E5A}' | '\u{E5B}' | '\u{F08}'..='\u{F14}' | '\u{104A}'..='\u{104F}'
            | '\u{1361}'..='\u{1368}' | '\u{17D4}'..='\u{17DA}' | '\u{1800}'..='\u{180A}'
            | '\u{2010}'..='\u{2027}' | '\u{2032}'..='\u{2043}' | '\u{2045}'..='\u{205E}'
            | '\u{275B}'..='\u{2760}' | '\u{2768}'..='\u{2775}' | '\u{2E00}'..='\u{2E7F}'
            | '\u{25A0}'..='\u{25FF}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301F}'
            | '\u{3030}' | '\u{30A0}' | '\u{30FB}' | '\u{FD3E}' | '\u{FD3F}' | '\u{FE10}'..='\u{FE19}' | '\u{FE30}'..='\u{FE4F}'
    )
}
