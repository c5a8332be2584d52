//! A claim as it is stored and served: every reference resolved to a name, every optional part absent when absent.
//!
//! The structs below are the documents' shape; their comments become the OpenAPI document. Vocabularies are documented
//! as open strings, so that a client built today still reads a term added tomorrow.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::identifier::{ActorId, ArticleId, ClaimId, TopicId};
use crate::domain::text::LanguageMap;
use crate::domain::vocabulary::{
    ActorKind, Certainty, ClaimKind, DateBasis, DatePrecision, EvidencePart, EvidenceStatus, RelationKind, Role,
    TranslationBasis,
};

/// The longest quote from an article, in Unicode code points.
pub const MAX_QUOTE_CODE_POINTS: usize = 240;

/// One atomic, self-contained statement drawn from an article, with who asserts it and the words it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Claim {
    /// Stable identifier of the claim.
    #[schema(value_type = String, example = "us-china-ai-dominance-2025-046")]
    pub id: ClaimId,
    /// The proposition, in the curator's own words: what the source means.
    pub statement: LanguageMap,
    /// What sort of proposition it is: `event`, `state`, `statement`, `prediction`, `evaluation`, `causal` or
    /// `intention`. New terms may be added.
    #[schema(value_type = String, example = "event")]
    pub kind: ClaimKind,
    /// How firmly the asserter commits to it: `asserted`, `hedged` or `hypothetical`. New terms may be added.
    #[schema(value_type = String, example = "asserted")]
    pub certainty: Certainty,
    /// Weight within its article: 1 a detail, 2 a step of the argument, 3 central.
    #[schema(value_type = i32, minimum = 1, maximum = 3, example = 3)]
    pub salience: u8,
    /// Who makes the claim: the innermost link of the attribution.
    pub asserted_by: ActorReference,
    /// The chain of asserters from the article's own voice inwards; the last link is the asserter.
    #[schema(min_items = 1)]
    pub attribution: Vec<AttributionLink>,
    /// Every actor involved with its role, the asserter included.
    #[schema(min_items = 1)]
    pub actors: Vec<ClaimActor>,
    /// Subject headings, the most specific that fit; broader ones are implied.
    #[schema(min_items = 1)]
    pub topics: Vec<TopicReference>,
    /// When what is claimed happens or holds, as far as the text supports a date.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub claim_date: Option<ClaimDate>,
    /// The verbatim spans of the article's text that the claim rests on.
    #[schema(min_items = 1)]
    pub evidence: Vec<Evidence>,
    /// Present where the source's words mislead, as a mistranslation does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub translation_note: Option<TranslationNote>,
    /// How this claim stands to others; left out when it stands alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub relations: Vec<Relation>,
    /// The article the claim is drawn from.
    pub article: ArticleReference,
    /// Where the claim is found.
    pub links: ClaimLinks,
    /// With `highlight=true`: where the query's words stand in the claim's texts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub highlights: Vec<Highlight>,
}

/// Where a query's words stand in one text of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Highlight {
    /// The text, as a JSON Pointer (RFC 6901) into the claim.
    #[schema(example = "/statement/en")]
    pub pointer: String,
    /// The matching words, in order and without overlap.
    #[schema(min_items = 1)]
    pub ranges: Vec<TextRange>,
}

/// A stretch of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TextRange {
    /// Where it starts, in Unicode code points from 0.
    #[schema(value_type = i32, minimum = 0, example = 0)]
    pub start: usize,
    /// Where it ends, exclusive.
    #[schema(value_type = i32, minimum = 1, example = 6)]
    pub end: usize,
}

/// An actor as a claim names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ActorReference {
    /// Identifier of the actor.
    #[schema(value_type = String, example = "nvidia")]
    pub id: ActorId,
    /// The actor's name.
    pub name: LanguageMap,
    /// What sort of thing it is: `person`, `organisation`, `government`, `country`, `company`, `product`, `place`,
    /// `document`, `event` or `group`. New terms may be added.
    #[schema(value_type = String, example = "organisation")]
    pub kind: ActorKind,
}

/// One link of the chain that a claim came through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AttributionLink {
    /// Who passes the claim on, or makes it.
    pub actor: ActorReference,
    /// The article's own reporting words, such as the Arabic for "revealed"; the article's own voice has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "كشفت")]
    pub cue: Option<String>,
}

/// An actor in its role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClaimActor {
    /// The actor.
    pub actor: ActorReference,
    /// Its part in the claim: `asserter`, `subject`, `target` or `mentioned`. New terms may be added.
    #[schema(value_type = String, example = "subject")]
    pub role: Role,
}

