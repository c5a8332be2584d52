//! Streams all matches of a query in chunks, so that memory does not grow with their number.

use std::sync::Arc;

use super::dataset::Dataset;
use super::deadline::Deadline;
use super::error::StoreError;
use super::results::{Document, Page};
use crate::query::ClaimQuery;
use crate::query::cursor::CursorPosition;

/// All matches in the order of the query, chunk by chunk.
pub struct ClaimStream {
    dataset: Arc<Dataset>,
    query: ClaimQuery,
    after: Option<CursorPosition>,
    ended: bool,
}

impl ClaimStream {
    /// Claims in a chunk of this dataset. Those of a snapshot stay in its mapped file, those of another host are copied.
    pub fn chunk_size(dataset: &Dataset) -> u32 {
        if dataset.backend.is_remote() { 200 } else { 1_000 }
    }

    pub fn new(dataset: Arc<Dataset>, query: ClaimQuery) -> Self {
        Self { dataset, query, after: None, ended: false }
    }

    /// Continues after the page that ended at `next`; `None` returns an empty stream.
    pub fn after(dataset: Arc<Dataset>, query: ClaimQuery, next: Option<CursorPosition>) -> Self {
        Self { dataset, query, ended: next.is_none(), after: next }
    }

    /// The end of the last chunk; `None` before the first.
    pub fn position(&self) -> Option<&CursorPosition> {
        self.after.as_ref()
    }

    /// The next chunk, or `None` at the end or after an error.
    pub fn next_chunk(&mut self, deadline: Deadline) -> Option<Result<Vec<Document>, StoreError>> {
        if self.ended {
            return None;
        }
        let size = Self::chunk_size(&self.dataset);
        match self.dataset.reader(deadline).page(&self.query, self.after.as_ref(), size) {
            Ok(Page { documents, next, .. }) => {
                self.ended = next.is_none();
                self.after = next;
                Some(Ok(documents))
            }
            Err(error) => {
                self.ended = true;
                Some(Err(error))
            }
        }
    }

    /// The chunks as an iterator; `deadline` returns the deadline of the next chunk.
    pub fn chunks(
        mut self,
        deadline: impl Fn() -> Deadline + Send,
    ) -> impl Iterator<Item = Result<Vec<Document>, StoreError>> + Send {
        std::iter::from_fn(move || self.next_chunk(deadline()))
    }
}
