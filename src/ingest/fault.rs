//! What is wrong with a field of a seed file: a stable code, the problem, and what is accepted.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::domain::claim_date::InvalidDate;
use crate::domain::identifier::{ACCEPTED_IDENTIFIER, InvalidIdentifier};

macro_rules! codes {
    ($($variant:ident $code:literal)+) => {
        /// The kind of a fault. A code never changes its meaning; `docs/check.md` explains each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum FaultCode {
            $($variant,)+
        }

        impl FaultCode {
            /// The codes, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the code as it is printed.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }
        }
    };
}

codes! {
    Unreadable "unreadable"
    Encoding "encoding"
    MalformedJson "malformed_json"
    DuplicateField "duplicate_field"
    UnknownField "unknown_field"
    MissingField "missing_field"
    WrongType "wrong_type"
    OutOfRange "out_of_range"
    UnknownValue "unknown_value"
    TooManyFaults "too_many_faults"
    MissingLanguage "missing_language"
    Empty "empty"
    TooLong "too_long"
    WhiteSpace "white_space"
    InvisibleCharacter "invisible_character"
    InvalidIdentifier "invalid_identifier"
    WrongIdentifier "wrong_identifier"
    DuplicateIdentifier "duplicate_identifier"
    WithdrawnIdentifier "withdrawn_identifier"
    InvalidDate "invalid_date"
    InvalidLanguageTag "invalid_language_tag"
    InvalidAddress "invalid_address"
    InvalidWikidataItem "invalid_wikidata_item"
    UnknownActor "unknown_actor"
    UnknownTopic "unknown_topic"
    UnknownClaim "unknown_claim"
    UnknownArticle "unknown_article"
    ListedTwice "listed_twice"
    Cycle "cycle"
    NameTaken "name_taken"
    SelfRelation "self_relation"
    WrongAsserter "wrong_asserter"
    AsserterRole "asserter_role"
    MissingEvidence "missing_evidence"
    MissingText "missing_text"
    TextMismatch "text_mismatch"
    InvalidHash "invalid_hash"
    IncompleteSpan "incomplete_span"
    SpanOutsideText "span_outside_text"
    SpanLength "span_length"
    QuoteMismatch "quote_mismatch"
    WordsNotFound "words_not_found"
    InsideLetter "inside_letter"
    InvisibleText "invisible_text"
    UndecidedProposals "undecided_proposals"
    NoClaims "no_claims"
}

impl Serialize for FaultCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// What is wrong, without its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub code: FaultCode,
    problem: String,
    pub accepted: Option<String>,
    pub did_you_mean: Option<String>,
    /// What may have led to it.
    cause: Option<String>,
}

impl Fault {
    pub fn new(code: FaultCode, problem: impl Into<String>) -> Self {
        Self { code, problem: problem.into(), accepted: None, did_you_mean: None, cause: None }
    }

    /// Says what is accepted.
    #[must_use]
    pub fn accepts(self, accepted: impl Into<String>) -> Self {
        Self { accepted: Some(accepted.into()), ..self }
    }

    /// Suggests a valid value.
    #[must_use]
    pub fn near(self, nearest: Option<&str>) -> Self {
        Self { did_you_mean: nearest.map(str::to_owned), ..self }
    }

    #[must_use]
    pub fn because(self, cause: Option<String>) -> Self {
        Self { cause, ..self }
    }
}

/// The whole message: what is wrong, what may be meant, what is accepted, and the cause.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)?;
        match (&self.did_you_mean, &self.accepted) {
            (Some(nearest), Some(accepted)) => write!(f, "; did you mean \"{nearest}\"? accepted: {accepted}")?,
            (Some(nearest), None) => write!(f, "; did you mean \"{nearest}\"?")?,
            (None, Some(accepted)) => write!(f, "; accepted: {accepted}")?,
            (None, None) => {}
        }
        self.cause.iter().try_for_each(|cause| write!(f, "; {cause}"))
    }
}

impl From<InvalidIdentifier> for Fault {
    fn from(error: InvalidIdentifier) -> Self {
        Self::new(FaultCode::InvalidIdentifier, error.problem()).accepts(ACCEPTED_IDENTIFIER)
    }
}

impl From<InvalidDate> for Fault {
    fn from(error: InvalidDate) -> Self {
        let accepted = error.accepted();
        Self::new(FaultCode::InvalidDate, error.problem()).accepts(
            accepted.unwrap_or("a date such as 2025, 2025-07 or 2025-07-23, or an interval such as 2025-04/2025-07"),
        )
    }
}

/// A record to which another one refers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource {
    Actor,
    Topic,
    Claim,
}

impl Resource {
    /// Returns the code of a reference to a record that does not exist.
    pub fn unknown(self) -> FaultCode {
        match self {
            Self::Actor => FaultCode::UnknownActor,
            Self::Topic => FaultCode::UnknownTopic,
            Self::Claim => FaultCode::UnknownClaim,
        }
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Actor => "actor",
            Self::Topic => "topic",
            Self::Claim => "claim",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_documented_in_order() {
        let table = include_str!("../../docs/check.md").split_once("## Codes").unwrap().1;
        let rows = table.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |"));
        let documented: Vec<&str> = rows.map(|(code, _)| code).collect();
        let codes: Vec<&str> = FaultCode::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(codes, documented);
    }

    #[test]
    fn a_message_says_what_is_meant_and_accepted_and_the_cause() {
        let fault = Fault::new(FaultCode::UnknownActor, "unknown actor \"chna\"");
        assert_eq!(fault.to_string(), "unknown actor \"chna\"");
        let fault = fault.accepts("an actor");
        assert_eq!(fault.to_string(), "unknown actor \"chna\"; accepted: an actor");
        let fault = fault.near(Some("china")).because(Some("a letter is missing".to_owned()));
        let expected = "unknown actor \"chna\"; did you mean \"china\"? accepted: an actor; a letter is missing";
        assert_eq!(fault.to_string(), expected);
    }
}
