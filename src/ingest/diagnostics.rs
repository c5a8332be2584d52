//! Diagnostics: what is wrong in a seed file, where, and what is accepted.

use std::fmt;

use serde::Serialize;

use crate::domain::claim::MAX_QUOTE_CODE_POINTS;
use crate::domain::did_you_mean::nearest;
use crate::domain::language_map::is_language_tag;
use crate::domain::language_map::{LanguageMap, LanguageMapList};
use crate::domain::text::{
    MAX_TEXT_CODE_POINTS, code_point_list, escape, forbidden_character, forbidden_in_quotes, invisible_in_quote,
};
use crate::domain::web_address::is_web_address;
use crate::ingest::fault::{Fault, FaultCode, Resource};

/// A suggestion compares with every identifier, so only the first diagnostics have one.
const MAX_WITH_SUGGESTION: usize = 1_000;

/// Errors and warnings that are kept, to bound memory.
const MAX_KEPT: usize = 100_000;

/// Length in code points to which the path of a field and a message, which may repeat what the file has, are cut.
const MAX_FIELD: usize = 200;
const MAX_MESSAGE: usize = 1_500;

/// Whether a fault makes the data refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Error,
    /// The field is accepted, but may be a mistake.
    Warning,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Diagnostic {
    pub file: String,
    /// Line number from 1.
    pub line: u32,
    /// Path of the field inside the record, such as `evidence[0].quote`; `record` for the whole record.
    pub field: String,
    pub severity: Severity,
    pub code: FaultCode,
    /// What is wrong and what is accepted.
    pub message: String,
    pub accepted: Option<String>,
    /// The valid value that is probably meant.
    pub did_you_mean: Option<String>,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, field, severity, message, .. } = self;
        let severity = if *severity == Severity::Warning { "warning: " } else { "" };
        write!(f, "{}:{line}: {}: {severity}{}", escape(file), escape(field), escape(message))
    }
}

/// The diagnostics of a corpus, in the order of files and lines.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Diagnostics {
    /// Errors.
    pub list: Vec<Diagnostic>,
    /// What is accepted, but may be a mistake.
    pub warnings: Vec<Diagnostic>,
    /// Errors and warnings beyond those that are kept.
    omitted_errors: usize,
    omitted_warnings: usize,
    /// Languages that every text must be in.
    languages: Vec<String>,
}

impl Diagnostics {
    /// The diagnostics of records whose texts must be in these languages.
    pub fn requiring(languages: &[String]) -> Self {
        Self { languages: languages.to_vec(), ..Self::default() }
    }

    /// The same, with languages that every text must be in.
    #[must_use]
    pub fn with_languages(self, languages: &[String]) -> Self {
        Self { languages: languages.to_vec(), ..self }
    }

    /// Languages that every text must be in.
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// Adds those of other records.
    pub fn extend(&mut self, other: Self) {
        self.omitted_errors += other.omitted_errors;
        self.omitted_warnings += other.omitted_warnings;
        other.list.into_iter().for_each(|error| self.push_error(error));
        other.warnings.into_iter().for_each(|warning| self.push_warning(warning));
    }

    pub fn error_count(&self) -> usize {
        self.list.len() + self.omitted_errors
    }

    pub fn warning_count(&self) -> usize {
        self.warnings.len() + self.omitted_warnings
    }

    /// Returns how many are not kept.
    pub fn omitted(&self) -> usize {
        self.omitted_errors + self.omitted_warnings
    }

    fn push_error(&mut self, error: Diagnostic) {
        push(&mut self.list, error, &mut self.omitted_errors);
    }

    fn push_warning(&mut self, warning: Diagnostic) {
        push(&mut self.warnings, warning, &mut self.omitted_warnings);
    }

    pub fn sort(&mut self) {
        for list in [&mut self.list, &mut self.warnings] {
            list.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        }
    }

    /// Adds an error of a whole file.
    pub fn add_file_error(&mut self, file: &str, fault: Fault) {
        self.record(file, 1).add("file", fault);
    }

