//! The JSON document of a claim, as it is stored and served.
//!
//! The comments on these structs become the OpenAPI document. It describes vocabularies as open strings, so that
//! generated clients accept terms that are added later.
#![warn(missing_docs)]

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::identifier::{ActorId, ArticleId, ClaimId, TopicId};
use crate::domain::language_map::{LanguageMap, MAX_TAG_LENGTH, TAG_PATTERN};
use crate::domain::release::Revision;
use crate::domain::text::{MAX_TEXT_CODE_POINTS, TEXT_PATTERN};
use crate::domain::vocabulary::{
    ActorKind, Certainty, ClaimKind, DateBasis, DatePrecision, DrawnBy, EvidencePart, EvidenceStatus, RelationKind,
    Role, Speech, TranslationBasis,
};
use crate::domain::web_address::WEB_ADDRESS_PATTERN;

/// Maximum length of a quote from an article, in Unicode code points.
pub const MAX_QUOTE_CODE_POINTS: usize = 240;

/// One atomic, self-contained proposition drawn from an article, with its asserter and its evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Claim {
    /// Stable identifier of the claim.
    #[schema(value_type = String, example = "us-china-ai-dominance-2025-046")]
    pub id: ClaimId,
    /// The proposition, in the curator's words. It expresses what the source means.
    pub statement: LanguageMap,
    /// Type of proposition: `event`, `state`, `statement`, `prediction`, `evaluation`, `causal` or `intention`. New
    /// terms may be added.
    #[schema(value_type = String, example = "event")]
    pub kind: ClaimKind,
    /// How firmly the asserter commits to the claim: `asserted`, `hedged` or `hypothetical`. New terms may be added.
    #[schema(value_type = String, example = "asserted")]
    pub certainty: Certainty,
    /// How the article gives the asserter's words: `own` (the article speaks in its own voice), `direct` (in quotation
    /// marks), `indirect` (in other words), `mixed` or `presupposed` (taken for granted, not said). Absent if not recorded.
    /// New terms may be added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false, example = "indirect")]
    pub speech: Option<Speech>,
    /// Importance within the article: 1 for a detail, 2 for a step of the argument, 3 for a central claim.
    #[schema(value_type = i32, minimum = 1, maximum = 3, example = 3)]
    pub salience: u8,
    /// The actor that makes the claim, which is the last link of `attribution`.
    pub asserted_by: ActorReference,
    /// The attribution chain: from the article's own voice, through everyone who passes the claim on, to the asserter.
    #[schema(min_items = 1)]
    pub attribution: Vec<AttributionLink>,
    /// The actors involved, including the asserter, each with its role.
    #[schema(min_items = 1)]
    pub actors: Vec<ClaimActor>,
    /// The most specific topics that apply. Their broader topics apply too but are not listed. Absent if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, min_items = 1)]
    pub topics: Vec<TopicReference>,
    /// When the claimed event happens or the claimed state holds. Absent if the text does not support a date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub claim_date: Option<ClaimDate>,
    /// When the asserter said it. Absent if the text does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub asserted_date: Option<ClaimDate>,
    /// The verbatim quotes from the article that support the claim. Absent if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, min_items = 1)]
    pub evidence: Vec<Evidence>,
    /// The intended meaning of misleading words, such as a mistranslation. Absent if no words mislead.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub translation_note: Option<TranslationNote>,
    /// How this claim relates to other claims. Absent if there are no relations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub relations: Vec<Relation>,
    /// Verdicts of fact-checkers on the claim, as imported. Absent if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, min_items = 1)]
    pub reviews: Vec<Review>,
    /// Where the claim was imported from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub origin: Option<Origin>,
    /// The article the claim is drawn from.
    pub article: ArticleReference,
    /// When the claim was added and last changed. Not part of the content hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Revision, required = true)]
    pub revision: Option<Revision>,
    /// URLs of the claim and its source.
    pub links: ClaimLinks,
    /// With `highlight=true`: the matches of the text query in the claim's texts. Absent if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub highlights: Vec<Highlight>,
}

impl Claim {
    /// Start and end of the quote that states the claim: the first located one of its content, otherwise of its attribution.
    pub fn place(&self) -> Option<(u32, u32)> {
        let place = |span: &Evidence| span.start.zip(span.end);
        let content = self.evidence.iter().filter(|span| span.part == EvidencePart::Content).find_map(place);
        content.or_else(|| self.evidence.iter().find_map(place))
    }
}

