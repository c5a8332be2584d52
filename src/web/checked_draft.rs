//! What was found for the quotations of a draft: the draft with its quotations marked, and each quotation with its places and
//! speakers. Pure.

use crate::domain::text::close_bidi;
use crate::http::quote_check::{QuoteMatch, QuotePlace, QuoteVerification, SpeakerMatch, VerifiedQuote};
use crate::i18n::{Locale, Value};
use crate::store::Dataset;
use crate::web::card::{self, Link, Note, Source, TextLink};
use crate::web::context::PageContext;

/// Places and claims that are listed; of others there is the number.
const MAX_LISTED: usize = 3;

/// What to make of a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The words stand somewhere, and nobody else than the named speaker says them.
    Found,
    /// Some of the words do, or they are too few.
    Unsure,
    /// They do not, or somebody else says them.
    Wrong,
}

impl Verdict {
    const ALL: [Self; 3] = [Self::Found, Self::Unsure, Self::Wrong];

    fn new(quote: &VerifiedQuote) -> Self {
        if quote.speaker == Some(SpeakerMatch::Other) { Self::Wrong } else { Self::of_words(quote.outcome) }
    }

    /// Who says the words.
    const fn of_words(outcome: QuoteMatch) -> Self {
        match outcome {
            QuoteMatch::Exact | QuoteMatch::Folded => Self::Found,
            QuoteMatch::Partial | QuoteMatch::TooShort => Self::Unsure,
            QuoteMatch::None => Self::Wrong,
        }
    }

    /// The CSS class.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Unsure => "unsure",
            Self::Wrong => "wrong",
        }
    }

    const fn message(self) -> &'static str {
        match self {
            Self::Found => "verify-found",
            Self::Unsure => "verify-unsure",
            Self::Wrong => "verify-wrong",
        }
    }
}

/// A part of the draft that begins or ends with a quotation.
pub struct DraftPart {
    pub text: String,
    pub verdict: Option<Verdict>,
    /// The quotations that end here.
    pub ends: Vec<QuoteNumber>,
}

/// A link to a quotation in the list.
pub struct QuoteNumber {
    pub number: usize,
    pub label: String,
}

/// The number of quotations with a verdict.
pub struct VerdictCount {
    pub verdict: Verdict,
    pub label: &'static str,
    pub count: String,
}

pub struct CheckedQuote {
    pub text: String,
    pub verdict: Verdict,
    /// How its words were found.
    pub outcome: &'static str,
    pub words_verdict: Verdict,
    /// The words that were found, if not all were.
    pub matched: Option<String>,
    pub said_by: Vec<Link>,
    pub speaker: Option<NamedSpeaker>,
    pub places: Vec<CheckedPlace>,
    pub more_places: Option<String>,
    pub note: Option<Note>,
}

/// The speaker whom the draft names.
pub struct NamedSpeaker {
    pub name: String,
    /// Whether the speaker says the words.
    pub found: &'static str,
    pub is_other: bool,
}

pub struct CheckedPlace {
    pub source: Source,
    /// The offsets in the article.
    pub position: String,
    pub chain: Vec<Link>,
    pub claims: Vec<TextLink>,
    /// The number of other claims.
    pub more_claims: Option<String>,
}

pub struct CheckedDraft {
    pub parts: Vec<DraftPart>,
    pub quotes: Vec<CheckedQuote>,
    pub counts: Vec<VerdictCount>,
    /// Whether the draft has no quotation marks and was checked as one quote.
    pub is_whole: bool,
}

impl CheckedDraft {
    pub fn new(
        context: &PageContext,
        dataset: &Dataset,
        draft: &str,
        verification: QuoteVerification,
        is_whole: bool,
    ) -> Self {
        let quotes = verification.quotes;
        let count = |verdict: Verdict| VerdictCount {
            verdict,
            label: context.text(verdict.message()),
            count: context.locale.number(quotes.iter().filter(|quote| Verdict::new(quote) == verdict).count() as u64),
        };
        Self {
            parts: parts(context.locale, draft, &quotes),
            counts: Verdict::ALL.map(count).into(),
            quotes: quotes.iter().map(|quote| checked_quote(context, dataset, quote)).collect(),
            is_whole,
        }
    }
}

