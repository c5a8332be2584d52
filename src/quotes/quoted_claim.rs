//! What is read of a claim whose words were found.

use serde::Deserialize;

use crate::domain::claim::{ActorReference, AttributionLink, Evidence, TranslationNote};
use crate::domain::identifier::ClaimId;

/// The parts of a claim's document that say who said its words.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct QuotedClaim {
    pub id: ClaimId,
    pub asserted_by: ActorReference,
    pub attribution: Vec<AttributionLink>,
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    #[serde(default)]
    pub translation_note: Option<TranslationNote>,
}