/// The matches of a text query in one text of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Highlight {
    /// JSON Pointer (RFC 6901) to the text within the claim.
    #[schema(example = "/statement/en")]
    pub pointer: String,
    /// The matching words, in text order and without overlap.
    #[schema(min_items = 1)]
    pub ranges: Vec<TextRange>,
}

/// A range of a text, in Unicode code points, or in UTF-16 code units with `offset_unit=utf16`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TextRange {
    /// First unit of the range, counted from 0.
    #[schema(value_type = i32, minimum = 0, example = 0)]
    pub start: usize,
    /// First unit after the range.
    #[schema(value_type = i32, minimum = 1, example = 6)]
    pub end: usize,
}

/// The short form of an actor within a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ActorReference {
    /// Identifier of the actor.
    #[schema(value_type = String, example = "nvidia")]
    pub id: ActorId,
    /// Preferred name of the actor.
    pub name: LanguageMap,
    /// Type of actor: `person`, `organisation`, `government`, `country`, `company`, `product`, `place`,
    /// `document`, `event` or `group`. New terms may be added.
    #[schema(value_type = String, example = "organisation")]
    pub kind: ActorKind,
}

/// One link of a claim's attribution chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AttributionLink {
    /// The actor that passes the claim on or, in the last link, makes it.
    pub actor: ActorReference,
    /// The words of the article that attribute the claim, such as "revealed". Absent for the article's own
    /// voice.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "كشفت")]
    pub cue: Option<String>,
}

/// An actor and its role in a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClaimActor {
    /// The actor involved.
    pub actor: ActorReference,
    /// Role of the actor: `asserter`, `subject`, `target` or `mentioned`. New terms may be added.
    #[schema(value_type = String, example = "subject")]
    pub role: Role,
}

/// The short form of a topic within a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TopicReference {
    /// Identifier of the topic.
    #[schema(value_type = String, example = "export-controls")]
    pub id: TopicId,
    /// Preferred label of the topic (SKOS `prefLabel`).
    pub label: LanguageMap,
}

/// The short form of an article within a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ArticleReference {
    /// Identifier of the article.
    #[schema(value_type = String, example = "us-china-ai-dominance-2025")]
    pub id: ArticleId,
    /// Headline of the article.
    pub title: LanguageMap,
    /// Date or interval of publication, in EDTF (ISO 8601-2). Absent if it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "2025-07-28/2025-07-29")]
    pub published: Option<String>,
    /// Language of the article's text, as a BCP 47 tag.
    #[schema(example = "ar")]
    pub language: String,
}

/// A date of a claim: when the claimed event happens or the claimed state holds, or when the claim was asserted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClaimDate {
    /// The date or interval, in EDTF (ISO 8601-2).
    #[schema(example = "2025-04/2025-07")]
    pub edtf: String,
    /// First day that the date or interval can include. Absent if the interval has an open start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false, format = Date, example = "2025-04-01")]
    pub earliest: Option<Date>,
    /// Last day that the date or interval can include. Absent if the interval has an open end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false, format = Date, example = "2025-07-31")]
    pub latest: Option<Date>,
    /// Smallest unit of the date: `day`, `month` or `year`. For an interval, the unit of its less precise end.
    #[schema(value_type = String, example = "month")]
    pub precision: DatePrecision,
    /// How the date was derived: `explicit` if the text states it, `relative` if it was resolved from a phrase such as
    /// "last week", `context` if it was inferred from the surrounding text, or `publication` if it is the article's.
    #[schema(value_type = String, example = "relative")]
    pub basis: DateBasis,
    /// The words of the article that the date was derived from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "في الأشهر الثلاثة منذ")]
    pub expression: Option<String>,
    /// How the date was derived, and which knowledge from outside the text was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub note: Option<LanguageMap>,
}

