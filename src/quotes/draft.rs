//! Finds the quotations in a draft: by the marks of every script, nested ones and those across paragraphs included.

use std::ops::Range;

use super::marks::{closes, closing_marks, ends_with_paragraph, is_ambiguous, is_single};
use super::markup::blank_markup;

/// A quotation in a draft, without its marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// In code points of the draft.
    pub start: usize,
    pub end: usize,
    /// From the opening mark to after the closing one.
    pub outer: Range<usize>,
    /// As in the draft.
    pub text: String,
    /// The same with spaces in place of Markdown and HTML.
    pub words: String,
}

/// A mark that has opened a quotation.
struct Open {
    mark: char,
    at: usize,
}

/// Finds the quotations, in the order in which they begin. A draft may be plain text, Markdown or HTML.
pub fn find_quotations(draft: &str) -> Vec<Quotation> {
    let original: Vec<char> = draft.chars().collect();
    let text = blank_markup(&original);
    let (mut open, mut found): (Vec<Open>, Vec<(usize, usize)>) = (vec![], vec![]);
    let mut at = 0;
    while at < text.len() {
        let mark = text[at];
        if mark == '\n' {
            at = end_line(&text, at, &mut open);
            continue;
        }
        if let Some(closed) = open.iter().rposition(|open| closes(open.mark, mark) && can_close(&text, at, open)) {
            found.push((open[closed].at + 1, at));
            open.truncate(closed);
        } else if closing_marks(mark).is_some() && can_open(&text, at) {
            open.push(Open { mark, at });
        }
        at += 1;
    }
    found.sort_unstable();
    let slice = |chars: &[char], (start, end): (usize, usize)| chars[start..end].iter().collect::<String>();
    let quotation = |span: (usize, usize)| {
        let (start, end) = trim(&text, span);
        let outer = span.0 - 1..span.1 + 1;
        Quotation { outer, start, end, text: slice(&original, (start, end)), words: slice(&text, (start, end)) }
    };
    found.into_iter().map(quotation).filter(|quotation| quotation.start < quotation.end).collect()
}

/// Passes over the end of a line and, where a paragraph repeats the mark of an open quotation, over that mark.
fn end_line(text: &[char], at: usize, open: &mut Vec<Open>) -> usize {
    let rest = &text[at..];
    let spaces = rest.iter().take_while(|c| c.is_whitespace()).count();
    let next = rest.get(spaces).copied();
    if let Some(continued) = open.iter().rposition(|open| next.is_some_and(|mark| continues(open.mark, mark))) {
        open.truncate(continued + 1);
        return at + spaces + 1;
    }
    let is_paragraph = rest[..spaces].iter().filter(|&&c| c == '\n').count() > 1;
    if is_paragraph {
        open.retain(|open| !ends_with_paragraph(open.mark));
    }
    at + spaces
}

/// Whether a paragraph that begins with `mark` continues a quotation that `open` has opened.
fn continues(open: char, mark: char) -> bool {
    (open == mark && !is_single(mark)) || (open == '«' && mark == '»')
}

/// Whether a mark can open a quotation where it stands.
fn can_open(text: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| text[before]);
    let after = text.get(at + 1);
    let follows_nothing = before.is_none_or(|c| c.is_whitespace() || is_opening(c));
    let precedes_words = after.is_some_and(|c| !c.is_whitespace());
    match text[at] {
        mark if is_ambiguous(mark) || is_single(mark) => follows_nothing && precedes_words,
        _ => after.is_some(),
    }
}

/// Whether a mark can close the quotation that `open` has opened.
fn can_close(text: &[char], at: usize, open: &Open) -> bool {
    let is_word = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric());
    let (before, after) = (text.get(at - 1), text.get(at + 1));
    if is_single(text[at]) && is_word(after) {
        return false;
    }
    // The same mark may open a nested quotation.
    let opens = is_ambiguous(text[at]) && before.is_some_and(|c| c.is_whitespace()) && is_word(after);
    !opens && at > open.at
}

/// Whether a quotation can begin directly after a character.
fn is_opening(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '-' | '\u{2010}'..='\u{2015}' | ':' | ',' | '،' | '/' | '¿' | '¡')
        || closing_marks(c).is_some()
}

/// A span without white space at its ends.
fn trim(text: &[char], (start, end): (usize, usize)) -> (usize, usize) {
    let inside = &text[start..end];
    let before = inside.iter().take_while(|c| c.is_whitespace()).count();
    let after = inside[before..].iter().rev().take_while(|c| c.is_whitespace()).count();
    (start + before, end - after)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::find_quotations;

    #[rstest]
    #[case("He said “we will win” and left.", &["we will win"])]
    #[case("قال: «سنفوز غدا».", &["سنفوز غدا"])]
    #[case("Elle a dit : « nous gagnerons » hier.", &["nous gagnerons"])]
    #[case("Er sagte: „Wir gewinnen.“", &["Wir gewinnen."])]
    #[case("Er sagte: »Wir gewinnen.«", &["Wir gewinnen."])]
    #[case("Hon sade: ”vi vinner”", &["vi vinner"])]
    #[case("彼は「勝つ」と言った", &["勝つ"])]
    #[case("قال ”سنفوز“ ثم", &["سنفوز"])]
    #[case("\"We win,\" he said. \"We do.\"", &["We win,", "We do."])]
    #[case("'We win', he said; it's the boys' club", &["We win"])]
    #[case("“He told me ‘you don’t know’ twice,” she said", &["He told me ‘you don’t know’ twice,", "you don’t know"])]
    #[case("“One.\n\n“Two.” Three “four”", &["One.\n\n“Two.", "four"])]
    #[case("“One.\n\nTwo.” Three", &["One.\n\nTwo."])]
    #[case("a 5\" pipe\n\nthen \"this one\"", &["this one"])]
    #[case("`\"code\"` and \"a [link](http://a.b/\"c\") here\"", &["a [link](http://a.b/\"c\") here"])]
    #[case("> He said \"one\n> two\" there", &["one\n> two"])]
    #[case("“unclosed", &[])]
    #[case("“”", &[])]
    fn quotations_are_found_by_their_marks(#[case] draft: &str, #[case] expected: &[&str]) {
        let found = find_quotations(draft);
        assert_eq!(found.iter().map(|quotation| quotation.text.as_str()).collect::<Vec<_>>(), expected);
    }

    proptest! {
        #[test]
        fn quotations_are_slices_of_the_draft(draft in "[a“”„«»‘’\"'\\n >.`()\\[\\]٥ن]{0,60}") {
            let chars: Vec<char> = draft.chars().collect();
            for quotation in find_quotations(&draft) {
                prop_assert_eq!(chars[quotation.start..quotation.end].iter().collect::<String>(), quotation.text);
                prop_assert_eq!(quotation.words.chars().count(), quotation.end - quotation.start);
            }
        }
    }
}
