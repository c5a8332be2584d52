//! Errors of a record as the page shows them, in the reader's language.

use serde::Serialize;

use crate::i18n::Locale;
use crate::ingest::{Diagnostic, Diagnostics};

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

/// Phrases of the diagnostics, which are English, with the message that says the same. The first that occurs counts.
const PHRASES: &[(&str, &str)] = &[
    ("dataset.json requires every text in this language", "curate-fault-language"),
    ("is missing", "curate-fault-missing"),
    ("has no quote with the part content", "curate-fault-no-evidence"),
    ("is empty", "curate-fault-missing"),
    ("unknown actor", "curate-fault-actor"),
    ("unknown topic", "curate-fault-topic"),
    ("unknown claim", "curate-fault-claim"),
    ("unknown value", "curate-fault-value"),
    ("EDTF", "curate-fault-date"),
    ("does not match the text", "curate-fault-quote"),
    ("does not occur in the text", "curate-fault-words"),
    ("is not inside the text", "curate-fault-quote"),
    ("code points, the quote", "curate-fault-quote"),
    ("code points; accepted: at most", "curate-fault-long"),
    ("twice", "curate-fault-twice"),
    ("duplicate", "curate-fault-twice"),
    ("already belongs to the actor", "curate-fault-name"),
    ("invisible", "curate-fault-invisible"),
    ("white space", "curate-fault-space"),
    ("inside a letter with its marks", "curate-fault-marks"),
    ("is not an identifier", "curate-fault-identifier"),
    ("BCP 47", "curate-fault-tag"),
    ("is the claim itself", "curate-fault-itself"),
    ("proposals of `isnad draft`", "curate-fault-proposals"),
];

/// Returns what is wrong. What has no message of its own stays English.
pub fn message(diagnostic: &Diagnostic, locale: Locale) -> String {
    let english = &diagnostic.message;
    let known = PHRASES.iter().find(|(phrase, _)| english.contains(phrase)).filter(|_| locale != Locale::English);
    let Some((_, key)) = known else { return english.clone() };
    let nearest = english.split_once("did you mean \"").and_then(|(_, rest)| rest.split_once('"'));
    match nearest {
        Some((nearest, _)) => format!("{} {} \"{nearest}\"", locale.text(key), locale.text("curate-fault-nearest")),
        None => locale.text(key).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("unknown actor \"chna\"; did you mean \"china\"? accepted: the id of an existing actor", "china")]
    #[case("is missing; this field is required", "ناقص")]
    #[case("malformed JSON", "malformed JSON")]
    fn a_reader_of_arabic_gets_arabic(#[case] english: &str, #[case] expected: &str) {
        let (file, field) = (String::new(), String::new());
        let diagnostic = Diagnostic { file, line: 1, field, message: english.to_owned() };
        let found = message(&diagnostic, Locale::Arabic);
        assert!(found.contains(expected), "{found}");
        assert_eq!(message(&diagnostic, Locale::English), english);
    }
}
