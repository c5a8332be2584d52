//! Bodies in pieces: stored documents and the rest of an answer, sent one behind the other from where they lie, neither
//! parsed again nor copied.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::Error;
use actix_web::body::{BodySize, MessageBody};
use actix_web::web::Bytes;
use serde::Serialize;

use crate::http::problem::ApiError;
use crate::store::Document;

/// A body that is all there. Copies of it share their pieces.
#[derive(Clone)]
pub struct ChunkedBody {
    pieces: Arc<[Bytes]>,
    sent: usize,
}

impl ChunkedBody {
    /// Joins documents as `data` and the members of `rest` into one object.
    pub fn splice(documents: Vec<Document>, rest: &impl Serialize) -> Result<Self, ApiError> {
        let rest = Bytes::from(serde_json::to_vec(rest)?);
        let mut pieces = Vec::with_capacity(2 * documents.len() + 2);
        for document in documents {
            pieces.push(Bytes::from_static(if pieces.is_empty() { b"{\"data\":[" } else { b"," }));
            pieces.push(document);
        }
        pieces.push(Bytes::from_static(if pieces.is_empty() { b"{\"data\":[]," } else { b"]," }));
        pieces.push(rest.slice(1..));
        Ok(Self::of(pieces))
    }

    /// These bytes, one behind the other.
    pub fn of(pieces: Vec<Bytes>) -> Self {
        Self { pieces: pieces.into(), sent: 0 }
    }

    /// Everything that another body would send.
    pub async fn gather(body: impl MessageBody) -> Result<Self, Error> {
        let mut body = pin!(body);
        let mut pieces = Vec::new();
        while let Some(piece) = poll_fn(|context| body.as_mut().poll_next(context)).await {
            pieces.push(piece.map_err(Into::into)?);
        }
        Ok(Self::of(pieces))
    }

    /// Its length in bytes.
    pub fn len(&self) -> usize {
        self.pieces.iter().map(Bytes::len).sum()
    }

    /// How many bytes it takes in memory; those that a dataset holds as well are not counted.
    pub fn weight(&self) -> usize {
        let own = self.pieces.iter().filter(|piece| piece.is_unique()).map(Bytes::len).sum::<usize>();
        own + size_of_val(&*self.pieces)
    }

    /// Its only piece.
    pub fn only(&self) -> Option<Bytes> {
        if let [piece] = &*self.pieces { Some(piece.clone()) } else { None }
    }

    /// All of it in one piece.
    pub fn join(&self) -> Bytes {
        self.only().unwrap_or_else(|| self.pieces.concat().into())
    }
}

impl MessageBody for ChunkedBody {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.len() as u64)
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        let piece = self.pieces.get(self.sent).cloned();
        self.sent += 1;
        Poll::Ready(piece.map(Ok))
    }
}
