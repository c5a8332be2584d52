//! Seed records as typed by a curator. Their comments and patterns become the JSON Schemas in `seed/schema/`.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::domain::identifier::PATTERN;
use crate::domain::language_map::{LanguageMap, LanguageMapList};
use crate::domain::vocabulary::{
    ActorKind, Certainty, ClaimKind, DateBasis, EvidencePart, RelationKind, Role, TranslationBasis,
};

/// A line of `actors.jsonl`: somebody or something that claims are made by or about.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawActor {
    /// Stable identifier: lowercase words joined by hyphens.
    #[schemars(regex(pattern = PATTERN), length(max = 100))]
    pub id: String,
    /// What sort of thing it is.
    pub kind: ActorKind,
    /// The preferred name.
    pub name: LanguageMap,
    /// Other names and spellings, the sources' own included; no alias may belong to two actors.
    #[serde(default)]
    pub aliases: LanguageMapList,
    /// One sentence that tells it from others.
    pub description: Option<LanguageMap>,
    /// Wikidata item, only where certain.
    #[schemars(regex(pattern = "^Q[1-9][0-9]*$"))]
    pub wikidata: Option<String>,
}

/// A line of `topics.jsonl`: a subject heading.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawTopic {
    /// Stable identifier: lowercase words joined by hyphens.
    #[schemars(regex(pattern = PATTERN), length(max = 100))]
    pub id: String,
    /// Preferred label.
    pub label: LanguageMap,
    /// Other labels.
    #[serde(default)]
    pub alt_labels: LanguageMapList,
    /// What falls under it.
    pub definition: LanguageMap,
    /// Identifiers of the topics directly above it; left out for a top concept.
    #[serde(default)]
    pub broader: Vec<String>,
}

/// `article.json`: where the claims beside it come from.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawArticle {
    /// Stable identifier; the folder has the same name, and every claim's identifier begins with it.
    #[schemars(regex(pattern = PATTERN), length(max = 100))]
    pub id: String,
    /// Headline.
    pub title: LanguageMap,
    /// Where the headline comes from.
    pub title_note: Option<LanguageMap>,
    /// Publisher's name, only where verified.
    pub publisher: Option<String>,
    /// Author's name, only where verified.
    pub author: Option<String>,
    /// Language of the text: a BCP 47 tag.
    #[schemars(regex(pattern = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"))]
    pub language: String,
    /// Language it was translated from.
    #[schemars(regex(pattern = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"))]
    pub translated_from: Option<String>,
    /// When it was published: an EDTF date or interval.
    pub published: String,
    /// How the date of publication is known.
    pub published_note: Option<LanguageMap>,
    /// Address on the web, starting with `https://` or `http://`.
    #[schemars(url)]
    pub source_url: Option<String>,
    /// Identifier of the actor that is the article's own voice.
    pub voice: String,
    /// Fingerprint of the text that the evidence offsets count in.
    pub text: RawTextFingerprint,
    /// Who holds the rights in the text.
    pub rights: Option<LanguageMap>,
}

/// Identifies a text without holding it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawTextFingerprint {
    /// SHA-256 of the text's UTF-8 bytes, in lowercase hexadecimal.
    #[schemars(regex(pattern = "^[0-9a-f]{64}$"))]
    pub sha256: String,
    /// Length of the text in Unicode code points.
    #[schemars(range(min = 1))]
    pub code_points: u32,
}

/// A line of `claims.jsonl`: one atomic, self-contained statement.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawClaim {
    /// Stable identifier: the article's, a hyphen, and a number.
    #[schemars(regex(pattern = PATTERN), length(max = 100))]
    pub id: String,
    /// The proposition in the curator's own words: what the source means.
    pub statement: LanguageMap,
    /// What sort of proposition it is.
    pub kind: ClaimKind,
    /// How firmly the asserter commits to it.
    pub certainty: Certainty,
    /// 1 a detail, 2 a step of the argument, 3 central.
    #[schemars(range(min = 1, max = 3))]
    pub salience: u8,
    /// Identifier of the actor that makes the claim: the innermost one.
    pub asserted_by: String,
    /// The links inside the article's own voice, outermost first, the last one the asserter; left out where the article
    /// speaks for itself.
    #[serde(default)]
    pub attribution: Vec<RawAttributionLink>,
    /// The actors involved, the asserter aside.
    #[schemars(length(min = 1))]
    pub actors: Vec<RawClaimActor>,
    /// Identifiers of the topics, the most specific that fit.
    #[schemars(length(min = 1))]
    pub topics: Vec<String>,
    /// When what is claimed happens or holds, where the text supports a date.
    pub claim_date: Option<RawClaimDate>,
    /// The verbatim spans that the claim rests on.
    #[schemars(length(min = 1))]
    pub evidence: Vec<RawEvidence>,
    /// What misleading words say and what they mean.
    pub translation_note: Option<RawTranslationNote>,
    /// How the claim stands to other claims.
    #[serde(default)]
    pub relations: Vec<RawRelation>,
}

/// Somebody who passes a claim on, or makes it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawAttributionLink {
    /// Identifier of the actor.
    pub actor: String,
    /// The article's reporting words, verbatim.
    pub cue: Option<String>,
}

/// An actor in its role.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawClaimActor {
    /// Identifier of the actor.
    pub actor: String,
    /// `subject`, `target` or `mentioned`; the asserter has `asserted_by`.
    pub role: Role,
}

/// When what is claimed happens or holds.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawClaimDate {
    /// An EDTF date or interval with a first and a last day.
    pub edtf: String,
    /// Where it comes from.
    pub basis: DateBasis,
    /// The article's words that it comes from, verbatim.
    pub expression: Option<String>,
    /// How it was resolved, and what is known from outside the text.
    pub note: Option<String>,
}

/// A verbatim span of the article's text.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawEvidence {
    /// The words exactly as they stand.
    #[schemars(length(min = 1, max = 240))]
    pub quote: String,
    /// What the words carry; left out for `content`.
    #[serde(default = "content")]
    pub part: EvidencePart,
    /// Where the quote starts, in code points from 0.
    pub start: u32,
    /// Where it ends, exclusive.
    pub end: u32,
}

fn content() -> EvidencePart {
    EvidencePart::Content
}

/// What misleading words say, and what they mean.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawTranslationNote {
    /// The literal reading, in English.
    pub literal: String,
    /// The meant reading, in English.
    pub meant: String,
    /// How the meaning is known.
    pub basis: TranslationBasis,
}

/// How a claim stands to another.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawRelation {
    /// The relation.
    pub kind: RelationKind,
    /// Identifier of the other claim.
    pub claim: String,
}
