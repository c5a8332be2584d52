//! A text with its language, as HTML: words of the query are highlighted, dates in texts from right to left isolated. Pure.

use askama::Template;

use crate::domain::language_map::LanguageMap;
use crate::domain::text::close_bidi;
use crate::i18n::{Locale, direction_of};
use crate::search::{TextQuery, highlight};

/// What joins the numbers of a date or a range.
const JOINERS: [char; 4] = ['-', '/', '–', ':'];

/// What may stand between the numbers of an EDTF date beside them.
const QUALIFIERS: [char; 4] = ['.', '~', '?', '%'];

/// How a part of a text is marked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    Plain,
    /// Words of the query.
    Highlight,
    /// A date or a range of numbers in a text from right to left, which would otherwise show its parts in reverse order.
    Isolate,
}

/// Part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkedSpan {
    pub text: String,
    pub markup: Markup,
}

/// A text with its locale, written as HTML with the query's words in `<mark>` and dates in `<bdi>`.
#[derive(Debug, Clone, Template)]
#[template(
    source = "{% for span in spans %}{% match span.markup %}{% when Markup::Highlight %}<mark>{{ span.text }}</mark>{% when Markup::Isolate %}<bdi dir=\"ltr\">{{ span.text }}</bdi>{% when Markup::Plain %}{{ span.text }}{% endmatch %}{% endfor %}",
    ext = "html"
)]
pub struct LangText {
    spans: Vec<MarkedSpan>,
    /// BCP 47 tag.
    pub tag: String,
    pub direction: &'static str,
}

// Its template has escaped it.
impl askama::filters::HtmlSafe for LangText {}

/// The name of a record, written as HTML in an element with its language.
#[derive(Debug, Clone, Template)]
#[template(source = "<bdi lang=\"{{ text.tag }}\">{{ text }}</bdi>", ext = "html")]
pub struct Name {
    text: LangText,
}

// Its template has escaped it.
impl askama::filters::HtmlSafe for Name {}

impl Name {
    /// The name for a reader of the page's language.
    pub fn picked(locale: Locale, name: &LanguageMap) -> Self {
        Self { text: LangText::picked(locale, name, None) }
    }
}

fn split_highlights(text: &str, language: &str, query: Option<&TextQuery>) -> Vec<MarkedSpan> {
    let ranges = query.map(|query| highlight(text, language, query)).unwrap_or_default();
    if ranges.is_empty() {
        return vec![MarkedSpan { text: text.to_owned(), markup: Markup::Plain }];
    }
    let characters: Vec<char> = text.chars().collect();
    let mut spans = Vec::new();
    let mut end = 0;
    let mut push = |from: usize, to: usize, markup: Markup| {
        if from < to {
            spans.push(MarkedSpan { text: characters[from..to].iter().collect(), markup });
        }
    };
    for range in ranges {
        let start = range.start.max(end);
        push(end, start, Markup::Plain);
        push(start, range.end, Markup::Highlight);
        end = range.end.max(end);
    }
    push(end, characters.len(), Markup::Plain);
    spans
}

/// Splits plain text before and after each date or range: digits joined by hyphens, slashes, dashes or colons.
fn isolate_ranges(span: MarkedSpan) -> Vec<MarkedSpan> {
    if span.markup != Markup::Plain || !span.text.contains(JOINERS) {
        return vec![span];
    }
    let text = span.text.as_str();
    let mut spans = Vec::new();
    let mut push = |text: &str, markup: Markup| {
        if !text.is_empty() {
            spans.push(MarkedSpan { text: text.to_owned(), markup });
        }
    };
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let in_run = |c: char| c.is_ascii_digit() || JOINERS.contains(&c) || QUALIFIERS.contains(&c);
        let run = &rest[start..][..rest[start..].find(|c| !in_run(c)).unwrap_or(rest.len() - start)];
        let run = run.trim_end_matches(|c: char| !c.is_ascii_digit());
        let is_range = run.contains(JOINERS);
        push(&rest[..start], Markup::Plain);
        push(run, if is_range { Markup::Isolate } else { Markup::Plain });
        rest = &rest[start + run.len()..];
    }
    push(rest, Markup::Plain);
    spans
}

impl LangText {
    pub fn new(text: &str, tag: &str, query: Option<&TextQuery>) -> Self {
        let (direction, spans) = (direction_of(tag), split_highlights(&close_bidi(text), tag, query));
        let spans = if direction == "rtl" { spans.into_iter().flat_map(isolate_ranges).collect() } else { spans };
        Self { spans, tag: tag.to_owned(), direction }
    }

    /// The text for a reader of the page's language.
    pub fn picked(locale: Locale, text: &LanguageMap, query: Option<&TextQuery>) -> Self {
        let (tag, text) = text.pick(locale.tag());
        Self::new(text, tag, query)
    }

    /// The text in its other languages.
    pub fn others(locale: Locale, text: &LanguageMap, query: Option<&TextQuery>) -> Vec<Self> {
        text.others(locale.tag()).map(|(tag, text)| Self::new(text, tag, query)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{Analyzer, parse_query};

    #[test]
    fn a_text_is_split_at_the_words_of_the_query() {
        let query = parse_query("chips", &[Analyzer::for_language("en")]).unwrap();
        let spans = split_highlights("Nvidia's chips, all chips", "en", Some(&query));
        let highlighted: Vec<&str> =
            spans.iter().filter(|s| s.markup == Markup::Highlight).map(|s| s.text.as_str()).collect();
        assert_eq!(highlighted, ["chips", "chips"]);
        assert_eq!(spans.iter().map(|span| span.text.as_str()).collect::<String>(), "Nvidia's chips, all chips");
        assert_eq!(split_highlights("كلام", "ar", None).len(), 1);
    }

    #[test]
    fn markup_in_a_text_is_escaped() {
        let query = parse_query("chips", &[Analyzer::for_language("en")]).unwrap();
        let html = LangText::new("<b>chips & x", "en", Some(&query)).to_string();
        assert_eq!(html, "&#60;b&#62;<mark>chips</mark> &#38; x");
    }

    #[test]
    fn dates_in_a_text_from_right_to_left_keep_their_order() {
        let html = |text: &str, tag: &str| LangText::new(text, tag, None).to_string();
        assert_eq!(html("من 2025-04/2025-07؟", "ar"), "من <bdi dir=\"ltr\">2025-04/2025-07</bdi>؟");
        assert_eq!(html("بين 10 و20، ص 3–5.", "ar"), "بين 10 و20، ص <bdi dir=\"ltr\">3–5</bdi>.");
        assert_eq!(html("2025-04/2025-07", "en"), "2025-04/2025-07");
    }
}