    /// Sets the line of the errors and warnings from these on to the line of their field in `json`, a pretty-printed record.
    pub fn locate_fields(&mut self, errors: usize, warnings: usize, json: &str) {
        for diagnostic in self.list[errors..].iter_mut().chain(&mut self.warnings[warnings..]) {
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
        RecordDiagnostics { diagnostics: self, file, line, broken: vec![] }
    }
}

/// Adds a diagnostic, or counts it if there are too many.
fn push(list: &mut Vec<Diagnostic>, diagnostic: Diagnostic, omitted: &mut usize) {
    if list.len() < MAX_KEPT {
        list.push(diagnostic);
    } else {
        *omitted += 1;
    }
}

fn cut(text: String, length: usize) -> String {
    match text.char_indices().nth(length) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

/// One line each: the errors, then the warnings.
impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.list.iter().try_for_each(|error| writeln!(f, "{error}"))?;
        self.warnings.iter().try_for_each(|warning| writeln!(f, "{warning}"))?;
        match self.omitted() {
            0 => Ok(()),
            omitted => writeln!(f, "{omitted} more are not shown"),
        }
    }
}

/// Checks the fields of one record and collects their diagnostics.
pub struct RecordDiagnostics<'a> {
    diagnostics: &'a mut Diagnostics,
    file: &'a str,
    line: u32,
    /// Fields that have a structural error. What follows from it is not reported.
    broken: Vec<String>,
}

