//! The layout of a dump: its length, and positions from which it can be written without what precedes them.

use std::sync::Arc;

use actix_web::web::Bytes;
use tokio::sync::OnceCell;

use super::dump::Dump;
use crate::query::cursor::CursorPosition;

/// A position in a dump between two claims, at which a new writer can begin.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    /// The bytes before it.
    pub offset: u64,
    /// The end of the chunk of claims before the one with the next claim.
    pub after: Option<CursorPosition>,
    /// The claims of that chunk that precede the position.
    pub skip: usize,
}

#[derive(Debug)]
pub struct DumpLayout {
    /// The beginning of the file, followed by the others in ascending order.
    checkpoints: Vec<Checkpoint>,
    /// The bytes before `tail`.
    tail_offset: u64,
    /// What is written after the last claim: in Parquet the last row group and the metadata.
    tail: Bytes,
}

impl DumpLayout {
    /// `checkpoints` begin with the beginning of the file.
    pub fn new(checkpoints: Vec<Checkpoint>, tail_offset: u64, tail: Bytes) -> Self {
        Self { checkpoints, tail_offset, tail }
    }

    /// The length of the file in bytes.
    #[allow(clippy::len_without_is_empty, reason = "a dump is never empty")]
    pub fn len(&self) -> u64 {
        self.tail_offset + self.tail.len() as u64
    }

    /// The last checkpoint that does not follow a position; `None` if the position is in the tail.
    pub fn checkpoint(&self, position: u64) -> Option<&Checkpoint> {
        let following = self.checkpoints.partition_point(|checkpoint| checkpoint.offset <= position);
        self.checkpoints[..following].last().filter(|_| position < self.tail_offset)
    }

    /// The offset of the tail, and the tail.
    pub fn tail(&self) -> (u64, &Bytes) {
        (self.tail_offset, &self.tail)
    }
}

/// The layouts of one dataset, each made when it is first needed.
#[derive(Debug, Default)]
pub struct DumpLayouts([OnceCell<Arc<DumpLayout>>; Dump::COUNT]);

impl DumpLayouts {
    pub fn of(&self, dump: Dump) -> &OnceCell<Arc<DumpLayout>> {
        &self.0[dump as usize]
    }
}
