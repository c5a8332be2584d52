//! The sentences of a text: UAX #29, corrected where its rules do not know the language.
//!
//! A line break ends a sentence, unless the next line continues in lower case. A full stop after an abbreviation ends none.
//! Marks that close a quotation, and what follows them in lower case, belong to the sentence before.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::drafting::lexicon::Lexicon;
use crate::search::normalize;

/// Returns the sentences of a text in code points, in order, without the white space around them.
pub fn sentences(text: &str, language: &str) -> Vec<Range<usize>> {
    let lexicon = Lexicon::for_language(language);
    let mut pieces: Vec<Range<usize>> = Vec::new();
    for (start, piece) in text.split_sentence_bound_indices() {
        let words = piece.trim();
        if words.is_empty() {
            continue;
        }
        let mut start = start + (piece.len() - piece.trim_start().len());
        let end = start + words.len();
        if let Some(last) = pieces.last_mut() {
            let closing = closing_marks(text, last, words);
            if closing > 0 {
                last.end = start + closing;
            }
            let rest = words[closing..].trim_start();
            start = end - rest.len();
            if rest.is_empty() {
                continue;
            }
            if continues(text, last, rest, lexicon) {
                last.end = end;
                continue;
            }
        }
        pieces.push(start..end);
    }
    in_code_points(text, pieces)
}

/// Whether `words` belong to the sentence before, which is a range of bytes.
fn continues(text: &str, before: &Range<usize>, words: &str, lexicon: &Lexicon) -> bool {
    let gap = &text[before.end..];
    let gap = &gap[..gap.len() - gap.trim_start().len()];
    let line_breaks = gap.chars().filter(|&c| is_line_break(c)).count() - gap.matches("\r\n").count();
    let before = &text[before.clone()];
    let is_lower_case = words.starts_with(char::is_lowercase);
    match line_breaks {
        0 => is_lower_case || words.starts_with([',', ';', '،', '؛']) || ends_with_abbreviation(before, words, lexicon),
        1 => is_lower_case && !ends_sentence(before),
        _ => false,
    }
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a text ends with a mark that ends sentences, before marks that close.
fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(|c: char| is_closing(c) || c.is_whitespace())
        .ends_with(['.', '!', '?', '؟', '…', '۔', '。', ':', '؛'])
}

fn is_closing(c: char) -> bool {
    matches!(c, '”' | '’' | '»' | '"' | '\'' | ')' | ']' | '›' | '」' | '』')
}

/// Returns the length in bytes of the marks at the beginning of `words` that close what the sentence before opened.
fn closing_marks(text: &str, before: &Range<usize>, words: &str) -> usize {
    let line = text[..before.end].rfind(is_line_break).unwrap_or(0);
    let before = &text[line..before.end];
    let opens = |open: char, close: char| before.matches(open).count() > before.matches(close).count();
    let closes = |c: char| match c {
        '”' => opens('“', '”'),
        '»' => opens('«', '»'),
        ')' => opens('(', ')'),
        ']' => opens('[', ']'),
        '"' => before.matches('"').count() % 2 == 1,
        '’' => opens('‘', '’'),
        _ => false,
    };
    words.find(|c: char| !closes(c)).unwrap_or(words.len())
}

/// Whether a text ends with an abbreviation or an initial, and `words` are no sentence of their own.
fn ends_with_abbreviation(before: &str, words: &str, lexicon: &Lexicon) -> bool {
    let Some(stem) = before.strip_suffix('.') else { return false };
    let last = stem.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '“' | '«' | '"' | '’' | '\'')).next();
    let last = last.unwrap_or_default();
    let is_initial = last.chars().count() == 1 && last.starts_with(char::is_uppercase);
    let is_abbreviation = is_initial || lexicon.abbreviations.contains(&last.to_lowercase());
    let next = words.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default();
    let next = normalize(next);
    let begins_sentence = [&lexicon.articles, &lexicon.pronouns, &lexicon.prepositions, &lexicon.conjunctions];
    is_abbreviation && !last.is_empty() && !begins_sentence.iter().any(|words| words.contain(&next))
}

/// Converts ranges of bytes in order to ranges of code points.
fn in_code_points(text: &str, ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let (mut bytes, mut points) = (0, 0);
    let mut convert = |at: usize| {
        points += text[bytes..at].chars().count();
        bytes = at;
        points
    };
    ranges.into_iter().map(|range| convert(range.start)..convert(range.end)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("fr", "« Venez voir nos filets ! », s’emporte M. Quernoux. Il attend.", &["« Venez voir nos filets ! », s’emporte M. Quernoux.", "Il attend."])]
    #[case("fr", "« Un. » Deux à 18 h 30.", &["« Un. »", "Deux à 18 h 30."])]
    #[case("en", "Mr. Smith of the U.S. Senate left. The U.S. The end.", &["Mr. Smith of the U.S. Senate left.", "The U.S.", "The end."])]
    #[case("en", "“Go!” he said. It cost $3.5 million.", &["“Go!” he said.", "It cost $3.5 million."])]
    #[case("en", "A heading\n\nthe text", &["A heading", "the text"])]
    #[case("en", "A line that is\nwrapped. Next\r\nOther", &["A line that is\nwrapped.", "Next", "Other"])]
    #[case("ar", "قال: “نعم. لا.” ثم ذهب. متى؟ غدا", &["قال: “نعم.", "لا.”", "ثم ذهب.", "متى؟", "غدا"])]
    #[case("zh", "他说。她说！", &["他说。", "她说！"])]
    #[case("en", " \n ", &[])]
    fn texts_are_split_into_sentences(#[case] language: &str, #[case] text: &str, #[case] expected: &[&str]) {
        let characters: Vec<char> = text.chars().collect();
        let found: Vec<String> =
            sentences(text, language).into_iter().map(|range| characters[range].iter().collect()).collect();
        assert_eq!(found, expected);
    }
}
