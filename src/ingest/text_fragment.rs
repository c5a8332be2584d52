//! Links to the words of a quote on the article's page: text fragments (`#:~:text=`, wicg.github.io/scroll-to-text-fragment).
//!
//! A browser finds words only from one word boundary to another, inside one paragraph. A quote that begins or ends inside a
//! word is therefore given with the rest of the word, and one of several lines by its first and its last line.

use std::collections::BTreeSet;
use std::ops::Range;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::domain::article::{Article, FRAGMENT_DIRECTIVE};
use crate::domain::claim::{Evidence, QuoteContext};
use crate::ingest::article_text::ArticleText;
use crate::search::{character_boundaries, word_ranges};

/// Returns the URL of an article at a quote; `None` if the article has no URL.
pub fn quote_url(article: &Article, evidence: &Evidence, text: Option<&ArticleText>) -> Option<String> {
    let url = article.url()?;
    let mark = if url.contains('#') { "" } else { "#" };
    let place = text.and_then(|text| Some((text, evidence.start.or_else(|| text.find(&evidence.quote))?)));
    let words = place.and_then(|(text, start)| Words::find(&evidence.quote, text, start));
    let words = words.unwrap_or_else(|| Words { quote: evidence.quote.clone(), ..Words::default() });
    Some(format!("{url}{mark}{FRAGMENT_DIRECTIVE}text={}", directive(&words)))
}

/// `[prefix-,]start[,end][,-suffix]`.
fn directive(Words { prefix, quote, suffix }: &Words) -> String {
    let mut lines = quote.lines().map(encode).filter(|line| !line.is_empty());
    let mut directive = lines.next().unwrap_or_default();
    if let Some(last) = lines.next_back() {
        directive = format!("{directive},{last}");
    }
    let (prefix, suffix) = (encode(prefix), encode(suffix));
    if !prefix.is_empty() {
        directive = format!("{prefix}-,{directive}");
    }
    if !suffix.is_empty() {
        directive = format!("{directive},-{suffix}");
    }
    directive
}

/// Encodes all that is not a letter or a digit of ASCII, since `-`, `,` and `&` separate the parts. White space is written as
/// a page shows it.
fn encode(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    utf8_percent_encode(&words.join(" "), NON_ALPHANUMERIC).to_string()
}

/// What a browser needs to find a quote.
#[derive(Debug, Default, PartialEq, Eq)]
struct Words {
    /// The beginning of the first word if the quote begins inside it, and more where the same words occur earlier.
    prefix: String,
    /// The quote with whole characters: a letter and its marks cannot be found apart.
    quote: String,
    /// The rest of the last word.
    suffix: String,
}

impl Words {
    /// Finds the words around a quote that is at `start` of a text.
    fn find(quote: &str, text: &ArticleText, start: u32) -> Option<Self> {
        let length = u32::try_from(quote.chars().count()).ok()?;
        let QuoteContext { prefix, suffix } = text.context(start, start.checked_add(length)?)?;
        let surroundings = Surroundings::new(&prefix, quote, &suffix);
        let is_first = |from: usize| {
            let before = u32::try_from(surroundings.text[from..prefix.len()].chars().count()).ok();
            text.find(&surroundings.text[from..surroundings.quote.end])
                == before.and_then(|before| start.checked_sub(before))
        };
        let word = surroundings.word_start();
        let from = surroundings.starts_before(word).find(|&from| is_first(from)).unwrap_or(word);
        let part = |range: Range<usize>| surroundings.text[range].to_owned();
        let Range { start: begin, end } = surroundings.quote;
        Some(Self { prefix: part(from..begin), quote: part(begin..end), suffix: part(end..surroundings.word_end()) })
    }
}

/// A quote with the text around it.
struct Surroundings {
    text: String,
    /// The quote with whole characters, in bytes, as are all positions.
    quote: Range<usize>,
    /// Word boundaries (UAX 29, and by dictionary in scripts without spaces).
    boundaries: BTreeSet<usize>,
}

