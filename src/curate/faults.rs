//! Errors of a record as the page shows them.

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

/// Returns what is wrong, in the reader's language.
pub fn message(diagnostic: &Diagnostic, _locale: Locale) -> String {
    diagnostic.message.clone()
}
