//! `isnad diff`.

use std::cmp::Ordering;
use std::fmt::Write as _;
use std::io::{self, BufWriter, Write};
use std::iter::Peekable;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::CommandResult;
use crate::domain::claim::Claim;
use crate::domain::identifier::ClaimId;
use crate::domain::json_line::to_json_line;
use crate::domain::release::Withdrawal;
use crate::domain::vocabulary::{VocabularyTerm, WithdrawalReason};
use crate::formats::Change;
use crate::ingest::changed_fields;
use crate::query::sorts::ID;
use crate::query::{ClaimFilter, ClaimQuery};
use crate::store::{ClaimStream, Database, Dataset, Deadline, Document, StoreError};

#[derive(Debug, Clone, Args)]
pub struct DiffArgs {
    /// The earlier database: a snapshot file or the URL of a PostgreSQL cluster.
    #[arg(value_name = "OLD")]
    old: Database,
    /// The later database.
    #[arg(value_name = "NEW")]
    new: Database,
    /// `text` is a line for each claim, `json` the entries of `/v1/changes.ndjson`.
    #[arg(long, value_enum, default_value_t = DiffFormat::Text)]
    format: DiffFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    Text,
    Json,
}

pub fn run(args: &DiffArgs) -> CommandResult {
    let open = |database: &Database| database.open().map(|(dataset, _)| dataset);
    let (old, new) = (open(&args.old)?, open(&args.new)?);
    let mut output = BufWriter::new(io::stdout().lock());
    let changes = Changes { old: claims(&old), new: claims(&new), dataset: &new };
    for change in changes {
        let change = change?;
        let mut line = match args.format {
            DiffFormat::Text => describe(&change).into_bytes(),
            DiffFormat::Json => to_json_line(&change)?,
        };
        line.push(b'\n');
        if let Some(ended) = check_pipe(output.write_all(&line)) {
            return ended;
        }
    }
    check_pipe(output.flush()).unwrap_or(Ok(()))
}

/// The result of the command if a write failed. A reader that closes the pipe is no error.
fn check_pipe(written: io::Result<()>) -> Option<CommandResult> {
    let error = written.err()?;
    Some(if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error.into()) })
}

/// A change as a line of text.
fn describe(change: &Change) -> String {
    let Change { id, op, release: _, fields, reason, note: _, replaced_by, claim: _ } = change;
    let mut line = format!("{} {id}", op.as_str());
    if let Some(fields) = fields {
        let _ = write!(line, ": {}", fields.join(", "));
    }
    if let Some(reason) = reason {
        let _ = write!(line, ": {}", reason.as_str());
    }
    if !replaced_by.is_empty() {
        let ids: Vec<&str> = replaced_by.iter().map(ClaimId::as_str).collect();
        let _ = write!(line, ", replaced by {}", ids.join(", "));
    }
    line
}

/// A claim with its document.
type Entry = Result<(Claim, Document), StoreError>;

type Claims = Peekable<Box<dyn Iterator<Item = Entry>>>;

/// The claims of a dataset by identifier.
fn claims(dataset: &Arc<Dataset>) -> Claims {
    let query = ClaimQuery { filter: ClaimFilter::default(), sort: &ID };
    let chunks = ClaimStream::new(Arc::clone(dataset), query).chunks(|| Deadline::NONE);
    let parse = |document: Document| {
        let claim = serde_json::from_slice(&document).map_err(|error| StoreError::Corrupt(error.to_string()))?;
        Ok((claim, document))
    };
    let claims = chunks.flat_map(move |chunk| match chunk {
        Ok(documents) => documents.into_iter().map(parse).collect(),
        Err(error) => vec![Err(error)],
    });
    let claims: Box<dyn Iterator<Item = Entry>> = Box::new(claims);
    claims.peekable()
}

/// The changes from one dataset to another by identifier: a merge of their claims, which are sorted.
struct Changes<'d> {
    old: Claims,
    new: Claims,
    dataset: &'d Dataset,
}

impl Changes<'_> {
    /// Compares the next claims; `None` in the result if they are equal.
    fn compare(&mut self) -> Option<Result<Option<Change>, StoreError>> {
        let order = match (self.old.peek(), self.new.peek()) {
            (None, None) => return None,
            (Some(Err(_)), _) | (Some(_), None) => Ordering::Less,
            (_, Some(Err(_))) | (None, Some(_)) => Ordering::Greater,
            (Some(Ok((old, _))), Some(Ok((new, _)))) => old.id.cmp(&new.id),
        };
        let old = if order.is_le() { self.old.next() } else { None };
        let new = if order.is_ge() { self.new.next() } else { None };
        Some(match (old.transpose(), new.transpose()) {
            (Err(error), _) | (_, Err(error)) => Err(error),
            (Ok(old), Ok(new)) => self.change(old, new),
        })
    }

    fn change(
        &self,
        old: Option<(Claim, Document)>,
        new: Option<(Claim, Document)>,
    ) -> Result<Option<Change>, StoreError> {
        let corrupt = |error: serde_json::Error| StoreError::Corrupt(error.to_string());
        match (old, new) {
            (None, None) => Ok(None),
            (Some((claim, _)), None) => self.withdrawal(&claim).map(Some),
            (old, Some((claim, document))) => {
                let fields = old.map(|(_, old)| changed_fields(&old, &document)).transpose()?;
                if fields.as_ref().is_some_and(Vec::is_empty) {
                    return Ok(None);
                }
                let release = claim.revision.map_or(0, |revision| revision.release);
                Change::of_claim(claim.id.to_string(), release, fields, &document).map(Some).map_err(corrupt)
            }
        }
    }

    /// The withdrawal of a claim. The later dataset does not know it if it has another history.
    fn withdrawal(&self, claim: &Claim) -> Result<Change, StoreError> {
        let known = self.dataset.reader(Deadline::NONE).withdrawal(&claim.id)?;
        let release = self.dataset.release();
        Ok(Change::of_withdrawal(known.unwrap_or_else(|| Withdrawal {
            id: claim.id.clone(),
            created: release,
            release,
            reason: WithdrawalReason::Unspecified,
            note: None,
            replaced_by: vec![],
        })))
    }
}

impl Iterator for Changes<'_> {
    type Item = Result<Change, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.compare()? {
                Ok(None) => {}
                Ok(Some(change)) => return Some(Ok(change)),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}
