//! The seed files that are edited: where they are, and the identifiers that new claims get.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::curate::error::CurateError;
use crate::curate::lines::records;
use crate::domain::identifier::{ArticleId, MAX_LENGTH};
use crate::ingest::{ArticleRecords, Source, draft_path};

pub struct Workspace {
    pub from: PathBuf,
    pub texts: Option<PathBuf>,
    /// The highest number of a deleted claim of each article, so that it is not given again.
    deleted: Mutex<HashMap<String, u32>>,
}

/// The files of one article.
pub struct ArticleFiles {
    pub claims: PathBuf,
    pub draft: PathBuf,
    pub withdrawn: PathBuf,
}

impl Workspace {
    pub fn new(from: PathBuf, texts: Option<PathBuf>) -> Self {
        Self { from, texts, deleted: Mutex::default() }
    }

    pub fn source(&self) -> Source {
        Source::Directory(self.from.clone())
    }

    /// Returns the files of an article; an identifier cannot lead to another folder.
    pub fn files(&self, article: &str) -> Result<ArticleFiles, CurateError> {
        ArticleId::parse(article).map_err(|_| CurateError::NotFound)?;
        let folder = self.from.join("articles").join(article);
        if !folder.is_dir() {
            return Err(CurateError::NotFound);
        }
        Ok(ArticleFiles {
            claims: folder.join("claims.jsonl"),
            draft: self.from.join(draft_path(article)),
            withdrawn: folder.join("withdrawn.jsonl"),
        })
    }

    pub fn read(&self, article: &str) -> Result<ArticleRecords, CurateError> {
        self.files(article)?;
        Ok(ArticleRecords::read(&self.source(), self.texts.as_deref(), article)?)
    }

    /// Returns the identifier of the next claim: above those of claims, proposals, and withdrawn or deleted claims.
    pub fn next_id(&self, article: &str, contents: &[&[u8]]) -> String {
        let ids = contents.iter().flat_map(|content| records(content)).filter_map(|line| {
            let value = line.value()?;
            let id = value.pointer("/claim/id").or_else(|| value.get("id"))?;
            number(article, id.as_str()?)
        });
        let deleted = self.deleted.lock().unwrap_or_else(PoisonError::into_inner).get(article).copied();
        let next = ids.chain(deleted).max().unwrap_or(0).saturating_add(1);
        let mut id = format!("{article}-{next:03}");
        id.truncate(MAX_LENGTH);
        id
    }

    /// Remembers that a claim was deleted.
    pub fn remember_deleted(&self, article: &str, id: &str) {
        if let Some(number) = number(article, id) {
            let mut deleted = self.deleted.lock().unwrap_or_else(PoisonError::into_inner);
            let highest = deleted.entry(article.to_owned()).or_default();
            *highest = number.max(*highest);
        }
    }
}

/// The number at the end of a claim's identifier.
fn number(article: &str, id: &str) -> Option<u32> {
    id.strip_prefix(article)?.strip_prefix('-')?.parse().ok()
}