/// A topic as a claim names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TopicReference {
    /// Identifier of the topic.
    #[schema(value_type = String, example = "export-controls")]
    pub id: TopicId,
    /// The topic's preferred label (SKOS `prefLabel`).
    pub label: LanguageMap,
}

/// An article as a claim names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ArticleReference {
    /// Identifier of the article.
    #[schema(value_type = String, example = "us-china-ai-dominance-2025")]
    pub id: ArticleId,
    /// The article's headline.
    pub title: LanguageMap,
    /// When it was published: an EDTF value (ISO 8601-2).
    #[schema(example = "2025-07-28/2025-07-29")]
    pub published: String,
    /// Language of its text: a BCP 47 tag.
    #[schema(example = "ar")]
    pub language: String,
}

/// When what is claimed happens or holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClaimDate {
    /// The date or interval as an EDTF value (ISO 8601-2).
    #[schema(example = "2025-04/2025-07")]
    pub edtf: String,
    /// First day the value can stand for.
    #[schema(value_type = String, format = Date, example = "2025-04-01")]
    pub earliest: Date,
    /// Last day the value can stand for, included.
    #[schema(value_type = String, format = Date, example = "2025-07-31")]
    pub latest: Date,
    /// Smallest unit of the value, the coarser one of an interval's two ends: `day`, `month` or `year`.
    #[schema(value_type = String, example = "month")]
    pub precision: DatePrecision,
    /// Where it comes from: `explicit` in the text, `relative` to the article's date, or from the `context`.
    #[schema(value_type = String, example = "relative")]
    pub basis: DateBasis,
    /// The article's words that it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "في الأشهر الثلاثة منذ")]
    pub expression: Option<String>,
    /// How it was resolved, and what is known from outside the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        nullable = false,
        example = "The three months since the export controls, introduced in April 2025 (outside knowledge)."
    )]
    pub note: Option<String>,
}

/// A verbatim span of the article's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Evidence {
    /// The words exactly as they stand, at most 240 code points.
    #[schema(min_length = 1, max_length = 240, example = "كان الموضوع هو")]
    pub quote: String,
    /// Language of the words: a BCP 47 tag.
    #[schema(example = "ar")]
    pub language: String,
    /// What the words carry: the claim's `content`, or its `attribution`.
    #[schema(value_type = String, example = "content")]
    pub part: EvidencePart,
    /// Where the quote starts in the article's text, in Unicode code points from 0.
    #[schema(value_type = i32, minimum = 0, example = 236)]
    pub start: u32,
    /// Where it ends, exclusive, in Unicode code points.
    #[schema(value_type = i32, minimum = 1, example = 250)]
    pub end: u32,
    /// `verified` when the text was present at seeding and holds the quote at its offsets, otherwise `recorded`.
    #[schema(value_type = String, example = "verified")]
    pub status: EvidenceStatus,
}

/// The most code points of the article's text that are kept on each side of a quote.
pub const MAX_CONTEXT_CODE_POINTS: usize = 120;

/// The words around a quote, as they stand in the article: the `prefix` and `suffix` of the Web Annotation model's
/// `TextQuoteSelector`. They are no part of the claim, and known only where the text was given at seeding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteContext {
    /// What stands directly before the quote; empty where the text begins with it.
    pub prefix: String,
    /// What stands directly behind the quote; empty where the text ends with it.
    pub suffix: String,
}

/// What misleading words say, and what they mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TranslationNote {
    /// The literal reading of the words as they stand, in English.
    #[schema(example = "Shanghai was hosted")]
    pub literal: String,
    /// The meant reading, in English.
    #[schema(example = "Shanghai hosted")]
    pub meant: String,
    /// How the meaning is known: `seen` in a copy of the original, or `reconstructed` from the context.
    #[schema(value_type = String, example = "seen")]
    pub basis: TranslationBasis,
}

/// How a claim stands to another claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Relation {
    /// `supports`, `contradicts`, `elaborates`, `causes`, `precedes` or `same_as`. New terms may be added.
    #[schema(value_type = String, example = "elaborates")]
    pub kind: RelationKind,
    /// Identifier of the other claim.
    #[schema(value_type = String, example = "us-china-ai-dominance-2025-046")]
    pub claim: ClaimId,
}

/// Where a claim is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClaimLinks {
    /// This claim in the API, relative to the server.
    #[serde(rename = "self")]
    #[schema(example = "/v1/claims/us-china-ai-dominance-2025-046")]
    pub itself: String,
    /// This claim as a page for people, relative to the server.
    #[schema(example = "/claims/us-china-ai-dominance-2025-046")]
    pub page: String,
    /// The evidence in the article on the web, as a text fragment link; only for articles whose address is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "uri", example = "https://example.org/article#:~:text=words")]
    pub source: Option<String>,
}
