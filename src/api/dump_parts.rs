//! Writes a range of a dump, and finds the layout of a dump by writing it once.

use std::iter;
use std::mem::take;
use std::ops::Range;
use std::slice;
use std::sync::Arc;

use actix_web::rt::spawn;

use super::export_body::{PART_BYTES, split};
use crate::formats::ClaimWriter;
use crate::http::dump::Dump;
use crate::http::dump_layout::{Checkpoint, DumpLayout};
use crate::http::problem::ApiError;
use crate::http::run::run_blocking;
use crate::http::state::State;
use crate::query::cursor::CursorPosition;
use crate::store::{ClaimStream, Cost, Deadline};

/// The least distance between two checkpoints: what a range costs besides its own bytes.
const CHECKPOINT_BYTES: u64 = 1 << 20;

/// The layout of a dump of the current dataset. It is found once, also if the client that asked first is gone.
pub async fn layout(state: &State, dump: Dump) -> Result<Arc<DumpLayout>, ApiError> {
    if let Some(layout) = state.dump_layouts.of(dump).get() {
        return Ok(Arc::clone(layout));
    }
    let state = state.clone();
    let found = spawn(async move {
        let find = || async { find_layout(&state, dump).await.map(Arc::new) };
        state.dump_layouts.of(dump).get_or_try_init(find).await.cloned()
    });
    found.await.map_err(|error| ApiError::Internal(error.to_string()))?
}

async fn find_layout(state: &State, dump: Dump) -> Result<DumpLayout, ApiError> {
    let mut scan = LayoutScan::new(state, dump)?;
    loop {
        let permit = state.permit(Cost::Expensive).await;
        let deadline = Deadline::after(state.limits.query_timeout);
        let step = run_blocking(permit, move || scan.scan_chunk(deadline).map(|is_end| (scan, is_end)));
        let is_end;
        (scan, is_end) = step.await??;
        if is_end {
            return scan.finish();
        }
    }
}

/// Writes a dump and counts its bytes.
struct LayoutScan {
    claims: ClaimStream,
    writer: Box<dyn ClaimWriter>,
    checkpoints: Vec<Checkpoint>,
    /// The bytes written.
    offset: u64,
}

impl LayoutScan {
    fn new(state: &State, dump: Dump) -> Result<Self, ApiError> {
        let mut writer = dump.writer(&state.dataset)?;
        let offset = writer.begin()?.len() as u64;
        let beginning = Checkpoint { offset: 0, after: None, skip: 0 };
        let claims = ClaimStream::new(Arc::clone(&state.dataset), Dump::query());
        Ok(Self { claims, writer, checkpoints: vec![beginning], offset })
    }

    /// Writes a chunk of claims. Returns whether there are no more.
    fn scan_chunk(&mut self, deadline: Deadline) -> Result<bool, ApiError> {
        let after = self.claims.position().cloned();
        let Some(documents) = self.claims.next_chunk(deadline).transpose()? else { return Ok(true) };
        for (at, document) in documents.iter().enumerate() {
            self.offset += self.writer.write(slice::from_ref(document))?.len() as u64;
            let last = self.checkpoints.last().map_or(0, |checkpoint| checkpoint.offset);
            if self.offset - last >= CHECKPOINT_BYTES && self.writer.can_restart() {
                self.checkpoints.push(Checkpoint { offset: self.offset, after: after.clone(), skip: at + 1 });
            }
        }
        Ok(false)
    }

    fn finish(mut self) -> Result<DumpLayout, ApiError> {
        let mut tail = Vec::new();
        while let Some(rest) = self.writer.write_rest()? {
            tail.extend(rest);
        }
        tail.extend(self.writer.finish()?);
        Ok(DumpLayout::new(self.checkpoints, self.offset, tail.into()))
    }
}

/// The bytes of a range of a dump, in parts of bounded size.
pub fn range_parts(
    state: &State,
    dump: Dump,
    layout: &DumpLayout,
    range: Range<u64>,
) -> Result<impl Iterator<Item = Result<Vec<u8>, ApiError>> + Send + 'static, ApiError> {
    let (tail_offset, tail) = layout.tail();
    let tail = tail.clone();
    let checkpoint = layout.checkpoint(range.start);
    let offset = checkpoint.map_or(tail_offset, |checkpoint| checkpoint.offset);
    let written = checkpoint.map(|checkpoint| parts_from(state, dump, checkpoint)).transpose()?;
    let tail_parts = (0..tail.len()).step_by(PART_BYTES);
    let tail_parts = tail_parts.map(move |at| Ok(tail[at..tail.len().min(at + PART_BYTES)].to_vec()));
    Ok(cut(written.into_iter().flatten().chain(tail_parts), range.start - offset, range.end - range.start))
}

/// What is written of the claims from a checkpoint on.
fn parts_from(
    state: &State,
    dump: Dump,
    Checkpoint { offset, after, skip }: &Checkpoint,
) -> Result<impl Iterator<Item = Result<Vec<u8>, ApiError>> + Send + 'static, ApiError> {
    let mut writer = dump.writer(&state.dataset)?;
    let beginning = writer.begin()?;
    let beginning = if *offset == 0 { beginning } else { vec![] };
    let claims = stream_from(state, after.clone());
    let (timeout, mut skip) = (state.limits.query_timeout, *skip);
    let chunks = claims.chunks(move || Deadline::after(timeout)).map(move |chunk| {
        let skip = take(&mut skip);
        chunk.map(|documents| documents.into_iter().skip(skip).collect())
    });
    let written = chunks.flat_map(split).map(move |documents| Ok(writer.write(&documents?)?));
    Ok(iter::once(Ok(beginning)).chain(written))
}

fn stream_from(state: &State, after: Option<CursorPosition>) -> ClaimStream {
    let dataset = Arc::clone(&state.dataset);
    match after {
        None => ClaimStream::new(dataset, Dump::query()),
        after => ClaimStream::after(dataset, Dump::query(), after),
    }
}

/// Leaves out the first `skip` bytes and what follows the next `length` bytes.
fn cut(
    parts: impl Iterator<Item = Result<Vec<u8>, ApiError>> + Send,
    mut skip: u64,
    mut length: u64,
) -> impl Iterator<Item = Result<Vec<u8>, ApiError>> + Send {
    let mut parts = parts.fuse();
    iter::from_fn(move || {
        while length > 0 {
            let mut part = match parts.next()? {
                Ok(part) => part,
                failed => return Some(failed),
            };
            let skipped = usize::try_from(skip).map_or(part.len(), |skip| skip.min(part.len()));
            part.drain(..skipped);
            skip -= skipped as u64;
            part.truncate(usize::try_from(length).unwrap_or(usize::MAX));
            length -= part.len() as u64;
            if !part.is_empty() {
                return Some(Ok(part));
            }
        }
        None
    })
}