impl Surroundings {
    fn new(prefix: &str, quote: &str, suffix: &str) -> Self {
        let text = [prefix, quote, suffix].concat();
        let boundaries = word_ranges(&text).into_iter().flat_map(|word| [word.start, word.end]).collect();
        let (begin, end) = (prefix.len(), prefix.len() + quote.len());
        let begin = character_boundaries(&text).take_while(|&at| at <= begin).last().unwrap_or(begin);
        let end = character_boundaries(&text).find(|&at| at >= end).unwrap_or(end);
        Self { text, quote: begin..end, boundaries }
    }

    /// Whether every browser has a word boundary here: dictionaries differ, so not between two letters.
    fn is_certain(&self, at: usize) -> bool {
        let (before, after) = self.text.split_at(at);
        let is_inside = before.ends_with(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric);
        self.boundaries.contains(&at) && !is_inside
    }

    /// Where the first word of the quote begins.
    fn word_start(&self) -> usize {
        let begin = self.quote.start;
        let mut inside = self.boundaries.range(1..begin.max(1)).copied();
        if begin == 0 || self.is_certain(begin) {
            return begin;
        }
        inside.clone().rfind(|&at| self.is_certain(at)).or_else(|| inside.next_back()).unwrap_or(0)
    }

    /// Where the last word of the quote ends.
    fn word_end(&self) -> usize {
        let (end, length) = (self.quote.end, self.text.len());
        let mut inside = self.boundaries.range((end + 1).min(length)..length).copied();
        if end == length || self.is_certain(end) {
            return end;
        }
        inside.clone().find(|&at| self.is_certain(at)).or_else(|| inside.next()).unwrap_or(length)
    }

    /// Words to begin with on the line of the quote, from `word` backwards.
    fn starts_before(&self, word: usize) -> impl Iterator<Item = usize> {
        let line = self.text[..word].trim_end().rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let earlier = self.boundaries.range(line..word).rev().copied();
        let begins_word = |&at: &usize| self.text[at..].starts_with(char::is_alphanumeric) && self.is_certain(at);
        std::iter::once(word).chain(earlier.filter(begins_word))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// The prefix and the suffix of the quote at the brackets.
    fn around(text: &str) -> (String, String) {
        let (before, rest) = text.split_once('[').unwrap();
        let (quote, after) = rest.split_once(']').unwrap();
        let start = u32::try_from(before.chars().count()).unwrap();
        let text = ArticleText::new([before, quote, after].concat());
        let Words { prefix, quote: _, suffix } = Words::find(quote, &text, start).unwrap();
        (prefix, suffix)
    }

    #[rstest]
    #[case("It [was said] here.", "", "")]
    #[case("[It was] said", "", "")]
    #[case("un[believ]able", "un", "able")]
    #[case("He said “[no]”.", "", "")]
    #[case("I do[n't] know", "do", "")]
    #[case("في ال[رقائق ال]ذكية", "ال", "ذكية")]
    #[case("the cafe[\u{301} table]", "caf", "")]
    #[case("[un caf]e\u{301}s", "", "e\u{301}s")]
    #[case("[un cafe]\u{301}s", "", "s")]
    #[case("他说，中国[国家主席]表示。", "中国", "表示")]
    #[case("no. no, [no] more", "no, ", "")]
    #[case("one word\nanother [word] here", "another ", "")]
    fn a_quote_is_given_with_the_rest_of_its_words(#[case] text: &str, #[case] prefix: &str, #[case] suffix: &str) {
        assert_eq!(around(text), (prefix.to_owned(), suffix.to_owned()));
    }

    #[rstest]
    #[case("a-b, c&d", "", "", "a%2Db%2C%20c%26d")]
    #[case("قول", "ال", "", "%D8%A7%D9%84-,%D9%82%D9%88%D9%84")]
    #[case("first  line\r\n\nand\nlast", "", "s", "first%20line,last,-s")]
    fn parts_are_separated_and_encoded(
        #[case] quote: &str,
        #[case] prefix: &str,
        #[case] suffix: &str,
        #[case] expected: &str,
    ) {
        let [prefix, quote, suffix] = [prefix, quote, suffix].map(str::to_owned);
        assert_eq!(directive(&Words { prefix, quote, suffix }), expected);
    }
}
