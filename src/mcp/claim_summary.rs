//! The short form of a claim: what an agent needs to cite it.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::answer::Context;
use crate::domain::claim::{ActorReference, AttributionLink, Claim, ClaimDate, Evidence, TranslationNote};
use crate::domain::language_map::LanguageMap;
use crate::domain::vocabulary::{Certainty, ClaimKind, EvidencePart, Speech};

/// A claim in short. `get_claims` has the whole.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimSummary {
    /// Identifier of the claim.
    pub id: String,
    /// What is claimed.
    pub statement: LanguageMap,
    /// Type of proposition.
    #[schema(value_type = String)]
    pub kind: ClaimKind,
    /// How firmly the asserter commits to it.
    #[schema(value_type = String)]
    pub certainty: Certainty,
    /// How the article gives the asserter's words. Absent if not recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    pub speech: Option<Speech>,
    /// Who claims it.
    pub asserted_by: ActorReference,
    /// From the article's voice, through everyone who passes the claim on, to the asserter.
    pub attribution: Vec<AttributionLink>,
    /// When it happens or holds, without the note. Absent if the text does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub claim_date: Option<ClaimDate>,
    /// The first quote of its content. Empty if there is none.
    pub evidence: Vec<Evidence>,
    /// The number of all its quotes.
    #[schema(value_type = i32, minimum = 0)]
    pub evidence_count: usize,
    /// What misleading words mean. Absent if none mislead.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub translation_note: Option<TranslationNote>,
    /// Identifier of the article.
    pub article: String,
    /// Address of the claim's page, or its resource where no server is known.
    pub url: String,
}

impl ClaimSummary {
    pub fn new(claim: Claim, context: &Context) -> Self {
        let evidence_count = claim.evidence.len();
        let first = claim.evidence.iter().position(|quote| quote.part == EvidencePart::Content).unwrap_or_default();
        Self {
            url: context.claim_url(claim.id.as_str()),
            id: claim.id.to_string(),
            statement: claim.statement,
            kind: claim.kind,
            certainty: claim.certainty,
            speech: claim.speech,
            asserted_by: claim.asserted_by,
            attribution: claim.attribution,
            claim_date: claim.claim_date.map(|date| ClaimDate { note: None, ..date }),
            evidence: claim.evidence.into_iter().skip(first).take(1).collect(),
            evidence_count,
            translation_note: claim.translation_note,
            article: claim.article.id.to_string(),
        }
    }

    /// The short form of a stored claim.
    pub fn of_document(document: &[u8], context: &Context) -> Result<Self, serde_json::Error> {
        Ok(Self::new(serde_json::from_slice(document)?, context))
    }
}

/// Replaces the member `claim` of every entry in `data` by its short form.
pub fn shorten_claims(list: &mut Value, context: &Context) -> Result<(), serde_json::Error> {
    for entry in list.get_mut("data").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(claim) = entry.get_mut("claim") {
            *claim = serde_json::to_value(ClaimSummary::new(serde_json::from_value(claim.take())?, context))?;
        }
    }
    Ok(())
}
