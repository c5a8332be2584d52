//! A claim as a card: its texts in the reader's language and the other, cut where a query's words stand. Pure.

use crate::domain::claim::{ActorReference, Claim, TranslationNote};
use crate::domain::vocabulary::{Certainty, EvidencePart, EvidenceStatus, VocabularyTerm};
use crate::query::text_query::TextQuery;
use crate::search::highlight;
use crate::web::dates;
use crate::web::language::{Language, direction_of};
use crate::web::layout::PageContext;
use crate::web::url::Address;

/// A stretch of a text, in or out of what was searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HighlightSpan {
    /// The words.
    pub text: String,
    /// Whether the query asked for them.
    pub marked: bool,
}

/// A text with its language.
#[derive(Debug, Clone)]
pub struct LangText {
    /// The text in pieces.
    pub pieces: Vec<HighlightSpan>,
    /// BCP 47 tag of its language.
    pub tag: String,
    /// The direction it is written in.
    pub direction: &'static str,
}

/// A name that leads somewhere.
#[derive(Debug, Clone)]
pub struct Link {
    /// The name, in the reader's language.
    pub name: String,
    /// Where it leads.
    pub href: String,
}

/// A claim as it is shown in lists.
#[derive(Debug)]
pub struct Card {
    /// Its identifier.
    pub id: String,
    /// Its page.
    pub href: String,
    /// The statement in the reader's language.
    pub statement: LangText,
    /// The statement in the other.
    pub other: LangText,
    /// Who asserts it.
    pub asserter: Link,
    /// Its kind.
    pub kind: String,
    /// How firmly it is held, as a class and a name.
    pub certainty: (&'static str, String),
    /// When it happens.
    pub date: Option<String>,
    /// Its topics.
    pub topics: Vec<Link>,
    /// The words it rests on.
    pub quotes: Vec<LangText>,
    /// Where the words mislead.
    pub note: Option<TranslationNote>,
    /// Whether every quote was compared with the text.
    pub verified: bool,
    /// Whether it is central to its article.
    pub central: bool,
}

/// A text cut where the query's words stand.
pub fn cut(text: &str, query: Option<&TextQuery>) -> Vec<HighlightSpan> {
    let ranges = query.map(|query| highlight(text, query)).unwrap_or_default();
    let characters: Vec<char> = text.chars().collect();
    let mut pieces: Vec<HighlightSpan> = Vec::new();
    let mut at = 0;
    let mut push = |from: usize, to: usize, marked: bool| {
        if from < to {
            pieces.push(HighlightSpan { text: characters[from..to].iter().collect(), marked });
        }
    };
    for range in ranges {
        push(at, range.start.max(at), false);
        push(range.start.max(at), range.end, true);
        at = range.end.max(at);
    }
    push(at, characters.len(), false);
    pieces
}

impl LangText {
    /// The text as HTML, with what the query asked for marked.
    pub fn html(&self) -> String {
        let mut html = String::new();
        for piece in &self.pieces {
            let (open, close) = if piece.marked { ("<mark>", "</mark>") } else { ("", "") };
            html.push_str(open);
            for c in piece.text.chars() {
                match c {
                    '&' => html.push_str("&amp;"),
                    '<' => html.push_str("&lt;"),
                    '>' => html.push_str("&gt;"),
                    other => html.push(other),
                }
            }
            html.push_str(close);
        }
        html
    }

    /// A text in a language.
    pub fn new(text: &str, tag: &str, query: Option<&TextQuery>) -> Self {
        Self { pieces: cut(text, query), tag: tag.to_owned(), direction: direction_of(tag) }
    }
}

/// An actor's page.
pub fn actor(reader: &PageContext, actor: &ActorReference) -> Link {
    Link { name: reader.language.of(&actor.name).to_owned(), href: reader.to(&format!("/actors/{}", actor.id)) }
}

impl Card {
    /// A claim for this reader, with the words of this query marked.
    pub fn new(reader: &PageContext, claim: &Claim, query: Option<&TextQuery>) -> Self {
        let language = reader.language;
        let statement = |language: Language| LangText::new(language.of(&claim.statement), language.tag(), query);
        let content = claim.evidence.iter().filter(|span| span.part == EvidencePart::Content);
        let topics = claim.topics.iter().map(|topic| Link {
            name: language.of(&topic.label).to_owned(),
            href: reader.link(&Address::new("/").with("topic", topic.id.as_str())),
        });
        let say = |date: &crate::domain::claim::ClaimDate| dates::say(language, &date.edtf, date.earliest, date.latest);
        Self {
            id: claim.id.to_string(),
            href: reader.to(&claim.links.page),
            statement: statement(language),
            other: statement(language.other()),
            asserter: actor(reader, &claim.asserted_by),
            kind: language.term(claim.kind),
            certainty: (claim.certainty.as_str(), language.term(claim.certainty)),
            date: claim.claim_date.as_ref().map(say),
            topics: topics.collect(),
            quotes: content.map(|span| LangText::new(&span.quote, &span.language, query)).collect(),
            note: claim.translation_note.clone(),
            verified: claim.evidence.iter().all(|span| span.status == EvidenceStatus::Verified),
            central: claim.salience == 3,
        }
    }

    /// Whether the asserter holds something back.
    pub fn is_reserved(&self) -> bool {
        self.certainty.0 != Certainty::Asserted.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::parse_query;

    #[test]
    fn a_text_is_cut_where_the_words_stand_and_loses_nothing() {
        let query = parse_query("chips").unwrap();
        let pieces = cut("Nvidia's chips, all chips", Some(&query));
        let marked: Vec<&str> = pieces.iter().filter(|p| p.marked).map(|p| p.text.as_str()).collect();
        assert_eq!(marked, ["chips", "chips"]);
        assert_eq!(pieces.iter().map(|piece| piece.text.as_str()).collect::<String>(), "Nvidia's chips, all chips");
        assert_eq!(cut("كلام", None).len(), 1);
    }

    #[test]
    fn nothing_in_a_text_is_markup() {
        let query = parse_query("chips").unwrap();
        assert_eq!(LangText::new("<b>chips & x", "en", Some(&query)).html(), "&lt;b&gt;<mark>chips</mark> &amp; x");
    }
}
