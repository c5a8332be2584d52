//! A claim as a card: who says what, in which words, in which article. What all claims of the dataset have in common is left
//! out. Pure.

use crate::domain::article::Article;
use crate::domain::claim::{ActorReference, ArticleReference, Claim, ClaimDate, Evidence, TranslationNote};
use crate::domain::vocabulary::{Certainty, DateBasis, EvidencePart, EvidenceStatus, Speech, VocabularyTerm};
use crate::i18n::{self, Locale};
use crate::search::{TextQuery, normalize};
use crate::store::Dataset;
use crate::web::context::PageContext;
pub use crate::web::lang_text::{LangText, Name};
use crate::web::url::Address;

/// Marks that begin a quotation.
pub const OPENING_MARKS: [char; 7] = ['"', '“', '„', '«', '‘', '\'', '「'];

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

impl Note {
    pub fn new(locale: Locale, TranslationNote { literal, meant, basis }: &TranslationNote) -> Self {
        Self {
            literal: LangText::picked(locale, literal, None),
            meant: LangText::picked(locale, meant, None),
            basis: locale.term(*basis),
        }
    }
}

/// Where a claim was published.
#[derive(Debug)]
pub struct Source {
    pub publisher: Option<String>,
    /// The date of publication.
    pub published: Option<String>,
    pub title: LangText,
    pub href: String,
}

impl Source {
    pub fn new(context: &PageContext, dataset: &Dataset, reference: &ArticleReference) -> Self {
        let locale = context.locale;
        let article: Option<&Article> = dataset.catalogue().articles.get(reference.id.as_str());
        let published = article.and_then(|article| article.published.as_ref());
        Self {
            publisher: article.and_then(|article| article.publisher.clone()),
            published: published.map(|date| i18n::format_edtf(locale, &date.edtf, date.earliest, date.latest)),
            title: LangText::picked(locale, &reference.title, None),
            href: context.to(&format!("/articles/{}", reference.id)),
        }
    }
}

#[derive(Debug)]
pub struct Card {
    pub id: String,
    pub href: String,
    pub source: Source,
    pub asserter: Link,
    /// Those who pass the claim on between the article and the asserter.
    pub via: Vec<Link>,
    /// When the asserter said it, if the article tells.
    pub said: Option<String>,
    pub statement: LangText,
    /// The statement in the other languages that it has.
    pub others: Vec<LangText>,
    pub kind: String,
    /// The code, which is also a CSS class, and the name.
    pub certainty: (&'static str, String),
    pub date: Option<String>,
    pub topics: Vec<Link>,
    /// The quotes that state the claim.
    pub quotes: Vec<LangText>,
    pub note: Option<Note>,
    /// The code of the status of the quotes, the least certain of them, which is also a CSS class; `None` without quotes.
    pub evidence: Option<&'static str>,
    pub central: bool,
    locale: Locale,
    shown: Shown,
}

/// What a card shows beside the statement.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::struct_excessive_bools, reason = "each is a part of the card")]
struct Shown {
    kind: bool,
    evidence: bool,
    /// Whether the quote says anything that the statement does not.
    quote: bool,
    /// Whether the asserter's own words are quoted, and have no quotation marks yet.
    marks: bool,
}

/// A link to an actor's page.
pub fn actor_link(context: &PageContext, actor: &ActorReference) -> Link {
    Link { name: Name::picked(context.locale, &actor.name), href: context.to(&format!("/actors/{}", actor.id)) }
}

impl Card {
    /// The card of a claim, with the words of `query` highlighted.
    pub fn new(context: &PageContext, dataset: &Dataset, claim: &Claim, query: Option<&TextQuery>) -> Self {
        let (locale, constants) = (context.locale, dataset.constants());
        let quotes: Vec<&Evidence> = claim.evidence.iter().filter(|span| span.part == EvidencePart::Content).collect();
        let topics = claim.topics.iter().map(|topic| Link {
            name: Name::picked(locale, &topic.label),
            href: context.link(&Address::new("/").with("topic", topic.id.as_str())),
        });
        let status = claim.evidence.iter().map(|span| span.status).max();
        let said = claim.asserted_date.as_ref().filter(|date| date.basis != DateBasis::Publication);
        let passed_on = claim.attribution.iter().rev().skip(1).rev().skip(1);
        let is_direct = matches!(claim.speech, Some(Speech::Direct | Speech::Mixed));
        let shown = Shown {
            kind: constants.kind.is_none(),
            evidence: constants.evidence.is_none(),
            quote: quotes.first().is_some_and(|quote| !states_the_same(claim, quote)),
            marks: is_direct && quotes.first().is_some_and(|quote| !quote.quote.starts_with(OPENING_MARKS)),
        };
        Self {
            id: claim.id.to_string(),
            href: context.to(&format!("/claims/{}", claim.id)),
            source: Source::new(context, dataset, &claim.article),
            asserter: actor_link(context, &claim.asserted_by),
            via: passed_on.map(|link| actor_link(context, &link.actor)).collect(),
            said: said.map(|date| date_text(locale, date)),
            statement: LangText::picked(locale, &claim.statement, query),
            others: LangText::others(locale, &claim.statement, query),
            kind: locale.term(claim.kind),
            certainty: (claim.certainty.as_str(), locale.term(claim.certainty)),
            date: claim.claim_date.as_ref().map(|date| date_text(locale, date)),
            topics: topics.collect(),
            quotes: quotes.iter().map(|span| LangText::new(&span.quote, &span.language, query)).collect(),
            note: claim.translation_note.as_ref().map(|note| Note::new(locale, note)),
            evidence: status.map(EvidenceStatus::as_str),
            central: claim.salience == 3 && constants.salience.is_none(),
            locale,
            shown,
        }
    }

