//! Validates `withdrawn.jsonl` beside the claims of an article: claims that the dataset has no longer.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use crate::domain::identifier::ClaimId;
use crate::domain::language_map::LanguageMap;
use crate::domain::vocabulary::WithdrawalReason;
use crate::ingest::diagnostics::{Diagnostics, RecordDiagnostics};
use crate::ingest::fault::{Fault, FaultCode, Resource};
use crate::ingest::jsonl::{jsonl_records, parse_record};
use crate::ingest::raw::RawWithdrawal;
use crate::ingest::source::Source;

/// A line of `withdrawn.jsonl`.
#[derive(Debug, Serialize)]
pub struct WithdrawalNotice {
    pub reason: WithdrawalReason,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<LanguageMap>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replaced_by: Vec<ClaimId>,
    #[serde(skip)]
    pub file: String,
    #[serde(skip)]
    pub line: u32,
}

/// The notices of all articles, by identifier of the claim.
#[derive(Debug, Default)]
pub struct Withdrawals(pub BTreeMap<ClaimId, WithdrawalNotice>);

/// The path of an article's notices inside the source.
pub fn withdrawals_path(folder: &str) -> String {
    format!("articles/{folder}/withdrawn.jsonl")
}

impl Withdrawals {
    /// Adds the notices of the article in a folder.
    pub fn read(&mut self, source: &Source, folder: &str, diagnostics: &mut Diagnostics) {
        let path = withdrawals_path(folder);
        let file = source.display(&path);
        match source.exists(&path) {
            Ok(true) => {}
            Ok(false) => return,
            Err(fault) => return diagnostics.add_file_error(&file, fault),
        }
        for record in jsonl_records(source, &path) {
            let line = record.line;
            let mut diagnostics = diagnostics.record(&file, line);
            let Ok(text) = record.text_or_id(&mut diagnostics) else { continue };
            if let Some(raw) = parse_record(&text, &mut diagnostics) {
                self.add(raw, folder, &file, line, &mut diagnostics);
            }
        }
    }

    fn add(&mut self, raw: RawWithdrawal, folder: &str, file: &str, line: u32, diagnostics: &mut RecordDiagnostics) {
        let RawWithdrawal { id, reason, note, replaced_by } = raw;
        if !id.strip_prefix(folder).is_some_and(|rest| rest.starts_with('-')) {
            let problem = format!("\"{id}\" does not begin with the id of its article");
            let fault = Fault::new(FaultCode::WrongIdentifier, problem);
            diagnostics.add("id", fault.accepts(format!("an id such as {folder}-001")));
        }
        if let Some(note) = &note {
            diagnostics.check_language_map("note", note);
        }
        let replaced_by = replaced_by
            .iter()
            .enumerate()
            .filter_map(|(at, id)| diagnostics.ok(format!("replaced_by[{at}]"), ClaimId::parse(id)));
        let replaced_by: Vec<ClaimId> = replaced_by.collect();
        let Some(id) = diagnostics.ok("id", ClaimId::parse(&id)) else { return };
        if replaced_by.contains(&id) {
            let fault = Fault::new(FaultCode::SelfRelation, "names the withdrawn claim itself");
            diagnostics.add("replaced_by", fault.accepts("other claims"));
        }
        let fault = Fault::new(FaultCode::DuplicateIdentifier, format!("duplicate claim \"{id}\""));
        let notice = WithdrawalNotice { reason, note, replaced_by, file: file.to_owned(), line };
        if self.0.insert(id, notice).is_some() {
            diagnostics.add("id", fault.accepts("each id once"));
        }
    }

    /// Puts the languages of all texts in the order of the dataset.
    pub fn sort_languages(&mut self, languages: &[String]) {
        let notes = self.0.values_mut().filter_map(|notice| notice.note.as_mut());
        notes.for_each(|note| note.sort_by_languages(languages));
    }

    /// Checks that the claims in place of the withdrawn ones are known.
    pub fn check_replacements(&self, claims: &HashSet<ClaimId>, diagnostics: &mut Diagnostics) {
        for notice in self.0.values() {
            for (at, id) in notice.replaced_by.iter().enumerate() {
                if !claims.contains(id) && !self.0.contains_key(id) {
                    let known = claims.iter().map(ClaimId::as_str);
                    let mut record = diagnostics.record(&notice.file, notice.line);
                    record.add_unknown(format!("replaced_by[{at}]"), Resource::Claim, id.as_str(), known);
                }
            }
        }
    }
}
