//! Seed records as a curator types them. Their comments and patterns become the JSON Schemas in `seed/schema/`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::claim::{MAX_QUOTE_CODE_POINTS, Origin, Review};
use crate::domain::identifier::{MAX_LENGTH, PATTERN};
use crate::domain::language_map::{LanguageMap, LanguageMapList, MAX_TAG_LENGTH, TAG_PATTERN};
use crate::domain::text::{MAX_TEXT_CODE_POINTS, QUOTE_PATTERN, TEXT_PATTERN};
use crate::domain::vocabulary::{
    ActorKind, Certainty, ClaimKind, DateBasis, DrawnBy, EvidencePart, RelationKind, Role, Speech, TranslationBasis,
    WithdrawalReason,
};
use crate::domain::web_address::WEB_ADDRESS_PATTERN;

/// Offsets are served as 32-bit signed integers.
const MAX_OFFSET: u32 = i32::MAX.cast_unsigned();

/// A line of `actors.jsonl`: a person, an organisation or a thing that makes claims or that claims are about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawActor {
    /// Stable identifier: lowercase words joined by hyphens.
    #[schemars(regex(pattern = PATTERN), length(max = MAX_LENGTH))]
    pub id: String,
    /// Type of the actor.
    pub kind: ActorKind,
    /// The preferred name.
    pub name: LanguageMap,
    /// Other names and spellings, including those of the sources. An alias belongs to one actor only.
    #[serde(default, skip_serializing_if = "LanguageMapList::is_empty")]
    pub aliases: LanguageMapList,
    /// One-sentence disambiguation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<LanguageMap>,
    /// Wikidata item, only if certain.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^Q[1-9][0-9]{0,18}$"))]
    pub wikidata: Option<String>,
    /// Identifiers of larger actors that it is part of, such as the country of a ministry.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(inner(regex(pattern = PATTERN), length(max = MAX_LENGTH)))]
    pub part_of: Vec<String>,
    /// Identifier of the actor that replaces this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = PATTERN), length(max = MAX_LENGTH))]
    pub merged_into: Option<String>,
}

/// A line of `topics.jsonl`: a subject heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawTopic {
    /// Stable identifier: lowercase words joined by hyphens.
    #[schemars(regex(pattern = PATTERN), length(max = MAX_LENGTH))]
    pub id: String,
    /// Preferred label.
    pub label: LanguageMap,
    /// Other labels.
    #[serde(default, skip_serializing_if = "LanguageMapList::is_empty")]
    pub alt_labels: LanguageMapList,
    /// What the topic covers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub definition: Option<LanguageMap>,
    /// Identifiers of the directly broader topics; left out for a top concept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(inner(regex(pattern = PATTERN), length(max = MAX_LENGTH)))]
    pub broader: Vec<String>,
    /// Identifier of the topic that replaces this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = PATTERN), length(max = MAX_LENGTH))]
    pub merged_into: Option<String>,
}

/// `article.json`: the article that the claims in the same folder are drawn from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawArticle {
    /// Stable identifier: the name of the folder, and the beginning of the identifiers of its claims.
    #[schemars(regex(pattern = PATTERN), length(max = MAX_LENGTH))]
    pub id: String,
    /// The headline.
    pub title: LanguageMap,
    /// Note on the source of the headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_note: Option<LanguageMap>,
    /// Name of the publisher, only if verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = TEXT_PATTERN), length(max = MAX_TEXT_CODE_POINTS))]
    pub publisher: Option<String>,
    /// Name of the author, only if verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = TEXT_PATTERN), length(max = MAX_TEXT_CODE_POINTS))]
    pub author: Option<String>,
    /// Language of the text: a BCP 47 tag.
    #[schemars(regex(pattern = TAG_PATTERN), length(max = MAX_TAG_LENGTH))]
    pub language: String,
    /// Language that the text was translated from: a BCP 47 tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = TAG_PATTERN), length(max = MAX_TAG_LENGTH))]
    pub translated_from: Option<String>,
    /// Date of publication: an EDTF date or interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// Note on how the date of publication is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_note: Option<LanguageMap>,
    /// URL of the article, starting with `https://` or `http://`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = WEB_ADDRESS_PATTERN), length(max = MAX_TEXT_CODE_POINTS))]
    pub source_url: Option<String>,
    /// Identifier of the actor that represents the article's own voice.
    #[schemars(regex(pattern = PATTERN), length(max = MAX_LENGTH))]
    pub voice: String,
    /// Fingerprint of the text that the offsets of the evidence refer to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<RawTextFingerprint>,
    /// Rights holder of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<LanguageMap>,
}

/// Identifies a text without containing it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawTextFingerprint {
    /// SHA-256 of the text's UTF-8 bytes, in lowercase hexadecimal.
    #[schemars(regex(pattern = "^[0-9a-f]{64}$"))]
    pub sha256: String,
    /// Length of the text in Unicode code points.
    #[schemars(range(min = 1, max = MAX_OFFSET))]
    pub code_points: u32,
}