/// Splits a draft where quotations begin and end. A part has the verdict of the innermost quotation.
fn parts(locale: Locale, draft: &str, quotes: &[VerifiedQuote]) -> Vec<DraftPart> {
    let chars: Vec<char> = draft.chars().collect();
    let spans: Vec<(usize, usize)> = quotes.iter().filter_map(|quote| quote.start.zip(quote.end)).collect();
    let mut cuts: Vec<usize> = spans.iter().flat_map(|&(start, end)| [start, end]).chain([0, chars.len()]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let part = |cut: &[usize]| {
        let (from, to) = (cut[0], cut[1]);
        let innermost = spans.iter().rposition(|&(start, end)| start <= from && to <= end);
        let ends = spans.iter().enumerate().filter(|(_, span)| span.1 == to);
        DraftPart {
            text: close_bidi(&chars[from..to].iter().collect::<String>()).into_owned(),
            verdict: innermost.map(|at| Verdict::new(&quotes[at])),
            ends: ends.map(|(at, _)| quote_number(locale, at, &quotes[at])).collect(),
        }
    };
    cuts.windows(2).map(part).collect()
}

fn quote_number(locale: Locale, at: usize, quote: &VerifiedQuote) -> QuoteNumber {
    let number = at + 1;
    let values = [("number", (number as u64).into()), ("verdict", locale.text(Verdict::new(quote).message()).into())];
    QuoteNumber { number, label: locale.format("verify-number", &values).into_owned() }
}

fn checked_quote(context: &PageContext, dataset: &Dataset, quote: &VerifiedQuote) -> CheckedQuote {
    let outcome = match quote.outcome {
        QuoteMatch::Exact => "verify-exact",
        QuoteMatch::Folded => "verify-folded",
        QuoteMatch::Partial => "verify-partial",
        QuoteMatch::None => "verify-none",
        QuoteMatch::TooShort => "verify-too-short",
    };
    let named = quote.named_speaker.as_deref().zip(quote.speaker);
    CheckedQuote {
        text: close_bidi(&quote.text).into_owned(),
        verdict: Verdict::new(quote),
        outcome: context.text(outcome),
        words_verdict: Verdict::of_words(quote.outcome),
        matched: quote.matched.as_deref().map(|words| close_bidi(words).into_owned()),
        said_by: quote.said_by.iter().map(|actor| card::actor_link(context, actor)).collect(),
        speaker: named.map(|(name, found)| named_speaker(context.locale, name, found)),
        places: quote.places.iter().take(MAX_LISTED).map(|place| checked_place(context, dataset, place)).collect(),
        more_places: more_places(context.locale, quote),
        note: quote.translation_note.as_ref().map(|note| Note::new(context.locale, note)),
    }
}

fn named_speaker(locale: Locale, name: &str, found: SpeakerMatch) -> NamedSpeaker {
    let message = match found {
        SpeakerMatch::AsClaimed => "verify-speaker-as-claimed",
        SpeakerMatch::Other => "verify-speaker-other",
        SpeakerMatch::Unknown => "verify-speaker-unknown",
    };
    NamedSpeaker {
        name: close_bidi(name).into_owned(),
        found: locale.text(message),
        is_other: found == SpeakerMatch::Other,
    }
}

fn more_places(locale: Locale, quote: &VerifiedQuote) -> Option<String> {
    let others = quote.places.len().saturating_sub(MAX_LISTED) as u64;
    let message = if quote.more_places { "verify-many-places" } else { "verify-more-places" };
    (others > 0).then(|| locale.format(message, &[("count", others.into())]).into_owned())
}

fn checked_place(context: &PageContext, dataset: &Dataset, place: &QuotePlace) -> CheckedPlace {
    let locale = context.locale;
    let article = dataset.catalogue().articles.get(place.article.id.as_str());
    let length = article.and_then(|article| Some(article.text.as_ref()?.code_points));
    let position = place.start.zip(place.end).map_or(locale.text("evidence-unlocated").into(), |(start, end)| {
        let length = length.map_or("?".into(), Value::from);
        locale.format("evidence-position", &[("start", start.into()), ("end", end.into()), ("length", length)])
    });
    let claims = place.claims.iter().take(MAX_LISTED);
    let others = place.claims.len().saturating_sub(MAX_LISTED) as u64;
    CheckedPlace {
        source: Source::new(context, dataset, &place.article),
        position: position.into_owned(),
        chain: place.attribution.iter().map(|link| card::actor_link(context, &link.actor)).collect(),
        claims: claims
            .map(|id| TextLink { text: id.to_string(), href: context.to(&format!("/claims/{id}")) })
            .collect(),
        more_claims: (others > 0).then(|| format!("+{}", locale.number(others))),
    }
}
