//! A claim as a card: its texts in their languages, split where the query's words occur. Pure.

use askama::Template;

use crate::domain::claim::{ActorReference, Claim, TranslationNote};
use crate::domain::language_map::LanguageMap;
use crate::domain::text::close_bidi;
use crate::domain::vocabulary::{Certainty, EvidencePart, EvidenceStatus, VocabularyTerm};
use crate::i18n::{self, Locale, direction_of};
use crate::search::TextQuery;
use crate::search::highlight;
use crate::web::context::PageContext;
use crate::web::url::Address;

/// Part of a text: either words of the query or the text between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HighlightSpan {
    pub text: String,
    pub highlighted: bool,
}

/// A text with its locale, written as HTML with the query's words in `<mark>`.
#[derive(Debug, Clone, Template)]
#[template(
    source = "{% for span in spans %}{% if span.highlighted %}<mark>{{ span.text }}</mark>{% else %}{{ span.text }}{% endif %}{% endfor %}",
    ext = "html"
)]
pub struct LangText {
    spans: Vec<HighlightSpan>,
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

/// A link to a record.
#[derive(Debug, Clone)]
pub struct Link {
    pub name: Name,
    pub href: String,
}

/// A link with a text of the interface.
#[derive(Debug, Clone)]
pub struct TextLink {
    pub text: String,
    pub href: String,
}

/// What misleading words say and what they mean.
#[derive(Debug)]
pub struct Note {
    pub literal: LangText,
    pub meant: LangText,
    pub basis: String,
}

#[derive(Debug)]
pub struct Card {
    pub id: String,
    pub href: String,
    pub statement: LangText,
    /// The statement in the other languages that it has.
    pub others: Vec<LangText>,
    pub asserter: Link,
    pub kind: String,
    /// The code, which is also a CSS class, and the name.
    pub certainty: (&'static str, String),
    pub date: Option<String>,
    pub topics: Vec<Link>,
    /// The quotes that state the claim.
    pub quotes: Vec<LangText>,
    pub note: Option<Note>,
    /// Whether there are quotes and each was compared with the article's text.
    pub verified: bool,
    pub central: bool,
}

fn split_highlights(text: &str, language: &str, query: Option<&TextQuery>) -> Vec<HighlightSpan> {
    let ranges = query.map(|query| highlight(text, language, query)).unwrap_or_default();
    if ranges.is_empty() {
        return vec![HighlightSpan { text: text.to_owned(), highlighted: false }];
    }
    let characters: Vec<char> = text.chars().collect();
    let mut spans = Vec::new();
    let mut end = 0;
    let mut push = |from: usize, to: usize, highlighted: bool| {
        if from < to {
            spans.push(HighlightSpan { text: characters[from..to].iter().collect(), highlighted });
        }
    };
    for range in ranges {
        let start = range.start.max(end);
        push(end, start, false);
        push(start, range.end, true);
        end = range.end.max(end);
    }
    push(end, characters.len(), false);
    spans
}

impl LangText {
    pub fn new(text: &str, tag: &str, query: Option<&TextQuery>) -> Self {
        Self {
            spans: split_highlights(&close_bidi(text), tag, query),
            tag: tag.to_owned(),
            direction: direction_of(tag),
        }
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

/// A link to an actor's page.
pub fn actor_link(context: &PageContext, actor: &ActorReference) -> Link {
    Link { name: Name::picked(context.locale, &actor.name), href: context.to(&format!("/actors/{}", actor.id)) }
}

impl Card {
    /// The card of a claim, with the words of `query` highlighted.
    pub fn new(context: &PageContext, claim: &Claim, query: Option<&TextQuery>) -> Self {
        let locale = context.locale;
        let content_spans = claim.evidence.iter().filter(|span| span.part == EvidencePart::Content);
        let topics = claim.topics.iter().map(|topic| Link {
            name: Name::picked(locale, &topic.label),
            href: context.link(&Address::new("/").with("topic", topic.id.as_str())),
        });
        let date = claim.claim_date.as_ref();
        Self {
            id: claim.id.to_string(),
            href: context.to(&claim.links.page),
            statement: LangText::picked(locale, &claim.statement, query),
            others: LangText::others(locale, &claim.statement, query),
            asserter: actor_link(context, &claim.asserted_by),
            kind: locale.term(claim.kind),
            certainty: (claim.certainty.as_str(), locale.term(claim.certainty)),
            date: date.map(|date| i18n::format_edtf(locale, &date.edtf, date.earliest, date.latest)),
            topics: topics.collect(),
            quotes: content_spans.map(|span| LangText::new(&span.quote, &span.language, query)).collect(),
            note: claim.translation_note.as_ref().map(|TranslationNote { literal, meant, basis }| Note {
                literal: LangText::picked(locale, literal, None),
                meant: LangText::picked(locale, meant, None),
                basis: locale.term(*basis),
            }),
            verified: !claim.evidence.is_empty()
                && claim.evidence.iter().all(|span| span.status == EvidenceStatus::Verified),
            central: claim.salience == 3,
        }
    }

    /// Whether the claim is hedged or hypothetical.
    pub fn is_qualified(&self) -> bool {
        self.certainty.0 != Certainty::Asserted.as_str()
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
        let highlighted: Vec<&str> = spans.iter().filter(|s| s.highlighted).map(|s| s.text.as_str()).collect();
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
}
