//! Errors of a record as the page shows them, in the reader's language.

use serde::Serialize;

use crate::i18n::Locale;
use crate::ingest::{Diagnostic, Diagnostics, FaultCode};

/// What is wrong with a field.
#[derive(Debug, Serialize)]
pub struct Fault {
    /// Path of the field, such as `evidence[0].quote`.
    pub field: String,
    pub message: String,
}

/// The answer to a check.
#[derive(Debug, Serialize)]
pub struct Faults {
    pub errors: Vec<Fault>,
    pub warnings: Vec<Fault>,
}

impl Faults {
    pub fn new(diagnostics: &Diagnostics, locale: Locale) -> Self {
        let list = |all: &[Diagnostic]| all.iter().map(|diagnostic| fault(diagnostic, locale)).collect();
        Self { errors: list(&diagnostics.list), warnings: list(&diagnostics.warnings) }
    }
}

fn fault(diagnostic: &Diagnostic, locale: Locale) -> Fault {
    Fault { field: diagnostic.field.clone(), message: message(diagnostic, locale) }
}

/// Returns the key of the message for a fault.
fn key(code: FaultCode) -> &'static str {
    use FaultCode::{
        AsserterRole, Cycle, DuplicateField, DuplicateIdentifier, Empty, Encoding, IncompleteSpan, InsideLetter,
        InvalidAddress, InvalidDate, InvalidHash, InvalidIdentifier, InvalidLanguageTag, InvalidWikidataItem,
        InvisibleCharacter, InvisibleText, ListedTwice, MalformedJson, MissingEvidence, MissingField, MissingLanguage,
        MissingText, NameTaken, NoClaims, OutOfRange, QuoteMismatch, SelfRelation, SpanLength, SpanOutsideText,
        TextMismatch, TooLong, TooManyFaults, UndecidedProposals, UnknownActor, UnknownArticle, UnknownClaim,
        UnknownField, UnknownTopic, UnknownValue, Unreadable, WhiteSpace, WithdrawnIdentifier, WordsNotFound,
        WrongAsserter, WrongIdentifier, WrongType,
    };
    match code {
        MissingLanguage => "curate-fault-language",
        MissingField | Empty | MissingText => "curate-fault-missing",
        MissingEvidence => "curate-fault-no-evidence",
        UnknownActor => "curate-fault-actor",
        UnknownTopic => "curate-fault-topic",
        UnknownClaim => "curate-fault-claim",
        UnknownArticle => "curate-fault-article",
        UnknownValue | OutOfRange | WrongType => "curate-fault-value",
        UnknownField => "curate-fault-field",
        InvalidDate => "curate-fault-date",
        QuoteMismatch | SpanOutsideText | SpanLength | IncompleteSpan => "curate-fault-quote",
        WordsNotFound => "curate-fault-words",
        TooLong => "curate-fault-long",
        ListedTwice | DuplicateField | DuplicateIdentifier => "curate-fault-twice",
        NameTaken => "curate-fault-name",
        InvisibleCharacter | InvisibleText => "curate-fault-invisible",
        WhiteSpace => "curate-fault-space",
        InsideLetter => "curate-fault-marks",
        InvalidIdentifier => "curate-fault-identifier",
        WrongIdentifier => "curate-fault-article-identifier",
        WithdrawnIdentifier => "curate-fault-withdrawn",
        InvalidLanguageTag => "curate-fault-tag",
        InvalidAddress => "curate-fault-address",
        InvalidWikidataItem => "curate-fault-wikidata",
        SelfRelation => "curate-fault-itself",
        Cycle => "curate-fault-cycle",
        WrongAsserter | AsserterRole => "curate-fault-asserter",
        NoClaims => "curate-fault-no-claims",
        UndecidedProposals => "curate-fault-proposals",
        TextMismatch | InvalidHash => "curate-fault-text",
        Unreadable | Encoding | MalformedJson => "curate-fault-unreadable",
        TooManyFaults => "curate-fault-more",
    }
}

/// Returns what is wrong. English readers get the full message, which also says what is accepted.
pub fn message(diagnostic: &Diagnostic, locale: Locale) -> String {
    if locale == Locale::English {
        return diagnostic.message.clone();
    }
    let message = locale.text(key(diagnostic.code));
    match &diagnostic.did_you_mean {
        Some(nearest) => format!("{message} {} \"{nearest}\"", locale.text("curate-fault-nearest")),
        None => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Severity;

    #[test]
    fn a_reader_of_arabic_gets_arabic_for_every_code() {
        for &code in FaultCode::ALL {
            let diagnostic = Diagnostic {
                file: String::new(),
                line: 1,
                field: String::new(),
                severity: Severity::Error,
                code,
                message: "unknown actor".to_owned(),
                accepted: None,
                did_you_mean: Some("china".to_owned()),
            };
            let found = message(&diagnostic, Locale::Arabic);
            let is_arabic = found.chars().any(|c| ('\u{600}'..'\u{700}').contains(&c));
            assert!(is_arabic && found.ends_with("\"china\""), "{code:?}: {found}");
            assert_eq!(message(&diagnostic, Locale::English), "unknown actor");
        }
    }
}
