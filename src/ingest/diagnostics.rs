//! Diagnostics: what is wrong in a seed file, where, and what is accepted.

use std::fmt;

use crate::domain::did_you_mean::nearest;
use crate::domain::language_map::is_language_tag;
use crate::domain::language_map::{LanguageMap, LanguageMapList};
use crate::domain::text::{forbidden_character, forbidden_in_quotes};

/// A suggestion compares with every identifier, so only the first diagnostics have one.
const MAX_WITH_SUGGESTION: usize = 1_000;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    pub file: String,
    /// Line number from 1.
    pub line: u32,
    /// Path of the field inside the record, such as `evidence[0].quote`; `record` for the whole record.
    pub field: String,
    /// What is wrong and what is accepted.
    pub message: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.file, self.line, self.field, self.message)
    }
}

/// The diagnostics of a corpus, in the order of files and lines.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Diagnostics {
    pub list: Vec<Diagnostic>,
    /// Languages that every text must be in.
    languages: Vec<String>,
}

impl Diagnostics {
    /// The diagnostics of records whose texts must be in these languages.
    pub fn requiring(languages: &[String]) -> Self {
        Self { list: vec![], languages: languages.to_vec() }
    }

    /// Languages that every text must be in.
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// Sets the line of each diagnostic from index `from` on to the line of its field in `json`, a pretty-printed record.
    pub fn locate_fields(&mut self, from: usize, json: &str) {
        for diagnostic in &mut self.list[from..] {
            let mut at = 0;
            for key in diagnostic.field.split(['.', '[']) {
                if let Some(found) = json[at..].find(&format!("\"{key}\"")) {
                    at += found;
                }
            }
            let line_breaks = json[..at].bytes().filter(|&b| b == b'\n').count();
            diagnostic.line = u32::try_from(line_breaks + 1).unwrap_or(u32::MAX);
        }
    }

    pub fn record<'a>(&'a mut self, file: &'a str, line: u32) -> RecordDiagnostics<'a> {
        RecordDiagnostics { diagnostics: self, file, line }
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.list.iter().try_for_each(|diagnostic| writeln!(f, "{diagnostic}"))
    }
}

/// Checks the fields of one record and collects their diagnostics.
pub struct RecordDiagnostics<'a> {
    diagnostics: &'a mut Diagnostics,
    file: &'a str,
    line: u32,
}

impl RecordDiagnostics<'_> {
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        let (file, field, message) = (self.file.to_owned(), field.into(), message.into());
        self.diagnostics.list.push(Diagnostic { file, line: self.line, field, message });
    }

    /// Adds a diagnostic for a reference to a `resource` that does not exist, and suggests the nearest of `ids`.
    pub fn add_unknown<'i>(
        &mut self,
        field: impl Into<String>,
        resource: &str,
        id: &str,
        ids: impl IntoIterator<Item = &'i str>,
    ) {
        let suggest = self.diagnostics.list.len() < MAX_WITH_SUGGESTION;
        let hint = suggestion(if suggest { nearest(id, ids) } else { None });
        self.add(field, format!("unknown {resource} \"{id}\"{hint} accepted: the id of an existing {resource}"));
    }

    /// Returns the value, or adds the error as a diagnostic.
    pub fn ok<T, E: fmt::Display>(&mut self, field: impl Into<String>, result: Result<T, E>) -> Option<T> {
        result.map_err(|error| self.add(field, error.to_string())).ok()
    }

    /// Checks that a text is not blank, not padded, and has no invisible characters.
    pub fn check_text(&mut self, field: impl Into<String>, text: &str) {
        if let Some(c) = forbidden_character(text) {
            let code = u32::from(c);
            self.add(
                field,
                format!(
                    "contains the invisible character U+{code:04X}; accepted: text without control, bidirectional and zero-width characters"
                ),
            );
        } else if text.trim().is_empty() {
            self.add(field, "is empty; accepted: text; an optional field may be left out");
        } else if text.trim() != text {
            self.add(field, "begins or ends with white space; accepted: text without it");
        }
    }

    /// Checks the words of an article, which are verbatim.
    pub fn check_verbatim(&mut self, field: impl Into<String>, words: &str) {
        if let Some(c) = words.chars().find(|&c| forbidden_in_quotes(c)) {
            let code = u32::from(c);
            self.add(field, format!("contains U+{code:04X}; accepted: text without NUL and noncharacters"));
        } else if words.trim().is_empty() {
            self.add(field, "is empty; accepted: the article's own words");
        }
    }

    pub fn check_language_map(&mut self, field: &str, texts: &LanguageMap) {
        if texts.is_empty() {
            self.add(field, "is empty; accepted: a text in at least one language, such as {\"en\": \"...\"}");
        }
        for (language, text) in texts.texts() {
            self.check_tag(format!("{field}.{language}"), language);
            self.check_text(format!("{field}.{language}"), text);
        }
        for language in self.diagnostics.languages.clone() {
            if texts.get(&language).is_none() {
                let message = "is missing; dataset.json requires every text in this language";
                self.add(format!("{field}.{language}"), message);
            }
        }
    }

    pub fn check_language_map_list(&mut self, field: &str, texts: &LanguageMapList) {
        for (language, list) in texts.iter() {
            self.check_tag(format!("{field}.{language}"), language);
            for (i, text) in list.iter().enumerate() {
                self.check_text(format!("{field}.{language}[{i}]"), text);
            }
        }
    }

    /// Checks a language tag.
    pub fn check_tag(&mut self, field: impl Into<String>, tag: &str) {
        if !is_language_tag(tag) {
            self.add(field, format!("\"{tag}\" is not a BCP 47 language tag; accepted: a tag such as ar or en-GB"));
        }
    }

    /// Checks that a URL is one that browsers open without running code: `http` or `https`.
    pub fn check_url(&mut self, field: &str, url: &str) {
        if !(url.starts_with("https://") || url.starts_with("http://")) {
            self.add(field, "is not a web address; accepted: a URL that starts with https:// or http://");
        }
        self.check_text(field, url);
    }
}

/// Returns the part of a message that suggests `nearest`, up to where the accepted values follow.
pub fn suggestion(nearest: Option<&str>) -> String {
    nearest.map_or_else(|| ";".to_owned(), |nearest| format!("; did you mean \"{nearest}\"?"))
}
