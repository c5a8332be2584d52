//! Proposed claims as `claims.draft.jsonl` has them: a claim, what each field rests on, and what is missing.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::vocabulary::{Certainty, ClaimKind, DateBasis, EvidencePart, Role, Speech};

/// A line of a draft file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposal {
    pub claim: ProposedClaim,
    pub basis: Vec<Basis>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub todo: Vec<Todo>,
}

/// A record of `claims.jsonl`, with the fields that a draft fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProposedClaim {
    pub id: String,
    pub statement: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<ClaimKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certainty: Option<Certainty>,
    pub speech: Speech,
    pub asserted_by: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attribution: Vec<ProposedLink>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub actors: Vec<ProposedActor>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim_date: Option<ProposedDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asserted_date: Option<ProposedDate>,
    pub evidence: Vec<ProposedEvidence>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProposedLink {
    pub actor: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cue: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProposedActor {
    pub actor: String,
    pub role: Role,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProposedDate {
    pub edtf: String,
    pub basis: DateBasis,
    pub expression: String,
}

/// A verbatim span; offsets in code points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProposedEvidence {
    pub quote: String,
    #[serde(skip_serializing_if = "is_content")]
    pub part: EvidencePart,
    pub start: usize,
    pub end: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_content(part: &EvidencePart) -> bool {
    *part == EvidencePart::Content
}

/// What a field of a proposal rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Basis {
    /// Path of the field in the claim.
    pub field: String,
    pub rule: BasisRule,
    /// The words of the article, if the rule rests on words.
    #[serde(flatten)]
    pub words: Option<BasisWords>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BasisWords {
    pub words: String,
    pub start: usize,
    pub end: usize,
}

/// The rule that proposes a field; docs/drafting.md lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum BasisRule {
    #[serde(rename = "sentence")]
    Sentence,
    #[serde(rename = "name")]
    Name,
    #[serde(rename = "short form")]
    ShortForm,
    #[serde(rename = "carried over")]
    CarriedOver,
    #[serde(rename = "reporting verb")]
    ReportingVerb,
    #[serde(rename = "reporting phrase")]
    ReportingPhrase,
    #[serde(rename = "pronoun")]
    Pronoun,
    #[serde(rename = "quotation marks")]
    QuotationMarks,
    #[serde(rename = "continued speech")]
    ContinuedSpeech,
    #[serde(rename = "own voice")]
    OwnVoice,
    #[serde(rename = "hedge")]
    Hedge,
    #[serde(rename = "condition")]
    Condition,
    #[serde(rename = "expectation")]
    Expectation,
    #[serde(rename = "wish")]
    Wish,
    #[serde(rename = "cause")]
    Cause,
    #[serde(rename = "date")]
    Date,
    #[serde(rename = "relative date")]
    RelativeDate,
    #[serde(rename = "label")]
    Label,
}

/// What a person must fill in before the claim is valid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Todo {
    pub field: String,
    pub message: String,
}