    /// Whether the claim is hedged or hypothetical.
    pub fn is_qualified(&self) -> bool {
        self.certainty.0 != Certainty::Asserted.as_str()
    }

    /// Whether claims of this dataset differ in kind.
    pub const fn shows_kind(&self) -> bool {
        self.shown.kind
    }

    /// The status of the quotes and its explanation, if those of this dataset differ.
    pub fn shown_evidence(&self) -> Option<(&'static str, &'static str)> {
        self.evidence.zip(self.evidence_text()).filter(|_| self.shown.evidence)
    }

    /// What the status of the quotes means.
    pub fn evidence_text(&self) -> Option<&'static str> {
        self.evidence.map(|status| self.locale.text(&format!("quote-{status}")))
    }

    /// The names of the other languages of the statement: "In Arabic".
    pub fn other_languages(&self) -> String {
        let names: Vec<&str> = self.others.iter().map(|other| self.locale.language_name(&other.tag)).collect();
        let names = names.join(&self.locale.format("summary-separator", &[]));
        self.locale.format("in-languages", &[("languages", names.into())]).into_owned()
    }

    /// Whether there is anything to show about the claim beside its texts and topics.
    pub fn has_meta(&self) -> bool {
        self.shown.kind || self.date.is_some() || self.is_qualified() || self.central || self.shown_evidence().is_some()
    }

    /// The first quote, unless it only repeats the statement.
    pub fn quote(&self) -> Option<&LangText> {
        self.quotes.first().filter(|_| self.shown.quote)
    }

    /// Whether the quote needs quotation marks: it has the asserter's own words.
    pub fn quote_needs_marks(&self) -> bool {
        self.shown.marks && self.shown.quote
    }

    /// Whether the statement needs quotation marks: it is the quote, in the asserter's own words.
    pub fn statement_needs_marks(&self) -> bool {
        self.shown.marks && !self.shown.quote
    }
}

/// Whether the statement in the quote's language repeats the quote, but for marks, capitals and punctuation.
fn states_the_same(claim: &Claim, quote: &Evidence) -> bool {
    let letters = |text: &str| normalize(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    claim.statement.get(&quote.language).is_some_and(|statement| letters(statement) == letters(&quote.quote))
}

fn date_text(locale: Locale, date: &ClaimDate) -> String {
    i18n::format_edtf(locale, &date.edtf, date.earliest, date.latest)
}
