//! Verifies quotes: whether each stands in an article, where, and who said it.

use std::collections::BTreeSet;

use serde::Serialize;
use utoipa::ToSchema;

use super::quote_request::AskedQuote;
use crate::domain::catalogue::Catalogue;
use crate::domain::claim::{ActorReference, ArticleReference, AttributionLink, TranslationNote};
use crate::domain::identifier::ClaimId;
use crate::quotes::{HashedText, MIN_LETTERS};
use crate::search::{FoldedText, Suggester};
use crate::store::{DatasetReader, FoundPlace, FoundQuote, PlacedClaim, StoreError};

/// How a quote was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum QuoteMatch {
    Exact,
    Folded,
    Partial,
    None,
    TooShort,
}

/// Whether the named speaker said the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SpeakerMatch {
    AsClaimed,
    Other,
    Unknown,
}

/// What was found for each quote.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuoteVerification {
    /// The quotes, in the order asked; those of a draft in the order in which they begin.
    pub quotes: Vec<VerifiedQuote>,
    /// Number of quotes of each `match`.
    pub summary: QuoteSummary,
}

/// Number of quotes of each `match`.
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
pub struct QuoteSummary {
    /// Number of `exact` quotes.
    #[schema(value_type = i32, minimum = 0, example = 1)]
    pub exact: u32,
    /// Number of `folded` quotes.
    #[schema(value_type = i32, minimum = 0, example = 0)]
    pub folded: u32,
    /// Number of `partial` quotes.
    #[schema(value_type = i32, minimum = 0, example = 0)]
    pub partial: u32,
    /// Number of quotes that were not found.
    #[schema(value_type = i32, minimum = 0, example = 0)]
    pub none: u32,
    /// Number of quotes that are too short.
    #[schema(value_type = i32, minimum = 0, example = 0)]
    pub too_short: u32,
}

/// What was found for a quote.
#[derive(Debug, Serialize, ToSchema)]
pub struct VerifiedQuote {
    /// The quote.
    #[schema(example = "كان الموضوع هو")]
    pub text: String,
    /// Offset of the quote's first code point in the draft. Absent unless a draft was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i32>, nullable = false, minimum = 0)]
    pub start: Option<usize>,
    /// Offset of the first code point after the quote. Absent unless a draft was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i32>, nullable = false, minimum = 1)]
    pub end: Option<usize>,
    /// `exact` if the quote stands somewhere as written; `folded` if it does except for marks, letter forms, capitals,
    /// punctuation and white space; `partial` if an unbroken run of at least 80 % of its words does; `none`; `too_short` if it
    /// has fewer than 12 letters and digits. New terms may be added.
    #[serde(rename = "match")]
    #[schema(value_type = String, example = "exact")]
    pub outcome: QuoteMatch,
    /// For `partial`: the longest run of words that was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub matched: Option<String>,
    /// Where the words stand, at most 100 places, exact ones first.
    pub places: Vec<QuotePlace>,
    /// `true` if they stand in more places than are listed. Otherwise absent.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub more_places: bool,
    /// The speaker who was named: in the request or, for a draft, beside the quotation. Absent if none was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "financial-times")]
    pub named_speaker: Option<String>,
    /// `as_claimed` if the named speaker asserts the words or passes them on, `other` if somebody else does, `unknown` if the
    /// dataset does not know the name or who says the words. Absent if no speaker was named. New terms may be added.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false, example = "as_claimed")]
    pub speaker: Option<SpeakerMatch>,
    /// Who asserts the words, each once. Absent if that is not known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, min_items = 1)]
    pub said_by: Vec<ActorReference>,
    /// What the words mean where they mislead. Absent if they do not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub translation_note: Option<TranslationNote>,
}

/// A place at which the words of a quote stand.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuotePlace {
    /// The article.
    pub article: ArticleReference,
    /// Offset of the first code point in the article's text. Absent if the place of the evidence is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i32>, nullable = false, minimum = 0, example = 236)]
    pub start: Option<u32>,
    /// Offset of the first code point after the words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i32>, nullable = false, minimum = 1, example = 250)]
    pub end: Option<u32>,
    /// Identifiers of the claims that rest on these words, the one that fits best first. Empty if none does.
    #[schema(value_type = Vec<String>, example = json!(["us-china-ai-dominance-2025-046"]))]
    pub claims: Vec<ClaimId>,
    /// Who asserts the first of these claims. Absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub asserted_by: Option<ActorReference>,
    /// The attribution chain of that claim. Absent if there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub attribution: Vec<AttributionLink>,
}

/// Whether words of a draft are the name of an actor. Small letters begin no name.
pub fn is_name(suggester: &Suggester, words: &str) -> bool {
    !words.starts_with(char::is_lowercase) && !suggester.actors_named(words).is_empty()
}

