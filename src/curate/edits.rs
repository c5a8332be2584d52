//! What the page writes: claims, proposals that were decided on, new actors and topics.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::curate::error::CurateError;
use crate::curate::files::{Edit, read, update};
use crate::curate::lines::{Line, append, lines, records, remove, replace};
use crate::curate::record::{keep_hidden_members, to_line};
use crate::curate::workspace::Workspace;
use crate::domain::vocabulary::Resource;
use crate::ingest::Diagnostics;

/// A line of a file as the page knows it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownLine {
    pub id: String,
    pub version: String,
}

/// A claim to save.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimEdit {
    /// The record of the form, without its identifier.
    pub claim: Map<String, Value>,
    /// The claim that it replaces.
    pub replaces: Option<KnownLine>,
    /// The proposal that it accepts.
    pub accepts: Option<KnownLine>,
}

/// Validates the claim of a form, with the identifier that it would get.
pub fn check_claim(workspace: &Workspace, article: &str, edit: ClaimEdit) -> Result<Diagnostics, CurateError> {
    let mut record = edit.claim;
    let id = edit.replaces.or(edit.accepts).map_or_else(|| format!("{article}-001"), |line| line.id);
    record.insert("id".to_owned(), id.into());
    Ok(workspace.read(article)?.check_claim(&Value::Object(record).to_string()))
}

/// Writes a claim that has no errors; returns its identifier.
pub fn save_claim(workspace: &Workspace, article: &str, edit: &ClaimEdit) -> Result<String, CurateError> {
    let (files, context) = (workspace.files(article)?, workspace.read(article)?);
    let draft = read(&files.draft)?;
    let withdrawn = read(&files.withdrawn)?;
    let proposal = edit.accepts.as_ref().map(|known| find_proposal(&draft, known)).transpose()?;
    let id = update(&files.claims, |content| {
        let old = edit.replaces.as_ref().map(|known| find(content, known)).transpose()?;
        let hidden = old.and_then(|(_, line)| line.value()).or_else(|| Some(proposal.as_ref()?.get("claim")?.clone()));
        let id = match (&edit.replaces, &edit.accepts) {
            (Some(known), _) => known.id.clone(),
            (None, Some(known)) if records(content).all(|line| line.id().as_ref() != Some(&known.id)) => {
                known.id.clone()
            }
            _ => workspace.next_id(article, &[content, &draft, &withdrawn]),
        };
        let mut record = edit.claim.clone();
        keep_hidden_members(&mut record, hidden.as_ref().unwrap_or(&Value::Null));
        record.insert("id".to_owned(), id.clone().into());
        let record = Value::Object(record);
        let line = to_line(&record, context.languages());
        let diagnostics = context.check_claim(&String::from_utf8_lossy(&line));
        if diagnostics.error_count() > 0 {
            return Err(CurateError::Refused(diagnostics));
        }
        Ok(match old {
            // A line that says the same stays as it is written.
            Some((_, line)) if line.value().as_ref() == Some(&record) => Edit::Keep(id),
            Some((index, _)) => Edit::Write(replace(content, index, &line), id),
            None => Edit::Write(append(content, &line), id),
        })
    })?;
    if let Some(known) = &edit.accepts {
        match remove_proposal(&files.draft, known) {
            // Something else has removed or changed it meanwhile; the claim is saved.
            Ok(()) | Err(CurateError::Conflict { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(id)
}

/// Removes a claim to which no other claim relates.
pub fn delete_claim(workspace: &Workspace, article: &str, known: &KnownLine) -> Result<(), CurateError> {
    let files = workspace.files(article)?;
    let related = related_claims(workspace, &known.id)?;
    if !related.is_empty() {
        return Err(CurateError::InUse(related));
    }
    update(&files.claims, |content| {
        let (index, _) = find(content, known)?;
        Ok::<_, CurateError>(Edit::Write(remove(content, index), ()))
    })?;
    workspace.remember_deleted(article, &known.id);
    Ok(())
}

/// Removes a proposal.
pub fn reject_proposal(workspace: &Workspace, article: &str, known: &KnownLine) -> Result<(), CurateError> {
    remove_proposal(&workspace.files(article)?.draft, known)
}

/// Appends an actor or a topic that has no errors.
pub fn add_record(
    workspace: &Workspace,
    article: &str,
    resource: Resource,
    record: Map<String, Value>,
) -> Result<(), CurateError> {
    let record = Value::Object(record);
    let file = if resource == Resource::Actor { "actors.jsonl" } else { "topics.jsonl" };
    update(&workspace.from.join(file), |content| {
        let mut context = workspace.read(article)?;
        let line = to_line(&record, context.languages());
        let text = String::from_utf8_lossy(&line);
        let diagnostics =
            if resource == Resource::Actor { context.check_actor(&text) } else { context.check_topic(&text) };
        if diagnostics.error_count() > 0 {
            return Err(CurateError::Refused(diagnostics));
        }
        Ok(Edit::Write(append(content, &line), ()))
    })
}

/// Finds a line that has not changed, with its index.
fn find<'a>(content: &'a [u8], known: &KnownLine) -> Result<(usize, Line<'a>), CurateError> {
    let found = lines(content).enumerate().find(|(_, line)| line.id().as_ref() == Some(&known.id));
    match found {
        Some((index, line)) if line.version() == known.version => Ok((index, line)),
        Some((_, line)) => Err(CurateError::Conflict { current: line.value(), version: Some(line.version()) }),
        None => Err(CurateError::Conflict { current: None, version: None }),
    }
}

/// Finds a proposal that has not changed.
fn find_proposal(draft: &[u8], known: &KnownLine) -> Result<Value, CurateError> {
    let found = records(draft).find(|line| line.version() == known.version).and_then(Line::value);
    found.ok_or(CurateError::Conflict { current: None, version: None })
}

/// Removes a proposal, and with the last one the file.
fn remove_proposal(draft: &Path, known: &KnownLine) -> Result<(), CurateError> {
    update(draft, |content| {
        let found = lines(content).position(|line| line.version() == known.version);
        let Some(index) = found else { return Err(CurateError::Conflict { current: None, version: None }) };
        let rest = remove(content, index);
        Ok(if records(&rest).next().is_none() { Edit::Remove(()) } else { Edit::Write(rest, ()) })
    })
}

/// Returns the claims of all articles that relate to a claim.
fn related_claims(workspace: &Workspace, id: &str) -> Result<Vec<String>, CurateError> {
    let mut related = vec![];
    let folders = workspace.source().article_folders().map_err(|fault| CurateError::Malformed(fault.to_string()))?;
    for folder in folders {
        let Ok(files) = workspace.files(&folder) else { continue };
        let content = read(&files.claims)?;
        let naming = records(&content).filter(|line| line.contains(id));
        for value in naming.filter_map(Line::value) {
            let relations = value.get("relations").and_then(Value::as_array).into_iter().flatten();
            let targets = relations.filter_map(|relation| relation.get("claim")?.as_str());
            if targets.into_iter().any(|target| target == id) {
                related.extend(value.get("id").and_then(Value::as_str).map(str::to_owned));
            }
        }
    }
    Ok(related)
}