/// A verbatim quote from an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Evidence {
    /// The exact words of the article, at most 240 Unicode code points.
    #[schema(min_length = 1, max_length = 240, example = "كان الموضوع هو")]
    pub quote: String,
    /// Language of the quote, as a BCP 47 tag.
    #[schema(example = "ar")]
    pub language: String,
    /// What the quote is evidence of: the claim's `content` or its `attribution`.
    #[schema(value_type = String, example = "content")]
    pub part: EvidencePart,
    /// Offset of the quote's first code point in the article's text, counted from 0. Absent if `unlocated`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i32>, nullable = false, minimum = 0, example = 236)]
    pub start: Option<u32>,
    /// Offset of the first code point after the quote. Absent if `unlocated`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i32>, nullable = false, minimum = 1, example = 250)]
    pub end: Option<u32>,
    /// `verified` if the article's text was available when the dataset was built and contains the quote at its offsets,
    /// `unlocated` if the place of the quote is not known, otherwise `recorded`.
    #[schema(value_type = String, example = "verified")]
    pub status: EvidenceStatus,
}

/// Maximum length of the text stored on each side of a quote, in Unicode code points.
pub const MAX_CONTEXT_CODE_POINTS: usize = 120;

/// The text around a quote: `prefix` and `suffix` of a `TextQuoteSelector` (Web Annotation Data Model). Known only if
/// the article's text was available when the dataset was built.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuoteContext {
    /// Text directly before the quote; empty at the start of the article.
    pub prefix: String,
    /// Text directly after the quote; empty at the end of the article.
    pub suffix: String,
}

/// The literal and the intended meaning of misleading words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TranslationNote {
    /// Literal meaning of the words.
    pub literal: LanguageMap,
    /// Intended meaning.
    pub meant: LanguageMap,
    /// How the intended meaning was established: `seen` in a copy of the original, or `reconstructed` from the context.
    #[schema(value_type = String, example = "seen")]
    pub basis: TranslationBasis,
}

/// How a claim relates to another claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Relation {
    /// Type of relation: `supports`, `contradicts`, `elaborates`, `causes`, `precedes`, `same_as`, `contrasts`,
    /// `alternative_to` or `quotes`. New terms may be added.
    #[schema(value_type = String, example = "elaborates")]
    pub kind: RelationKind,
    /// Identifier of the other claim.
    #[schema(value_type = String, example = "us-china-ai-dominance-2025-046")]
    pub claim: ClaimId,
    /// Who relates the claims: the `article` or the `curator`. Absent if not recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false, example = "article")]
    pub drawn_by: Option<DrawnBy>,
}

/// A verdict of a fact-checker. It is repeated as imported; nothing is computed from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Name of the fact-checker.
    #[schemars(regex(pattern = TEXT_PATTERN), length(max = MAX_TEXT_CODE_POINTS))]
    #[schema(example = "Example Fact Check")]
    pub publisher: String,
    /// Web address of the review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = WEB_ADDRESS_PATTERN), length(max = MAX_TEXT_CODE_POINTS))]
    #[schema(nullable = false, format = "uri", example = "https://example.org/review")]
    pub url: Option<String>,
    /// The verdict in the fact-checker's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = TEXT_PATTERN), length(max = MAX_TEXT_CODE_POINTS))]
    #[schema(nullable = false, example = "Mostly false")]
    pub rating: Option<String>,
    /// Date of the review: an EDTF value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "2025-08-01")]
    pub date: Option<String>,
    /// Language of the review: a BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = TAG_PATTERN), length(max = MAX_TAG_LENGTH))]
    #[schema(nullable = false, example = "en")]
    pub language: Option<String>,
}

/// Where a claim was imported from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// Name of the source or its format.
    #[schemars(regex(pattern = TEXT_PATTERN), length(max = MAX_TEXT_CODE_POINTS))]
    #[schema(example = "claimreview")]
    pub source: String,
    /// Identifier of the claim there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = TEXT_PATTERN), length(max = MAX_TEXT_CODE_POINTS))]
    #[schema(nullable = false)]
    pub id: Option<String>,
    /// Web address of the claim there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = WEB_ADDRESS_PATTERN), length(max = MAX_TEXT_CODE_POINTS))]
    #[schema(nullable = false, format = "uri")]
    pub url: Option<String>,
}

/// URLs of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClaimLinks {
    /// The claim in the API, relative to the server's URL.
    #[serde(rename = "self")]
    #[schema(example = "/v1/claims/us-china-ai-dominance-2025-046")]
    pub itself: String,
    /// The claim as a web page, relative to the server's URL.
    #[schema(example = "/claims/us-china-ai-dominance-2025-046")]
    pub page: String,
    /// The evidence within the article on the web, as a text fragment link. Absent if the article has no known URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "uri", example = "https://example.org/article#:~:text=words")]
    pub source: Option<String>,
}