/// A line of `claims.jsonl`: one atomic, self-contained statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawClaim {
    /// Stable identifier: the article's, a hyphen, and a number.
    #[schemars(regex(pattern = PATTERN), length(max = MAX_LENGTH))]
    pub id: String,
    /// The proposition in the curator's own words, as the source means it.
    pub statement: LanguageMap,
    /// Type of the proposition; `statement` unless given.
    #[serde(default = "statement")]
    pub kind: ClaimKind,
    /// How firmly the asserter commits to it; `asserted` unless given.
    #[serde(default = "asserted")]
    pub certainty: Certainty,
    /// How the article gives the asserter's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speech: Option<Speech>,
    /// Weight within the article: 1 for a detail, 2 for a step of the argument, 3 for a central claim; 2 unless given.
    #[serde(default = "step")]
    #[schemars(range(min = 1, max = 3))]
    pub salience: u8,
    /// Identifier of the actor that makes the claim.
    #[schemars(regex(pattern = PATTERN), length(max = MAX_LENGTH))]
    pub asserted_by: String,
    /// The chain of actors between the article's own voice and the claim, outermost first; the last one is the asserter.
    /// Left out if the article itself makes the claim.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attribution: Vec<RawAttributionLink>,
    /// Actors that the claim involves, except the asserter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actors: Vec<RawClaimActor>,
    /// Identifiers of the most specific topics that fit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(inner(regex(pattern = PATTERN), length(max = MAX_LENGTH)))]
    pub topics: Vec<String>,
    /// When what is claimed happens or is the case, if the text supports a date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim_date: Option<RawClaimDate>,
    /// When the asserter said it, if the text tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asserted_date: Option<RawClaimDate>,
    /// Verbatim spans of the article that support the claim.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<RawEvidence>,
    /// The literal and the intended meaning of misleading words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translation_note: Option<RawTranslationNote>,
    /// Relations to other claims.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<RawRelation>,
    /// Verdicts of fact-checkers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reviews: Vec<Review>,
    /// Where the claim was imported from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
}

fn statement() -> ClaimKind {
    ClaimKind::Statement
}

fn asserted() -> Certainty {
    Certainty::Asserted
}

fn step() -> u8 {
    2
}

/// An actor that makes or reports the claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawAttributionLink {
    /// Identifier of the actor.
    #[schemars(regex(pattern = PATTERN), length(max = MAX_LENGTH))]
    pub actor: String,
    /// Reporting words of the article, verbatim.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = QUOTE_PATTERN), length(min = 1, max = MAX_QUOTE_CODE_POINTS))]
    pub cue: Option<String>,
}

/// An actor with its role in the claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawClaimActor {
    /// Identifier of the actor.
    #[schemars(regex(pattern = PATTERN), length(max = MAX_LENGTH))]
    pub actor: String,
    /// `subject`, `target` or `mentioned`. The asserter is named by `asserted_by`.
    pub role: Role,
}

/// A date of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawClaimDate {
    /// An EDTF date, interval or set; one end may be open, such as `2019/..`.
    pub edtf: String,
    /// How the date was derived.
    pub basis: DateBasis,
    /// Words of the article that it was derived from, verbatim.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = QUOTE_PATTERN), length(min = 1, max = MAX_QUOTE_CODE_POINTS))]
    pub expression: Option<String>,
    /// How it was derived, and what is known from other sources.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<LanguageMap>,
}

/// A verbatim span of the article's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawEvidence {
    /// The quote, exactly as in the text.
    #[schemars(regex(pattern = QUOTE_PATTERN), length(min = 1, max = MAX_QUOTE_CODE_POINTS))]
    pub quote: String,
    /// What the quote is evidence of; `content` unless given.
    #[serde(default = "content")]
    pub part: EvidencePart,
    /// Start of the quote in the text, in code points from 0; left out with `end` if the place is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = MAX_OFFSET))]
    pub start: Option<u32>,
    /// End of the quote in code points, exclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = MAX_OFFSET))]
    pub end: Option<u32>,
}

fn content() -> EvidencePart {
    EvidencePart::Content
}

/// The literal and the intended meaning of misleading words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawTranslationNote {
    /// Literal meaning.
    pub literal: LanguageMap,
    /// Intended meaning.
    pub meant: LanguageMap,
    /// How the intended meaning is known.
    pub basis: TranslationBasis,
}

/// A relation to another claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawRelation {
    /// Type of the relation.
    pub kind: RelationKind,
    /// Identifier of the other claim.
    #[schemars(regex(pattern = PATTERN), length(max = MAX_LENGTH))]
    pub claim: String,
    /// Who relates the claims.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drawn_by: Option<DrawnBy>,
}

/// A line of `withdrawn.jsonl`: a claim that the dataset has no longer. Its identifier is never given again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawWithdrawal {
    /// Identifier of the claim.
    #[schemars(regex(pattern = PATTERN), length(max = MAX_LENGTH))]
    pub id: String,
    /// Why it was withdrawn; `unspecified` unless given.
    #[serde(default = "unspecified")]
    pub reason: WithdrawalReason,
    /// More about the reason.
    pub note: Option<LanguageMap>,
    /// Identifiers of the claims in its place.
    #[serde(default)]
    #[schemars(inner(regex(pattern = PATTERN), length(max = MAX_LENGTH)))]
    pub replaced_by: Vec<String>,
}

fn unspecified() -> WithdrawalReason {
    WithdrawalReason::Unspecified
}
