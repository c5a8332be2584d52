//! A change of a claim between two releases, as the API and `isnad diff` write it.

use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::domain::claim::Claim;
use crate::domain::identifier::ClaimId;
use crate::domain::language_map::LanguageMap;
use crate::domain::release::Withdrawal;
use crate::domain::vocabulary::{ChangeOperation, WithdrawalReason};

/// A claim that was added, modified or withdrawn. `claim` is the last member, so that its bytes can be copied.
#[derive(Debug, Serialize, ToSchema)]
pub struct Change {
    /// Identifier of the claim.
    #[schema(example = "us-china-ai-dominance-2025-055")]
    pub id: String,
    /// `added`, `modified` or `withdrawn`. New terms may be added.
    #[schema(value_type = String, example = "modified")]
    pub op: ChangeOperation,
    /// Number of the release that changed it last.
    #[schema(value_type = i32, minimum = 1, example = 3)]
    pub release: u32,
    /// For a modified claim: the names of the fields that differ, sorted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = json!(["statement", "topics"]))]
    pub fields: Option<Vec<String>>,
    /// For a withdrawn claim: why, such as `error` or `duplicate`. New terms may be added.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    pub reason: Option<WithdrawalReason>,
    /// For a withdrawn claim: more about the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub note: Option<LanguageMap>,
    /// For a withdrawn claim: the claims in its place. Absent if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>, required = false)]
    pub replaced_by: Vec<ClaimId>,
    /// The claim as it is now, unless it was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Claim>, nullable = false)]
    pub claim: Option<Box<RawValue>>,
}

impl Change {
    /// A claim that was added; with `fields`, one that was modified. `document` is its JSON.
    pub fn of_claim(
        id: String,
        release: u32,
        fields: Option<Vec<String>>,
        document: &[u8],
    ) -> Result<Self, serde_json::Error> {
        let claim: &RawValue = serde_json::from_slice(document)?;
        let op = if fields.is_some() { ChangeOperation::Modified } else { ChangeOperation::Added };
        let claim = Some(claim.to_owned());
        Ok(Self { id, op, release, fields, reason: None, note: None, replaced_by: vec![], claim })
    }

    pub fn of_withdrawal(withdrawal: Withdrawal) -> Self {
        let Withdrawal { id, created: _, release, reason, note, replaced_by } = withdrawal;
        Self {
            id: id.to_string(),
            op: ChangeOperation::Withdrawn,
            release,
            fields: None,
            reason: Some(reason),
            note,
            replaced_by,
            claim: None,
        }
    }
}