/// Verifies quotes.
pub fn verify_quotes(reader: &DatasetReader, asked: Vec<AskedQuote>) -> Result<QuoteVerification, StoreError> {
    let is_long = |quote: &AskedQuote| FoldedText::new(&quote.words).letters() >= MIN_LETTERS;
    let searched: Vec<bool> = asked.iter().map(is_long).collect();
    let texts: Vec<HashedText> = asked
        .iter()
        .zip(&searched)
        .map(|(quote, &is_searched)| if is_searched { HashedText::new(&quote.words) } else { HashedText::default() })
        .collect();
    let found = reader.find_quotes(&texts)?;
    let (catalogue, suggester) = (reader.catalogue().as_ref(), reader.suggester());
    let quotes = asked.into_iter().zip(searched).zip(texts.iter().zip(found));
    let quotes: Vec<VerifiedQuote> = quotes
        .map(|((asked, is_searched), (words, found))| {
            let outcome = outcome(is_searched, words, found.as_ref());
            verified(asked, outcome, words, found.as_ref(), catalogue, suggester)
        })
        .collect();
    let count =
        |outcome| u32::try_from(quotes.iter().filter(|quote| quote.outcome == outcome).count()).unwrap_or(u32::MAX);
    let summary = QuoteSummary {
        exact: count(QuoteMatch::Exact),
        folded: count(QuoteMatch::Folded),
        partial: count(QuoteMatch::Partial),
        none: count(QuoteMatch::None),
        too_short: count(QuoteMatch::TooShort),
    };
    Ok(QuoteVerification { quotes, summary })
}

fn outcome(is_searched: bool, words: &HashedText, found: Option<&FoundQuote>) -> QuoteMatch {
    match found {
        _ if !is_searched => QuoteMatch::TooShort,
        None => QuoteMatch::None,
        Some(found) if found.words.len() < words.len() => QuoteMatch::Partial,
        Some(found) if found.places.iter().any(|place| place.is_exact) => QuoteMatch::Exact,
        Some(_) => QuoteMatch::Folded,
    }
}

fn verified(
    asked: AskedQuote,
    outcome: QuoteMatch,
    words: &HashedText,
    found: Option<&FoundQuote>,
    catalogue: &Catalogue,
    suggester: &Suggester,
) -> VerifiedQuote {
    let places = found.map_or(&[][..], |found| &found.places);
    let run = found.filter(|_| outcome == QuoteMatch::Partial).map(|found| words.span(found.words.clone()));
    let matched = run.map(|run| asked.words.chars().skip(run.start as usize).take(run.len()).collect());
    let speaker = asked.speaker.as_deref().map(|named| match_speaker(named, places, catalogue, suggester));
    let mut said_by: Vec<ActorReference> = vec![];
    for asserter in places.iter().filter_map(|place| Some(&place.claims.first()?.claim.asserted_by)) {
        if !said_by.contains(asserter) {
            said_by.push(asserter.clone());
        }
    }
    let mut notes = places.iter().flat_map(speaking_claims).filter_map(|placed| placed.claim.translation_note.clone());
    VerifiedQuote {
        start: asked.place.map(|(start, _)| start),
        end: asked.place.map(|(_, end)| end),
        text: asked.text,
        outcome,
        matched,
        translation_note: notes.next(),
        more_places: found.as_ref().is_some_and(|found| found.has_more),
        places: places.iter().map(|place| quote_place(place, catalogue)).collect(),
        named_speaker: asked.speaker,
        speaker,
        said_by,
    }
}

fn quote_place(place: &FoundPlace, catalogue: &Catalogue) -> QuotePlace {
    let first = place.claims.first().map(|placed| &placed.claim);
    QuotePlace {
        article: catalogue.articles.all()[place.article as usize].reference(),
        start: place.span.map(|(start, _)| start),
        end: place.span.map(|(_, end)| end),
        claims: place.claims.iter().map(|placed| placed.claim.id.clone()).collect(),
        asserted_by: first.map(|claim| claim.asserted_by.clone()),
        attribution: first.map(|claim| claim.attribution.clone()).unwrap_or_default(),
    }
}

/// The claims that say who speaks at a place: those whose evidence contains it, otherwise all.
fn speaking_claims(place: &FoundPlace) -> impl Iterator<Item = &PlacedClaim> {
    let any_contains = place.claims.iter().any(|placed| placed.contains);
    place.claims.iter().filter(move |placed| placed.contains || !any_contains)
}

/// Whether somebody in the attribution chains of the words is the named speaker: by identifier, by a name or an alias, or by
/// a part of a name, such as a surname.
fn match_speaker(named: &str, places: &[FoundPlace], catalogue: &Catalogue, suggester: &Suggester) -> SpeakerMatch {
    let actors = &catalogue.actors;
    let chains = places.iter().flat_map(speaking_claims).flat_map(|placed| &placed.claim.attribution);
    let speakers: BTreeSet<usize> = chains.filter_map(|link| actors.resolve(link.actor.id.as_str())).collect();
    let meant: BTreeSet<usize> = actors.resolve(named).into_iter().chain(suggester.actors_named(named)).collect();
    let resolve = |&ordinal: &usize| actors.resolve(actors.all()[ordinal].id.as_str()).unwrap_or(ordinal);
    if meant.iter().map(resolve).any(|ordinal| speakers.contains(&ordinal)) {
        return SpeakerMatch::AsClaimed;
    }
    if speakers.is_empty() {
        return SpeakerMatch::Unknown;
    }
    if !meant.is_empty() {
        return SpeakerMatch::Other;
    }
    let words = FoldedText::new(named);
    let is_part = |&ordinal: &usize| {
        let actor = &actors.all()[ordinal];
        let mut spellings = actor.name.texts().chain(actor.aliases.texts()).map(|(_, name)| FoldedText::new(name));
        spellings
            .any(|name| !words.is_empty() && (!name.find_all(&words).is_empty() || !words.find_all(&name).is_empty()))
    };
    if speakers.iter().any(is_part) { SpeakerMatch::AsClaimed } else { SpeakerMatch::Unknown }
}