impl RecordDiagnostics<'_> {
    pub fn add(&mut self, field: impl Into<String>, fault: Fault) {
        let field = field.into();
        let is_part_of = |part: &str, whole: &str| {
            part.strip_prefix(whole).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        if !self.broken.iter().any(|broken| is_part_of(broken, &field) || is_part_of(&field, broken)) {
            let error = self.diagnostic(field, Severity::Error, fault);
            self.diagnostics.push_error(error);
        }
    }

    /// Adds an error because of which the value of the field is not read.
    pub fn add_structural(&mut self, field: &str, fault: Fault) {
        let error = self.diagnostic(field.to_owned(), Severity::Error, fault);
        self.diagnostics.push_error(error);
        self.broken.push(field.to_owned());
    }

    /// Adds a warning: the field is accepted.
    pub fn warn(&mut self, field: impl Into<String>, fault: Fault) {
        let warning = self.diagnostic(field.into(), Severity::Warning, fault);
        self.diagnostics.push_warning(warning);
    }

    fn diagnostic(&self, field: String, severity: Severity, fault: Fault) -> Diagnostic {
        let (field, message) = (cut(field, MAX_FIELD), cut(fault.to_string(), MAX_MESSAGE));
        let Fault { code, accepted, did_you_mean, .. } = fault;
        let accepted = accepted.map(|accepted| cut(accepted, MAX_MESSAGE));
        Diagnostic {
            file: self.file.to_owned(),
            line: self.line,
            field,
            severity,
            code,
            message,
            accepted,
            did_you_mean,
        }
    }

    /// Adds a diagnostic for a reference to a `resource` that does not exist, and suggests the nearest of `ids`.
    pub fn add_unknown<'i>(
        &mut self,
        field: impl Into<String>,
        resource: Resource,
        id: &str,
        ids: impl IntoIterator<Item = &'i str>,
    ) {
        let suggest = self.diagnostics.list.len() < MAX_WITH_SUGGESTION;
        let fault = Fault::new(resource.unknown(), format!("unknown {resource} \"{id}\""))
            .near(if suggest { nearest(id, ids) } else { None })
            .accepts(format!("the id of an existing {resource}"));
        self.add(field, fault);
    }

    /// Returns the value, or adds the error as a diagnostic.
    pub fn ok<T, E: Into<Fault>>(&mut self, field: impl Into<String>, result: Result<T, E>) -> Option<T> {
        result.map_err(|error| self.add(field, error.into())).ok()
    }

    /// Checks that a text is not blank, not padded, not too long, and has no invisible characters.
    pub fn check_text(&mut self, field: impl Into<String>, text: &str) {
        let length = text.chars().count();
        if length > MAX_TEXT_CODE_POINTS {
            self.add(field, too_long(length, MAX_TEXT_CODE_POINTS));
        } else if let Some(c) = forbidden_character(text) {
            let code = code_point_list(&[c]);
            let problem = format!("contains the invisible character {code}");
            let accepted = "text without control, bidirectional, tag and zero-width characters";
            self.add(field, Fault::new(FaultCode::InvisibleCharacter, problem).accepts(accepted));
        } else if text.trim().is_empty() {
            self.add(
                field,
                Fault::new(FaultCode::Empty, "is empty").accepts("text; an optional field may be left out"),
            );
        } else if text.trim() != text {
            let fault = Fault::new(FaultCode::WhiteSpace, "begins or ends with white space");
            self.add(field, fault.accepts("text without it"));
        }
    }

    /// Checks the words of an article, which are verbatim.
    pub fn check_verbatim(&mut self, field: impl Into<String>, words: &str) {
        let field = field.into();
        let (length, hidden) = (words.chars().count(), invisible_in_quote(words));
        if length > MAX_QUOTE_CODE_POINTS {
            self.add(field, too_long(length, MAX_QUOTE_CODE_POINTS));
        } else if let Some(c) = words.chars().find(|&c| forbidden_in_quotes(c)) {
            let code = code_point_list(&[c]);
            let fault = Fault::new(FaultCode::InvisibleCharacter, format!("contains {code}"));
            self.add(field, fault.accepts("text without NUL and noncharacters"));
        } else if words.trim().is_empty() {
            self.add(field, Fault::new(FaultCode::Empty, "is empty").accepts("the article's own words"));
        } else if !hidden.is_empty() {
            let codes = code_point_list(&hidden);
            let problem = format!("contains invisible text: {codes}; accepted, as the article has it");
            self.warn(field, Fault::new(FaultCode::InvisibleText, problem));
        }
    }

    pub fn check_language_map(&mut self, field: &str, texts: &LanguageMap) {
        if texts.is_empty() {
            let accepted = "a text in at least one language, such as {\"en\": \"...\"}";
            self.add(field, Fault::new(FaultCode::Empty, "is empty").accepts(accepted));
        }
        for (language, text) in texts.texts() {
            self.check_tag(format!("{field}.{language}"), language);
            self.check_text(format!("{field}.{language}"), text);
        }
        for language in self.diagnostics.languages.clone() {
            if texts.get(&language).is_none() {
                let message = "is missing; dataset.json requires every text in this language";
                self.add(format!("{field}.{language}"), Fault::new(FaultCode::MissingLanguage, message));
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
            let problem = format!("\"{tag}\" is not a BCP 47 language tag");
            let fault = Fault::new(FaultCode::InvalidLanguageTag, problem);
            self.add(field, fault.accepts("a tag such as ar or en-GB"));
        }
    }

    /// Checks that a URL is one that browsers open without running code.
    pub fn check_url(&mut self, field: &str, url: &str) {
        if !is_web_address(url) {
            let accepted = "a URL that starts with https:// or http:// and has no spaces";
            self.add(field, Fault::new(FaultCode::InvalidAddress, "is not a web address").accepts(accepted));
        }
        self.check_text(field, url);
    }
}

fn too_long(length: usize, limit: usize) -> Fault {
    Fault::new(FaultCode::TooLong, format!("has {length} code points")).accepts(format!("at most {limit}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diagnostics(errors: usize, warnings: usize) -> Diagnostics {
        let mut diagnostics = Diagnostics::default();
        let mut record = diagnostics.record("claims.jsonl", 1);
        (0..errors).for_each(|_| record.add("id", Fault::new(FaultCode::Empty, "is wrong")));
        (0..warnings).for_each(|_| record.warn("id", Fault::new(FaultCode::Empty, "looks wrong")));
        diagnostics
    }

    #[test]
    fn errors_and_warnings_that_are_not_kept_are_counted_apart() {
        let mut all = diagnostics(1, MAX_KEPT + 2);
        assert_eq!((all.error_count(), all.warning_count()), (1, MAX_KEPT + 2));
        assert!(all.to_string().ends_with("\n2 more are not shown\n"));
        all.extend(diagnostics(MAX_KEPT + 1, 3));
        assert_eq!((all.error_count(), all.warning_count()), (MAX_KEPT + 2, MAX_KEPT + 5));
    }
}
