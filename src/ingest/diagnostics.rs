//! Faults in seed files: where they are, what is wrong, what is accepted.

use std::fmt;

use crate::domain::did_you_mean::nearest;
use crate::domain::language_map::{LanguageMap, LanguageMapList};
use crate::domain::text::forbidden_character;

/// Only the first faults suggest another spelling, since a suggestion reads every identifier.
const MAX_WITH_SUGGESTION: usize = 1_000;

/// One fault in a seed file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// The file as the curator named it.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Path of the field inside the record, such as `evidence[0].quote`; `record` for the whole line.
    pub field: String,
    /// What is wrong and what is accepted.
    pub message: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.file, self.line, self.field, self.message)
    }
}

/// Every fault of a corpus, in the order of the files and lines.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    /// Gives the faults from the `since`th on, all of one pretty-printed record, the lines that their fields stand on.
    pub fn place_by_field(&mut self, since: usize, text: &str) {
        for fault in &mut self.0[since..] {
            let mut at = 0;
            for key in fault.field.split(['.', '[']) {
                if let Some(found) = text[at..].find(&format!("\"{key}\"")) {
                    at += found;
                }
            }
            let before = text[..at].bytes().filter(|&b| b == b'\n').count();
            fault.line = u32::try_from(before + 1).unwrap_or(u32::MAX);
        }
    }

    /// Opens a record, so that its faults need no place of their own.
    pub fn record<'a>(&'a mut self, file: &'a str, line: u32) -> RecordDiagnostics<'a> {
        RecordDiagnostics { faults: self, file, line }
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|fault| writeln!(f, "{fault}"))
    }
}

/// Collects the faults of one record.
pub struct RecordDiagnostics<'a> {
    faults: &'a mut Diagnostics,
    file: &'a str,
    line: u32,
}

impl RecordDiagnostics<'_> {
    /// Notes a fault in `field`.
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        let (file, field, message) = (self.file.to_owned(), field.into(), message.into());
        self.faults.0.push(Diagnostic { file, line: self.line, field, message });
    }

    /// Notes a reference to something that does not exist, with the nearest that does.
    pub fn unknown<'c>(
        &mut self,
        field: impl Into<String>,
        what: &str,
        id: &str,
        known: impl IntoIterator<Item = &'c str>,
    ) {
        let near = if self.faults.0.len() < MAX_WITH_SUGGESTION { nearest(id, known) } else { None };
        let hint = near.map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
        self.add(field, format!("unknown {what} \"{id}\"{hint}"));
    }

    /// Holds a text to what every text must be: not blank, not padded, without invisible characters.
    pub fn text(&mut self, field: impl Into<String>, text: &str) {
        if let Some(c) = forbidden_character(text) {
            self.add(
                field,
                format!(
                    "holds the invisible character U+{:04X}; accepted: text without controls, bidirectional marks and zero-width characters",
                    u32::from(c)
                ),
            );
        } else if text.trim().is_empty() {
            self.add(field, "is empty; accepted: some text, or leave the field out where it is optional");
        } else if text.trim() != text {
            self.add(field, "begins or ends with white space");
        }
    }

    /// Holds both languages of a text to [`Self::text`].
    pub fn bilingual(&mut self, field: &str, texts: &LanguageMap) {
        for (language, text) in texts.tagged_texts() {
            self.text(format!("{field}.{language}"), text);
        }
    }

    /// Holds an address to what a reader's browser may be sent to.
    pub fn web_address(&mut self, field: &str, url: &str) {
        if !(url.starts_with("https://") || url.starts_with("http://")) {
            self.add(field, "is no web address; accepted: one that starts with https:// or http://");
        }
        self.text(field, url);
    }

    /// Holds every text of a list to [`Self::text`].
    pub fn bilingual_list(&mut self, field: &str, texts: &LanguageMapList) {
        for (language, list) in [("en", &texts.en), ("ar", &texts.ar)] {
            for (i, text) in list.iter().enumerate() {
                self.text(format!("{field}.{language}[{i}]"), text);
            }
        }
    }

    /// Unwraps a parsed value, or notes why it could not be parsed.
    pub fn parsed<T, E: fmt::Display>(&mut self, field: impl Into<String>, parsed: Result<T, E>) -> Option<T> {
        parsed.map_err(|error| self.add(field, error.to_string())).ok()
    }
}
