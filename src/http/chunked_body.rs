//! A body of several parts, sent one after the other. The stored claims among them are not copied.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use actix_web::web::Bytes;

/// A complete body in chunks. Clones share the chunks.
#[derive(Debug, Clone)]
pub struct ChunkedBody {
    chunks: Arc<[Bytes]>,
    sent: usize,
}

impl ChunkedBody {
    pub fn new(chunks: Vec<Bytes>) -> Self {
        Self { chunks: chunks.into(), sent: 0 }
    }

    /// Collects the chunks of another body.
    pub async fn collect<B: MessageBody>(body: B) -> Result<Self, B::Error> {
        let mut body = pin!(body);
        let mut chunks = Vec::new();
        while let Some(chunk) = poll_fn(|context| body.as_mut().poll_next(context)).await {
            chunks.push(chunk?);
        }
        Ok(Self::new(chunks))
    }

    pub fn chunks(&self) -> &[Bytes] {
        &self.chunks
    }

    fn len(&self) -> usize {
        self.chunks.iter().map(Bytes::len).sum()
    }

    /// Whether the body has more bytes than this.
    pub fn is_longer_than(&self, bytes: usize) -> bool {
        self.len() > bytes
    }

    /// Bytes of memory besides those that belong to the dataset.
    pub fn own_bytes(&self) -> usize {
        let own = self.chunks.iter().filter(|chunk| chunk.is_unique()).map(Bytes::len).sum::<usize>();
        own + size_of_val(&*self.chunks)
    }

    /// The only chunk, if there is just one.
    pub fn single(&self) -> Option<Bytes> {
        if let [chunk] = &*self.chunks { Some(chunk.clone()) } else { None }
    }

    /// The whole body in one piece.
    pub fn join(&self) -> Bytes {
        self.single().unwrap_or_else(|| self.chunks.concat().into())
    }
}

impl MessageBody for ChunkedBody {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.len() as u64)
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        let chunk = self.chunks.get(self.sent).cloned();
        self.sent += 1;
        Poll::Ready(chunk.map(Ok))
    }
}
